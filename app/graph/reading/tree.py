"""The tree of a statement: what the compiler makes of a selection, and what a dialect's printer prints.

Object             a row's fields by response key
  Leaf             a column or expression
  NullWhen         a value that a condition hides: private fields, absent objects
  ToOne            another row, or null
  List             rows in an order
  Page             a connection: rows of a window, numbered and aggregated
Named              a column of a query in brackets
Columns            those columns of its row that are read outside of it
And Or Not Exists  conditions, among them the caller's rights
RowCondition       a condition on one row
Parameter          a value that each request brings
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.graph.reading.parameters import Parameter

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Node(Protocol):
    def accept(self, visitor: "Visitor[T]") -> T: ...


@dataclass(frozen=True, slots=True)
class Sql:
    """Text with parameters in it: a filled template. `depth`: how deep the brackets of the text nest."""

    parts: tuple[str | Parameter, ...]
    depth: int = 0

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.sql(self)


@dataclass(frozen=True, slots=True)
class And:
    """All conditions; true if there are none."""

    parts: Sequence[Node]

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.all_of(self)


@dataclass(frozen=True, slots=True)
class Or:
    parts: Sequence[Node]

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.any_of(self)


@dataclass(frozen=True, slots=True)
class Not:
    condition: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.not_(self)


@dataclass(frozen=True, slots=True)
class Brackets:
    inner: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.brackets(self)


@dataclass(frozen=True, slots=True)
class Exists:
    rows: "Select"

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.exists(self)


@dataclass(frozen=True, slots=True)
class Beyond:
    """The rows on one side of a cursor. `sort` and `key` turn together, so that an index over both serves."""

    sort: Node
    key: str
    sign: str
    cursor: tuple[Parameter, Parameter]

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.beyond(self)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's opaque cursor."""

    tag: str
    sort: str
    key: str

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.cursor(self)


@dataclass(frozen=True, slots=True)
class CursorAt:
    """The cursor of the row of a page whose `number` is 1, or, if `last` is given, the lesser of its two."""

    cursor: Cursor
    number: str
    last: tuple[str, Parameter] | None = None

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.cursor_at(self)


@dataclass(frozen=True, slots=True)
class Source:
    """FROM: a table, or a query in brackets, under an alias, and the tables joined to it."""

    table: Sql
    alias: str
    join: Sql | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """FROM: a query in brackets, under an alias."""

    rows: "Select"
    alias: str


@dataclass(frozen=True, slots=True)
class Named:
    """A column under a name."""

    value: Node
    name: str

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.named(self)


@dataclass(frozen=True, slots=True)
class Columns:
    """Those columns of the row `alias` that are read outside of its query, where the row is called `outside`.

    `also` are read, too; `other` names are no columns of the table. An engine would carry the columns of `*` through
    every sort, although most of them are not read.
    """

    alias: str
    outside: str
    also: Sequence[str] = ()
    other: Sequence[str] = ()

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.columns(self)


@dataclass(frozen=True, slots=True)
class Select:
    """A query. `and_one`: one row more than the limit, to know whether there are more."""

    columns: Sequence[Node]
    source: "Source | Query | Sql | Ids | None" = None
    where: Node | None = None
    order: Sql | None = None
    limit: Parameter | None = None
    and_one: bool = False

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.select(self)


@dataclass(frozen=True, slots=True)
class Constant:
    """A name as a string, or null."""

    text: str | None

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.constant(self)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column or expression of one of the kinds: text plain uuid int float bool bigint json."""

    value: Node
    kind: str
    nullable: bool

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.leaf(self)


@dataclass(frozen=True, slots=True)
class Object:
    pairs: Sequence[tuple[str, Node]]

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.object(self)


@dataclass(frozen=True, slots=True)
class Array:
    """A list whose items are known one by one; there is at least one."""

    items: Sequence[Node]

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.array(self)


@dataclass(frozen=True, slots=True)
class NullWhen:
    """A value, but null where the condition holds."""

    condition: Node
    value: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.null_when(self)


@dataclass(frozen=True, slots=True)
class Row:
    """The JSON of a table's row: a node that needs nothing but the row's id from around it."""

    table: Sql
    alias: str
    value: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.row(self)


@dataclass(frozen=True, slots=True)
class RowCondition:
    """Whether a table's row fulfils a condition: a node that needs nothing but the row's id from around it."""

    table: Sql
    alias: str
    condition: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.row_condition(self)


@dataclass(frozen=True, slots=True)
class ToOne:
    """The value of the one row of a query, or null."""

    rows: Select

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.to_one(self)


@dataclass(frozen=True, slots=True)
class Items:
    """The aggregate of a query's rows, or of those where `only` holds: a list of their items."""

    item: Node
    only: Sql | None = None

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.items(self)


@dataclass(frozen=True, slots=True)
class List:
    """The items of rows that `rows` has put in order; they name them by `alias`."""

    items: Items
    rows: Select
    alias: str

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.list(self)


@dataclass(frozen=True, slots=True)
class Page:
    """A connection: `rows` fetches them, from the end of the list if `backward`, and `body` aggregates them.

    In between they are put in `order`. If they are `counted`, `rn` is a row's number and `n` how many were fetched.
    """

    body: Node
    alias: str
    rows: Select
    fetched: str
    order: str
    counted: bool
    backward: bool

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.page(self)


@dataclass(frozen=True, slots=True)
class Ids:
    """FROM: a bound JSON list of [type, uuid] pairs, as rows with `kind`, `id` and `place` in their order."""

    values: Parameter
    alias: str


@dataclass(frozen=True, slots=True)
class ByType:
    """A value for each type of an object. `kind` is the column with the type's name."""

    kind: str
    cases: Sequence[tuple[str, Node]]
    otherwise: Node

    def accept(self, visitor: "Visitor[T]") -> T:
        return visitor.by_type(self)


class Visitor(Protocol[T_co]):
    """One function over trees, with a method for each kind of node."""

    def sql(self, node: Sql) -> T_co: ...
    def all_of(self, node: And) -> T_co: ...
    def any_of(self, node: Or) -> T_co: ...
    def not_(self, node: Not) -> T_co: ...
    def brackets(self, node: Brackets) -> T_co: ...
    def exists(self, node: Exists) -> T_co: ...
    def named(self, node: Named) -> T_co: ...
    def columns(self, node: Columns) -> T_co: ...
    def select(self, node: Select) -> T_co: ...
    def beyond(self, node: Beyond) -> T_co: ...
    def cursor(self, node: Cursor) -> T_co: ...
    def cursor_at(self, node: CursorAt) -> T_co: ...
    def constant(self, node: Constant) -> T_co: ...
    def leaf(self, node: Leaf) -> T_co: ...
    def object(self, node: Object) -> T_co: ...
    def array(self, node: Array) -> T_co: ...
    def null_when(self, node: NullWhen) -> T_co: ...
    def row(self, node: Row) -> T_co: ...
    def row_condition(self, node: RowCondition) -> T_co: ...
    def to_one(self, node: ToOne) -> T_co: ...
    def items(self, node: Items) -> T_co: ...
    def list(self, node: List) -> T_co: ...
    def page(self, node: Page) -> T_co: ...
    def by_type(self, node: ByType) -> T_co: ...
