"""Saving, sharing and reviewing an event, and taking that back: once for each user."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import Patch, check, complete, missing
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, stamp, stamped
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.guests.rules import uninvited
from app.guests.store import invited_among
from app.interactions.rules import (
    REVIEW,
    SHARE,
    not_there,
    problems_with_sharing,
    problems_with_state,
    twice,
)
from app.interactions.store import act_of
from app.interactions.tables import ReviewRow, SaveRow, ShareRow
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user

A = TypeVar("A", SaveRow, ShareRow, ReviewRow)
EVENT: Path = ("eventUuid",)
USER: Path = ("userUuid",)
INPUT: Path = ("input",)


def save_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """A user puts a published event aside. ALREADY_DONE: they have already."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    problems = problems_with_state(event.lifecycle, EVENT) + problems_with_user(db, event, user_uuid, USER)
    refuse_any(problems or _done(db, SaveRow, event, user_uuid, "has saved the event", USER))
    made: Any = stamped("created", now, event.timezone)
    row = SaveRow(id=new_uuid(), **act_columns(event, user_uuid), **made)
    db.add(row)
    return written(db, event, "save", "Save", row.id, ChangeKind.CREATED, now)


def unsave_event(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """The user no longer has it aside, whatever the event's state is."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    return _undone(db, SaveRow, event, user_uuid, "Save", "save by this user", now)


def share_event(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """A user has passed a published event on; again replaces where."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    problems = problems_with_sharing(event.enable_share, EVENT) + problems_with_state(event.lifecycle, EVENT)
    values = completed(db, event, patch, SHARE, problems)
    row = act_of(db, ShareRow, event.id, values["user_uuid"])
    kind = ChangeKind.CREATED if row is None else ChangeKind.UPDATED
    if row is None:
        made: Any = created(now, event.timezone)
        row = ShareRow(id=new_uuid(), **act_columns(event, values["user_uuid"]), **made)
        db.add(row)
    row.channel = values["channel"]
    stamp(row, "updated", now)
    return written(db, event, "share", "Share", row.id, kind, now)


def review_event(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """What a user says of a published event; again replaces it."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    values = completed(db, event, patch, REVIEW, problems_with_state(event.lifecycle, EVENT))
    row = act_of(db, ReviewRow, event.id, values["user_uuid"])
    kind = ChangeKind.CREATED if row is None else ChangeKind.UPDATED
    if row is None:
        made: Any = created(now, event.timezone)
        row = ReviewRow(id=new_uuid(), **act_columns(event, values["user_uuid"]), **made)
        db.add(row)
    row.rating, row.body = values["rating"], values["text"]
    stamp(row, "updated", now)
    return written(db, event, "review", "Review", row.id, kind, now)


def remove_review(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """The review is gone, whatever the event's state is."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    return _undone(db, ReviewRow, event, user_uuid, "Review", "review by this user", now)


def act_columns(event: EventRow, user_id: UUID) -> dict[str, Any]:
    """What every act on the event carries."""
    return {
        "organisation_id": event.organisation_id,
        "event_id": event.id,
        "user_id": user_id,
        "timezone": event.timezone,
    }


def problems_with_user(db: DbSession, event: EventRow, uuid: UUID, path: Path) -> list[Problem]:
    """Only users of the event's organisation act on it, and only invited ones where it is for those."""
    user = find_user(db, event.organisation_id, uuid)
    if user is None:
        return [no_such_user(path)]
    found = problems_with_acting(user.is_deleted, user.is_global_ban, path)
    if event.is_invite_only and not invited_among(db, event.id, [uuid]):
        found.append(uninvited(path))
    return found


def written(
    db: DbSession, event: EventRow, key: str, entity: str, uuid: UUID, kind: ChangeKind, now: datetime
) -> Written:
    """The act in the outbox, and in the payload beside its event."""
    record(db, kind, entity, uuid, organisation_id=event.organisation_id, event_id=event.id, at=now)
    ids = {"event": event.id} if kind is ChangeKind.DELETED else {key: uuid, "event": event.id}
    return Written(ids=ids, aggregate=event.id)


def completed(db: DbSession, event: EventRow, patch: Patch, rules: Any, problems: list[Problem]) -> dict[str, Any]:
    """The values of an input that names its user, or everything that is wrong."""
    problems = problems + missing(patch, rules, INPUT) + check(patch, rules, INPUT)
    values = complete(patch, rules)
    if values["user_uuid"] is not None:
        problems += problems_with_user(db, event, values["user_uuid"], (*INPUT, *USER))
    refuse_any(problems)
    return values


def _done(db: DbSession, table: type[A], event: EventRow, user_id: UUID, what: str, path: Path) -> list[Problem]:
    return [] if act_of(db, table, event.id, user_id) is None else [twice(what, path)]


def _undone(
    db: DbSession, table: type[A], event: EventRow, user_id: UUID, entity: str, what: str, now: datetime
) -> Written:
    row = act_of(db, table, event.id, user_id)
    if row is None:
        refuse_any([not_there(what, USER)])
    assert row is not None
    db.delete(row)
    return written(db, event, "", entity, row.id, ChangeKind.DELETED, now)
