"""The defaults of an organisation's later events: stored as JSON in the form of a patch. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar, cast
from uuid import UUID

from app.booking.rules import Edge, end_of, start_of
from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.fields import Patch, Rules, value_of
from app.core.named_types import JsonMap
from app.core.nested import Tree, completed, values_in
from app.core.time import parse_instant, to_utc_text
from app.events.columns import EventValues
from app.events.listing.rules import LISTING
from app.events.page.columns import QuestionValues
from app.events.page.rules import SURVEY
from app.events.patches.event import CreateEventPatch, EventPatch, UpdateEventPatch
from app.events.place.rules import ADDRESS, ONLINE, VENUE
from app.events.settings.columns import TrackingCodeValues
from app.events.settings.rules import SETTINGS
from app.events.values import ConfigurationType, SurveyQuestionType

GROUPS = ("configuration", "listing", "settings")
# In which of their objects a default holds value by value; other objects are taken over or sent as a whole.
NESTED: Mapping[str, Tree] = {"configuration": {"survey": SURVEY}, "settings": SETTINGS}
Word = TypeVar("Word", bound=Enum)


def with_defaults(patch: CreateEventPatch, defaults: Patch) -> UpdateEventPatch:
    """The patch of a new event, completed field by field; null means none, not the organisation's."""
    whole: dict[str, object] = {**patch}
    for group in GROUPS:
        given: Patch | None = value_of(patch, group) if group in patch else {}
        if group in defaults and given is not None:
            whole[group] = completed(given, _read(group, defaults[group]), NESTED.get(group, {}))
    return cast(UpdateEventPatch, whole)


def remembered(
    defaults: JsonMap,
    patch: EventPatch,
    event: EventValues,
    category_ids: Sequence[UUID],
    tags: Sequence[str],
    codes: Sequence[TrackingCodeValues] = (),
    questions: Sequence[QuestionValues] = (),
) -> JsonMap:
    """The new defaults: each group of the request, with the values that the event now has.

    Tracking codes and survey questions are its stored rows; later events have copies with ids of their own.
    """
    made = {
        "configuration": lambda: _configuration(event, questions),
        "listing": lambda: {
            **_fields(event, LISTING),
            "categories": [{"uuid": str(key)} for key in category_ids],
            "tags": list(tags),
        },
        "settings": lambda: {
            **values_in(event, SETTINGS),
            **_windows(event),
            "abn_activate_on": _moment(event["abn_activate_at"]),
            "tracking_codes": [dict(row) for row in codes],
        },
    }
    return dict(defaults) | {group: made[group]() for group in GROUPS if group in patch}


def _fields(event: EventValues, rules: Rules[Any]) -> JsonMap:
    return {field: value_of(event, column) for field, column in rules.columns.items()}


def _configuration(event: EventValues, questions: Sequence[QuestionValues]) -> JsonMap:
    venue = _fields(event, VENUE) | {"address": _fields(event, ADDRESS)}
    survey = {**values_in(event, SURVEY, "survey_"), "list": [dict(row) for row in questions]}
    return {"type": event["configuration_type"], "venue": venue, "online": _fields(event, ONLINE), "survey": survey}


def _moment(at: datetime | None) -> dict[str, str] | None:
    """The activation of a company's number is a fact of the organisation: it is the same for every event."""
    return None if at is None else {"utc": to_utc_text(at)}


def _windows(event: EventValues) -> JsonMap:
    """The two ends of the booking window. A dated one belongs to its event alone."""
    found: JsonMap = {}
    starts, ends = start_of(event), end_of(event)
    if starts.type != BookingStartType.SPECIFIC_TIME:
        hidden = {"hide_ticket_until_booking_start": event["hide_ticket_until_booking_start"]}
        found["booking_starts_on"] = _window(starts, event["booking_starts_level"]) | hidden
    if ends.type != BookingEndType.SPECIFIC_TIME:
        found["booking_ends_on"] = _window(ends, event["booking_ends_level"])
    return found


def _window(edge: Edge, level: str) -> JsonMap:
    window: JsonMap = {"type": edge.type, "level": level}
    if edge.type == BookingStartType.RELATIVE_TO_OCCURRENCE:
        window |= {"relative_to": edge.relation, "offset_minutes": edge.offset_minutes}
    return window


def _read(group: str, stored: Patch) -> Patch:
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
