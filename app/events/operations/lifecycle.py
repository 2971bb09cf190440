"""Transitions of an event's lifecycle: publish, unpublish, cancel."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check
from app.core.outcome import Written
from app.core.problems import refuse_any
from app.db.outbox import ChangeKind, record, record_followers
from app.db.timestamps import stamp, touch
from app.events.dates.part.horizon import roll_forward
from app.events.patches.cancellation import CancelEventPatch
from app.events.rules.following import FOLLOWERS
from app.events.rules.lifecycle import (
    CANCELLATION,
    problems_with_cancelling,
    problems_with_publishing,
    problems_with_unpublishing,
)
from app.events.store import event_to_change, publish_blockers
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.notices.store import Fact, record_notices, with_event
from app.notices.values import NoticeKind


def publish_event(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Make the event public. Refused with every line of the checklist that is still open."""
    event = event_to_change(db, caller, uuid)
    # The dates of an old draft's endless rule may all be in the past.
    roll_forward(db, event, now)
    blockers = publish_blockers(db, event.id, now)
    refuse_any(problems_with_publishing(event.lifecycle, blockers))
    stamp(event, "published", now)
    return _entered(db, event, EventLifecycle.PUBLISHED, ChangeKind.PUBLISHED, now)


def unpublish_event(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Make the event private again; the time of its last publication stays."""
    event = event_to_change(db, caller, uuid)
    refuse_any(problems_with_unpublishing(event.lifecycle))
    roll_forward(db, event, now)
    return _entered(db, event, EventLifecycle.UNPUBLISHED, ChangeKind.UNPUBLISHED, now)


def cancel_event(db: DbSession, caller: Caller, *, uuid: UUID, patch: CancelEventPatch, now: datetime) -> Written:
    """Cancel the event for good; the reason is as public as the event."""
    event = event_to_change(db, caller, uuid)
    refuse_any(problems_with_cancelling(event.lifecycle) + check(patch, CANCELLATION, ("input",)))
    event.cancellation_reason = patch.get("reason")
    touch(event, now)
    call_off(db, event, now)
    return Written(ids={"event": event.id}, aggregate=event.id)


def call_off(db: DbSession, event: EventRow, now: datetime) -> None:
    """Mark the row as cancelled, and notify its users; the caller gives it its new version."""
    stamp(event, "cancelled", now)
    _enter(db, event, EventLifecycle.CANCELLED, ChangeKind.CANCELLED, now)
    cancelled = Fact(NoticeKind.CANCELLED)
    record_notices(db, event, [(user_id, cancelled) for user_id in with_event(db, event.id, now)], now)


def _entered(db: DbSession, event: EventRow, state: EventLifecycle, kind: ChangeKind, now: datetime) -> Written:
    touch(event, now)
    _enter(db, event, state, kind, now)
    return Written(ids={"event": event.id}, aggregate=event.id)


def _enter(db: DbSession, event: EventRow, state: EventLifecycle, kind: ChangeKind, now: datetime) -> None:
    event.lifecycle = state.name
    stamp(event, "publishing_changed", now)
    record(db, kind, "Event", event.id, organisation_id=event.organisation_id, event_id=event.id, at=now)
    record_followers(db, event, FOLLOWERS, now)
