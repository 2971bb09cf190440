"""Pages of changes: the part of an organisation's feed that follows a position, as a node of the tree.

A page is a number of entries of the feed in order of their positions. Of an object that it has several times, the page
shows the last entry. What the caller can neither see now nor could see before is left out, and the position moves on
all the same. Positions are read in the same statement as everything else.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from graphql import SelectionSetNode

from app.core.problems import BadInput
from app.db.feed.positions import Position, parse_position
from app.graph.reading.compilation import FALSE, ONE, Compilation
from app.graph.reading.mapped_types import MappedType
from app.graph.reading.mapping import Feed
from app.graph.reading.parameters import Env, Known, Parameter, Symbol, getter, is_null
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Selected
from app.graph.reading.tree import (
    And,
    Brackets,
    ByType,
    Constant,
    Exists,
    Items,
    Leaf,
    List,
    Named,
    Node,
    Not,
    NullWhen,
    Object,
    Or,
    Query,
    RowCondition,
    Select,
    Sql,
    ToOne,
)
from app.graph.reading.windows import DEFAULT_PAGE, size_parameter

# The text of a position, of an epoch and a number: see `Position`.
POSITION_TEXT = {
    "sqlite": ("printf('%08x.%x', ", ", ", ")"),
    "postgresql": ("(lpad(to_hex(", "), 8, '0') || '.' || to_hex(", "))"),
}


class Rows(Protocol):
    """The compiler of rows."""

    def row(self, mapped: MappedType, alias: str, sets: Sequence[SelectionSetNode], depth: int) -> Node: ...


class FeedCompiler:
    """Compiles one page of changes below the row `parent`."""

    def __init__(
        self,
        compilation: Compilation,
        rows: Rows,
        how: Feed,
        page: MappedType,
        arguments: dict[str, Symbol],
        parent: str,
    ) -> None:
        self._compilation = compilation
        self._rows = rows
        self._page = page
        self._organisation = compilation.fill(how.organisation, p=parent)
        self._event = None if how.event is None else compilation.fill(how.event, p=parent)
        since, add = arguments.get("since"), compilation.parameters.add
        # The epoch and the number of the position that the page follows.
        self._since: tuple[Parameter, Parameter] | None = None
        if since is not None and not is_null(since):
            given = _position(since)
            self._since = add(lambda env: given(env).epoch, "int8"), add(lambda env: given(env).number, "int8")
        first = arguments.get("first")
        if first is None or is_null(first):
            first = Known(DEFAULT_PAGE)
        self._size = size_parameter(compilation, getter(first), "first")

    def page(self, selected: Selected, depth: int) -> Object:
        values: dict[str, Callable[[Selected], Node]] = {
            "__typename": lambda _field: Constant(self._page.name),
            "position": lambda _field: Leaf(self._position(), "plain", nullable=False),
            "hasMore": lambda _field: Leaf(self._has_more(), "bool", nullable=False),
            "resync": lambda _field: Leaf(self._resync(), "bool", nullable=False),
            "items": lambda field: self._items(field, depth + 1),
        }
        fields = self._compilation.document.select(selected.selections(), self._page.names, depth + 1)
        return Object([(field.key, values[field.name](field)) for field in fields])

    # --- the feed's head

    def _head(self, column: str) -> Sql:
        """A column of the feed's row; 0 for an organisation that never changed."""
        fd, own = self._compilation.alias(), self._organisation
        start = f"coalesce((SELECT {fd}.{column} FROM feed {fd} WHERE {fd}.organisation_id = "
        return Sql((start, *own.parts, "), 0)"), 2 + own.depth)

    def _goes_back(self, fd: str) -> Sql:
        """The condition under which a feed goes back to the given position."""
        assert self._since is not None
        epoch, number = self._since
        # The start of every feed is written with the epoch 0: see `NO_FEED`.
        return Sql(
            (
                f"({fd}.epoch = ",
                epoch,
                " OR (",
                epoch,
                " = 0 AND ",
                number,
                " = 0)) AND ",
                number,
                f" BETWEEN {fd}.pruned AND {fd}.position",
            ),
            2,
        )

    def _resync(self) -> Sql:
        if self._since is None:
            return FALSE
        fd, (epoch, number) = self._compilation.alias(), self._since
        feed = (f" FROM feed {fd} WHERE {fd}.organisation_id = ", *self._organisation.parts)
        return Sql(
            (
                "NOT (EXISTS (SELECT 1",
                *feed,
                " AND ",
                *self._goes_back(fd).parts,
                ") OR (",
                epoch,
                " = 0 AND ",
                number,
                " = 0 AND NOT EXISTS (SELECT 1",
                *feed,
                ")))",
            ),
            4 + self._organisation.depth,
        )

    def _position(self) -> Sql:
        """Where the feed stands after the page."""
        before, between, after = POSITION_TEXT[self._compilation.dialect.name]
        epoch, head = self._head("epoch"), self._head("position")
        number = head
        if self._since is not None:
            last, more = self._compilation.alias(), self._has_more()
            end = self._entries("position", (" LIMIT ", self._size))
            number = Sql(
                (
                    "CASE WHEN ",
                    *more.parts,
                    f" THEN (SELECT max({last}.position) FROM (",
                    *end.parts,
                    f") {last}) ELSE ",
                    *head.parts,
                    " END",
                ),
                2 + max(more.depth, end.depth),
            )
        return Sql((before, *epoch.parts, between, *number.parts, after), 2 + max(epoch.depth, number.depth))

    def _has_more(self) -> Sql:
        if self._since is None:
            return FALSE
        entries = self._entries("position", (" LIMIT 1 OFFSET ", self._size))
        return Sql(("EXISTS (", *entries.parts, ")"), 1 + entries.depth)

    # --- the entries of the page

    def _entries(self, columns: str, window: tuple[str, Parameter]) -> Sql:
        """Entries of the feed after the given position, in order; none if it does not go back so far."""
        assert self._since is not None
        c, own, event = self._compilation.alias(), self._organisation, self._event
        names = ", ".join(f"{c}.{column}" for column in columns.split())
        of_event = () if event is None else (f" AND {c}.event_id = ", *event.parts)
        goes_back = self._goes_back(f"{c}f")
        return Sql(
            (
                f"SELECT {names} FROM feed {c}f JOIN change {c} ON {c}.organisation_id = {c}f.organisation_id"
                f" WHERE {c}f.organisation_id = ",
                *own.parts,
                " AND ",
                *goes_back.parts,
                *of_event,
                f" AND {c}.position > ",
                self._since[1],
                f" ORDER BY {c}.position",
                *window,
            ),
            max(goes_back.depth, own.depth),
        )

    def _items(self, selected: Selected, depth: int) -> Node:
        """The changed objects of the page."""
        compilation, item = self._compilation, self._compilation.model.of(self._page.definitions["items"].type)
        if self._since is None:
            return Leaf(Sql(("'[]'",)), "json", nullable=False)
        shown = compilation.alias()
        seen, whole = Sql((f"{shown}.seen",)), f"({shown}.seen AND {shown}.whole = 1)"
        values: dict[str, Callable[[Selected], Node]] = {
            "__typename": lambda _field: Constant(item.name),
            "id": lambda _field: Leaf(Sql((f"{shown}.kind || '_' || {shown}.id",)), "plain", nullable=False),
            "kind": lambda _field: Leaf(
                Sql((f"CASE WHEN {shown}.seen THEN {shown}.what ELSE 'DELETED' END",)), "plain", nullable=False
            ),
            "at": lambda _field: Leaf(Sql((f"{shown}.at",)), "plain", nullable=False),
            "refetch": lambda _field: Leaf(Sql((whole,), 1), "bool", nullable=False),
            "node": lambda field: NullWhen(Not(seen), self._node(shown, field, depth + 1)),
        }
        fields = compilation.document.select(selected.selections(), item.names, depth + 1)
        object_ = Object([(field.key, values[field.name](field)) for field in fields])
        return List(Items(object_), self._shown(), shown)

    def _shown(self) -> Select:
        """The last entry of each object of the page that the caller sees, or could see before."""
        last, entry = self._compilation.alias(), self._compilation.alias()
        entries = self._entries("entity entity_id position kind whole public at", (" LIMIT ", self._size))
        same = f"OVER (PARTITION BY {entry}.entity, {entry}.entity_id)"
        columns = (
            f"{entry}.entity AS kind, {entry}.entity_id AS id, {entry}.position, {entry}.kind AS what, {entry}.at,"
            f" max({entry}.position) {same} AS latest,"
            f" max(CASE WHEN {entry}.whole THEN 1 ELSE 0 END) {same} AS whole,"
            f" max(CASE WHEN {entry}.public THEN 1 ELSE 0 END) {same} AS public"
        )
        seen = Named(self._seen(entry), "seen")
        entry_rows = Select((Sql((columns,), 1), seen), Sql(("(", *entries.parts, f") {entry}"), 1 + entries.depth))
        could: list[Node] = [Sql((f"{last}.seen",)), Sql((f"{last}.public = 1",))]
        if self._compilation.rights is Rights.TENANT:
            could.append(Sql((*self._organisation.parts, " = ", self._compilation.parameters.by_name["tenant"])))
        where = And((Sql((f"{last}.position = {last}.latest",)), Brackets(Or(could))))
        return Select((Sql((f"{last}.*",)),), Query(entry_rows, last), where, Sql((f"{last}.position",)))

    def _seen(self, entry: str) -> Node:
        """Whether the caller sees the object of an entry now."""
        cases: list[tuple[str, Node]] = []
        for name, mapped in self._compilation.model.nodes().items():
            row, table = self._compilation.alias(), self._compilation.table(mapped)
            visible = RowCondition(table, row, self._compilation.visible(mapped, row, guarded=False))
            found = And((Sql((f"{row}.id = {entry}.entity_id",)), visible))
            cases.append((name, Exists(Select((ONE,), self._compilation.source(mapped, row), found))))
        return ByType(f"{entry}.entity", cases, FALSE)

    def _node(self, shown: str, selected: Selected, depth: int) -> Node:
        """The object of an entry, if it is one that the caller sees."""
        compilation = self._compilation
        cases: list[tuple[str, Node]] = []
        for name, mapped in compilation.model.nodes().items():
            row = compilation.alias()
            value = self._rows.row(mapped, row, selected.selections(), depth)
            found = Sql((f"{row}.id = {shown}.id",))
            cases.append((name, ToOne(Select((value,), compilation.source(mapped, row), found))))
        return ByType(f"{shown}.kind", cases, Constant(None))


def _position(symbol: Symbol) -> Callable[[Env], Position]:
    get = getter(symbol)

    def read(env: Env) -> Position:
        given: Any = get(env)
        try:
            return parse_position(str(given))
        except ValueError:
            raise BadInput("`since` is not a position. Send one that Marquee has answered.") from None

    return read
