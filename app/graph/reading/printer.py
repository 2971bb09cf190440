"""Prints a tree as SQL: what both dialects have in common. Parameters are numbered while they are printed."""

import re
from abc import ABC, abstractmethod

from app.graph.reading.parameters import Parameter
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


class Printer(ABC):
    """Prints one statement. `parameters` are those that it has printed, with their numbers."""

    def __init__(self) -> None:
        self.parameters: dict[Parameter, int] = {}
        # By the alias of a row, what is printed of those who read it: it is printed before the query of the row.
        self._readers: dict[str, str] = {}

    def statement(self, node: Select) -> str:
        """The whole statement."""
        return self.select(node)

    def parameter(self, node: Parameter) -> str:
        """The placeholder of a parameter, with the same number each time."""
        number = self.parameters.setdefault(node, len(self.parameters) + 1)
        return self.placeholder(number, node.cast)

    def name(self, text: str) -> str:
        """A response key or the name of a type, which is written into a literal."""
        if not (text.isascii() and text.isidentifier()):
            raise ValueError(f"{text!r} is not a name of GraphQL")
        return text

    # --- SQL expressions and conditions

    def sql(self, node: Sql) -> str:
        parts = node.parts
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        return "".join([part if isinstance(part, str) else self.parameter(part) for part in parts])

    def all_of(self, node: And) -> str:
        return " AND ".join([part.accept(self) for part in node.parts]) or "TRUE"

    def any_of(self, node: Or) -> str:
        return " OR ".join([part.accept(self) for part in node.parts])

    def not_(self, node: Not) -> str:
        return f"NOT ({node.condition.accept(self)})"

    def brackets(self, node: Brackets) -> str:
        return f"({node.inner.accept(self)})"

    def exists(self, node: Exists) -> str:
        return f"EXISTS ({self.select(node.rows)})"

    def beyond(self, node: Beyond) -> str:
        value, key = (self.parameter(each) for each in node.cursor)
        return f"({node.sort.accept(self)}, {node.key}) {node.sign} ({value}, {key})"

    def cursor_at(self, node: CursorAt) -> str:
        at = "1"
        if node.last is not None:
            count, size = node.last
            at = self.least(count, self.parameter(size))
        return f"max({node.cursor.accept(self)}) FILTER (WHERE {node.number} = {at})"

    # --- queries

    def select(self, node: Select) -> str:
        text = f"SELECT {', '.join([column.accept(self) for column in node.columns])}"
        if node.source is not None:
            text += f" FROM {self._source(node.source)}"
        if node.where is not None:
            text += f" WHERE {node.where.accept(self)}"
        if node.order is not None:
            text += f" ORDER BY {node.order.accept(self)}"
        if node.limit is not None:
            text += f" LIMIT {self.parameter(node.limit)}{' + 1' if node.and_one else ''}"
        return text

    def named(self, node: Named) -> str:
        return f"{node.value.accept(self)} AS {node.name}"

    def columns(self, node: Columns) -> str:
        read = re.findall(rf"\b{node.outside}\.(\w+)", self._readers[node.outside])
        names = [name for name in dict.fromkeys((*read, *node.also)) if name not in node.other]
        return ", ".join([f"{node.alias}.{name}" for name in names]) or "1"

    def _source(self, node: Source | Query | Sql | Ids) -> str:
        if isinstance(node, Query):
            return f"({self.select(node.rows)}) {node.alias}"
        if isinstance(node, Source):
            table = f"{node.table.accept(self)} {node.alias}"
            return table if node.join is None else f"{table} {node.join.accept(self)}"
        return node.accept(self) if isinstance(node, Sql) else self.ids(node)

    # --- values

    def row(self, node: Row) -> str:
        return node.value.accept(self)

    def row_condition(self, node: RowCondition) -> str:
        return node.condition.accept(self)

    def list(self, node: List) -> str:
        items = self._readers[node.alias] = node.items.accept(self)
        return f"(SELECT {items} FROM ({self.select(node.rows)}) {node.alias})"

    def page(self, node: Page) -> str:
        """The window functions are outside of LIMIT, because beside it they would count the whole list.

        The body is outside of them, so that leaves and children are computed for the rows of the page only.
        """
        body = self._readers[node.alias] = node.body.accept(self)
        rows, alias = self.select(node.rows), node.fetched
        if node.counted:
            rows = (
                f"SELECT {alias}.*, row_number() OVER (ORDER BY {node.order}) AS rn, count(*) OVER () AS n"
                f" FROM ({rows}) {alias} ORDER BY rn{' DESC' if node.backward else ''}"
            )
        elif node.backward:
            rows = f"SELECT {alias}.* FROM ({rows}) {alias} ORDER BY {node.order}"
        return f"(SELECT {body} FROM ({rows}) {node.alias})"

    def by_type(self, node: ByType) -> str:
        cases = " ".join([f"WHEN '{self.name(name)}' THEN {value.accept(self)}" for name, value in node.cases])
        return f"CASE {node.kind} {cases} ELSE {node.otherwise.accept(self)} END"

    # --- what each dialect prints in its own way

    @abstractmethod
    def placeholder(self, number: int, cast: str) -> str: ...

    @abstractmethod
    def least(self, left: str, right: str) -> str: ...

    @abstractmethod
    def cursor(self, node: Cursor) -> str: ...

    @abstractmethod
    def constant(self, node: Constant) -> str: ...

    @abstractmethod
    def leaf(self, node: Leaf) -> str: ...

    @abstractmethod
    def object(self, node: Object) -> str: ...

    @abstractmethod
    def array(self, node: Array) -> str: ...

    @abstractmethod
    def null_when(self, node: NullWhen) -> str: ...

    @abstractmethod
    def to_one(self, node: ToOne) -> str: ...

    @abstractmethod
    def items(self, node: Items) -> str: ...

    @abstractmethod
    def ids(self, node: Ids) -> str: ...
