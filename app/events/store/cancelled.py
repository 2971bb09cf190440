"""SQL that finds the event of a row that can be called off."""

from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, select, union_all
from sqlmodel import Session as DbSession
from sqlmodel import col

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
    found = db.execute(
        union_all(
            *(
                select(literal_column(str(place)).label("place"), col(event_id)).where(
                    table.id == uuid, table.organisation_id == caller.organisation_id
                )
                for place, (table, event_id) in enumerate(tables)
            )
        ).order_by("place")
    ).first()
    return None if found is None else (found[1], tables[found[0]][0])
