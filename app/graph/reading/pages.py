"""Relay connections in SQL: an inner ring that fetches the rows, one that numbers them, one that aggregates.

The windows stand above the LIMIT, because beside it they would count the whole parent; leaves and children
stand in the outer ring, because they are wanted for the page only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.problems import BadInput
from app.graph.reading.arguments import BoundSymbol
from app.graph.reading.binds import Env, Getter, Known, Symbol, getter, plain
from app.graph.reading.mapping import Page
from app.graph.reading.model import MappedType
from app.graph.reading.selection import Selected

if TYPE_CHECKING:
    from app.graph.reading.compiler import Compiler, Place

DEFAULT_PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of the list, and how they are ordered."""

    tag: str
    sort: str
    descending: bool
    backward: bool
    size: str
    after: tuple[str, str] | None
    before: tuple[str, str] | None

    def order(self, alias: str, *, reverse: bool) -> str:
        direction = "DESC" if self.descending is not reverse else "ASC"
        return f"{alias}.{self.sort} {direction}, {alias}.id {direction}"

    def compare(self, alias: str, sign: str, cursor: tuple[str, str]) -> str:
        """Rows beyond a cursor in list order; both columns turn together, so that the index serves."""
        if self.descending:
            sign = sign.translate(str.maketrans("<>", "><"))
        return f"({alias}.{self.sort}, {alias}.id) {sign} ({cursor[0]}, {cursor[1]})"


def page(
    compiler: Compiler,
    how: Page,
    connection: MappedType,
    selected: Selected,
    arguments: dict[str, Symbol],
    parent: str,
    place: Place,
) -> str:
    """The JSON of one connection field."""
    emit, document = compiler.emit, compiler.document
    window = _window(compiler, how, arguments)
    target = compiler.model.of(connection.definitions["nodes"].type)
    edge = compiler.model.of(connection.definitions["edges"].type)
    info = compiler.model.of(connection.definitions["pageInfo"].type)
    fields = document.select(selected.selections(), connection.names, place.depth + 1)
    deeper = place.down()

    def where(alias: str) -> list[str]:
        parts = [emit.fill(how.on, p=parent, c=alias, l=f"{alias}l")] if how.on else []
        sees = compiler.visible(target, alias, guarded=how.guarded, listed=how.listed)
        if sees != "TRUE":
            parts.append(sees)
        parts += compiler.conditions(how, arguments, alias, target)
        parts += _filters(compiler, how, arguments, alias, target)
        return parts

    def any_row(condition: tuple[str, tuple[str, str]]) -> str:
        alias = emit.alias()
        parts = [*where(alias), window.compare(alias, *condition)]
        return f"EXISTS (SELECT 1 FROM {compiler.source(target, alias, how.join, parent)} WHERE {' AND '.join(parts)})"

    rows = emit.alias()
    counted = any(field.name == "pageInfo" for field in fields)
    inside = f"{rows}.rn <= {window.size}" if counted else ""
    pairs = []
    for field in fields:
        sets = field.selections()
        if field.name == "__typename":
            value = emit.constant(connection.name)
        elif field.name == "totalCount":
            value = emit.leaf(_count(compiler, how, target, where, parent), "int", nullable=False)
        elif field.name == "nodes":
            value = emit.items(compiler.node(target, rows, sets, deeper.down()), inside)
        elif field.name == "edges":
            value = emit.items(_edge(compiler, edge, target, window, rows, sets, deeper), inside)
        else:
            value = _page_info(compiler, info, window, rows, sets, deeper, any_row)
        pairs.append((field.key, value))
    body = emit.obj(pairs)
    if not any(field.name in ("nodes", "edges", "pageInfo") for field in fields):
        return body
    if not any(field.name in ("nodes", "edges") for field in fields):
        # What is asked of `pageInfo` may be known without the rows: an aggregate still makes one answer of them.
        body = emit.optional("count(*) < 0", body)
    source = _rings(compiler, how, target, window, where, parent, counted)
    return f"(SELECT {body} FROM ({source}) {rows})"


def _rings(
    compiler: Compiler,
    how: Page,
    target: MappedType,
    window: Window,
    where: Any,
    parent: str,
    counted: bool,
) -> str:
    inner, middle = compiler.emit.alias(), compiler.emit.alias()
    parts = where(inner)
    if window.after:
        parts.append(window.compare(inner, ">", window.after))
    if window.before:
        parts.append(window.compare(inner, "<", window.before))
    condition = " AND ".join(parts) or "TRUE"
    fetched = (
        f"SELECT {inner}.* FROM {compiler.source(target, inner, how.join, parent)} WHERE {condition}"
        f" ORDER BY {window.order(inner, reverse=window.backward)}"
        f" LIMIT {window.size}{' + 1' if counted else ''}"
    )
    if not counted:
        if not window.backward:
            return fetched
        return f"SELECT {middle}.* FROM ({fetched}) {middle} ORDER BY {window.order(middle, reverse=False)}"
    numbered = window.order(middle, reverse=window.backward)
    return (
        f"SELECT {middle}.*, row_number() OVER (ORDER BY {numbered}) AS rn, count(*) OVER () AS n"
        f" FROM ({fetched}) {middle} ORDER BY rn{' DESC' if window.backward else ''}"
    )


def _edge(
    compiler: Compiler,
    edge: MappedType,
    target: MappedType,
    window: Window,
    rows: str,
    sets: Any,
    place: Place,
) -> str:
    emit = compiler.emit
    pairs = []
    for field in compiler.document.select(sets, edge.names, place.depth + 1):
        if field.name == "__typename":
            value = emit.constant(edge.name)
        elif field.name == "cursor":
            value = emit.leaf(cursor(compiler, window.tag, window.sort, rows), "plain", nullable=False)
        else:
            value = compiler.node(target, rows, field.selections(), place.down().down())
        pairs.append((field.key, value))
    return emit.obj(pairs)


def cursor(compiler: Compiler, tag: str, sort: str, alias: str) -> str:
    """A row's cursor in one order of the list."""
    return compiler.emit.cursor(tag, f"{alias}.{sort}", f"{alias}.id")


def _page_info(
    compiler: Compiler, info: MappedType, window: Window, rows: str, sets: Any, place: Place, any_row: Any
) -> str:
    emit = compiler.emit
    more = f"count(*) > {window.size}"
    at = cursor(compiler, window.tag, window.sort, rows)
    first = f"max({at}) FILTER (WHERE {rows}.rn = 1)"
    last = f"max({at}) FILTER (WHERE {rows}.rn = {emit.least(f'{rows}.n', window.size)})"
    before = any_row(("<=", window.after)) if window.after else "FALSE"
    after = any_row((">=", window.before)) if window.before else "FALSE"
    if window.backward:
        first, last = last, first
        before = f"({before} OR {more})" if window.after else more
    else:
        after = f"({after} OR {more})" if window.before else more
    values = {
        "hasPreviousPage": (before, "bool"),
        "hasNextPage": (after, "bool"),
        "startCursor": (first, "plain"),
        "endCursor": (last, "plain"),
    }
    pairs = []
    for field in compiler.document.select(sets, info.names, place.depth + 1):
        if field.name == "__typename":
            pairs.append((field.key, emit.constant(info.name)))
            continue
        sql, kind = values[field.name]
        pairs.append((field.key, emit.leaf(sql, kind, nullable=kind == "plain")))
    return emit.obj(pairs)


def _count(compiler: Compiler, how: Page, target: MappedType, where: Any, parent: str) -> str:
    alias = compiler.emit.alias()
    condition = " AND ".join(where(alias)) or "TRUE"
    return f"(SELECT count(*) FROM {compiler.source(target, alias, how.join, parent)} WHERE {condition})"


def _filters(compiler: Compiler, how: Page, arguments: dict[str, Symbol], alias: str, target: MappedType) -> list[str]:
    symbol = arguments.get("filter")
    if symbol is None or BoundSymbol.is_null(symbol):
        return []
    given = BoundSymbol(compiler.emit, symbol)
    return [
        f"({condition(compiler.asking(target), alias, value)})"
        for key, condition in how.filters.items()
        if (value := given.get(key)) is not None
    ]


def _window(compiler: Compiler, how: Page, arguments: dict[str, Symbol]) -> Window:
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
