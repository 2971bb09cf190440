"""Queries for webhooks."""

import strawberry

from app.graph.lookups import by_uuid, of_organisation
from app.webhooks.types import Webhook


@strawberry.type
class WebhookQueries:
    webhook: Webhook | None = by_uuid("webhook", "A webhook that the caller may see, or null.")
    webhooks: list[Webhook] = of_organisation(
        "{c}.created_at, {c}.id", "The webhooks of an organisation that the caller may see, at most 20."
    )
