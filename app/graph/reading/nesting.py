"""The limits of SQLite's parser, counted on the tree."""

from collections.abc import Iterable, Sequence

from app.graph.reading.tree import (
    And,
    Array,
    Beyond,
    Brackets,
    ByType,
    Columns,
    Constant,
    Cursor,
    CursorAt,
    Exists,
    Ids,
    Items,
    Leaf,
    List,
    Named,
    Node,
    Not,
    NullWhen,
    Object,
    Or,
    Page,
    Query,
    Row,
    RowCondition,
    Select,
    Source,
    Sql,
    ToOne,
)

# json_object() takes 127 arguments.
MAX_KEYS = 60
# The parser of 3.40 has 100 stack entries: the JSON of a row that nests deeper becomes a common table expression.
MAX_NESTING = 8
# How deep `(SELECT json(r1.j) FROM r1 …)` nests.
REFERENCE = 2
# Conditions on one row stand deep inside of pages of changes.
MAX_CONDITION = 1


def parts_of(node: Object) -> Sequence[Sequence[tuple[str, Node]]]:
    """An object's pairs, as many at a time as `json_object()` takes."""
    pairs = node.pairs
    return [pairs[i : i + MAX_KEYS] for i in range(0, len(pairs), MAX_KEYS)] or [pairs]


class Nesting:
    """How deep the brackets of a node's SQL nest on SQLite. Computed once for each row."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def is_named(self, node: Row) -> bool:
        """Whether a row nests too deep, and becomes a common table expression."""
        return self._of_row(node) > MAX_NESTING

    def row(self, node: Row) -> int:
        depth = self._of_row(node)
        return depth if depth <= MAX_NESTING else REFERENCE

    def row_condition(self, node: RowCondition) -> int:
        return min(node.condition.accept(self), MAX_CONDITION)

    def is_named_condition(self, node: RowCondition) -> bool:
        """Whether a condition nests too deep, and becomes a common table expression."""
        return node.condition.accept(self) > MAX_CONDITION

    def _of_row(self, node: Row) -> int:
        depth = self._rows.get(id(node))
        if depth is None:
            depth = self._rows[id(node)] = node.value.accept(self)
        return depth

    def sql(self, node: Sql) -> int:
        return node.depth

    def all_of(self, node: And) -> int:
        return self._deepest(node.parts)

    def any_of(self, node: Or) -> int:
        return self._deepest(node.parts)

    def not_(self, node: Not) -> int:
        return 1 + node.condition.accept(self)

    def brackets(self, node: Brackets) -> int:
        return 1 + node.inner.accept(self)

    def exists(self, node: Exists) -> int:
        return 1 + self.select(node.rows)

    def beyond(self, node: Beyond) -> int:
        return 1 + node.sort.accept(self)

    def cursor(self, node: Cursor) -> int:
        return 1

    def cursor_at(self, node: CursorAt) -> int:
        return 2

    def constant(self, node: Constant) -> int:
        return 0

    def leaf(self, node: Leaf) -> int:
        depth = node.value.accept(self)
        if node.kind == "bool":
            return 1 + depth if node.nullable else max(1, depth)
        return depth + {"json": 1, "bigint": 1, "float": 2}.get(node.kind, 0)

    def object(self, node: Object) -> int:
        parts = [1 + self._deepest(value for _, value in part) for part in parts_of(node)]
        if len(parts) == 1:
            return parts[0]
        # json(replace(first) || substr(replace(middle)) || substr(last))
        return max(2 + parts[0], 2 + parts[-1], *(3 + part for part in parts[1:-1]))

    def array(self, node: Array) -> int:
        return 1 + self._deepest(node.items)

    def null_when(self, node: NullWhen) -> int:
        return self._deepest((node.condition, node.value))

    def to_one(self, node: ToOne) -> int:
        return 1 + self.select(node.rows)

    def items(self, node: Items) -> int:
        return 1 + self._deepest((node.item,) if node.only is None else (node.item, node.only))

    def list(self, node: List) -> int:
        return 1 + max(node.items.accept(self), 1 + self.select(node.rows))

    def page(self, node: Page) -> int:
        fetched = 1 + self.select(node.rows)
        rows = 1 + fetched if node.counted or node.backward else fetched
        return 1 + max(node.body.accept(self), rows)

    def by_type(self, node: ByType) -> int:
        return self._deepest([node.otherwise, *(value for _, value in node.cases)])

    def select(self, node: Select) -> int:
        below = [*node.columns, *(part for part in (node.where, node.order) if part is not None)]
        return max(0 if node.source is None else self._source(node.source), self._deepest(below))

    def named(self, node: Named) -> int:
        return node.value.accept(self)

    def columns(self, node: Columns) -> int:
        return 0

    def _source(self, node: Source | Query | Sql | Ids) -> int:
        if isinstance(node, Query):
            return 1 + self.select(node.rows)
        if isinstance(node, Source):
            return max(node.table.depth, 0 if node.join is None else node.join.depth)
        # The rows of pairs: (SELECT … FROM json_each(…)).
        return node.depth if isinstance(node, Sql) else 2

    def _deepest(self, nodes: Iterable[Node]) -> int:
        return max([node.accept(self) for node in nodes], default=0)
