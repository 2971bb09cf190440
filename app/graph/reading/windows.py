"""Which part of a list a connection's arguments ask for, and how its rows are ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.problems import BadInput
from app.graph.reading.arguments import BoundSymbol
from app.graph.reading.mapping import Page
from app.graph.reading.parameters import Env, Getter, Known, Symbol, getter, plain

if TYPE_CHECKING:
    from app.graph.reading.compiler import Compiler

DEFAULT_PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of the list, and how they are ordered."""

    tag: str
    sort: str
    # The sort column is computed: it stands on the rows that were fetched, and not in the table.
    computed: bool
    descending: bool
    backward: bool
    size: str
    after: tuple[str, str] | None
    before: tuple[str, str] | None

    def order(self, alias: str, *, reverse: bool, fetching: bool = False) -> str:
        """`fetching`: where the rows are taken out of the table, and what is computed has a name of its own only."""
        direction = "DESC" if self.descending is not reverse else "ASC"
        sort = self.sort if fetching and self.computed else f"{alias}.{self.sort}"
        return f"{sort} {direction}, {alias}.id {direction}"

    def compare(self, sort: str, key: str, sign: str, cursor: tuple[str, str]) -> str:
        """Rows beyond a cursor in list order; both columns turn together, so that the index serves."""
        if self.descending:
            sign = sign.translate(str.maketrans("<>", "><"))
        return f"({sort}, {key}) {sign} ({cursor[0]}, {cursor[1]})"


def window_of(compiler: Compiler, how: Page, arguments: dict[str, Symbol]) -> Window:
    """What the arguments `first`, `last`, `after`, `before` and `orderBy` ask for."""
    given = {name: symbol for name, symbol in arguments.items() if not BoundSymbol.is_null(symbol)}
    if "first" in given and "last" in given:
        raise BadInput("Ask for `first` or `last`, not for both.")
    field, direction = how.default
    if "orderBy" in given:
        order = BoundSymbol(compiler.emit, given["orderBy"])
        by, way = order.get("field"), order.get("direction")
        assert by is not None
        field, direction = by.known, way.known if way is not None else "ASC"
    backward = "last" in given
    size = given.get("last" if backward else "first", Known(DEFAULT_PAGE))
    return Window(
        field,
        how.orders[field],
        how.orders[field] in how.computed,
        direction == "DESC",
        backward,
        _bound_size(compiler, getter(size), "last" if backward else "first"),
        _bound_cursor(compiler, given.get("after"), field, "after"),
        _bound_cursor(compiler, given.get("before"), field, "before"),
    )


def _bound_size(compiler: Compiler, get: Getter, name: str) -> str:
    def read(env: Env) -> int:
        size = int(get(env))
        if not 1 <= size <= MAX_PAGE:
            raise BadInput(f"`{name}` must be between 1 and {MAX_PAGE}.")
        return size

    return compiler.emit.binds.add(read, "int8")


def _bound_cursor(compiler: Compiler, symbol: Symbol | None, tag: str, name: str) -> tuple[str, str] | None:
    if symbol is None:
        return None
    get = getter(symbol)
    binds = compiler.emit.binds
    return (
        binds.add(lambda env: parse_cursor(get(env), tag, name)[0], "text"),
        binds.add(lambda env: parse_cursor(get(env), tag, name)[1], "uuid"),
    )


def parse_cursor(text: Any, tag: str, name: str) -> tuple[str, str]:
    """The sort value and the id that a cursor of this order stands for."""
    try:
        given, _, rest = bytes.fromhex(plain(text)).decode().partition("~")
        sort, mark, key = rest.rpartition("~")
        row = str(UUID(key))
    except ValueError:
        given, sort, mark, row = "", "", "", ""
    if not mark or not row or given != tag or "\0" in sort:
        raise BadInput(f"`{name}` is not a cursor of this list in this order.")
    return sort, row
