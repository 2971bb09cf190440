"""Webhooks in the schema."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.graph.connections import Connection, OrderDirection, paged
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import Page, column, entity, expression, global_id, one, zoned
from app.graph.times import ZonedDateTime
from app.webhooks.values import DeliveryState

enum_type(
    DeliveryState,
    "How far a delivery has come. An open list: keep a default branch.",
    PENDING="It will be attempted, or attempted again.",
    DELIVERED="The address has answered with a status from 200 to 299.",
    FAILED="It was given up 24 hours after the first attempt, or because the webhook was disabled.",
)

LazyWebhook = Annotated["Webhook", strawberry.lazy("app.webhooks.types")]


@entity("webhook_delivery", visible="FALSE", aggregate="webhook_id")
@strawberry.type(description="A change that is sent to a webhook. Visible to the organisation only.")
class WebhookDelivery(Node):
    id: strawberry.ID = global_id("WebhookDelivery")
    uuid: UUID = column("id", "Identifier of the delivery, which the header `webhook-id` carries at each attempt.")
    webhook: LazyWebhook = one("{c}.id = {p}.webhook_id", "Its webhook.", guarded=True)
    topic: str = expression(
        "lower(substr({t}.entity, 1, 1)) || substr({t}.entity, 2) || '.' || lower({t}.kind)",
        "What changed, and how: `event.published`.",
    )
    node_id: strawberry.ID = expression("{t}.entity || '_' || {t}.entity_id", "Global identifier of what changed.")
    changed_at: datetime = column("changed_at", "When it changed.")
    state: DeliveryState = column("state", "How far the delivery has come.")
    attempts: int = column("attempts", "How often it was attempted since it was created, or last requested again.")
    next_attempt_at: datetime | None = expression(
        "CASE WHEN {t}.state = 'PENDING' THEN {t}.next_at END", "When the next attempt is due; null if it has ended."
    )
    last_attempt_at: datetime | None = column("last_attempt_at", "When it was last attempted.")
    response_status: int | None = column("response_status", "The status of the last answer; null if none came.")
    error: str | None = column("error", "Why the last attempt failed; null after a success.")
    created_on: ZonedDateTime = zoned("created", "When it was created.")


@strawberry.enum(description="What deliveries can be ordered by.")
class WebhookDeliveryOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were created.")


@strawberry.input(description="How deliveries are ordered.")
class WebhookDeliveryOrder:
    field: WebhookDeliveryOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(description="Which way.")


@entity("webhook", visible="FALSE", aggregate="id")
@strawberry.type(description="An address that changes are sent to. Visible to the organisation only.")
class Webhook(Node):
    id: strawberry.ID = global_id("Webhook")
    uuid: UUID = column("id", "Identifier of the webhook.")
    url: URL = column("url", "Where deliveries are sent.")
    topics: list[str] = column("topics", "The topics: at most 50.")
    document: str | None = column("document", "The query whose answer each delivery carries.")
    enabled: bool = column(
        "enabled", "Whether changes are sent. An address that answers with status 410 disables its webhook."
    )
    deliveries: Connection[WebhookDelivery] = paged(
        Page({"CREATED_ON": "created_at"}, ("CREATED_ON", "DESC"), "{c}.webhook_id = {p}.id"),
        "What was sent, the newest first. Finished deliveries are kept for 30 days.",
        order=WebhookDeliveryOrder,
    )
    created_on: ZonedDateTime = zoned("created", "When it was registered.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
