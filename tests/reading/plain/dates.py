"""Dates found by when and where they take place, by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.core.geography import unit_vector
from tests.reading.plain import booking, lists
from tests.reading.plain.lists import Filter, instant
from tests.reading.plain.periods import bounds, zone_named
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row

FOUND = "FoundOccurrence"


def _of_event(holds: Filter) -> Filter:
    return lambda see, date, value: holds(see, see.world.get("Event", date["event_id"]), value)


def _on_days(_see: Sight, date: Row, on: dict[str, Any]) -> bool:
    zone = zone_named(on["timezone"])
    first = datetime.combine(datetime.fromisoformat(on["date"]), time(), zone)
    behind = datetime.combine(first.date() + timedelta(days=on["days"]), time(), zone)
    return bool(date["ends_at"] > first.astimezone(UTC) and date["starts_at"] < behind.astimezone(UTC))


def _phase(see: Sight, date: Row, wanted: list[str]) -> bool:
    if not date["enabled"]:
        return "CANCELLED" in wanted
    if date["ends_at"] <= see.now:
        return "ENDED" in wanted
    return ("LIVE" if date["starts_at"] <= see.now else "SCHEDULED") in wanted


FILTERS: dict[str, Filter] = {
    "from": lambda _, date, text: date["ends_at"] > instant(text),
    "before": lambda _, date, text: date["starts_at"] < instant(text),
    "on": _on_days,
    "near": _of_event(lists.near),
    "box": _of_event(lists.boxed),
    "online": _of_event(lists.online),
    "during": lambda see, date, period: lists.overlaps(date, *bounds(see.now, period)),
    "category": _of_event(lists.in_category),
    "tag": _of_event(lists.tagged),
    "text": _of_event(lists.said),
    "organisationUuid": lambda _, date, uuid: date["organisation_id"] == uuid.lower(),
    "phase": _phase,
    "bookability": lambda see, date, wanted: booking.date(see, date)["state"] in wanted,
    # What it leaves out is left out before.
    "includeCalledOff": lambda *_: True,
}


def found(see: Sight, dates: list[Row], arguments: dict[str, Any], *, in_profile: bool = False) -> Row:
    """A page of dates of events that are listed; each edge says how far away it is, if the filter names a place."""
    given = arguments.get("filter") or {}
    near, called_off = given.get("near"), given.get("includeCalledOff")

    def is_listed(date: Row) -> bool:
        event = see.world.get("Event", date["event_id"])
        if event["lifecycle"] == "CANCELLED" or not see.lists(event, in_profile=in_profile):
            return False
        return bool(date["enabled"] or (called_off and date["disabled_reason"] == "CALLED_OFF"))

    kept = lists.filtered(see, [date for date in dates if is_listed(date)], arguments, FILTERS)
    page = lists.connection(FOUND, [date | {"distance": _key(see, date, near)} for date in kept], arguments)
    for edge in page["edges"]:
        event = see.world.get("Event", edge["node"]["event_id"])
        edge["distanceMetres"] = round(1000 * lists.kilometres(event, near)) if near else None
    return page


def _key(see: Sight, date: Row, near: dict[str, float] | None) -> str:
    """What a cursor says of the distance: the squared chord of the unit sphere, in parts of 1e-15."""
    if near is None:
        return ""
    event, point = see.world.get("Event", date["event_id"]), unit_vector(near["latitude"], near["longitude"])
    x, y, z = (event[f"venue_{axis}"] - part for axis, part in zip("xyz", point, strict=True))
    return f"{int((x * x + y * y + z * z) * 1e15):016}"


def of_organisation(see: Sight, organisation: Row, **given: Any) -> Row:
    rows = see.world.where("Occurrence", "organisation_id", organisation["id"])
    return found(see, rows, given, in_profile=True)


QUERY: dict[str, Callable[..., Any]] = {
    "occurrences": lambda see, _root, **given: found(see, see.world.all("Occurrence"), given),
}
