"""Webhooks and their deliveries, by hand."""

from typing import Any

from tests.reading.plain import lists
from tests.reading.plain.facts import utc_text
from tests.reading.plain.fields import Fields, at, by_uuid, entity, linked, named
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row


def webhooks(see: Sight, _root: Any, organisationUuid: str) -> list[Row]:
    rows = see.seen(see.world.where("Webhook", "organisation_id", organisationUuid.lower()))
    return sorted(rows, key=lambda row: (row["created_at"], row["id"]))


def deliveries(see: Sight, webhook: Row, **given: Any) -> Row:
    rows = see.world.where("WebhookDelivery", "webhook_id", webhook["id"])
    order = given.get("orderBy") or {"field": "CREATED_ON", "direction": "DESC"}
    return lists.connection("WebhookDelivery", rows, {**given, "orderBy": order})


def topic(_see: Sight, delivery: Row) -> str:
    entity_name: str = delivery["entity"]
    return f"{entity_name[0].lower()}{entity_name[1:]}.{delivery['kind'].lower()}"


QUERY: Fields = {"webhook": by_uuid("Webhook"), "webhooks": webhooks}
TYPES: dict[str, Fields] = {
    "Webhook": {**entity("Webhook"), **named("url", "topics", "document", "enabled"), "deliveries": deliveries},
    "WebhookDelivery": {
        "id": lambda _see, row: f"WebhookDelivery_{row['id']}",
        "uuid": "id",
        "webhook": linked("Webhook", "webhook_id"),
        "topic": topic,
        "nodeId": lambda _see, row: f"{row['entity']}_{row['entity_id']}",
        **named("state", "attempts", "responseStatus", "error"),
        "changedAt": lambda _see, row: utc_text(row["changed_at"]),
        "lastAttemptAt": lambda _see, row: utc_text(row["last_attempt_at"]),
        "nextAttemptAt": lambda _see, row: utc_text(row["next_at"]) if row["state"] == "PENDING" else None,
        "createdOn": at("created"),
    },
}
