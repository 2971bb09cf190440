"""Connections by hand: the whole list, ordered and filtered, and a page cut out of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from app.core.folding import fold, words
from app.db.columns import NEVER
from tests.reading.plain.facts import next_date, phase, status, utc_text
from tests.reading.plain.periods import bounds
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row

EARTH_RADIUS_KM = 6371.0088
ORDERS = {
    "Event": {
        **{"STARTS_ON": "starts_at", "NEXT_OCCURRENCE": "next_starts_at"},
        **{"NAME": "name_key", "CREATED_ON": "created_at"},
    },
    "Session": {"STARTS_ON": "starts_at", "NAME": "name_key"},
    "SessionOccurrence": {"STARTS_ON": "starts_at"},
    "Occurrence": {"STARTS_ON": "starts_at"},
    "FoundOccurrence": {"STARTS_ON": "starts_at", "DISTANCE": "distance"},
    "Speaker": {"NAME": "name_key"},
    "SessionSelection": {"CREATED_ON": "created_at"},
    "CommunityMember": {"CREATED_ON": "created_at"},
    "Post": {"CREATED_ON": "created_at"},
    "Rsvp": {"CREATED_ON": "created_at"},
    "Invitation": {"CREATED_ON": "created_at"},
    "Save": {"CREATED_ON": "created_at"},
    "Share": {"CREATED_ON": "created_at"},
    "Review": {"CREATED_ON": "created_at"},
    "Attendee": {"CREATED_ON": "created_at"},
    "WaitingListEntry": {"CREATED_ON": "created_at"},
    "Notice": {"CREATED_ON": "created_at"},
    "WebhookDelivery": {"CREATED_ON": "created_at"},
    "PrivacyRecord": {"CREATED_ON": "created_at"},
}
DEFAULTS = {
    "Event": "STARTS_ON",
    "Session": "STARTS_ON",
    "SessionOccurrence": "STARTS_ON",
    "Occurrence": "STARTS_ON",
    "FoundOccurrence": "STARTS_ON",
    "Speaker": "NAME",
    "SessionSelection": "CREATED_ON",
    "CommunityMember": "CREATED_ON",
    "Post": "CREATED_ON",
    "Rsvp": "CREATED_ON",
    "Invitation": "CREATED_ON",
    "Save": "CREATED_ON",
    "Share": "CREATED_ON",
    "Review": "CREATED_ON",
    "Attendee": "CREATED_ON",
    "WaitingListEntry": "CREATED_ON",
    "Notice": "CREATED_ON",
    "WebhookDelivery": "CREATED_ON",
    "PrivacyRecord": "CREATED_ON",
}

Place = tuple[str, str]


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def connection(kind: str, rows: Sequence[Row], arguments: dict[str, Any]) -> Row:
    """A page of rows that are already filtered and visible."""
    order = arguments.get("orderBy") or {"field": DEFAULTS[kind], "direction": "ASC"}
    column = ORDERS[kind][order["field"]]
    falling = order["direction"] == "DESC"

    def place(row: Row) -> Place:
        value = row[column]
        return (value if isinstance(value, str) else utc_text(value) or ""), row["id"]

    def cursor(row: Row) -> str:
        return f"{order['field']}~{'~'.join(place(row))}".encode().hex().upper()

    def beyond(row: Row, mark: Place) -> bool:
        return place(row) < mark if falling else place(row) > mark

    whole = sorted(rows, key=place, reverse=falling)
    after, before = _mark(arguments.get("after")), _mark(arguments.get("before"))
    window = [
        row
        for row in whole
        if (after is None or beyond(row, after))
        and (before is None or (place(row) != before and not beyond(row, before)))
    ]
    first, last = arguments.get("first"), arguments.get("last")
    page = window[-last:] if last is not None else window[: 20 if first is None else first]
    if page:
        preceding, following = whole.index(page[0]) > 0, whole.index(page[-1]) < len(whole) - 1
    else:
        preceding = after is not None and any(not beyond(row, after) for row in whole)
        following = before is not None and any(place(row) == before or beyond(row, before) for row in whole)
    return {
        "totalCount": len(whole),
        "nodes": page,
        "edges": [{"cursor": cursor(row), "node": row} for row in page],
        "pageInfo": {
            "hasPreviousPage": preceding,
            "hasNextPage": following,
            "startCursor": cursor(page[0]) if page else None,
            "endCursor": cursor(page[-1]) if page else None,
        },
    }


def _mark(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    _, rest = bytes.fromhex(cursor).decode().split("~", 1)
    value, key = rest.rsplit("~", 1)
    return value, key


def events(see: Sight, rows: Sequence[Row], arguments: dict[str, Any], *, in_profile: bool = False) -> Row:
    given = arguments.get("filter") or {}
    since, until = given.get("occursFrom"), given.get("occursBefore")
    listed = [row for row in rows if see.lists(row, in_profile=in_profile) and _occurs(see, row, since, until)]
    kept = [row | {"next_starts_at": _next_start(see, row)} for row in listed]
    return connection("Event", filtered(see, kept, arguments, EVENT_FILTERS), arguments)


def _next_start(see: Sight, event: Row) -> datetime:
    found = next_date(see, event)
    return NEVER if found is None else found["starts_at"]


def _occurs(see: Sight, event: Row, since: str | None, until: str | None) -> bool:
    """One and the same enabled date lies in what the two leave open; a cancelled event has none."""
    if since is None and until is None:
        return True
    dates = [row for row in see.world.where("Occurrence", "event_id", event["id"]) if row["enabled"]]
    return event["lifecycle"] != "CANCELLED" and any(overlaps(row, since, until) for row in dates)


def overlaps(date: Row, since: str | None, until: str | None) -> bool:
    """Half-open: it ends after the one and starts before the other."""
    return (since is None or date["ends_at"] > instant(since)) and (until is None or date["starts_at"] < instant(until))


def sessions(see: Sight, rows: Sequence[Row], arguments: dict[str, Any]) -> Row:
    return connection("Session", filtered(see, see.seen(list(rows)), arguments, SESSION_FILTERS), arguments)


def occurrences(see: Sight, rows: Sequence[Row], arguments: dict[str, Any]) -> Row:
    enabled, since, until = (arguments.get(name) for name in ("enabled", "startsFrom", "startsBefore"))
    kept = [
        row
        for row in see.seen(list(rows))
        if (enabled is None or row["enabled"] is enabled)
        and (since is None or row["starts_at"] >= instant(since))
        and (until is None or row["starts_at"] < instant(until))
    ]
    return connection("Occurrence", kept, arguments)


Filter = Callable[[Sight, Row, Any], bool]


def filtered(see: Sight, rows: Sequence[Row], arguments: dict[str, Any], filters: dict[str, Filter]) -> list[Row]:
    given = {key: value for key, value in (arguments.get("filter") or {}).items() if value is not None}
    return [row for row in rows if all(filters[key](see, row, value) for key, value in given.items())]


def _has_start(event: Row) -> bool:
    """Without an enabled occurrence an event has no first and no last one to compare."""
    return event["starts_local"] is not None


def in_category(see: Sight, event: Row, name: str) -> bool:
    links = see.world.where("event_category", "event_id", event["id"])
    return any(fold(see.world.get("Category", link["category_id"])["name"]) == fold(name) for link in links)


def tagged(see: Sight, event: Row, tag: str) -> bool:
    return any(fold(link["tag"]) == fold(tag) for link in see.world.where("event_tag", "event_id", event["id"]))


def said(see: Sight, event: Row, text: str) -> bool:
    """To outsiders a hidden place is not among the words."""
    hidden = not (event["is_location_visible"] or see.owns(event))
    there = event["placeless_search_text" if hidden else "search_text"].split()
    asked = words(text)
    return bool(asked) and {*asked[:-1]} <= {*there} and any(each.startswith(asked[-1]) for each in there)


def near(see: Sight, event: Row, circle: dict[str, float]) -> bool:
    """Nobody else finds a hidden place."""
    if not (event["is_location_visible"] or see.owns(event)):
        return False
    if event["venue_latitude"] is None or event["venue_longitude"] is None:
        return False
    return kilometres(event, circle) <= circle["radiusKm"]


def boxed(see: Sight, event: Row, box: dict[str, float]) -> bool:
    if not (event["is_location_visible"] or see.owns(event)):
        return False
    north, east = event["venue_latitude"], event["venue_longitude"]
    if north is None or east is None or not box["south"] <= north <= box["north"]:
        return False
    if box["west"] <= box["east"]:
        return bool(box["west"] <= east <= box["east"])
    return bool(east >= box["west"] or east <= box["east"])


def online(_see: Sight, event: Row, wanted: bool) -> bool:
    return bool(event["configuration_type"] == ("ONLINE_EVENT" if wanted else "VENUE_EVENT"))


def during(see: Sight, event: Row, period: dict[str, str]) -> bool:
    since, until = bounds(see.now, period)
    return _occurs(see, event, since, until)


def kilometres(event: Row, circle: dict[str, float]) -> float:
    """The haversine formula."""
    south, north = radians(circle["latitude"]), radians(event["venue_latitude"])
    turn = radians(event["venue_longitude"] - circle["longitude"])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def _on_day(see: Sight, session: Row, uuid: str) -> bool:
    """With one of its dates; a session without dates is on the day that it is filed under."""
    days = [row["schedule_date_id"] for row in see.world.where("SessionOccurrence", "session_id", session["id"])]
    return uuid.lower() in (days or [session["schedule_date_id"]])


EVENT_FILTERS: dict[str, Filter] = {
    "status": lambda see, event, wanted: status(see, event) in wanted,
    "phase": lambda see, event, wanted: phase(see, event) in wanted,
    "startsFrom": lambda _, event, text: _has_start(event) and event["starts_at"] >= instant(text),
    "startsBefore": lambda _, event, text: _has_start(event) and event["starts_at"] < instant(text),
    "endsAfter": lambda _, event, text: _has_start(event) and event["ends_at"] > instant(text),
    # Both together mean one date: see `events`.
    "occursFrom": lambda *_: True,
    "occursBefore": lambda *_: True,
    "organisationUuid": lambda _, event, uuid: event["organisation_id"] == uuid.lower(),
    "category": in_category,
    "tag": tagged,
    "text": said,
    "near": near,
    "box": boxed,
    "online": online,
    "during": during,
}
SESSION_FILTERS: dict[str, Filter] = {
    "trackUuid": lambda _, session, uuid: session["track_id"] == uuid.lower(),
    "locationUuid": lambda _, session, uuid: session["location_id"] == uuid.lower(),
    "scheduleDateUuid": _on_day,
    "startsFrom": lambda _, session, text: session["starts_at"] >= instant(text),
    "startsBefore": lambda _, session, text: session["starts_at"] < instant(text),
}
