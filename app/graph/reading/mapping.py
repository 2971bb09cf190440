"""How a GraphQL type says where its values stand: the vocabulary that types.py declares beside its fields.

Templates name the row's alias `{t}` (relations: parent `{p}`, child `{c}`, link `{l}`) and may use the bound
values `{now}` and `{tenant}`; an expression's also those of its own arguments. Nothing here knows a domain word,
and no value is ever put into SQL text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

import strawberry

READ = "reads"
ENTITY = "__entity__"
Cls = TypeVar("Cls", bound=type)


class Sql(Protocol):
    """What a condition may ask of the emitter: engine-neutral building blocks."""

    dialect: str

    def within(self, expression: str, values: str) -> str: ...

    def every(self, values: str, item: str, condition: str) -> str: ...

    def contains(self, text: str, part: str) -> str: ...

    def fill(self, template: str, **aliases: str) -> str: ...

    def mine(self, alias: str) -> str: ...


class Bound(Protocol):
    """An argument's value as a placeholder; `.get` reads a key of an input object (None when absent)."""

    def text(self) -> str: ...
    def boolean(self) -> str: ...
    def uuid(self) -> str: ...
    @property
    def known(self) -> Any: ...
    def instant(self) -> str: ...
    def texts(self, change: Callable[[Any], list[str]] | None = None) -> str: ...
    def computed(self, change: Callable[[Any], Any], kind: str) -> str: ...
    def get(self, key: str) -> "Bound | None": ...


Condition: TypeAlias = Callable[[Sql, str, Bound], str]
# A value is null to others than its organisation: always, or where a condition on its row holds.
Private: TypeAlias = bool | str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row."""

    name: str
    private: Private = False


@dataclass(frozen=True, slots=True)
class Expression:
    """SQL over the row; one text for both engines, or one each.

    `arguments`: the field's arguments and what they are (text, int, float, bool or uuid); the template names
    them as it names `{t}`, and one that is not given, or null, is NULL there.
    """

    sqlite: str
    postgresql: str
    private: Private = False
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """A text of SQL, the same on both engines, that `finish` makes into the answer. It must not be null."""

    sql: str
    finish: Callable[[str], str | int | None]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object on the same row. `fields` maps its fields here; without it the object's type does."""

    absent: str | None = None
    fields: Mapping[str, "FieldMap"] | None = None
    private: Private = False


@dataclass(frozen=True, slots=True)
class EmbeddedList:
    """A list of objects on the same row, always as many: of each, its fields."""

    items: tuple[Mapping[str, "FieldMap"], ...]
    private: Private = False


@dataclass(frozen=True, slots=True)
class Values:
    """A list of scalars out of another table: `SELECT {select} FROM … ORDER BY …`, with `{p}` the row."""

    select: str
    source: str
    order: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """Another row, or null. `guarded`: whoever sees this row may see that one.

    `listed` replaces, for outsiders, the other's own visibility.
    """

    on: str
    guarded: bool = False
    private: bool = False
    listed: str | None = None
    arguments: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    """A plain list that a rule bounds. `join` brings in a link table as `{l}`.

    `shown`: whoever sees this row may see those, so that nothing more is asked of them.
    """

    on: str
    order: str
    join: str = ""
    guarded: bool = True
    private: bool = False
    shown: bool = False
    arguments: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A Relay connection. `orders` maps the order field's names to NOT NULL text columns of the child.

    `listed` replaces, for outsiders, the child's own visibility. `arguments` and the keys of `filter` are
    conditions on the child. `condition` holds in every case and is handed all arguments as one object, given or
    not; so are the columns in `computed`, which an order and the edge's own fields may name like columns of the
    row, and which are NOT NULL texts. `foreign`: its rows are parts of other wholes than the parent, so that who
    may only write the parent gets null, and not the few of them that were written.
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
    """A field of a mutation's payload: the row whose id the operation answered under `key`.

    With `edge` (order tag, sort column) the field is an edge, its cursor in that order.
    """

    key: str
    edge: tuple[str, str] | None = None
    private: bool = False


FieldMap: TypeAlias = Column | Expression | Finished | Embedded | EmbeddedList | Values | One | Many | Page | Result


@dataclass(frozen=True, slots=True)
class Entity:
    """A type with a table.

    visible   what of its rows outsiders see, apart from what its parent hides
    parent    (table's type, column): the row is hidden with its parent
    tenant    the column that names whose row it is
    aggregate the column that names the whole it belongs to: an application that may not read its
              organisation's rows still sees the whole it has just written
    """

    table: str
    visible: str = "TRUE"
    parent: tuple[str, str] | None = None
    tenant: str = "organisation_id"
    aggregate: str | None = "event_id"


def entity(table: str, **rest: Any) -> Callable[[Cls], Cls]:
    """Class decorator: the type's rows stand in `table`. See `Entity`."""

    def mark(cls: Cls) -> Cls:
        setattr(cls, ENTITY, Entity(table, **rest))
        return cls

    return mark


def reads(how: FieldMap, description: str, *, resolver: Any = None, deprecated: str | None = None) -> Any:
    """A field of the schema and where its value stands."""
    return strawberry.field(
        resolver=resolver, description=description, deprecation_reason=deprecated, metadata={READ: how}
    )


def column(name: str, description: str, *, private: Private = False) -> Any:
    """A field that is a column."""
    return reads(Column(name, private), description)


def expression(sql: str, description: str, *, postgresql: str | None = None, private: Private = False) -> Any:
    """A field that is computed."""
    return reads(Expression(sql, postgresql or sql, private), description)


def part(description: str, *, absent: str | None = None, private: Private = False) -> Any:
    """An object whose fields stand on the same row."""
    return reads(Embedded(absent, None, private), description)


def zoned(prefix: str, description: str, *, private: bool = False) -> Any:
    """An instant: the columns `<prefix>_at` and `<prefix>_local`, in the row's `timezone`."""
    return reads(zoned_map(prefix, private=private), description)


def zoned_map(prefix: str, *, absent: str | None = None, private: bool = False) -> Embedded:
    """The mapping behind `zoned`."""
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
