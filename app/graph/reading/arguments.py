"""What conditions are given: the value of an argument, the engine's functions, and the caller's rights.

A condition returns a template. An argument's value is a placeholder in it, such as `{p3}`, which the compiler replaces
by a parameter.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.core.time import to_utc_text
from app.graph.reading import templates
from app.graph.reading.dialect import Dialect
from app.graph.reading.mapping import Entity
from app.graph.reading.parameters import (
    NAMED,
    Env,
    Getter,
    Known,
    OfClock,
    Parameter,
    Symbol,
    checked_text,
    getter,
    is_null,
    plain,
)
from app.graph.reading.rights import Rights, own

CASTS = {"text": "text", "int": "int8", "float": "float8", "bool": "bool", "uuid": "uuid"}


class Parameters:
    """The parameters of one statement, by the names under which templates may name them."""

    def __init__(self) -> None:
        self.made: list[Parameter] = []
        self.by_name = dict(NAMED)

    def add(self, read: Getter, cast: str) -> Parameter:
        self.made.append(made := Parameter(read, cast))
        return made

    def placeholder(self, read: Getter, cast: str) -> str:
        """A new parameter as a placeholder of a template."""
        name = f"p{len(self.made)}"
        self.by_name[name] = self.add(read, cast)
        return f"{{{name}}}"


class ConditionSql:
    """The engine's functions for a condition on rows of one type; see `mapping.Sql`."""

    def __init__(self, dialect: Dialect, rights: Rights, entity: Entity | None) -> None:
        self.dialect = dialect.name
        functions = dialect.functions
        self.within, self.every, self.contains = functions.within, functions.every, functions.contains
        self._rights = rights
        self._entity = entity

    def fill(self, template: str, **aliases: str) -> str:
        return templates.replace(template, **aliases)

    def mine(self, alias: str) -> str:
        """The condition under which a row is the caller's own."""
        found = own(self._rights, self._entity)
        return "FALSE" if found is None else f"{alias}.{found[0]} = {{{found[1]}}}"


class ArgumentValue:
    """The value of an argument; see `mapping.Bound`."""

    def __init__(self, dialect: Dialect, parameters: Parameters, symbol: Symbol) -> None:
        self._dialect = dialect
        self._parameters = parameters
        self._symbol = symbol

    def get(self, key: str) -> "ArgumentValue | None":
        """A key of an input object, None when it is absent or null."""
        symbol = self._symbol
        if isinstance(symbol, Known) and isinstance(symbol.value, dict):
            symbol = {name: Known(value) for name, value in symbol.value.items()}
        if not isinstance(symbol, dict) or key not in symbol or is_null(symbol[key]):
            return None
        return ArgumentValue(self._dialect, self._parameters, symbol[key])

    @property
    def known(self) -> Any:
        """The value, where the plan depends on it (enums and booleans)."""
        assert isinstance(self._symbol, Known)
        return plain(self._symbol.value)

    def text(self) -> str:
        return self.computed(checked_text, "text")

    def boolean(self) -> str:
        return self.computed(bool, "bool")

    def instant(self) -> str:
        return self.computed(to_utc_text, "text")

    def uuid(self) -> str:
        return self.computed(str, "uuid")

    def texts(self, change: Callable[[Any], list[str]] | None = None) -> str:
        """A list of texts as one parameter; `change` makes the list out of the argument."""
        get, texts = getter(self._symbol), self._dialect.functions.texts

        def read(env: Env) -> Any:
            given = get(env)
            items = change(given) if change else given if isinstance(given, list) else [given]
            return texts([checked_text(item) for item in items])

        return self._parameters.placeholder(read, "text[]")

    def computed(self, change: Callable[[Any], Any], kind: str) -> str:
        """The value after a change, bound as text, int, float, bool or uuid."""
        get = getter(self._symbol)
        return self._parameters.placeholder(lambda env: change(get(env)), CASTS[kind])

    def computed_now(self, change: Callable[[Any, datetime], Any], kind: str) -> str:
        """What a change makes of the value and of the current time."""
        get = getter(self._symbol)
        read = OfClock(lambda env: change(get(env), datetime.fromisoformat(env.now)))
        return self._parameters.placeholder(read, CASTS[kind])


def as_kind(symbol: Symbol, kind: str) -> tuple[Getter, str]:
    """The value as it is, as one of the kinds that an expression's arguments may have: how to read it, and its cast."""
    get = getter(symbol)
    if kind in ("text", "uuid"):
        change = checked_text if kind == "text" else str
        return (lambda env: change(get(env))), CASTS[kind]
    return get, CASTS[kind]
