"""SQL of waiting list entries. Callers hold the event's lock."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session as DbSession
from sqlmodel import col
from sqlmodel import select as select_rows

from app.db.outbox import OwnedEvent, record_within
from app.interactions.rules import WaitedFor
from app.interactions.tables import WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules import room
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionRow, SessionSelectionRow
from app.sessions.values import ProposalStatus, RsvpCapacity, SessionKind, SessionStatus


def waiting_of(db: DbSession, event_id: UUID, user_id: UUID, row_id: UUID | None) -> WaitingRow | None:
    """The user's entry for this row of a session, or for the event as a whole where `row_id` is None."""
    return db.exec(select_rows(WaitingRow).where(*_entries_of(event_id, user_id, row_id))).one_or_none()


def waiting_and_last_turn(db: DbSession, event_id: UUID, user_id: UUID, row_id: UUID | None) -> tuple[bool, int]:
    """Whether the user has an entry as above, and the last turn on the event's waiting list."""
    own = _entries_of(event_id, user_id, row_id)
    last = select(func.coalesce(func.max(col(WaitingRow.turn)), 0)).where(col(WaitingRow.event_id) == event_id)
    waits, turn = db.connection().execute(select(exists().where(*own), last.scalar_subquery())).one()
    return bool(waits), int(turn)


def _entries_of(event_id: UUID, user_id: UUID, row_id: UUID | None) -> tuple[Any, ...]:
    own = WaitingRow
    return col(own.event_id) == event_id, col(own.user_id) == user_id, col(own.session_occurrence_id) == row_id


def record_moving_up(db: DbSession, organisation_id: UUID, leaving: Collection[UUID], at: datetime) -> None:
    """Record who moves up when these entries, which are still stored, leave: those behind them wait for the same."""
    if not leaving:
        return
    own, other = aliased(WaitingRow), aliased(WaitingRow)
    query = (
        select(col(other.event_id), col(other.id))
        .distinct()
        .join(own, col(own.event_id) == col(other.event_id))
        .where(
            col(own.id).in_(leaving),
            col(own.session_occurrence_id).is_not_distinct_from(col(other.session_occurrence_id)),
            col(own.turn) < col(other.turn),
            col(other.id).not_in(leaving),
        )
        .order_by(col(other.id))
    )
    behind: dict[UUID, list[UUID]] = {}
    for event_id, uuid in db.connection().execute(query):
        behind.setdefault(event_id, []).append(uuid)
    for event_id, entries in behind.items():
        record_within(db, OwnedEvent(event_id, organisation_id), "WaitingListEntry", entries, at)


def waited_for(db: DbSession, event_id: UUID, row_id: UUID) -> WaitedFor | None:
    """A row of a session of the event that users can choose, with how many have chosen it; None for any other."""
    row, session, date = SessionOccurrenceRow, SessionRow, OccurrenceRow
    taken = select(func.count()).where(col(SelectedSessionRow.session_occurrence_id) == row_id).scalar_subquery()
    query: Any = (
        select(
            col(session.name),
            col(session.wait_list_enabled),
            col(session.rsvp),
            func.coalesce(col(row.rsvp_capacity), col(session.rsvp_capacity)).label("rsvp_capacity"),
            func.coalesce(col(row.capacity), col(session.capacity)).label("capacity"),
            col(row.occurrence_id),
            col(row.starts_at),
            (col(row.enabled) & col(date.enabled)).label("takes_place"),
            taken.label("taken"),
        )
        .select_from(row)
        .join(session, col(session.id) == col(row.session_id))
        .join(date, col(date.id) == col(row.occurrence_id))
        .where(
            col(row.id) == row_id,
            col(row.event_id) == event_id,
            col(session.status) == SessionStatus.ACTIVE,
            col(session.proposal_status) == ProposalStatus.LIVE,
            col(session.kind).in_([SessionKind.GENERAL, SessionKind.ADDITIONAL]),
        )
    )
    found = db.connection().execute(query).one_or_none()
    if found is None:
        return None
    return WaitedFor(
        name=found.name,
        occurrence=found.occurrence_id,
        starts_at=found.starts_at,
        takes_place=bool(found.takes_place),
        has_list=found.wait_list_enabled,
        taken=found.taken,
        room=room(found.rsvp, RsvpCapacity(found.rsvp_capacity), found.capacity),
    )


def has_chosen(db: DbSession, user_id: UUID, row_id: UUID) -> bool:
    """Whether the user has chosen the session on this date."""
    query = (
        select(func.count())
        .select_from(SelectedSessionRow)
        .join(SessionSelectionRow, col(SessionSelectionRow.id) == col(SelectedSessionRow.selection_id))
        .where(col(SelectedSessionRow.session_occurrence_id) == row_id, col(SessionSelectionRow.user_id) == user_id)
    )
    return bool(db.scalar(query))
