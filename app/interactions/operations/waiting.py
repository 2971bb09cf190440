"""Waiting for a place: at an event as a whole, or in a session on one of its dates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import Patch
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, Refused, refuse_any
from app.db.outbox import ChangeKind
from app.db.timestamps import stamped
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.interactions.operations.acts import EVENT, INPUT, USER, act_columns, completed, written
from app.interactions.rules import (
    WAITING,
    WaitedFor,
    not_there,
    problems_with_ending,
    problems_with_other_date,
    problems_with_row,
    problems_with_state,
    problems_with_waiting,
    twice,
)
from app.interactions.store import has_chosen, last_turn, of_event, waited_for, waiting_of
from app.interactions.tables import WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from app.tickets.tables import TicketRow

SESSION: Path = ("sessionOccurrenceUuid",)
DATE: Path = ("occurrenceUuid",)
ENTRY = "WaitingListEntry"


def join_waiting_list(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """A user waits for a place, behind those who wait already.

    ALREADY_DONE: they wait for the same already, or have what they would wait for.
    """
    event = event_to_change(db, caller, event_uuid, EVENT)
    row_uuid = patch.get("session_occurrence_uuid")
    # A session has a switch of its own.
    problems = problems_with_waiting(event.waiting_list_enabled, EVENT) if row_uuid is None else []
    problems += problems_with_state(event.lifecycle, EVENT)
    problems += problems_with_ending(event.ends_at if event.ends_local else None, now, EVENT)
    for name, table, noun in (("ticket", TicketRow, "ticket"), ("occurrence", OccurrenceRow, "occurrence")):
        uuid = patch.get(f"{name}_uuid")
        if uuid is not None and of_event(db, table, event.id, uuid) is None:
            problems.append(not_there(f"{noun} with this uuid in this event", (*INPUT, f"{name}Uuid")))
    row = None if row_uuid is None else waited_for(db, event.id, row_uuid)
    if row_uuid is not None:
        problems += _problems_with_session(row, patch, now)
    values = completed(db, event, patch, WAITING, problems)
    refuse_any(_problems_with_user(db, event, values["user_uuid"], row_uuid))
    made: Any = stamped("created", now, event.timezone)
    entry = WaitingRow(
        id=new_uuid(),
        ticket_id=values["ticket_uuid"],
        occurrence_id=values["occurrence_uuid"] if row is None else row.occurrence,
        session_occurrence_id=row_uuid,
        turn=last_turn(db, event.id) + 1,
        **act_columns(event, values["user_uuid"]),
        **made,
    )
    db.add(entry)
    return written(db, event, "entry", ENTRY, entry.id, ChangeKind.CREATED, now)


def leave_waiting_list(
    db: DbSession,
    caller: Caller,
    *,
    event_uuid: UUID,
    user_uuid: UUID,
    session_occurrence_uuid: UUID | None,
    now: datetime,
) -> Written:
    """The user waits no longer for the session on this date, or for the event; those behind move up."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    row_uuid = session_occurrence_uuid
    if row_uuid is not None and of_event(db, SessionOccurrenceRow, event.id, row_uuid) is None:
        raise Refused(not_there("date of a session with this uuid in this event", SESSION))
    entry = waiting_of(db, event.id, user_uuid, row_uuid)
    if entry is None:
        raise Refused(not_there("user with this uuid on the waiting list", USER))
    db.delete(entry)
    return written(db, event, "", ENTRY, entry.id, ChangeKind.DELETED, now)


def _problems_with_session(row: WaitedFor | None, patch: Patch, now: datetime) -> list[Problem]:
    path = (*INPUT, *SESSION)
    if row is None:
        return [not_there("date with this uuid of a session of this event that can be chosen", path)]
    return problems_with_row(row, now, path) + problems_with_other_date(
        row, patch.get("occurrence_uuid"), (*INPUT, *DATE)
    )


def _problems_with_user(db: DbSession, event: EventRow, user_id: UUID, row_uuid: UUID | None) -> list[Problem]:
    at = (*INPUT, *USER)
    if row_uuid is not None and has_chosen(db, user_id, row_uuid):
        return [twice("has chosen this session on this date", at)]
    if waiting_of(db, event.id, user_id, row_uuid) is None:
        return []
    return [twice("waits for this event" if row_uuid is None else "waits for this session on this date", at)]
