"""Records of exports and erasures, by hand."""

from typing import Any

from tests.reading.plain import lists
from tests.reading.plain.facts import utc_text
from tests.reading.plain.fields import Fields, linked
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row


def of_organisation(see: Sight, organisation: Row, **given: Any) -> Row | None:
    if see.tenant != organisation["id"]:
        return None
    rows = see.world.where("PrivacyRecord", "organisation_id", organisation["id"])
    order = given.get("orderBy") or {"field": "CREATED_ON", "direction": "DESC"}
    return lists.connection("PrivacyRecord", rows, {**given, "orderBy": order})


TYPES: dict[str, Fields] = {
    "PrivacyRecord": {
        "id": lambda _see, row: f"PrivacyRecord_{row['id']}",
        "uuid": "id",
        "kind": "kind",
        "user": linked("User", "user_id"),
        "application": linked("Application", "application_id"),
        "at": lambda _see, row: utc_text(row["created_at"]),
    },
}
