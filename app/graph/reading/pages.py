"""Relay connections: a page of a list as a node of the tree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from graphql import GraphQLField, SelectionSetNode

from app.graph.reading.compilation import FALSE, ONE, TRUE, Compilation
from app.graph.reading.mapped_types import MappedType
from app.graph.reading.mapping import FieldMap, Page
from app.graph.reading.parameters import Symbol, getter
from app.graph.reading.selection import Selected
from app.graph.reading.tree import (
    And,
    Brackets,
    Columns,
    Constant,
    Cursor,
    CursorAt,
    Exists,
    Items,
    Leaf,
    Node,
    NullWhen,
    Object,
    Or,
    Query,
    Select,
    Sql,
    ToOne,
)
from app.graph.reading.tree import Page as PageNode
from app.graph.reading.windows import Mark, bounded_parameter, window_of

# Of the fields of a connection: those that need the rows of the page, and those that show the rows.
NEEDS_ROWS = ("nodes", "edges", "pageInfo")
SHOWS_ROWS = ("nodes", "edges")
# How far `countUpTo` counts at most.
MAX_COUNT = 10_000


class Rows(Protocol):
    """The compiler of rows, and of the fields of an edge."""

    def row(self, mapped: MappedType, alias: str, sets: Sequence[SelectionSetNode], depth: int) -> Node: ...

    def field(
        self, how: FieldMap, definition: GraphQLField, selected: Selected, owner: MappedType, alias: str, depth: int
    ) -> Node: ...


def cursor(tag: str, sort: str, alias: str) -> Cursor:
    """A row's cursor in one order of the list."""
    return Cursor(tag, f"{alias}.{sort}", f"{alias}.id")


class PageCompiler:
    """Compiles a connection below the row `parent`."""

    def __init__(
        self,
        compilation: Compilation,
        rows: Rows,
        how: Page,
        connection: MappedType,
        arguments: dict[str, Symbol],
        parent: str,
    ) -> None:
        self._compilation = compilation
        self._rows = rows
        self._how = how
        self._connection = connection
        self._arguments = arguments
        self._parent = parent
        self._window = window_of(compilation, how, arguments)
        self._target = self._type_of("nodes")
        self._alias = compilation.alias()

    def page(self, selected: Selected, depth: int) -> Node:
        fields = self._compilation.document.select(selected.selections(), self._connection.names, depth + 1)
        names = {field.name for field in fields}
        counted = "pageInfo" in names
        body: Node = Object([(field.key, self._field(field, depth + 1, counted=counted)) for field in fields])
        if names.isdisjoint(NEEDS_ROWS):
            return body
        if names.isdisjoint(SHOWS_ROWS):
            # The selected fields of `pageInfo` may not depend on the rows: an aggregate makes the result a single row.
            body = NullWhen(Sql(("count(*) < 0",), 1), body)
        rows, fetched, window = self._fetched(counted=counted), self._compilation.alias(), self._window
        # The counted rows of the end of a list are numbered from its end, and put in order by their numbers.
        order = window.order(fetched, reverse=counted and window.backward)
        return PageNode(body, self._alias, rows, fetched, order, counted, window.backward)

    def _type_of(self, field: str) -> MappedType:
        return self._compilation.model.of(self._connection.definitions[field].type)

    def _field(self, field: Selected, depth: int, *, counted: bool) -> Node:
        if field.name == "__typename":
            return Constant(self._connection.name)
        if field.name == "totalCount":
            return Leaf(Brackets(self._select(self._compilation.alias(), Sql(("count(*)",), 1))), "int", nullable=False)
        if field.name == "countUpTo":
            return self._count_up_to(field, depth)
        if field.name == "pageInfo":
            return self._page_info(field, depth)
        inside = Sql((f"{self._alias}.rn <= ", self._window.size)) if counted else None
        if field.name == "nodes":
            return Items(self._rows.row(self._target, self._alias, field.selections(), depth + 1), inside)
        return Items(self._edge(field, depth), inside)

    def _count_up_to(self, selected: Selected, depth: int) -> ToOne:
        """The rows of the whole list, but no more than one beyond the limit."""
        given = self._compilation.document.arguments(self._connection.definitions["countUpTo"], selected.nodes[0])
        limit = bounded_parameter(self._compilation, getter(given["limit"]), "limit", MAX_COUNT)
        values: dict[str, Node] = {
            "count": Leaf(
                Sql(("CASE WHEN count(*) > ", limit, " THEN ", limit, " ELSE count(*) END"), 1), "int", False
            ),
            "more": Leaf(Sql(("count(*) > ", limit), 1), "bool", False),
        }
        pairs: list[tuple[str, Node]] = []
        for field in self._compilation.document.select(
            selected.selections(), self._type_of("countUpTo").names, depth + 1
        ):
            pairs.append((field.key, values.get(field.name) or Constant(self._type_of("countUpTo").name)))
        counted = self._compilation.alias()
        rows = replace(self._select(self._compilation.alias(), ONE), limit=limit, and_one=True)
        return ToOne(Select((Object(pairs),), Query(rows, counted)))

    def _edge(self, selected: Selected, depth: int) -> Object:
        edge, alias, window = self._type_of("edges"), self._alias, self._window
        pairs: list[tuple[str, Node]] = []
        for field in self._compilation.document.select(selected.selections(), edge.names, depth + 1):
            value: Node
            if field.name == "__typename":
                value = Constant(edge.name)
            elif field.name == "cursor":
                value = Leaf(cursor(window.tag, window.sort, alias), "plain", nullable=False)
            elif field.name in edge.fields:
                how, definition = edge.fields[field.name], edge.definitions[field.name]
                value = self._rows.field(how, definition, field, self._target, alias, depth + 1)
            else:
                value = self._rows.row(self._target, alias, field.selections(), depth + 2)
            pairs.append((field.key, value))
        return Object(pairs)

    def _page_info(self, selected: Selected, depth: int) -> Object:
        window, info, rows = self._window, self._type_of("pageInfo"), self._alias
        more = Sql(("count(*) > ", window.size), 1)
        at = cursor(window.tag, window.sort, rows)
        ends = (CursorAt(at, f"{rows}.rn"), CursorAt(at, f"{rows}.rn", last=(f"{rows}.n", window.size)))
        before = FALSE if window.after is None else self._any_row("<=", window.after)
        after = FALSE if window.before is None else self._any_row(">=", window.before)
        if window.backward:
            ends = ends[::-1]
            before = more if window.after is None else Brackets(Or((before, more)))
        else:
            after = more if window.before is None else Brackets(Or((after, more)))
        values: dict[str, tuple[Node, str]] = {
            "hasPreviousPage": (before, "bool"),
            "hasNextPage": (after, "bool"),
            "startCursor": (ends[0], "plain"),
            "endCursor": (ends[1], "plain"),
        }
        pairs: list[tuple[str, Node]] = []
        for field in self._compilation.document.select(selected.selections(), info.names, depth + 1):
            if field.name == "__typename":
                pairs.append((field.key, Constant(info.name)))
            else:
                value, kind = values[field.name]
                pairs.append((field.key, Leaf(value, kind, nullable=kind == "plain")))
        return Object(pairs)

    def _fetched(self, *, counted: bool) -> Select:
        """The rows of the page, and one more if they are counted."""
        how, window, alias = self._how, self._window, self._compilation.alias()
        # The fields of an edge may show computed columns.
        shown = [name for name in how.computed if name == window.sort or self._type_of("edges").fields]
        put_in_order = (window.sort, "id") if counted or window.backward else ()
        columns: list[Node] = [
            Columns(alias, self._alias, put_in_order, (*how.computed, "rn", "n")),
            *(self._computed(name, alias, f" AS {name}") for name in shown),
        ]
        where = self._where(alias)
        if window.after:
            where.append(self._beyond(alias, ">", window.after))
        if window.before:
            where.append(self._beyond(alias, "<", window.before))
        return Select(
            columns,
            self._compilation.source(self._target, alias, how.join, self._parent),
            And(where),
            Sql((window.order(alias, reverse=window.backward, fetching=True),)),
            window.size,
            counted,
        )

    def _select(self, alias: str, column: Sql, *beyond: Node) -> Select:
        """Rows of the whole list."""
        source = self._compilation.source(self._target, alias, self._how.join, self._parent)
        return Select((column,), source, And([*self._where(alias), *beyond]))

    def _any_row(self, sign: str, mark: Mark) -> Node:
        """Whether the list has rows on one side of a cursor."""
        alias = self._compilation.alias()
        beyond = self._beyond(alias, sign, mark)
        return Exists(self._select(alias, ONE, beyond))

    def _beyond(self, alias: str, sign: str, mark: Mark) -> Node:
        window = self._window
        if window.computed:
            sort: Node = Brackets(self._computed(window.sort, alias))
        else:
            sort = Sql((f"{alias}.{window.sort}",))
        return window.beyond(sort, alias, sign, mark)

    def _computed(self, name: str, alias: str, suffix: str = "") -> Sql:
        found = self._compilation.condition(
            self._how.computed[name], self._compilation.argument(self._arguments), self._target, alias
        )
        return Sql((*found.parts, suffix), found.depth) if suffix else found

    def _where(self, alias: str) -> list[Node]:
        """The conditions on a row of the list."""
        how, compilation = self._how, self._compilation
        found: list[Node] = []
        if how.on:
            found.append(compilation.fill(how.on, p=self._parent, c=alias, l=f"{alias}l"))
        visible = compilation.visible(self._target, alias, guarded=how.guarded, listed=how.listed)
        if visible is not TRUE:
            found.append(visible)
        given = self._arguments
        found += compilation.conditions(how.arguments, given, self._target, alias)
        if (chosen := given.get("filter")) is not None:
            found += map(Brackets, compilation.conditions(how.filters, chosen, self._target, alias))
        if how.condition is not None:
            found.append(compilation.condition(how.condition, compilation.argument(given), self._target, alias))
        return found
