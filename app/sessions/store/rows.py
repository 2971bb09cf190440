"""SQL of the rows of sessions, one for each date of each session. Callers have locked the event."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.db.bulk import BATCH, delete_all, insert_tuples, update_tuples
from app.db.columns import Instant, Uuid
from app.db.fixed import FixedStatement, fixed_text
from app.db.id_sets import UuidSet, among
from app.db.outbox import is_recorded_whole, record_within
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow


@dataclass(slots=True)
class SessionOccurrenceData:
    """A row's columns. There can be twenty thousand of an event: too many for row objects."""

    id: UUID
    organisation_id: UUID
    event_id: UUID
    session_id: UUID
    occurrence_id: UUID
    starts_at: datetime
    starts_local: datetime
    ends_at: datetime
    ends_local: datetime
    timezone: str
    own_times: bool
    enabled: bool
    cancellation_reason: str | None
    capacity: int | None
    rsvp_capacity: str | None
    schedule_date_id: UUID | None
    version: int
    created_at: datetime
    created_local: datetime
    updated_at: datetime
    updated_local: datetime


ROW_COLUMNS = tuple(field.name for field in fields(SessionOccurrenceData))
# Columns that updates leave alone; `settle_rows` sets the schedule date.
_FIXED = ("organisation_id", "event_id", "session_id", "occurrence_id", "schedule_date_id", "created_at")
CHANGING_COLUMNS = tuple(name for name in ROW_COLUMNS if name not in _FIXED)
_ALL_OF, _CHANGING_OF = attrgetter(*ROW_COLUMNS), attrgetter(*CHANGING_COLUMNS)

# A row belongs to the first day of its session's tab that holds its start.
_DAY = """
  SELECT sd.id FROM schedule_date sd JOIN session s ON s.id = {session}
  WHERE sd.event_id = {table}.event_id AND sd.starts_at <= {table}.starts_at AND sd.ends_at > {table}.starts_at
    AND (sd.agenda_tab_id = s.agenda_tab_id OR (sd.agenda_tab_id IS NULL AND s.agenda_tab_id IS NULL))
  ORDER BY sd.starts_at, sd.id LIMIT 1"""
_DAY_OF_ROW = _DAY.format(session="session_occurrence.session_id", table="session_occurrence")
# Updates only rows whose day changes: there can be twenty thousand.
_REFILE = f"""
UPDATE session_occurrence SET schedule_date_id = ({_DAY_OF_ROW})
WHERE session_occurrence.event_id = :event
  AND session_occurrence.schedule_date_id IS DISTINCT FROM ({_DAY_OF_ROW})
"""
# A session has the times and the day of its first enabled date, else of its first.
_SETTLE = """
UPDATE session SET starts_at = fr.starts_at, starts_local = fr.starts_local, ends_at = fr.ends_at,
  ends_local = fr.ends_local, schedule_date_id = fr.schedule_date_id
FROM session_occurrence fr
WHERE session.event_id = :event AND fr.id = (
    SELECT so.id FROM session_occurrence so JOIN occurrence oc ON oc.id = so.occurrence_id
    WHERE so.session_id = session.id
    ORDER BY CASE WHEN so.enabled AND oc.enabled THEN 0 ELSE 1 END, so.starts_at, so.id LIMIT 1)
  AND (session.starts_at <> fr.starts_at OR session.starts_local <> fr.starts_local OR session.ends_at <> fr.ends_at
    OR session.ends_local <> fr.ends_local OR session.schedule_date_id IS DISTINCT FROM fr.schedule_date_id)
"""
_DAY_OF_SESSION = _DAY.format(session="session.id", table="session")
_REFILE_FREE = f"""
UPDATE session SET schedule_date_id = ({_DAY_OF_SESSION})
WHERE session.event_id = :event
  AND NOT EXISTS (SELECT 1 FROM session_occurrence so WHERE so.session_id = session.id)
  AND session.schedule_date_id IS DISTINCT FROM ({_DAY_OF_SESSION})
"""
# Each with the type that it changes.
_STEPS = ((_REFILE, "SessionOccurrence"), (_SETTLE, "Session"), (_REFILE_FREE, "Session"))
# The table that each changes, and the session that a changed row belongs to.
_OF_STEP = {
    "SessionOccurrence": ("session_occurrence", "session_occurrence.session_id"),
    "Session": ("session", "session.id"),
}
# Sessions chosen before they had dates: on the date of the user's place, else on the first that takes place.
_CHOSEN = """
UPDATE session_selected SET session_occurrence_id = (
  SELECT so.id FROM session_occurrence so JOIN occurrence oc ON oc.id = so.occurrence_id
  LEFT JOIN session_selection ss ON ss.id = session_selected.selection_id
  WHERE so.session_id = session_selected.session_id
  ORDER BY CASE WHEN EXISTS (
      SELECT 1 FROM attendee a WHERE a.user_id = ss.user_id AND a.occurrence_id = so.occurrence_id) THEN 0 ELSE 1 END,
    CASE WHEN so.enabled AND oc.enabled THEN 0 ELSE 1 END, so.starts_at, so.id LIMIT 1)
WHERE session_occurrence_id IS NULL AND session_id IN (
  SELECT s.id FROM session s
  WHERE s.event_id = :event AND EXISTS (SELECT 1 FROM session_occurrence so WHERE so.session_id = s.id))
"""
_CHOOSE = fixed_text(_CHOSEN, {"event": Uuid()})
_ALIVE = fixed_text(
    "SELECT count(*) FROM session_occurrence so JOIN occurrence oc ON oc.id = so.occurrence_id"
    " WHERE so.event_id = :event AND oc.ends_at > :now",
    {"event": Uuid(), "now": Instant()},
)
_TABLE = SessionOccurrenceRow.__table__  # type: ignore[attr-defined]
_ROWS = select(*(_TABLE.c[name] for name in ROW_COLUMNS)).order_by(_TABLE.c.starts_at, _TABLE.c.id)
_ROWS_OF_SESSION = FixedStatement(
    _ROWS.where(
        _TABLE.c.event_id == bindparam("event", type_=Uuid()), _TABLE.c.session_id == bindparam("session", type_=Uuid())
    )
)
_SELECTED = fixed_text(
    "SELECT session_occurrence_id, count(*) FROM session_selected WHERE session_id = :session"
    " GROUP BY session_occurrence_id",
    {"session": Uuid()},
    {"session_occurrence_id": Uuid(), "selected": Integer()},
)
_WAITING = fixed_text(
    "SELECT so.id, count(*) FROM waiting_list_entry w JOIN session_occurrence so ON so.id = w.session_occurrence_id"
    " WHERE so.session_id = :session GROUP BY so.id",
    {"session": Uuid()},
    {"session_occurrence_id": Uuid(), "waiting": Integer()},
)


def rows_of(
    db: DbSession, event_id: UUID, session_id: UUID | None = None, *, expected: int = 0
) -> list[SessionOccurrenceData]:
    """The rows of the event's sessions, or of one of them, by start. `expected`: how many at most."""
    if session_id is not None:
        return [
            SessionOccurrenceData(*row) for row in _ROWS_OF_SESSION.rows(db, {"event": event_id, "session": session_id})
        ]
    query = _ROWS.where(_TABLE.c.event_id == event_id)
    # Fetch in portions: the driver blocks the event loop while it converts a portion.
    options = {"yield_per": BATCH} if expected > BATCH else {}
    found = db.connection().execute(query, execution_options=options)
    return [SessionOccurrenceData(*row) for row in found]


def write_rows(
    db: DbSession,
    *,
    deleted: Sequence[UUID] = (),
    changed: Sequence[SessionOccurrenceData] = (),
    added: Sequence[SessionOccurrenceData] = (),
) -> None:
    """Delete, update and insert rows in at most three statements, before `settle_rows`."""
    delete_all(db, SessionOccurrenceRow, deleted)
    update_tuples(db, SessionOccurrenceRow, CHANGING_COLUMNS, [_CHANGING_OF(row) for row in changed])
    insert_tuples(db, SessionOccurrenceRow, ROW_COLUMNS, [_ALL_OF(row) for row in added])


def settle_rows(db: DbSession, event: EventRow, now: datetime, sessions: Sequence[UUID] = ()) -> None:
    """Set the day of every row of the event, and the times of its sessions from their rows; record what changes.

    Call it after rows, dates or days of the programme have moved, and after that is recorded: three statements.
    `sessions`: only these.
    """
    db.flush()
    dialect, values = db.get_bind().dialect.name, {"event": event.id, "sessions": sessions}
    for statement, entity in _STEPS:
        pairs = _step(statement, entity, dialect, some=bool(sessions)).rows(db, values)
        changed = [uuid for uuid, whole in pairs if not is_recorded_whole(db, "Session", whole)]
        record_within(db, event, entity, changed, now, direct=True)
    for row in db.identity_map.values():
        if isinstance(row, SessionRow):
            db.expire(row)


def settle_selections(db: DbSession, event_id: UUID) -> None:
    """Give sessions that were chosen as a whole a date, after they got their first rows."""
    _CHOOSE.changed(db, {"event": event_id})


def alive_rows(db: DbSession, event_id: UUID, now: datetime) -> int:
    """How many rows the event has on dates that have not ended."""
    found = _ALIVE.row(db, {"event": event_id, "now": now})
    assert found is not None
    return int(found[0])


def date_state(db: DbSession, occurrence_id: UUID) -> tuple[bool, str | None]:
    """Whether a date takes place, and why not if it was called off."""
    query = select(col(OccurrenceRow.enabled), col(OccurrenceRow.cancellation_reason))
    enabled, reason = db.connection().execute(query.where(col(OccurrenceRow.id) == occurrence_id)).one()
    return enabled, reason


def selected_by_row(db: DbSession, session_id: UUID) -> dict[UUID | None, int]:
    """How many users have chosen the session on each of its dates; None counts those who chose it as a whole."""
    return {uuid: int(count) for uuid, count in _SELECTED.rows(db, {"session": session_id})}


def waiting_by_row(db: DbSession, session_id: UUID) -> dict[UUID, int]:
    """How many users wait for the session on each of its dates."""
    return {uuid: int(count) for uuid, count in _WAITING.rows(db, {"session": session_id})}


@cache
def _step(statement: str, entity: str, dialect: str, *, some: bool) -> FixedStatement:
    """A step of `settle_rows`; `some`: only of these sessions."""
    table, session = _OF_STEP[entity]
    only = f" AND {session} {among('sessions', dialect)}" if some else ""
    return fixed_text(
        f"{statement}{only} RETURNING {table}.id, {session}",
        {"event": Uuid(), "sessions": UuidSet()},
        {"id": Uuid(), "session": Uuid()},
    )
