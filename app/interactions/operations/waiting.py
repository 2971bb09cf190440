"""Waiting for a place: at an event as a whole, or in a session on one of its dates."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, Refused, refuse_any
from app.db.outbox import ChangeKind
from app.db.timestamps import created_once
from app.events.store import lock_event
from app.interactions.operations.acts import EVENT, INPUT, USER, act_columns, problems_with_user, written
from app.interactions.patches import JoinWaitingListPatch, LeaveWaitingListPatch
from app.interactions.rules import (
    WaitedFor,
    already_done,
    not_there,
    problems_with_ending,
    problems_with_other_date,
    problems_with_state,
    problems_with_waiting,
    problems_with_waiting_for_session,
)
from app.interactions.store import has_chosen, of_event, record_moving_up, waited_for, waiting_and_last_turn, waiting_of
from app.interactions.tables import WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from app.tickets.tables import TicketRow

SESSION: Path = (*INPUT, "sessionOccurrenceUuid")
DATE: Path = (*INPUT, "occurrenceUuid")
TICKET: Path = (*INPUT, "ticketUuid")
ENTRY = "WaitingListEntry"


def join_waiting_list(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: JoinWaitingListPatch, now: datetime
) -> Written:
    """Add the user at the end. ALREADY_DONE: they wait for the same, or have chosen that session."""
    event = lock_event(db, caller, event_uuid, EVENT)
    row_id, ticket_id, occurrence_id = (
        patch.get("session_occurrence_uuid"),
        patch.get("ticket_uuid"),
        patch.get("occurrence_uuid"),
    )
    # A session has a switch of its own.
    problems = problems_with_waiting(event.waiting_list_enabled, EVENT) if row_id is None else []
    problems += problems_with_state(event.lifecycle, EVENT)
    problems += problems_with_ending(event.ends_at if event.ends_local else None, now, EVENT)
    if ticket_id is not None and of_event(db, TicketRow, event.id, ticket_id) is None:
        problems.append(not_there("ticket with this uuid in this event", TICKET))
    if occurrence_id is not None and of_event(db, OccurrenceRow, event.id, occurrence_id) is None:
        problems.append(not_there("occurrence with this uuid in this event", DATE))
    if row_id is not None:
        row = waited_for(db, event.id, row_id)
        problems += _problems_with_session(row, occurrence_id, now)
        occurrence_id = None if row is None else row.occurrence
    refuse_any(problems + problems_with_user(db, event, user_uuid))
    if row_id is not None and has_chosen(db, user_uuid, row_id):
        raise Refused(already_done("has chosen this session on this date", USER))
    waits, last_turn = waiting_and_last_turn(db, event.id, user_uuid, row_id)
    if waits:
        raise Refused(already_done(f"waits for this {'event' if row_id is None else 'session on this date'}", USER))
    made = created_once(now, event.timezone)
    entry = WaitingRow(
        id=new_uuid(),
        ticket_id=ticket_id,
        occurrence_id=occurrence_id,
        session_occurrence_id=row_id,
        turn=last_turn + 1,
        **act_columns(event, user_uuid),
        **made,
    )
    db.add(entry)
    return written(db, event, "waiting_list_entry", ENTRY, entry, ChangeKind.CREATED, now)


def leave_waiting_list(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: LeaveWaitingListPatch, now: datetime
) -> Written:
    """Those behind the user move up."""
    event = lock_event(db, caller, event_uuid, EVENT)
    row_id = patch.get("session_occurrence_uuid")
    if row_id is not None and of_event(db, SessionOccurrenceRow, event.id, row_id) is None:
        raise Refused(not_there("date of a session with this uuid in this event", SESSION))
    entry = waiting_of(db, event.id, user_uuid, row_id)
    if entry is None:
        raise Refused(not_there("user with this uuid on the waiting list", USER))
    record_moving_up(db, event.organisation_id, [entry.id], now)
    db.delete(entry)
    return written(db, event, "", ENTRY, entry, ChangeKind.DELETED, now)


def _problems_with_session(row: WaitedFor | None, occurrence_id: UUID | None, now: datetime) -> list[Problem]:
    if row is None:
        return [not_there("date with this uuid of a session of this event that can be chosen", SESSION)]
    return problems_with_waiting_for_session(row, now, SESSION) + problems_with_other_date(row, occurrence_id, DATE)
