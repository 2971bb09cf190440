"""What sessions have beside links and files, and who has chosen them, by hand."""

from typing import Any

from tests.reading.plain import agenda, lists
from tests.reading.plain.fields import Fields, at, entity, linked, named
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row

PRIVATE = {"shortName": "short_name", "secureId": "secure_id", "webinarUrl": "webinar_url"}


def _private(column: str) -> Any:
    return lambda see, row: row[column] if see.owns(row) else None


def _videos(see: Sight, session: Row, *, main: bool) -> list[Row]:
    rows = [row for row in see.world.where("Video", "session_id", session["id"]) if row["main"] is main]
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def _video(see: Sight, session: Row) -> Row | None:
    return next(iter(_videos(see, session, main=True)), None)


def _video_url(see: Sight, video: Row) -> str | None:
    begun = see.world.get("Session", video["session_id"])["starts_at"] <= see.now
    shown = see.owns(video) or begun or not video["locked_until_start"]
    return video["url"] if shown else None


def _tags(see: Sight, session: Row) -> list[str]:
    rows = sorted(see.world.where("session_tag", "session_id", session["id"]), key=lambda row: row["position"])
    return [row["tag"] for row in rows]


def _field(see: Sight, value: Row) -> Row:
    return see.world.get("CustomField", value["custom_field_id"])


def _values(see: Sight, session: Row) -> list[Row]:
    rows = see.world.where("CustomFieldValue", "session_id", session["id"])
    seen = [row for row in rows if see.owns(row) or not _field(see, row)["internal"]]
    return sorted(seen, key=lambda row: (_field(see, row)["position"], row["custom_field_id"]))


def _agenda_tab(see: Sight, session: Row) -> Row | None:
    return see.maybe(see.world.find("AgendaTab", session["agenda_tab_id"]))


def _chosen(see: Sight, selection: Row) -> list[Row]:
    links = see.world.where("session_selected", "selection_id", selection["id"])
    rows = see.seen([see.world.get("Session", key) for key in {link["session_id"] for link in links}])
    return sorted(rows, key=lambda row: (row["starts_at"], row["id"]))


def _selected(see: Sight, session: Row) -> int:
    """How many have chosen it, each once."""
    return len({row["selection_id"] for row in see.world.where("session_selected", "session_id", session["id"])})


def selections(see: Sight, event: Row, **given: Any) -> Row | None:
    if not see.owns(event):
        return None
    return lists.connection("SessionSelection", see.world.where("SessionSelection", "event_id", event["id"]), given)


SESSION: Fields = {
    **{field: _private(column) for field, column in PRIVATE.items()},
    **named("badgeName", "inclusion", "selectedByDefault", "lockedWhenSaved", "preventSessionConflicts"),
    **named("waitListEnabled", "checkInType", "rsvp", "rsvpCapacity", "colour", "soldOutMessage"),
    "selectedCount": _selected,
    "tags": _tags,
    "imageFile": linked("File", "image_file_id"),
    "agendaTab": _agenda_tab,
    "video": _video,
    "additionalVideos": lambda see, row: _videos(see, row, main=False),
    "customFields": _values,
}
TYPES: dict[str, Fields] = {
    "Video": {"uuid": "id", "url": _video_url, "lockedUntilStart": "locked_until_start"},
    "CustomFieldValue": {"field": _field, "key": lambda see, row: _field(see, row)["key"], "value": "value"},
    "SessionSelection": {
        **entity("SessionSelection"),
        "createdOn": at("created"),
        "user": lambda see, row: see.world.get("User", row["user_id"]),
        "sessions": _chosen,
        "dates": agenda.chosen,
    },
}
