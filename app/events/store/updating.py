"""SQL of an update of an event: one statement reads what it needs, under a lock, and one writes the event's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import Select, Update, bindparam, literal_column, select, update
from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.db.expected_version import check_version
from app.db.own_rows import no_such
from app.db.rows import read_row
from app.events.columns import EventValues
from app.events.store.copying import table_of
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow

EVENT, ORGANISATION = table_of(EventRow), table_of(OrganisationRow)
# By column, as the statement returns them.
NAMES = tuple(column.name for column in EVENT.c)
# With up to so many sets of columns, statements are not built again.
COLUMN_SETS = 256

# The event's categories, each as its id and name, and its tags, both in their order.
_NAMED_ON_POSTGRESQL = (
    "(SELECT CAST(json_agg(json_build_array(c.id, c.name) ORDER BY l.position) AS text)"
    " FROM event_category l JOIN category c ON c.id = l.category_id WHERE l.event_id = event.id)",
    "(SELECT CAST(json_agg(t.tag ORDER BY t.position) AS text) FROM event_tag t WHERE t.event_id = event.id)",
)
_NAMED_ON_SQLITE = (
    "(SELECT json_group_array(json_array(n.id, n.name)) FROM"
    " (SELECT c.id, c.name FROM event_category l JOIN category c ON c.id = l.category_id"
    " WHERE l.event_id = event.id ORDER BY l.position) n)",
    "(SELECT json_group_array(n.tag) FROM"
    " (SELECT t.tag FROM event_tag t WHERE t.event_id = event.id ORDER BY t.position) n)",
)
# What another transaction has committed while this one waited for the lock is seen in the locked row alone.
_SEEN = "(SELECT seen.version FROM event seen WHERE seen.id = event.id)"


@dataclass(frozen=True, slots=True)
class NamedCategory:
    """A category of which only the name matters."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """The categories and the tags of an event, in their order."""

    categories: Sequence[NamedCategory]
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """What an event may take over from its organisation."""

    timezone: str
    currency: str
    enable_datetime_conversion: bool


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """`row` is in no session. `names` is None where nobody asked for them."""

    row: EventRow
    owner: Owner
    names: Names | None


def event_to_update(db: DbSession, caller: Caller, uuid: UUID, *, named: bool) -> StoredEvent:
    """The caller's own event, locked until the transaction ends; with `named` also its categories and tags.

    NOT_FOUND for anyone else, STALE for another version.
    """
    connection = db.connection()
    query = _query(connection.dialect.name, named=named)
    found: Any = connection.execute(query, {"uuid": uuid, "organisation": caller.organisation_id}).one_or_none()
    if found is None:
        raise no_such("event")
    row = read_row(EventRow, dict(zip(NAMES, found, strict=False)))
    check_version(db, row)
    timezone, currency, converts, *read = found[len(NAMES) :]
    names = None
    if named:
        categories, tags, seen = read
        names = _names(categories, tags) if seen == row.version else names_of(db, uuid)
    return StoredEvent(row, Owner(timezone, currency, converts), names)


def names_of(db: DbSession, event_id: UUID) -> Names:
    """The categories and tags of an event."""
    connection = db.connection()
    query = _names_query(connection.dialect.name)
    categories, tags = connection.execute(query, {"uuid": event_id}).one()
    return _names(categories, tags)


def write_event_columns(db: DbSession, event_id: UUID, values: EventValues) -> None:
    """Set these columns of the event."""
    names = tuple(sorted(values))
    new = {f"new_{name}": value for name, value in cast(Mapping[str, object], values).items()}
    db.connection().execute(_update(names), {"changed_id": event_id, **new})


@cache
def _query(dialect: str, *, named: bool) -> Select[Any]:
    owner = (
        ORGANISATION.c[name].label(f"owner_{name}") for name in ("timezone", "currency", "enable_datetime_conversion")
    )
    names = (*_named(dialect), literal_column(_SEEN).label("seen_version")) if named else ()
    return (
        select(EVENT, *owner, *names)
        .select_from(EVENT.join(ORGANISATION, ORGANISATION.c.id == EVENT.c.organisation_id))
        .where(EVENT.c.id == bindparam("uuid"), EVENT.c.organisation_id == bindparam("organisation"))
        .with_for_update(of=EVENT)
    )


@cache
def _names_query(dialect: str) -> Select[Any]:
    return select(*_named(dialect)).select_from(EVENT).where(EVENT.c.id == bindparam("uuid"))


def _named(dialect: str) -> Sequence[Any]:
    categories, tags = _NAMED_ON_SQLITE if dialect == "sqlite" else _NAMED_ON_POSTGRESQL
    return literal_column(categories).label("category_names"), literal_column(tags).label("tag_names")


@lru_cache(maxsize=COLUMN_SETS)
def _update(names: tuple[str, ...]) -> Update:
    new: Any = {name: bindparam(f"new_{name}") for name in names}
    return update(EVENT).where(EVENT.c.id == bindparam("changed_id")).values(new)


def _names(categories: str | None, tags: str | None) -> Names:
    return Names(
        [NamedCategory(UUID(uuid), name) for uuid, name in orjson.loads(categories or "[]")],
        orjson.loads(tags or "[]"),
    )
