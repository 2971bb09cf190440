"""All SQL of webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, func, or_, union_all, update
from sqlalchemy.orm import aliased
from sqlmodel import Session as DbSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.auth.tables import ApplicationRow
from app.db.feed.tables import FeedRow
from app.webhooks.rules.turns import InFlight
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from app.webhooks.values import DeliveryState

PENDING = DeliveryState.PENDING.name
_IS_BEHIND = and_(
    col(WebhookRow.enabled),
    select(FeedRow.organisation_id)
    .where(
        FeedRow.organisation_id == WebhookRow.organisation_id,
        or_(col(WebhookRow.position) != FeedRow.position, col(WebhookRow.epoch) != FeedRow.epoch),
    )
    .exists(),
)


def webhooks_of(db: DbSession, organisation_id: UUID) -> int:
    """How many webhooks the organisation has."""
    return db.exec(select(func.count()).where(col(WebhookRow.organisation_id) == organisation_id)).one()


def is_revoked(db: DbSession, application_id: UUID) -> bool:
    # A change of the webhook waits for the flush that also raises its version.
    with db.no_autoflush:
        return db.get_one(ApplicationRow, application_id).revoked_at is not None


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do.

    changes  no deliveries were made of them yet
    due      deliveries that there is room for
    exists   whether there is a webhook at all
    """

    changes: bool
    due: bool
    exists: bool


def work_of(db: DbSession, now: datetime, busy: InFlight) -> Work:
    """What there is to do now."""
    behind = select(WebhookRow.id).where(_IS_BEHIND)
    ready = _with_due(select(WebhookRow.id), now, busy)
    found = db.exec(select(behind.exists(), ready.exists(), select(WebhookRow.id).exists())).one()
    return Work(*map(bool, found))


def next_webhook(db: DbSession, after: UUID) -> WebhookRow | None:
    """The next webhook by id that has new changes, locked; one that another process has locked is skipped."""
    query = select(WebhookRow).where(_IS_BEHIND, WebhookRow.id > after)
    return db.exec(query.order_by(col(WebhookRow.id)).limit(1).with_for_update(skip_locked=True)).first()


def webhooks_with_due(
    db: DbSession, now: datetime, busy: InFlight, after: UUID, limit: int
) -> Sequence[tuple[WebhookRow, ApplicationRow]]:
    """Webhooks that have something to be sent now and room for it, and their applications: the next ones by id.

    After the last one by id the first ones follow.
    """
    query = select(WebhookRow, ApplicationRow).join(
        ApplicationRow, col(ApplicationRow.id) == col(WebhookRow.application_id)
    )
    in_turn = case((col(WebhookRow.id) > after, 0), else_=1)
    found = db.exec(_with_due(query, now, busy).order_by(in_turn, col(WebhookRow.id)).limit(limit))
    return [(webhook, application) for webhook, application in found]


def due(db: DbSession, now: datetime, shares: Mapping[UUID, int]) -> Sequence[WebhookDeliveryRow]:
    """Deliveries to attempt now, locked: so many of each webhook. Each waits for all earlier ones of its entity."""
    each = [
        _due(now)
        .where(col(WebhookDeliveryRow.webhook_id) == webhook_id)
        .order_by(col(WebhookDeliveryRow.next_at), col(WebhookDeliveryRow.position))
        .with_only_columns(col(WebhookDeliveryRow.id))
        .limit(share)
        .subquery()
        for webhook_id, share in shares.items()
    ]
    if not each:
        return []
    chosen = union_all(*(select(ids.c.id) for ids in each)).subquery()
    query = (
        select(WebhookDeliveryRow)
        .where(
            col(WebhookDeliveryRow.id).in_(select(chosen.c.id)),
            # PostgreSQL compares this with the row as it is after it was locked.
            WebhookDeliveryRow.state == PENDING,
            WebhookDeliveryRow.next_at <= now,
        )
        .order_by(col(WebhookDeliveryRow.next_at), col(WebhookDeliveryRow.position))
        .with_for_update(skip_locked=True)
    )
    return db.exec(query).all()


def forget_deliveries(db: DbSession, before: datetime) -> int:
    """Delete finished deliveries of changes before this time; how many."""
    done = db.connection().execute(
        delete(WebhookDeliveryRow).where(
            col(WebhookDeliveryRow.state) != PENDING, col(WebhookDeliveryRow.created_at) < before
        )
    )
    return done.rowcount


def end_pending(db: DbSession, webhook_id: UUID, why: str, *, waiting_since: datetime | None = None) -> None:
    """Give up what was not delivered yet; only what waits since then or longer, if that is given."""
    row = WebhookDeliveryRow
    ended = update(row).where(col(row.webhook_id) == webhook_id, col(row.state) == PENDING)
    if waiting_since is not None:
        # What was never attempted is due since it was made, or was requested again.
        ended = ended.where(func.coalesce(col(row.first_at), col(row.next_at)) <= waiting_since)
    db.connection().execute(ended.values(state=DeliveryState.FAILED.name, error=why))


def _with_due(query: Any, now: datetime, busy: InFlight) -> Any:
    """The query of webhooks, for those that have something to be sent now and room for it."""
    return query.where(
        or_(col(WebhookRow.paused_until).is_(None), col(WebhookRow.paused_until) <= now),
        col(WebhookRow.id).not_in(busy.full_webhooks),
        col(WebhookRow.organisation_id).not_in(busy.full_organisations),
        _due(now).where(col(WebhookDeliveryRow.webhook_id) == col(WebhookRow.id)).exists(),
    )


def _due(now: datetime) -> SelectOfScalar[WebhookDeliveryRow]:
    pending = aliased(WebhookDeliveryRow)
    # The smallest position is one look into an index. PostgreSQL would compare all pairs to find that none is earlier.
    first = (
        select(func.min(pending.position))
        .where(
            pending.webhook_id == WebhookDeliveryRow.webhook_id,
            pending.entity_id == WebhookDeliveryRow.entity_id,
            pending.state == PENDING,
        )
        .correlate(WebhookDeliveryRow)
        .scalar_subquery()
    )
    return select(WebhookDeliveryRow).where(
        WebhookDeliveryRow.state == PENDING, WebhookDeliveryRow.next_at <= now, WebhookDeliveryRow.position == first
    )
