"""The defaults of an organisation's later events: stored as JSON in the form of a patch. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar, cast
from uuid import UUID

from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.nested import Tree, completed, values_in
from app.core.time import parse_instant, to_utc_text
from app.events.listing.rules import FIELDS as LISTING_FIELDS
from app.events.page.rules import QUESTION, SURVEY
from app.events.patches.event import CreateEventPatch, EventPatch, UpdateEventPatch
from app.events.place.rules import ONLINE_FIELDS, VENUE_ADDRESS_FIELDS, VENUE_FIELDS
from app.events.settings.rules import SETTINGS
from app.events.values import ConfigurationType, SurveyQuestionType

GROUPS = ("configuration", "listing", "settings")
# In which of their objects a default holds value by value; other objects are taken over or sent as a whole.
NESTED: Mapping[str, Tree] = {"configuration": {"survey": SURVEY}, "settings": SETTINGS}
Word = TypeVar("Word", bound=Enum)


def with_defaults(patch: CreateEventPatch, defaults: Mapping[str, Any]) -> UpdateEventPatch:
    """The patch of a new event, completed field by field; null means none, not the organisation's."""
    whole: dict[str, Any] = {**patch}
    for group in GROUPS:
        if group in defaults and whole.get(group, {}) is not None:
            whole[group] = completed(whole.get(group) or {}, _read(group, defaults[group]), NESTED.get(group, {}))
    return cast(UpdateEventPatch, whole)


def remembered(
    defaults: Mapping[str, Any],
    patch: EventPatch,
    event: Mapping[str, Any],
    category_ids: Sequence[UUID],
    tags: Sequence[str],
    codes: Sequence[Mapping[str, Any]] = (),
    questions: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The new defaults: each group of the request, with the values that the event now has.

    Tracking codes and survey questions are its stored rows; later events have copies with ids of their own.
    """
    made = {
        "configuration": lambda: _configuration(event, questions),
        "listing": lambda: {
            **_fields(event, LISTING_FIELDS),
            "categories": [{"uuid": str(key)} for key in category_ids],
            "tags": list(tags),
        },
        "settings": lambda: {
            **values_in(event, SETTINGS),
            **_windows(event),
            "abn_activate_on": _moment(event["abn_activate_at"]),
            "tracking_codes": [{"name": row["name"], "value": row["value"]} for row in codes],
        },
    }
    return dict(defaults) | {group: made[group]() for group in GROUPS if group in patch}


def _fields(event: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {field: event[column] for field, column in names.items()}


def _configuration(event: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    venue = _fields(event, VENUE_FIELDS) | {"address": _fields(event, VENUE_ADDRESS_FIELDS)}
    asked = [{name: row[name] for name in QUESTION} for row in questions]
    survey = values_in(event, SURVEY, "survey_") | {"list": asked}
    online = _fields(event, ONLINE_FIELDS)
    return {"type": event["configuration_type"], "venue": venue, "online": online, "survey": survey}


def _moment(at: datetime | None) -> dict[str, str] | None:
    """The activation of a company's number is a fact of the organisation: it is the same for every event."""
    return None if at is None else {"utc": to_utc_text(at)}


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
        if "survey" in read:
            asked = [{**item, "type": SurveyQuestionType[item["type"]]} for item in read["survey"]["list"]]
            read["survey"] = {**read["survey"], "list": asked}
    if read.get("abn_activate_on") is not None:
        read["abn_activate_on"] = {"utc": parse_instant(read["abn_activate_on"]["utc"])}
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
