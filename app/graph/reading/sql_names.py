"""Which tables and columns the text of a template names. Only what is certain is reported."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# A name is an identifier or a placeholder, which text may follow: `{t}l` is the alias of the table linked to `{t}`.
_TOKEN = re.compile(r"(?P<literal>'[^']*')|(?P<name>(?:\{\w+\}|[A-Za-z_])\w*)|(?P<number>\d[\w.]*)|(?P<mark>\S)")
_NO_ALIAS = re.compile(
    "as|cross|except|full|group|having|inner|intersect|join|lateral|left|limit|natural|offset|on|order|right|union"
    "|using|where|window",
    re.IGNORECASE,
)

# The columns of a table or row; None for one whose columns are not known, such as a query in brackets.
Columns = frozenset[str] | None


@dataclass(slots=True)
class Names:
    """`tables`: by alias, the tables it is bound to; None among them is a query. `columns`: (alias, column)."""

    tables: dict[str, set[str | None]] = field(default_factory=dict)
    columns: set[tuple[str, str]] = field(default_factory=set)


def names_in(text: str) -> Names:
    """What FROM and JOIN bind, and what is written as `alias.column`."""
    tokens = [(found.lastgroup, found[0]) for found in _TOKEN.finditer(text)]
    names = Names()
    selecting = [False]
    for place, (kind, token) in enumerate(tokens):
        before = tokens[place - 1][1].lower() if place else ""
        if token == "(":
            selecting.append(False)
        elif token == ")" and len(selecting) > 1:
            selecting.pop()
        if kind != "name":
            continue
        word = token.lower()
        if word == "select":
            selecting[-1] = True
        elif word == "join" or (word == "from" and selecting[-1] and before != "distinct"):
            _bind(tokens, place + 1, names)
        elif before != "." and [each for _, each in tokens[place + 1 : place + 2]] == ["."]:
            names.columns |= {(token, column) for kind, column in tokens[place + 2 : place + 3] if kind == "name"}
    return names


def faults(text: str, rows: Mapping[str, Columns], tables: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """What a template names although it does not exist. `rows` are the columns of its rows, by placeholder."""
    names = names_in(text)
    columns: dict[str, list[Columns]] = {alias: [found] for alias, found in rows.items()}
    for alias, bound in names.tables.items():
        for table in bound:
            if table is not None and table not in tables:
                yield f"there is no table {table!r}"
            columns.setdefault(alias, []).append(None if table is None else tables.get(table))
    for alias, column in sorted(names.columns):
        if alias not in columns:
            yield f"nothing is called {alias!r} in {alias}.{column}"
        elif all(found is not None and column not in found for found in columns[alias]):
            yield f"{alias}.{column}: there is no such column"


def _bind(tokens: list[tuple[str | None, str]], place: int, names: Names) -> None:
    """Read the table and alias behind FROM or JOIN."""
    if place >= len(tokens):
        return
    kind, token = tokens[place]
    following = tokens[place + 1][1] if place + 1 < len(tokens) else ""
    table: str | None = token
    if token == "(" or following == "(":
        # A query in brackets, or a function.
        place, table = _closing(tokens, place if token == "(" else place + 1), None
    elif kind != "name" or following == ".":
        return
    rest = [each for each in tokens[place + 1 : place + 3] if each[1].lower() != "as"]
    alias = next(iter(rest), ("", ""))
    named = alias[0] == "name" and not _NO_ALIAS.fullmatch(alias[1])
    if named or table is not None:
        names.tables.setdefault(alias[1] if named else token, set()).add(table)


def _closing(tokens: list[tuple[str | None, str]], place: int) -> int:
    """Where the bracket that opens at a place is closed."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[at][1], 0)
        if depth == 0:
            return at
    return len(tokens)
