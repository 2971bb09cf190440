"""Saving, sharing and reviewing an event, and undoing that: once for each user."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, Refused, refuse_any
from app.db.outbox import ChangeKind, record, record_followers
from app.db.rows import set_values
from app.db.timestamps import created, created_once, stamp
from app.events.store import LockedEvent, lock_event
from app.events.tables import EventRow
from app.guests.rules import not_invited
from app.interactions.columns import ActValues, ReviewValues, ShareValues
from app.interactions.patches import ReviewEventPatch, ShareEventPatch
from app.interactions.rules import (
    FOLLOWERS,
    REVIEW,
    SHARE,
    already_done,
    not_there,
    problems_with_sharing,
    problems_with_state,
)
from app.interactions.store import NewAttendee, Standing, act_of, standing_of
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.users.rules import no_such_user, problems_with_acting

A = TypeVar("A", SaveRow, ShareRow, ReviewRow)
R = TypeVar("R", ShareRow, ReviewRow)
Act = SaveRow | ShareRow | ReviewRow | AttendeeRow | NewAttendee | WaitingRow
ActedOn = EventRow | LockedEvent
EVENT: Path = ("eventUuid",)
USER: Path = ("userUuid",)
INPUT: Path = ("input",)


def save_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """ALREADY_DONE: the user has saved it."""
    event = lock_event(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_state(event.lifecycle, EVENT) + problems_with_user(db, event, user_uuid))
    if act_of(db, SaveRow, event.id, user_uuid) is not None:
        raise Refused(already_done("has saved the event", USER))
    made = created_once(now, event.timezone)
    row = SaveRow(id=new_uuid(), **act_columns(event, user_uuid), **made)
    db.add(row)
    return written(db, event, "save", "Save", row, ChangeKind.CREATED, now)


def unsave_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    event = lock_event(db, caller, event_uuid, EVENT)
    return _remove(db, SaveRow, event, user_uuid, "Save", now)


def share_event(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: ShareEventPatch, now: datetime
) -> Written:
    """Sharing it again replaces the channel."""
    event = lock_event(db, caller, event_uuid, EVENT)
    refuse_any(
        problems_with_sharing(event.enable_share, EVENT)
        + problems_with_state(event.lifecycle, EVENT)
        + check(patch, SHARE, INPUT)
        + problems_with_user(db, event, user_uuid)
    )
    return _store(db, ShareRow, event, user_uuid, "Share", complete(patch, SHARE), now)


def review_event(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: ReviewEventPatch, now: datetime
) -> Written:
    """Reviewing it again replaces the review."""
    event = lock_event(db, caller, event_uuid, EVENT)
    refuse_any(
        problems_with_state(event.lifecycle, EVENT)
        + check(patch, REVIEW, INPUT)
        + problems_with_user(db, event, user_uuid)
    )
    columns: ReviewValues = {"rating": patch["rating"], "body": patch.get("text")}
    return _store(db, ReviewRow, event, user_uuid, "Review", columns, now)


def remove_review(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    event = lock_event(db, caller, event_uuid, EVENT)
    return _remove(db, ReviewRow, event, user_uuid, "Review", now)


def act_columns(event: LockedEvent, user_id: UUID) -> ActValues:
    """The columns that every act on the event has."""
    return {
        "organisation_id": event.organisation_id,
        "event_id": event.id,
        "user_id": user_id,
        "timezone": event.timezone,
    }


def problems_with_user(db: DbSession, event: LockedEvent, uuid: UUID) -> list[Problem]:
    """Why this user may not act on the event."""
    return problems_with_standing(standing_of(db, event.organisation_id, event.id, uuid), event)


def problems_with_standing(standing: Standing, event: LockedEvent) -> list[Problem]:
    """Only users of the event's organisation act on it, and only invited ones where it is for those."""
    if standing.is_deleted is None:
        return [no_such_user(USER)]
    found = problems_with_acting(standing.is_deleted, standing.is_banned, USER)
    return [*found, not_invited(USER)] if event.is_invite_only and not standing.is_invited else found


def written(db: DbSession, event: ActedOn, key: str, entity: str, row: Act, kind: ChangeKind, now: datetime) -> Written:
    """Record the change and what follows from it; the payload holds the act, unless it was removed, and the event."""
    record(db, kind, entity, row.id, organisation_id=event.organisation_id, event_id=event.id, at=now)
    if kind is not ChangeKind.UPDATED:
        record_followers(db, row, FOLLOWERS.get(entity, {}), now)
    ids = {"event": event.id} if kind is ChangeKind.DELETED else {key: row.id, "event": event.id}
    return Written(ids=ids, aggregate=event.id)


def _store(
    db: DbSession,
    table: type[R],
    event: LockedEvent,
    user_id: UUID,
    entity: str,
    columns: ShareValues | ReviewValues,
    now: datetime,
) -> Written:
    """Add the user's act, or replace these columns of it."""
    row = act_of(db, table, event.id, user_id)
    kind = ChangeKind.CREATED if row is None else ChangeKind.UPDATED
    if row is None:
        made = created(now, event.timezone)
        row = table(id=new_uuid(), **act_columns(event, user_id), **made)
        db.add(row)
    set_values(row, columns)
    stamp(row, "updated", now)
    return written(db, event, entity.lower(), entity, row, kind, now)


def _remove(db: DbSession, table: type[A], event: LockedEvent, user_id: UUID, entity: str, now: datetime) -> Written:
    row = act_of(db, table, event.id, user_id)
    if row is None:
        raise Refused(not_there(f"{entity.lower()} by this user", USER))
    db.delete(row)
    return written(db, event, "", entity, row, ChangeKind.DELETED, now)
