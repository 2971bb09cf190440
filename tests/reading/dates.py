"""Sessions in their dates: a row each, some moved or called off by hand, under the day that holds their start."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.agenda.tables import ScheduleDateRow
from app.db.timestamps import relocalise
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules.dates import start_in
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from tests.reading.row_factory import Maker

# Minutes from the start of a date; several start at one time, so that the id orders them.
OFFSETS = (0, 0, 30, 90, 90, 600)


def add_dates(
    make: Maker,
    event: EventRow,
    session: SessionRow,
    occurrences: Sequence[OccurrenceRow],
    days: Sequence[ScheduleDateRow],
) -> None:
    """One row in each of these dates; the session has the times of the first that takes place, else of the first."""
    session.offset_seconds = 60 * make.rng.choice(OFFSETS)
    length = session.ends_at - session.starts_at
    enabled = {row.id for row in occurrences if row.enabled}
    rows = [_row(make, event, session, row, length, days) for row in occurrences]
    rows.sort(key=lambda row: (row.starts_at, row.id))
    first = next((row for row in rows if row.enabled and row.occurrence_id in enabled), rows[0])
    session.starts_at, session.ends_at = first.starts_at, first.ends_at
    session.schedule_date_id = first.schedule_date_id
    relocalise(session)


def _row(
    make: Maker,
    event: EventRow,
    session: SessionRow,
    occurrence: OccurrenceRow,
    length: timedelta,
    days: Sequence[ScheduleDateRow],
) -> SessionOccurrenceRow:
    starts_at, _ = start_in(occurrence.starts_at, session.offset_seconds or 0, event.timezone)
    moved = make.rng.random() < 0.2
    if moved:
        starts_at += timedelta(minutes=make.rng.choice((-15, 45, 1440)))
    enabled = make.rng.random() < 0.75
    held = [
        row for row in days if row.agenda_tab_id == session.agenda_tab_id and row.starts_at <= starts_at < row.ends_at
    ]
    values: dict[str, Any] = {
        "starts_at": starts_at,
        "ends_at": starts_at + length,
        "timezone": session.timezone,
        "own_times": moved,
        "enabled": enabled,
        "cancellation_reason": None if enabled else make.maybe(make.text()),
        "capacity": make.rng.choice((None, None, 0, 30)),
        "rsvp_capacity": make.rng.choice((None, "UNLIMITED", "FIXED")),
        "schedule_date_id": held[0].id if held else None,
        "version": make.rng.randrange(1, 5),
    }
    return make.part(SessionOccurrenceRow, event, session_id=session.id, occurrence_id=occurrence.id, **values)
