"""SQL that finds the event of a row that can be called off."""

from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow


def whole_of(db: DbSession, caller: Caller, uuid: UUID) -> tuple[UUID, type[Any]] | None:
    """The event of the caller's event, occurrence or session on a date with this id, and the table of that."""
    tables: tuple[tuple[type[Any], Any], ...] = (
        (EventRow, EventRow.id),
        (OccurrenceRow, OccurrenceRow.event_id),
        (SessionOccurrenceRow, SessionOccurrenceRow.event_id),
    )
    for table, event_id in tables:
        query = select(col(event_id)).where(table.id == uuid, table.organisation_id == caller.organisation_id)
        found = db.exec(query).one_or_none()
        if found is not None:
            return found, table
    return None
