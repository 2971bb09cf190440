"""Notices, by hand."""

from typing import Any

from tests.reading.plain import lists
from tests.reading.plain.fields import Fields, at, linked
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row


def of_user(see: Sight, user: Row, **given: Any) -> Row:
    rows = see.world.where("Notice", "user_id", user["id"])
    order = given.get("orderBy") or {"field": "CREATED_ON", "direction": "DESC"}
    return lists.connection("Notice", rows, {**given, "orderBy": order})


TYPES: dict[str, Fields] = {
    "Notice": {
        "id": lambda _see, row: f"Notice_{row['id']}",
        "uuid": "id",
        "kind": "kind",
        "user": linked("User", "user_id"),
        "event": linked("Event", "event_id"),
        "occurrence": linked("Occurrence", "occurrence_id"),
        "session": linked("Session", "session_id"),
        "sessionOccurrence": linked("SessionOccurrence", "session_occurrence_id"),
        "previousStartsOn": at("previous_starts"),
        "startsOn": at("starts"),
        "createdOn": at("created"),
    },
}
