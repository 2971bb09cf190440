"""What ties events to people, by hand."""

from typing import Any

from tests.reading.plain import lists
from tests.reading.plain.fields import Fields, at, linked, named
from tests.reading.plain.sight import Sight
from tests.reading.plain.society import column
from tests.reading.plain.world import Row

PLACE = (
    *("venue_name", "address_line1", "address_line2"),
    *("address_city", "address_state", "address_post_code", "address_country"),
)


def location(see: Sight, event: Row) -> str | None:
    if not (event["is_location_visible"] or see.owns(event)):
        return None
    if event["location"] is not None:
        return str(event["location"])
    return ", ".join(event[name] for name in PLACE if event[name]) or None


def origin(see: Sight, event: Row) -> Row | None:
    user, community = event["origin_user_id"], event["origin_community_id"]
    if user is None and community is None:
        return None
    return {
        "type": "COMMUNITY" if user is None else "USER",
        "uuid": community or user,
        "community": see.maybe(see.world.find("Community", community)),
        "user": see.maybe(see.world.find("User", user)),
    }


def is_origin_public(see: Sight, event: Row) -> bool | None:
    if event["origin_user_id"] is not None:
        return True
    community = see.world.find("Community", event["origin_community_id"])
    return None if community is None else community["is_public"] and not community["is_deleted"]


def rsvps(see: Sight, event: Row, **given: Any) -> Row | None:
    wanted = (given.get("filter") or {}).get("status")
    rows = see.world.where("Rsvp", "event_id", event["id"])
    kept = [row for row in rows if wanted is None or row["status"] in wanted]
    return lists.connection("Rsvp", kept, given) if see.owns(event) else None


def invitations(see: Sight, event: Row, **given: Any) -> Row | None:
    rows = see.world.where("Invitation", "event_id", event["id"])
    return lists.connection("Invitation", rows, given) if see.owns(event) else None


def _guest(kind: str) -> Fields:
    return {
        "id": lambda _see, row: f"{kind}_{row['id']}",
        "uuid": "id",
        "user": lambda see, row: see.world.get("User", row["user_id"]),
        "event": linked("Event", "event_id"),
        "createdOn": at("created"),
    }


EVENT: Fields = {
    **named("isLocationVisible", "externalUrl", "isInviteOnly", "rsvpCount", "interestedCount"),
    "livestreamId": column("livestream_id"),
    "location": location,
    "metadata": "custom_metadata",
    "creator": linked("User", "creator_user_id"),
    "origin": origin,
    "isOriginPublic": is_origin_public,
    "discussionCommunity": linked("Community", "discussion_community_id"),
    "rsvps": rsvps,
    "invitations": invitations,
}
TYPES: dict[str, Fields] = {
    "Rsvp": {**_guest("Rsvp"), "status": "status", "updatedOn": at("updated")},
    "Invitation": _guest("Invitation"),
}
