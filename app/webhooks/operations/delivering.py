"""Turns changes into deliveries, and keeps what became of each attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller, Scope, scopes_named
from app.auth.tables import ApplicationRow
from app.core.ids import new_uuid
from app.db.bulk import insert_all
from app.db.feed.positions import Position
from app.db.feed.reading import Head, changes_between, head_of
from app.db.outbox import Change, ChangeKind, record
from app.db.timestamps import created_once, touch
from app.webhooks.rules.addresses import host_of
from app.webhooks.rules.retrying import GIVEN_UP_AFTER, LEASE, next_attempt, rest_until
from app.webhooks.rules.topics import matches
from app.webhooks.rules.turns import InFlight, Turn, shares
from app.webhooks.rules.webhooks import DISABLED, UNAVAILABLE
from app.webhooks.store import due, end_pending, next_webhook, webhooks_with_due
from app.webhooks.tables import ERROR, WebhookDeliveryRow, WebhookRow
from app.webhooks.values import DeliveryState

# Changes of one webhook that one transaction looks at.
PAGE = 500
# Webhooks that one look at what is due considers.
WEBHOOKS = 100
START = UUID(int=0)
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery that is to be sent now."""

    delivery_id: UUID
    turn: Turn
    url: str
    document: str | None
    secrets: tuple[str, ...]
    caller: Caller
    entity: str
    entity_id: UUID
    kind: ChangeKind
    changed_at: datetime
    position: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`after`: the webhook that the next look begins behind."""

    attempts: Sequence[Attempt]
    after: UUID


def queue_changes(db: DbSession, after: UUID, now: datetime) -> tuple[UUID, bool] | None:
    """Make deliveries of the new changes for the next webhook by id.

    Returns its id and whether it has more; None after the last webhook. A webhook that another process works on is
    skipped.
    """
    webhook = next_webhook(db, after)
    if webhook is None:
        return None
    head = head_of(db, webhook.organisation_id)
    start = _start(webhook, head)
    changes = changes_between(db, webhook.organisation_id, start, head.position, limit=PAGE)
    # What follows from another change is in the payload of that one, if its document selects it.
    wanted = [
        change for change in changes if change.direct and matches(webhook.topics, change.entity, change.kind.name)
    ]
    insert_all(db, [_delivery(webhook, change, now) for change in wanted])
    has_more = len(changes) == PAGE
    webhook.position = changes[-1].position if has_more else head.position
    webhook.epoch = head.epoch
    return webhook.id, has_more


def take_due(db: DbSession, now: datetime, sending: Sequence[Turn] = (), after: UUID = START) -> Taken:
    """Deliveries to send beside those that are sent now; no other process sends them for the next two minutes."""
    in_flight = InFlight(sending)
    webhooks, turns = {}, []
    for webhook, application in webhooks_with_due(db, now, in_flight, after, WEBHOOKS):
        if application.revoked_at is not None:
            end_pending(db, webhook.id, "The application was revoked.")
            continue
        webhooks[webhook.id] = webhook, application
        turns.append(_turn(webhook))
    granted = shares(turns, in_flight)
    attempts = []
    for delivery in due(db, now, granted):
        delivery.next_at = now + LEASE
        delivery.first_at = delivery.first_at or now
        attempts.append(_attempt(delivery, *webhooks[delivery.webhook_id], now))
    # Without room for any of these, the next look is at others.
    reached = [turn.webhook_id for turn in turns if turn.webhook_id in granted] or [turn.webhook_id for turn in turns]
    return Taken(attempts, reached[-1] if reached else after)


def keep_outcome(
    db: DbSession,
    attempt: Attempt,
    *,
    status: int | None,
    error: str | None,
    now: datetime,
    unavailable: bool = False,
) -> None:
    """Store what became of an attempt. `error`: None if it succeeded. Status 410 disables the webhook.

    `unavailable`: the host was. Then the whole webhook pauses.
    """
    if unavailable or attempt.turn.probes or status == GONE:
        # Before the delivery: in this order a change of the webhook locks them, too.
        webhook = db.get(WebhookRow, attempt.turn.webhook_id, with_for_update=True)
        if webhook is not None:
            _keep_availability(db, webhook, unavailable, now)
    delivery = db.get(WebhookDeliveryRow, attempt.delivery_id, with_for_update=True)
    if delivery is None or delivery.state != DeliveryState.PENDING.name:
        # Deleted, disabled or given up meanwhile.
        return
    delivery.attempts += 1
    delivery.last_attempt_at, delivery.response_status = now, status
    delivery.error = None if error is None else error[:ERROR]
    if error is None:
        delivery.state = DeliveryState.DELIVERED.name
        return
    again = next_attempt(delivery.attempts, delivery.first_at or now, now)
    if again is None or status == GONE:
        delivery.state = DeliveryState.FAILED.name
    else:
        delivery.next_at = again
    if status == GONE:
        _disable(db, delivery.webhook_id, now)


def _keep_availability(db: DbSession, webhook: WebhookRow, unavailable: bool, now: datetime) -> None:
    if not unavailable:
        webhook.failing_since = webhook.paused_until = None
        return
    since = webhook.failing_since = webhook.failing_since or now
    webhook.paused_until = rest_until(since, now)
    if since <= now - GIVEN_UP_AFTER:
        # Otherwise those that no attempt was spent on would wait for ever.
        end_pending(db, webhook.id, UNAVAILABLE, waiting_since=now - GIVEN_UP_AFTER)


def _attempt(delivery: WebhookDeliveryRow, webhook: WebhookRow, application: ApplicationRow, now: datetime) -> Attempt:
    return Attempt(
        delivery_id=delivery.id,
        turn=_turn(webhook),
        url=webhook.url,
        document=webhook.document,
        secrets=_secrets(webhook, now),
        caller=Caller(application.id, webhook.organisation_id, _scopes(webhook, application)),
        entity=delivery.entity,
        entity_id=UUID(int=delivery.entity_id.int),
        kind=ChangeKind[delivery.kind],
        changed_at=delivery.changed_at,
        position=str(Position(webhook.epoch, delivery.position)),
    )


def _scopes(webhook: WebhookRow, application: ApplicationRow) -> frozenset[Scope]:
    """What the token had that registered the address and the document, as far as its application still has it."""
    granted = scopes_named(application.scopes)
    return granted if webhook.scopes is None else granted & scopes_named(webhook.scopes)


def _turn(webhook: WebhookRow) -> Turn:
    return Turn(webhook.id, webhook.organisation_id, host_of(webhook.url), webhook.failing_since is not None)


def _disable(db: DbSession, webhook_id: UUID, now: datetime) -> None:
    webhook = db.get_one(WebhookRow, webhook_id, with_for_update=True)
    if not webhook.enabled:
        return
    webhook.enabled = False
    db.flush()
    end_pending(db, webhook_id, DISABLED)
    touch(webhook, now)
    record(
        db, ChangeKind.UPDATED, "Webhook", webhook_id, organisation_id=webhook.organisation_id, event_id=None, at=now
    )


def _start(webhook: WebhookRow, head: Head) -> int:
    """Where to go on; what was pruned, or lost in a restore, is left out."""
    if not head.can_replay(Position(webhook.epoch, webhook.position)):
        return head.pruned if webhook.epoch == head.epoch else head.position
    return webhook.position


def _delivery(webhook: WebhookRow, change: Change, now: datetime) -> WebhookDeliveryRow:
    return WebhookDeliveryRow(
        id=new_uuid(),
        organisation_id=webhook.organisation_id,
        webhook_id=webhook.id,
        timezone=webhook.timezone,
        position=change.position,
        entity=change.entity,
        entity_id=change.entity_id,
        kind=change.kind.name,
        changed_at=change.at,
        state=DeliveryState.PENDING.name,
        next_at=now,
        **created_once(now, webhook.timezone),
    )


def _secrets(webhook: WebhookRow, now: datetime) -> tuple[str, ...]:
    """The secrets to sign with: after a rotation the one before as well, for a while."""
    if webhook.previous_secret is None or webhook.previous_until is None or webhook.previous_until <= now:
        return (webhook.secret,)
    return webhook.secret, webhook.previous_secret
