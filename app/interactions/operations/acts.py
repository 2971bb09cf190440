"""Saving, sharing and reviewing an event, and undoing that: once for each user."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, Refused, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, stamp, stamped
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.guests.rules import not_invited
from app.guests.store import invited_among
from app.interactions.patches import ReviewEventPatch, ShareEventPatch
from app.interactions.rules import (
    REVIEW,
    SHARE,
    already_done,
    not_there,
    problems_with_sharing,
    problems_with_state,
)
from app.interactions.store import act_of
from app.interactions.tables import ReviewRow, SaveRow, ShareRow
from app.users.store import acting_user

A = TypeVar("A", SaveRow, ShareRow, ReviewRow)
R = TypeVar("R", ShareRow, ReviewRow)
EVENT: Path = ("eventUuid",)
USER: Path = ("userUuid",)
INPUT: Path = ("input",)


def save_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """ALREADY_DONE: the user has saved it."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_state(event.lifecycle, EVENT) + problems_with_user(db, event, user_uuid))
    if act_of(db, SaveRow, event.id, user_uuid) is not None:
        raise Refused(already_done("has saved the event", USER))
    made: Any = stamped("created", now, event.timezone)
    row = SaveRow(id=new_uuid(), **act_columns(event, user_uuid), **made)
    db.add(row)
    return written(db, event, "save", "Save", row.id, ChangeKind.CREATED, now)


def unsave_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    return _remove(db, SaveRow, event, user_uuid, "Save", now)


def share_event(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: ShareEventPatch, now: datetime
) -> Written:
    """Sharing it again replaces the channel."""
    event = event_to_change(db, caller, event_uuid, EVENT)
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
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(
        problems_with_state(event.lifecycle, EVENT)
        + check(patch, REVIEW, INPUT)
        + problems_with_user(db, event, user_uuid)
    )
    columns = {"rating": patch["rating"], "body": patch.get("text")}
    return _store(db, ReviewRow, event, user_uuid, "Review", columns, now)


def remove_review(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    return _remove(db, ReviewRow, event, user_uuid, "Review", now)


def act_columns(event: EventRow, user_id: UUID) -> dict[str, Any]:
    """The columns that every act on the event has."""
    return {
        "organisation_id": event.organisation_id,
        "event_id": event.id,
        "user_id": user_id,
        "timezone": event.timezone,
    }


def problems_with_user(db: DbSession, event: EventRow, uuid: UUID) -> list[Problem]:
    """Only users of the event's organisation act on it, and only invited ones where it is for those."""
    user, found = acting_user(db, event.organisation_id, uuid, USER)
    if user is not None and event.is_invite_only and not invited_among(db, event.id, [uuid]):
        found.append(not_invited(USER))
    return found


def written(
    db: DbSession, event: EventRow, key: str, entity: str, uuid: UUID, kind: ChangeKind, now: datetime
) -> Written:
    """Record the change; the payload holds the act, unless it was removed, and the event."""
    record(db, kind, entity, uuid, organisation_id=event.organisation_id, event_id=event.id, at=now)
    ids = {"event": event.id} if kind is ChangeKind.DELETED else {key: uuid, "event": event.id}
    return Written(ids=ids, aggregate=event.id)


def _store(
    db: DbSession,
    table: type[R],
    event: EventRow,
    user_id: UUID,
    entity: str,
    columns: Mapping[str, object],
    now: datetime,
) -> Written:
    """Add the user's act, or replace these columns of it."""
    row = act_of(db, table, event.id, user_id)
    kind = ChangeKind.CREATED if row is None else ChangeKind.UPDATED
    if row is None:
        made: Any = created(now, event.timezone)
        row = table(id=new_uuid(), **act_columns(event, user_id), **made)
        db.add(row)
    for name, value in columns.items():
        setattr(row, name, value)
    stamp(row, "updated", now)
    return written(db, event, entity.lower(), entity, row.id, kind, now)


def _remove(db: DbSession, table: type[A], event: EventRow, user_id: UUID, entity: str, now: datetime) -> Written:
    row = act_of(db, table, event.id, user_id)
    if row is None:
        raise Refused(not_there(f"{entity.lower()} by this user", USER))
    db.delete(row)
    return written(db, event, "", entity, row.id, ChangeKind.DELETED, now)
