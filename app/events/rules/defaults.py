"""What an organisation's later events take over: stored as JSON in the form of a patch. Pure."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.fields import Patch
from app.events.rules.columns import LISTING_FIELDS, ONLINE_FIELDS, VENUE_ADDRESS_FIELDS, VENUE_FIELDS
from app.events.rules.details import SETTINGS
from app.events.values import ConfigurationType

GROUPS = ("configuration", "listing", "settings")
Word = TypeVar("Word", bound=Enum)


def with_defaults(patch: Patch, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The patch of a new event, completed field by field; null means none, not the organisation's."""
    completed = dict(patch)
    for group in GROUPS:
        if group in defaults and patch.get(group, {}) is not None:
            completed[group] = _read(group, defaults[group]) | dict(patch.get(group) or {})
    return completed


def remembered(
    defaults: Mapping[str, Any],
    patch: Patch,
    event: Mapping[str, Any],
    category_ids: Sequence[UUID],
    tags: Sequence[str],
) -> dict[str, Any]:
    """The defaults anew: each group that the request had, as the event now says it."""
    made = {
        "configuration": lambda: _configuration(event),
        "listing": lambda: {
            **_fields(event, LISTING_FIELDS),
            "categories": [{"uuid": str(key)} for key in category_ids],
            "tags": list(tags),
        },
        "settings": lambda: {name: event[name] for name in SETTINGS} | _windows(event),
    }
    return dict(defaults) | {group: made[group]() for group in GROUPS if group in patch}


def _fields(event: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {field: event[column] for field, column in names.items()}


def _configuration(event: Mapping[str, Any]) -> dict[str, Any]:
    venue = _fields(event, VENUE_FIELDS) | {"address": _fields(event, VENUE_ADDRESS_FIELDS)}
    return {"type": event["configuration_type"], "venue": venue, "online": _fields(event, ONLINE_FIELDS)}


def _windows(event: Mapping[str, Any]) -> dict[str, Any]:
    """The two ends of the booking window. A dated one belongs to its event alone."""
    found = {}
    for side in ("starts", "ends"):
        kind = event[f"booking_{side}_type"]
        if kind == BookingStartType.SPECIFIC_TIME:
            continue
        window: dict[str, Any] = {"type": kind, "level": event[f"booking_{side}_level"]}
        if kind == BookingStartType.RELATIVE_TO_OCCURRENCE:
            window["relative_to"] = event[f"booking_{side}_relation"]
            window["offset_minutes"] = event[f"booking_{side}_offset_minutes"]
        found[f"booking_{side}_on"] = window
    if "booking_starts_on" in found:
        hidden = event["hide_ticket_until_booking_start"]
        found["booking_starts_on"]["hide_ticket_until_booking_start"] = hidden
    return found


def _read(group: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    read = dict(stored)
    if group == "configuration":
        read["type"] = _member(ConfigurationType, read["type"])
    if group == "listing":
        read["categories"] = [{"uuid": UUID(item["uuid"])} for item in read["categories"]]
    for name, kinds in (("booking_starts_on", BookingStartType), ("booking_ends_on", BookingEndType)):
        if name in read:
            window = dict(read[name])
            read[name] = window | {
                "type": kinds[window["type"]],
                "level": BookingLevel[window["level"]],
            }
            if "relative_to" in window:
                read[name]["relative_to"] = _member(OccurrenceRelation, window["relative_to"])
    return read


def _member(kinds: type[Word], name: str | None) -> Word | None:
    return None if name is None else kinds[name]
