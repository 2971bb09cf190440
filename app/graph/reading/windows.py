"""Which part of a list a connection's arguments ask for, and how its rows are ordered."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.problems import BadInput
from app.graph.reading.compilation import Compilation
from app.graph.reading.mapping import Page
from app.graph.reading.parameters import Env, Getter, Known, Parameter, Symbol, getter, is_null, plain
from app.graph.reading.tree import Beyond, Node

DEFAULT_PAGE = 20
MAX_PAGE = 100
_TURNED = str.maketrans("<>", "><")

Mark = tuple[Parameter, Parameter]


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of the list, and how they are ordered."""

    tag: str
    sort: str
    # The sort column is computed: the fetched rows have it, and the table has not.
    computed: bool
    descending: bool
    backward: bool
    size: Parameter
    after: Mark | None
    before: Mark | None

    def order(self, alias: str, *, reverse: bool, fetching: bool = False) -> str:
        """`fetching`: while rows are taken from the table, where a computed column has no alias."""
        direction = "DESC" if self.descending is not reverse else "ASC"
        sort = self.sort if fetching and self.computed else f"{alias}.{self.sort}"
        return f"{sort} {direction}, {alias}.id {direction}"

    def beyond(self, sort: Node, alias: str, sign: str, cursor: Mark) -> Beyond:
        """The rows on one side of a cursor in the order of the list."""
        return Beyond(sort, f"{alias}.id", sign.translate(_TURNED) if self.descending else sign, cursor)


def window_of(compilation: Compilation, how: Page, arguments: dict[str, Symbol]) -> Window:
    """What the arguments `first`, `last`, `after`, `before` and `orderBy` ask for."""
    given = {name: symbol for name, symbol in arguments.items() if not is_null(symbol)}
    if "first" in given and "last" in given:
        raise BadInput("Ask for `first` or `last`, not for both.")
    field, direction = how.default
    if "orderBy" in given:
        order = compilation.argument(given["orderBy"])
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
        size_parameter(compilation, getter(size), "last" if backward else "first"),
        _mark(compilation, given.get("after"), field, "after"),
        _mark(compilation, given.get("before"), field, "before"),
    )


def size_parameter(compilation: Compilation, get: Getter, name: str) -> Parameter:
    """The size of a page, from 1 to `MAX_PAGE`."""
    return bounded_parameter(compilation, get, name, MAX_PAGE)


def bounded_parameter(compilation: Compilation, get: Getter, name: str, most: int) -> Parameter:
    """The argument `name`, a number of rows from 1 to `most`. BadInput for any other."""

    def read(env: Env) -> int:
        size = int(get(env))
        if not 1 <= size <= most:
            raise BadInput(f"`{name}` must be between 1 and {most:,}.")
        return size

    return compilation.parameters.add(read, "int8")


def _mark(compilation: Compilation, symbol: Symbol | None, tag: str, name: str) -> Mark | None:
    """The sort value and the id of a cursor."""
    if symbol is None:
        return None
    get, add = getter(symbol), compilation.parameters.add
    return (
        add(lambda env: parse_cursor(get(env), tag, name)[0], "text"),
        add(lambda env: parse_cursor(get(env), tag, name)[1], "uuid"),
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
