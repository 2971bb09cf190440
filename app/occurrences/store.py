"""All SQL of occurrences and their timeslots. Callers have locked the event."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, literal, type_coerce, update
from sqlalchemy import select as sql_select
from sqlmodel import Session as DbSession
from sqlmodel import String, col, select

from app.booking.store import EDGES_OF_DATE, EDGES_OF_PART, date_rank, first_change, named, part_rank
from app.occurrences.tables import OccurrenceRow, TimeslotRow

# SQL over an occurrence `{t}`, and over a timeslot.
_OF_DATE, _OF_SLOT = date_rank("{t}"), part_rank(full="{t}.capacity <= {t}.booked_count")
OCCURRENCE_STATE, TIMESLOT_STATE = named(_OF_DATE), named(_OF_SLOT)
OCCURRENCE_CHANGE, TIMESLOT_CHANGE = first_change(_OF_DATE, EDGES_OF_DATE), first_change(_OF_SLOT, EDGES_OF_PART)


def occurrences_of(db: DbSession, event_id: UUID) -> list[OccurrenceRow]:
    """All occurrences of the event, by start."""
    query = select(OccurrenceRow).where(OccurrenceRow.event_id == event_id).order_by(col(OccurrenceRow.starts_at))
    return list(db.exec(query))


@dataclass(slots=True)
class HeldSlot:
    """A timeslot's columns. There can be a hundred for each of a thousand dates: too many for row objects."""

    id: UUID
    organisation_id: UUID
    event_id: UUID
    occurrence_id: UUID
    position: int
    starts_at: datetime
    starts_local: datetime
    ends_at: datetime
    ends_local: datetime
    timezone: str
    capacity: int | None
    booked_count: int

    def columns(self) -> Mapping[str, object]:
        return {name: getattr(self, name) for name in SLOT_COLUMNS}


SLOT_COLUMNS = tuple(field.name for field in fields(HeldSlot))


def timeslots_of(db: DbSession, event_id: UUID) -> list[HeldSlot]:
    """The timeslots of all occurrences of the event."""
    table = TimeslotRow.__table__  # type: ignore[attr-defined]
    query = (
        sql_select(*(table.c[name] for name in SLOT_COLUMNS))
        .where(table.c.event_id == event_id)
        .order_by(table.c.occurrence_id, table.c.position)
    )
    return [HeldSlot(*row) for row in db.connection().execute(query)]


def vacate_starts(db: DbSession, event_id: UUID) -> None:
    """Replace every start by a placeholder before all move, since starts are unique.

    A `0` before the year keeps starts distinct, before every end, and of the same length.
    """
    starts = type_coerce(col(OccurrenceRow.starts_at), String(20))
    db.connection().execute(
        update(OccurrenceRow)
        .where(col(OccurrenceRow.event_id) == event_id)
        .values(starts_at=type_coerce(literal("0").concat(func.substr(starts, 1, 19)), String(20)))
    )


def vacate_positions(db: DbSession, event_id: UUID) -> None:
    """Replace the positions of timeslots by placeholders, since they are unique too."""
    db.connection().execute(
        update(TimeslotRow)
        .where(col(TimeslotRow.event_id) == event_id)
        .values(position=TimeslotRow.position + 1_000_000)
    )
