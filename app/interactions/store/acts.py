"""SQL of what users do to events and organisations."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.auth.rules import Caller
from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow

A = TypeVar("A", SaveRow, ShareRow, ReviewRow)
F = TypeVar("F", FollowRow, MuteRow)
T = TypeVar("T", bound=SQLModel)


def act_of(db: DbSession, table: type[A], event_id: UUID, user_id: UUID) -> A | None:
    """The user's act on the event, or None."""
    return db.exec(select(table).where(table.event_id == event_id, table.user_id == user_id)).one_or_none()


def relation_of(db: DbSession, table: type[F], organisation_id: UUID, user_id: UUID) -> F | None:
    """The user's row for the organisation, or None."""
    query = select(table).where(table.organisation_id == organisation_id, table.user_id == user_id)
    return db.exec(query).one_or_none()


def of_event(db: DbSession, table: type[T], event_id: UUID, uuid: UUID) -> T | None:
    """A row of the event in this table, or None."""
    kind: Any = table
    return db.exec(select(kind).where(kind.id == uuid, kind.event_id == event_id)).one_or_none()


def attendee_to_change(db: DbSession, caller: Caller, uuid: UUID) -> tuple[AttendeeRow, EventRow] | None:
    """The caller's own attendee and its event, which is locked first. None for anyone else."""
    own = select_columns(col(AttendeeRow.event_id)).where(
        col(AttendeeRow.id) == uuid, col(AttendeeRow.organisation_id) == caller.organisation_id
    )
    event = db.exec(select(EventRow).where(EventRow.id == own.scalar_subquery()).with_for_update()).one_or_none()
    if event is None:
        return None
    # Read under the lock: of two that remove it at once, the second finds nothing.
    attendee = db.exec(select(AttendeeRow).where(AttendeeRow.id == uuid)).one_or_none()
    return None if attendee is None else (attendee, event)
