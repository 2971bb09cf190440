"""Register and change webhooks, and send deliveries again."""

import os
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete, sent
from app.core.ids import new_uuid
from app.core.outcome import Secret, Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.db.feed.reading import head_of
from app.db.outbox import ChangeKind, record
from app.db.own_rows import row_to_change
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created, touch
from app.organisations.store import organisation_to_change
from app.webhooks.patches import CreateWebhookPatch, UpdateWebhookPatch
from app.webhooks.rules.signatures import SECRET_BYTES, make_secret
from app.webhooks.rules.webhooks import DISABLED, MAX_WEBHOOKS, OVERLAP, WEBHOOK
from app.webhooks.store import end_pending, is_revoked, webhooks_of
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from app.webhooks.values import DeliveryState

INPUT: Path = ("input",)


def create_webhook(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: CreateWebhookPatch, now: datetime
) -> Written:
    """Send the changes from now on, with the rights that the caller has. The secret is answered once."""
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    refuse_any(check(patch, WEBHOOK, INPUT))
    if webhooks_of(db, organisation.id) >= MAX_WEBHOOKS:
        sentence = f"An organisation has at most {MAX_WEBHOOKS} webhooks."
        raise Refused(Problem(ProblemCode.TOO_MANY, sentence, ("organisationUuid",)))
    assert caller.application_id is not None
    head = head_of(db, organisation.id)
    secret = Secret(make_secret(os.urandom(SECRET_BYTES)))
    webhook = WebhookRow(
        id=new_uuid(),
        organisation_id=organisation.id,
        application_id=caller.application_id,
        scopes=sorted(caller.scopes),
        timezone=organisation.timezone,
        secret=str(secret),
        position=head.position,
        epoch=head.epoch,
        **complete(patch, WEBHOOK),
        **created(now, organisation.timezone),
    )
    db.add(webhook)
    return _written(db, webhook, ChangeKind.CREATED, now, secret=secret)


def update_webhook(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateWebhookPatch, now: datetime) -> Written:
    """Change the fields that were sent. A webhook that is enabled again starts with what changes from now on.

    After a change of the address or the document it is run with the caller's scopes: otherwise a caller could read what
    another one may read, with a document and an address of its own. After any other change it keeps its scopes, unless
    its application was revoked.
    """
    webhook = _webhook_to_change(db, caller, uuid)
    refuse_any(check(patch, WEBHOOK, INPUT))
    versions = RowVersions(db, now)
    was_enabled, what_was_sent = webhook.enabled, (webhook.url, webhook.document)
    set_values(webhook, sent(patch, WEBHOOK))
    if not versions.is_changed:
        return Written(ids={"webhook": webhook.id}, aggregate=webhook.id)
    assert caller.application_id is not None
    if (webhook.url, webhook.document) != what_was_sent or is_revoked(db, webhook.application_id):
        webhook.application_id, webhook.scopes = caller.application_id, sorted(caller.scopes)
    webhook.failing_since = webhook.paused_until = None
    if webhook.enabled and not was_enabled:
        head = head_of(db, webhook.organisation_id)
        webhook.position, webhook.epoch = head.position, head.epoch
    versions.raise_for(webhook)
    if was_enabled and not webhook.enabled:
        end_pending(db, webhook.id, DISABLED)
    return _written(db, webhook, ChangeKind.UPDATED, now)


def rotate_webhook_secret(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Sign with a new secret, and for 24 hours with the one before as well."""
    webhook = _webhook_to_change(db, caller, uuid)
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + OVERLAP
    webhook.secret = make_secret(os.urandom(SECRET_BYTES))
    touch(webhook, now)
    return _written(db, webhook, ChangeKind.UPDATED, now, secret=Secret(webhook.secret))


def secrets_in_use(db: DbSession, written: Written) -> Mapping[str, str]:
    """The secret of the webhook, if it is still there: a lost answer is answered again with it."""
    webhook = db.get(WebhookRow, written.ids["webhook"])
    return {} if webhook is None else {"secret": webhook.secret}


def delete_webhook(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Delete the webhook with its deliveries."""
    webhook = _webhook_to_change(db, caller, uuid)
    db.delete(webhook)
    _written(db, webhook, ChangeKind.DELETED, now)
    return Written(ids={}, extra={"deleted_uuid": UUID(int=webhook.id.int)})


def redeliver_webhook(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Send a delivery again that was delivered, or given up."""
    delivery = row_to_change(db, caller, WebhookDeliveryRow, uuid, "delivery")
    webhook = db.get_one(WebhookRow, delivery.webhook_id)
    if not webhook.enabled:
        raise Refused(Problem(ProblemCode.SWITCHED_OFF, "The webhook is not enabled.", ("uuid",)))
    if delivery.state != DeliveryState.PENDING.name:
        delivery.state, delivery.attempts, delivery.first_at = DeliveryState.PENDING.name, 0, None
    delivery.next_at = now
    # Whoever requests it may know that the host is back.
    webhook.failing_since = webhook.paused_until = None
    return Written(ids={"webhook_delivery": delivery.id, "webhook": webhook.id}, aggregate=webhook.id)


def _webhook_to_change(db: DbSession, caller: Caller, uuid: UUID) -> WebhookRow:
    return row_to_change(db, caller, WebhookRow, uuid, "webhook")


def _written(db: DbSession, webhook: WebhookRow, kind: ChangeKind, now: datetime, **extra: str) -> Written:
    record(db, kind, "Webhook", webhook.id, organisation_id=webhook.organisation_id, event_id=None, at=now)
    return Written(ids={"webhook": webhook.id}, aggregate=webhook.id, extra={**extra})
