"""All SQL of the events themselves. Every function is given the tenant it may touch."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.problems import Path
from app.core.slugs import Standing
from app.db.columns import NEVER
from app.db.own_rows import no_such, row_to_change
from app.db.rows import set_values
from app.db.slugs import Slugs
from app.events.dates.columns import SpanValues
from app.events.tables import EventRow, FormerSlugRow
from app.occurrences.tables import OccurrenceRow

_SLUGS = Slugs("event", "former_slug", "event_id", "{t}.organisation_id = :organisation")


def own_event(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> EventRow:
    """The caller's own event, to be read. NOT_FOUND for anyone else."""
    query = select(EventRow).where(EventRow.id == uuid, EventRow.organisation_id == caller.organisation_id)
    event = db.exec(query).one_or_none()
    if event is None:
        raise no_such("event", path)
    return event


def event_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> EventRow:
    """The caller's own event, locked until the transaction ends. NOT_FOUND for anyone else."""
    return row_to_change(db, caller, EventRow, uuid, "event", path, block_references=True)


def free_slug(db: DbSession, organisation_id: UUID, wanted: str) -> str:
    """The slug, or the slug with a number, that no event of the organisation has or had. The organisation is locked."""
    return _SLUGS.find(db, wanted, {"organisation": organisation_id})


def slug_standing(db: DbSession, event: EventRow, slug: str) -> Standing:
    """Whether the event, stored or new, may have the slug. The organisation is locked."""
    return _SLUGS.standing(db, slug, event.id, {"organisation": event.organisation_id})


def keep_former_slug(db: DbSession, event: EventRow, old: str, new: str) -> None:
    """Reserve the event's slug of before, and end the reservation of the one that it has now."""
    of_event = FormerSlugRow(id=new_uuid(), organisation_id=event.organisation_id, event_id=event.id, slug=old)
    own = (col(FormerSlugRow.event_id) == event.id, col(FormerSlugRow.slug) == new)
    db.connection().execute(delete(FormerSlugRow).where(*own))
    db.add(of_event)
    db.flush()


def span_columns(occurrences: Iterable[OccurrenceRow]) -> SpanValues:
    """The first and last moment of the enabled occurrences, which the event's row has for order and phase."""
    enabled = [row for row in occurrences if row.enabled]
    first = min(enabled, key=lambda row: row.starts_at, default=None)
    last = max(enabled, key=lambda row: row.ends_at, default=None)
    return {
        "starts_at": first.starts_at if first else NEVER,
        "starts_local": first.starts_local if first else None,
        "ends_at": last.ends_at if last else NEVER,
        "ends_local": last.ends_local if last else None,
    }


def set_span(event: EventRow, occurrences: Iterable[OccurrenceRow]) -> None:
    """Set these columns in the event's row."""
    set_values(event, span_columns(occurrences))


def count_of(db: DbSession, table: type[Any], event_id: UUID) -> int:
    """How many rows of a table belong to the event."""
    return db.exec(select(func.count()).select_from(table).where(table.event_id == event_id)).one()
