"""All SQL of the sessions. Every function is given the tenant, or an event that was found by it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, literal_column, null, type_coerce, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.tables import LocationRow, ScheduleDateRow, TrackRow
from app.auth.rules import Caller
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.db.columns import CalendarDate
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.people.tables import SpeakerRow
from app.sessions.rules import Span, Surroundings
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow

# What a session may point at, by its name in `Surroundings`.
PARTS: dict[str, Any] = {
    "tickets": TicketRow,
    "tracks": TrackRow,
    "locations": LocationRow,
    "schedule_dates": ScheduleDateRow,
    "speakers": SpeakerRow,
}


def session_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> tuple[SessionRow, EventRow]:
    """The caller's own session, and its event, which is locked first. NOT_FOUND for anyone else."""
    its_event = select_columns(col(SessionRow.event_id)).where(col(SessionRow.id) == uuid)
    query = (
        select(EventRow)
        .where(EventRow.id == its_event.scalar_subquery(), EventRow.organisation_id == caller.organisation_id)
        .with_for_update()
    )
    event = db.exec(query).one_or_none()
    session = None
    if event is not None:
        of_event = select(SessionRow).where(SessionRow.id == uuid, SessionRow.event_id == event.id)
        session = db.exec(of_event).one_or_none()
    if event is None or session is None:
        raise Refused(Problem(ProblemCode.NOT_FOUND, "There is no session with this uuid.", path))
    return session, event


def surroundings(db: DbSession, event: EventRow, kinds: Iterable[str], session_id: UUID | None = None) -> Surroundings:
    """The event's occurrences, and its parts of these kinds: at most two statements, whatever there is."""
    spans, linked = _occurrences(db, event.id, session_id)
    return Surroundings(
        timezone=event.timezone,
        capacity=event.event_capacity,
        occurrences=spans,
        linked=linked,
        **_parts(db, event.id, sorted(kinds)),
    )


def empty_list(db: DbSession, table: Any, session_id: UUID) -> None:
    """Delete what one of the lists of a session holds, to make room for its successor."""
    db.flush()
    db.connection().execute(delete(table).where(table.session_id == session_id))


def _occurrences(db: DbSession, event_id: UUID, session_id: UUID | None) -> tuple[dict[UUID, Span], frozenset[UUID]]:
    """By their ids, and which of them the session is linked to by name."""
    named = exists().where(
        col(SessionOccurrenceRow.occurrence_id) == OccurrenceRow.id,
        col(SessionOccurrenceRow.session_id) == session_id,
    )
    query = select_columns(
        col(OccurrenceRow.id), col(OccurrenceRow.starts_at), col(OccurrenceRow.ends_at), named
    ).where(col(OccurrenceRow.event_id) == event_id)
    rows = db.connection().execute(query).all()
    spans = {uuid: Span(starts_at, ends_at) for uuid, starts_at, ends_at, _linked in rows}
    return spans, frozenset(uuid for uuid, _start, _end, linked in rows if linked)


def _parts(db: DbSession, event_id: UUID, kinds: Iterable[str]) -> dict[str, dict[UUID, Any]]:
    queries = [
        select_columns(
            literal_column(f"'{kind}'"),
            PARTS[kind].id,
            PARTS[kind].date if kind == "schedule_dates" else type_coerce(null(), CalendarDate()),
        ).where(PARTS[kind].event_id == event_id)
        for kind in kinds
    ]
    found: dict[str, dict[UUID, Any]] = {}
    if queries:
        for kind, uuid, day in db.connection().execute(union_all(*queries)):
            found.setdefault(kind, {})[uuid] = day
    return found
