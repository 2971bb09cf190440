"""SQL of selections of an event's sessions. Callers have locked the event."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, exists, func, select
from sqlmodel import Session as DbSession
from sqlmodel import col
from sqlmodel import select as select_rows

from app.db.bulk import delete_all
from app.interactions.tables import AttendeeRow, WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules import Held, Option, Span, room
from app.sessions.tables import (
    SelectedSessionRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSelectionRow,
    SessionTicketRow,
)
from app.sessions.values import LinkType, ProposalStatus, RsvpCapacity, SessionInclusion, SessionKind, SessionStatus

# The columns of a row and of a session that decide who may choose it.
OF_ROW = ("id", "starts_at", "ends_at", "starts_local", "capacity", "rsvp_capacity")
OF_SESSION = (
    *OF_ROW,
    "name",
    "kind",
    "inclusion",
    "selected_by_default",
    "locked_when_saved",
    "prevent_session_conflicts",
    "rsvp",
    "sold_out_message",
)


def selection_of(db: DbSession, event_id: UUID, user_id: UUID) -> tuple[SessionSelectionRow | None, frozenset[UUID]]:
    """The stored selection of the user: ids of dates, and of sessions that were chosen as a whole."""
    query = select_rows(SessionSelectionRow).where(
        SessionSelectionRow.event_id == event_id, SessionSelectionRow.user_id == user_id
    )
    row = db.exec(query).one_or_none()
    if row is None:
        return None, frozenset()
    what = func.coalesce(col(SelectedSessionRow.session_occurrence_id), col(SelectedSessionRow.session_id))
    return row, frozenset(db.exec(select_rows(what).where(SelectedSessionRow.selection_id == row.id)))


def empty_selection(db: DbSession, selection_id: UUID) -> set[tuple[UUID, UUID | None]]:
    """Delete the old selection before the new one is inserted; the sessions that it had, with their rows."""
    old = delete(SelectedSessionRow).where(col(SelectedSessionRow.selection_id) == selection_id)
    columns = col(SelectedSessionRow.session_id), col(SelectedSessionRow.session_occurrence_id)
    return {(session, row) for session, row in db.connection().execute(old.returning(*columns))}


def waiting_for(db: DbSession, event_id: UUID, user_id: UUID, rows: Collection[UUID]) -> list[UUID]:
    """The user's waiting list entries for these rows."""
    query = select(col(WaitingRow.id), col(WaitingRow.session_occurrence_id)).where(
        col(WaitingRow.event_id) == event_id,
        col(WaitingRow.user_id) == user_id,
        col(WaitingRow.session_occurrence_id).is_not(None),
    )
    return [uuid for uuid, row in db.connection().execute(query) if row in rows]


def stop_waiting(db: DbSession, entries: Sequence[UUID]) -> None:
    """Delete these waiting list entries."""
    delete_all(db, WaitingRow, entries)


def places_of(db: DbSession, event_id: UUID, user_id: UUID) -> frozenset[UUID]:
    """The dates of the event that the user holds a place on."""
    query = select_rows(col(AttendeeRow.occurrence_id))
    return frozenset(db.exec(query.where(AttendeeRow.event_id == event_id, AttendeeRow.user_id == user_id)))


def offered_to(db: DbSession, event_id: UUID, user_id: UUID, *, hidden: bool, now: datetime) -> dict[UUID, Option]:
    """The event's sessions on each of their dates, with how many others have chosen each; `hidden`: private ones too.

    The key is the id of the row, or of the session if it has none.
    """
    session, row, date = SessionRow, SessionOccurrenceRow, OccurrenceRow
    of_row = col(SelectedSessionRow.session_occurrence_id) == col(row.id)
    as_a_whole = and_(col(row.id).is_(None), col(SelectedSessionRow.session_id) == col(session.id))
    others = (
        select(func.count())
        .select_from(SelectedSessionRow)
        .join(SessionSelectionRow, col(SessionSelectionRow.id) == col(SelectedSessionRow.selection_id))
        .where(case((col(row.id).is_(None), as_a_whole), else_=of_row), col(SessionSelectionRow.user_id) != user_id)
        .correlate(session, row)
        .scalar_subquery()
    )
    holds = exists().where(
        col(AttendeeRow.event_id) == event_id,
        col(AttendeeRow.user_id) == user_id,
        (col(session.tickets_type) == LinkType.ALL)
        | exists().where(
            col(SessionTicketRow.session_id) == col(session.id),
            col(SessionTicketRow.ticket_id) == col(AttendeeRow.ticket_id),
        ),
    )
    query: Any = (
        select(
            *(col(getattr(session, name)) for name in OF_SESSION),
            *(col(getattr(row, name)).label(f"row_{name}") for name in OF_ROW),
            col(date.id).label("date"),
            (col(row.enabled) & col(date.enabled)).label("takes_place"),
            others.label("taken"),
            holds.label("holds"),
        )
        .outerjoin(row, col(row.session_id) == col(session.id))
        .outerjoin(date, col(date.id) == col(row.occurrence_id))
        .where(
            col(session.event_id) == event_id,
            col(session.status) == SessionStatus.ACTIVE,
            col(session.proposal_status) == ProposalStatus.LIVE,
        )
    )
    if not hidden:
        query = query.where(col(session.kind).in_([SessionKind.GENERAL, SessionKind.ADDITIONAL]))
    # There can be twenty thousand rows: too many for row objects.
    return {found.row_id or found.id: _offered(found, now) for found in db.connection().execute(query)}


def _offered(found: Any, now: datetime) -> Option:
    """From a row of the query above."""
    free = found.row_id is None
    span = Span(found.starts_at, found.ends_at) if free else Span(found.row_starts_at, found.row_ends_at)
    capacity = found.capacity if found.row_capacity is None else found.row_capacity
    return Option(
        Held(found.row_id or found.id, found.name, span, exclusive=found.prevent_session_conflicts, session=found.id),
        date=found.date,
        # A session that needs a ticket is never included.
        included=found.inclusion == SessionInclusion.INCLUDED and found.kind == SessionKind.GENERAL,
        by_default=found.selected_by_default,
        locked=found.locked_when_saved,
        admitted=bool(found.holds) or found.kind not in (SessionKind.ADDITIONAL, SessionKind.ADDPRIVATE),
        taken=found.taken,
        room=room(found.rsvp, RsvpCapacity(found.row_rsvp_capacity or found.rsvp_capacity), capacity),
        sold_out_message=found.sold_out_message,
        off=not free and not found.takes_place,
        ended=span.ends_at <= now,
        local=found.starts_local if free else found.row_starts_local,
    )
