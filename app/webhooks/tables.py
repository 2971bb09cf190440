"""Webhooks and what they were sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from app.core import limits
from app.db.columns import (
    AuditColumns,
    CreatedColumns,
    Json,
    Uuid,
    counter,
    instant,
    json_value,
    long_text,
    one_of,
    primary_key,
    reference,
    text,
)
from app.db.metadata import OUTSIDE_THE_FEED
from app.webhooks.values import DeliveryState

SECRET = 60
ERROR = 200


class WebhookRow(AuditColumns, table=True):
    """An address that changes are sent to.

    application_id       whose rights the document is answered with
    scopes               those of the token that gave the address and the document: the document is answered with those
                         that the application still has; null: with all of them, as before this was stored
    secret               signs the deliveries, so that it cannot be stored hashed
    previous_secret      signs them as well until `previous_until`, after a rotation
    position, epoch      deliveries were made of all changes up to here
    failing_since        of the first attempt in a row for which the host was not available
    paused_until         nothing is sent until then, because the host was not available
    """

    __tablename__ = "webhook"
    __table_args__ = OUTSIDE_THE_FEED

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    application_id: UUID = reference("application.id", index=True)
    url: str = text(limits.URL)
    scopes: list[str] | None = Field(default=None, sa_type=Json, nullable=True)
    topics: list[str] = json_value(default_factory=list)
    document: str | None = long_text()
    enabled: bool = True
    secret: str = text(SECRET)
    previous_secret: str | None = text(SECRET, default=None)
    previous_until: datetime | None = instant(nullable=True, default=None)
    position: int = Field(sa_type=BigInteger)
    epoch: int = Field(sa_type=BigInteger)
    failing_since: datetime | None = instant(nullable=True, default=None)
    paused_until: datetime | None = instant(nullable=True, default=None)


class WebhookDeliveryRow(CreatedColumns, table=True):
    """One change for one webhook.

    next_at    when the next attempt is due, while it is PENDING; a process that tries now has moved it ahead
    first_at   of the first attempt, or of the first one after a redelivery was requested
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index(None, "state", "next_at"),
        # For those of one webhook that are due.
        Index(None, "webhook_id", "state", "next_at"),
        # For the earlier ones that one waits for, among many that were delivered.
        Index(None, "webhook_id", "entity_id", "state", "position"),
        Index(None, "webhook_id", "created_at", "id"),
        one_of("state", DeliveryState),
        OUTSIDE_THE_FEED,
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    webhook_id: UUID = reference("webhook.id")
    position: int = Field(sa_type=BigInteger)
    entity: str = text(40)
    entity_id: UUID = Field(sa_type=Uuid)
    kind: str = text(20)
    changed_at: datetime = instant()
    state: str = text(20)
    attempts: int = counter()
    next_at: datetime = instant()
    first_at: datetime | None = instant(nullable=True, default=None)
    last_attempt_at: datetime | None = instant(nullable=True, default=None)
    response_status: int | None = None
    error: str | None = text(ERROR, default=None)
