"""Relay connections in SQL: an inner ring that fetches the rows, one that numbers them, one that aggregates.

The windows stand above the LIMIT, because beside it they would count the whole parent; leaves and children
stand in the outer ring, because they are wanted for the page only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.graph.reading.arguments import BoundSymbol
from app.graph.reading.mapping import Page
from app.graph.reading.model import MappedType
from app.graph.reading.parameters import Symbol
from app.graph.reading.selection import Selected
from app.graph.reading.windows import Window, window_of

if TYPE_CHECKING:
    from app.graph.reading.compiler import Compiler, Place


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
    window = window_of(compiler, how, arguments)
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
        if how.condition is not None:
            parts.append(how.condition(compiler.asking(target), alias, BoundSymbol(emit, arguments)))
        return parts

    def computed(name: str, alias: str) -> str:
        return how.computed[name](compiler.asking(target), alias, BoundSymbol(emit, arguments))

    def beyond(alias: str, sign: str, mark: tuple[str, str]) -> str:
        sort = f"({computed(window.sort, alias)})" if window.computed else f"{alias}.{window.sort}"
        return window.compare(sort, f"{alias}.id", sign, mark)

    def any_row(condition: tuple[str, tuple[str, str]]) -> str:
        alias = emit.alias()
        parts = [*where(alias), beyond(alias, *condition)]
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
        # What is selected of `pageInfo` may be known without the rows: an aggregate still makes one answer of them.
        body = emit.optional("count(*) < 0", body)
    inner = emit.alias()
    # An edge that says more than its row does says it of what was computed.
    columns = [f"{inner}.*"]
    columns += [f"{computed(name, inner)} AS {name}" for name in how.computed if edge.fields or name == window.sort]
    parts = where(inner)
    if window.after:
        parts.append(beyond(inner, ">", window.after))
    if window.before:
        parts.append(beyond(inner, "<", window.before))
    fetched = (
        f"SELECT {', '.join(columns)} FROM {compiler.source(target, inner, how.join, parent)}"
        f" WHERE {' AND '.join(parts) or 'TRUE'}"
        f" ORDER BY {window.order(inner, reverse=window.backward, fetching=True)}"
        f" LIMIT {window.size}{' + 1' if counted else ''}"
    )
    return f"(SELECT {body} FROM ({_numbered(compiler, window, fetched, counted)}) {rows})"


def _numbered(compiler: Compiler, window: Window, fetched: str, counted: bool) -> str:
    """The rows in the order of the list; `counted`: with their number and how many they are."""
    middle = compiler.emit.alias()
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
        elif field.name in edge.fields:
            definition = edge.definitions[field.name]
            value = compiler.field(edge.fields[field.name], definition, field, target, rows, place.down())
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
