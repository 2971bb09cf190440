"""Where the fields of a GraphQL type are read from: what `types` declare beside their fields.

Templates are SQL with placeholders. `{t}` is the alias of the field's row; in relations `{p}` is the parent's, `{c}`
the child's, and `{l}` that of a link table. `{now}`, `{tenant}`, `{caller}`, `{public_url}` and `{store_url}` are
parameters, and so are an expression's arguments by their names. No value is ever put into SQL text.

Templates and columns are checked when the schema is built.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeAlias, TypeVar

import strawberry

READ = "reads"
ENTITY = "__entity__"
Cls = TypeVar("Cls", bound=type)


class Sql(Protocol):
    """The engine, for a condition: functions that it writes in its own way, and the caller's rights.

    within    the expression is one of the values of a list
    every     the condition on `item` holds for all values of a list
    contains  the text has the part in it
    fill      a template with some placeholders replaced
    mine      the row is the caller's own
    """

    dialect: str

    def within(self, expression: str, values: str) -> str: ...

    def every(self, values: str, item: str, condition: str) -> str: ...

    def contains(self, text: str, part: str) -> str: ...

    def fill(self, template: str, **aliases: str) -> str: ...

    def mine(self, alias: str) -> str: ...


class Bound(Protocol):
    """The value of an argument. Its methods return a placeholder for it, bound as what they are called.

    get       a key of an input object, None if it is absent or null
    known     the value itself, of enums and Booleans: the plan depends on it
    computed  the value after a change, as text, int, float, bool or uuid
    computed_now  the same, of a change that also takes the current time
    """

    def text(self) -> str: ...
    def boolean(self) -> str: ...
    def uuid(self) -> str: ...
    @property
    def known(self) -> Any: ...
    def instant(self) -> str: ...
    def texts(self, change: Callable[[Any], list[str]] | None = None) -> str: ...
    def computed(self, change: Callable[[Any], Any], kind: str) -> str: ...
    def computed_now(self, change: Callable[[Any, datetime], Any], kind: str) -> str: ...
    def get(self, key: str) -> "Bound | None": ...


# Returns a template, given the alias of the row and the value of an argument.
Condition: TypeAlias = Callable[[Sql, str, Bound], str]
# A value is null to all but its organisation: always, or where a condition on its row holds.
Private: TypeAlias = bool | str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row."""

    name: str
    private: Private = False


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over the row, for each engine.

    `arguments`: the field's arguments and their kinds (text, int, float, bool or uuid), which are placeholders of the
    template. One that is absent or null means NULL.
    """

    sqlite: str
    postgresql: str
    private: Private = False
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """An expression from whose text Python computes the answer. It is the same on both engines, and never null."""

    sql: str
    finish: Callable[[str], str | int | None]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object on the same row, null where `absent` holds. `fields` are its mappings, by default its type's own."""

    absent: str | None = None
    fields: Mapping[str, "FieldMap"] | None = None
    private: Private = False


@dataclass(frozen=True, slots=True)
class EmbeddedList:
    """A list of objects on the same row, each with the mappings of its fields."""

    items: tuple[Mapping[str, "FieldMap"], ...]
    private: Private = False


@dataclass(frozen=True, slots=True)
class Values:
    """A list of scalars of another table, of the row `{p}`."""

    select: str
    source: str
    order: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """Another row, or null. `guarded`: everybody who sees the parent sees it.

    `listed` replaces the condition under which outsiders see it. `arguments` are conditions on it, and `condition` is
    one that is given all arguments as one object.
    """

    on: str
    guarded: bool = False
    private: bool = False
    listed: str | None = None
    arguments: Mapping[str, Condition] = field(default_factory=dict)
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """A list whose length a rule bounds. `join` joins a link table as `{l}`.

    `keys` are sort keys by the names that `order` has for them. SQLite knows `{p}` there, and not in an order.
    `guarded`: the children's parent is known to be visible. `shown`: everybody who sees it sees them all.
    """

    on: str
    order: str
    join: str = ""
    guarded: bool = True
    private: bool = False
    shown: bool = False
    arguments: Mapping[str, Condition] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A Relay connection.

    orders     the columns of the child by the names of the order's field; NOT NULL texts
    default    the order's field and direction
    listed     replaces the condition under which outsiders see the child
    guarded    the children's parent is known to be visible
    foreign    the children belong to other aggregates than the parent: those who may only write the parent get null
    arguments  conditions on the child by argument; `filters` by key of `filter`
    condition  holds in every case, and is given all arguments as one object
    computed   columns that are not the table's, likewise; `orders` and the fields of the edge may name them
    """

    orders: Mapping[str, str]
    default: tuple[str, str]
    on: str = ""
    join: str = ""
    listed: str | None = None
    guarded: bool = True
    private: bool = False
    foreign: bool = False
    arguments: Mapping[str, Condition] = field(default_factory=dict)
    filters: Mapping[str, Condition] = field(default_factory=dict)
    condition: Condition | None = None
    computed: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """A field of a mutation's payload: the row whose id the operation has returned under `key`.

    With `edge` (order's field, column) it is an edge, with a cursor of that order.
    """

    key: str
    edge: tuple[str, str] | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the changes of an organisation, or of one event in it. Both are templates over the row `{p}`."""

    organisation: str
    event: str | None = None
    private: bool = False


FieldMap: TypeAlias = (
    Column | Expression | Finished | Embedded | EmbeddedList | Values | One | Many | Page | Feed | Result
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A type with a table.

    visible    the condition under which outsiders see a row, if they see its parent
    parent     (type, column): the parent's type, and the column with its id
    tenant     the column with the organisation's id
    aggregate  the column with the aggregate's id: an application that may not read its organisation's rows still sees
               the aggregate that it has just written
    """

    table: str
    visible: str = "TRUE"
    parent: tuple[str, str] | None = None
    tenant: str = "organisation_id"
    aggregate: str | None = "event_id"

    @property
    def is_hidden(self) -> bool:
        """Whether outsiders see none of the rows, whatever is in them."""
        return self.visible == "FALSE"


def entity(table: str, **rest: Any) -> Callable[[Cls], Cls]:
    """Class decorator: the type's rows are in `table`. See `Entity`."""

    def mark(cls: Cls) -> Cls:
        setattr(cls, ENTITY, Entity(table, **rest))
        return cls

    return mark


def reads(how: FieldMap, description: str, *, resolver: Any = None, deprecated: str | None = None) -> Any:
    """A field of the schema, and where it is read from."""
    return strawberry.field(
        resolver=resolver, description=description, deprecation_reason=deprecated, metadata={READ: how}
    )


def read_without_resolver() -> NoReturn:
    """The body of a resolver that only declares the arguments of a field: the reader computes its value."""
    raise AssertionError("The reader computes this field, and its resolver does not run.")


def column(name: str, description: str, *, private: Private = False) -> Any:
    """A field that is a column."""
    return reads(Column(name, private), description)


def expression(sql: str, description: str, *, postgresql: str | None = None, private: Private = False) -> Any:
    """A field that is computed."""
    return reads(Expression(sql, postgresql or sql, private), description)


def part(description: str, *, absent: str | None = None, private: Private = False) -> Any:
    """An object on the same row."""
    return reads(Embedded(absent, None, private), description)


def zoned(prefix: str, description: str, *, private: bool = False) -> Any:
    """An instant: the columns `<prefix>_at` and `<prefix>_local`, in the row's `timezone`."""
    return reads(zoned_map(prefix, private=private), description)


def zoned_map(prefix: str, *, absent: str | None = None, private: bool = False) -> Embedded:
    """The mapping of `zoned`."""
    return Embedded(
        absent or f"{{t}}.{prefix}_local IS NULL",
        {
            "utc": Column(f"{prefix}_at"),
            "local": Column(f"{prefix}_local"),
            "timezone": Column("timezone"),
        },
        private,
    )


def global_id(type_name: str) -> Any:
    """The Relay id: the type's name and the row's UUID."""
    return expression(f"'{type_name}_' || {{t}}.id", "Global identifier of this object, for `node` and caches.")


def one(on: str, description: str, *, guarded: bool = False, private: bool = False, listed: str | None = None) -> Any:
    """A field that is another row."""
    return reads(One(on, guarded, private, listed), description)


def many(on: str, order: str, description: str, *, join: str = "", private: bool = False, shown: bool = False) -> Any:
    """A field that is a bounded list of rows."""
    return reads(Many(on, order, join, private=private, shown=shown), description)


def values(select: str, source: str, order: str, description: str) -> Any:
    """A field that is a list of scalars."""
    return reads(Values(select, source, order), description)
