"""Merge a patch into a stored booking window, and refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.booking.columns import BookingWindowValues
from app.booking.rules import change_levels, change_window
from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.problems import ProblemCode

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
SYDNEY = "Australia/Sydney"
PATH = ("input", "settings")

BLANK: BookingWindowValues = {
    "booking_starts_type": "IMMEDIATE",
    "booking_starts_at": NOW - timedelta(days=1),
    "booking_starts_relation": None,
    "booking_starts_offset_minutes": 0,
    "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
    "booking_ends_at": NOW + timedelta(days=30),
    "booking_ends_relation": None,
    "booking_ends_offset_minutes": 0,
}
DATED: BookingWindowValues = BLANK | {
    "booking_starts_type": "SPECIFIC_TIME",
    "booking_starts_at": NOW + timedelta(days=2),
}
COUNTED: BookingWindowValues = BLANK | {
    "booking_starts_type": "RELATIVE_TO_OCCURRENCE",
    "booking_starts_at": NOW + timedelta(days=3),
    "booking_starts_relation": "BEFORE_OCCURRENCE_START",
    "booking_starts_offset_minutes": 90,
}
SPECIFIC = BookingStartType.SPECIFIC_TIME
RELATIVE = BookingStartType.RELATIVE_TO_OCCURRENCE
IMMEDIATE = BookingStartType.IMMEDIATE
BEFORE = OccurrenceRelation.BEFORE_OCCURRENCE_START


def starts(kind: str, at: datetime | None = None, relation: str | None = None, offset: int = 0) -> Any:
    return {
        "booking_starts_type": kind,
        "booking_starts_at": at,
        "booking_starts_relation": relation,
        "booking_starts_offset_minutes": offset,
    }


def change(stored: BookingWindowValues, given: Any) -> Any:
    return change_window(stored, given, zone=SYDNEY, now=NOW, path=PATH)


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        # the moment at which IMMEDIATE was set stays until another type is set
        (BLANK, {}, starts("IMMEDIATE", NOW - timedelta(days=1))),
        (BLANK, {"type": IMMEDIATE}, starts("IMMEDIATE", NOW - timedelta(days=1))),
        (BLANK, {"type": None}, starts("IMMEDIATE", NOW - timedelta(days=1))),
        (DATED, {"type": IMMEDIATE}, starts("IMMEDIATE", NOW)),
        (DATED, None, starts("IMMEDIATE", NOW)),
        # utc, local, both; the zone is the event's, ten hours ahead of UTC in June
        (BLANK, {"type": SPECIFIC, "utc": NOW}, starts("SPECIFIC_TIME", NOW)),
        (BLANK, {"type": SPECIFIC, "local": datetime(2026, 6, 1, 19)}, starts("SPECIFIC_TIME", NOW)),
        (
            BLANK,
            {"type": SPECIFIC, "utc": NOW, "local": datetime(2026, 6, 1, 19)},
            starts("SPECIFIC_TIME", NOW),
        ),
        (BLANK, {"type": SPECIFIC, "utc": NOW, "local": None}, starts("SPECIFIC_TIME", NOW)),
        # what is not sent stays
        (DATED, {}, starts("SPECIFIC_TIME", NOW + timedelta(days=2))),
        (DATED, {"type": SPECIFIC}, starts("SPECIFIC_TIME", NOW + timedelta(days=2))),
        (DATED, {"utc": NOW}, starts("SPECIFIC_TIME", NOW)),
        # the moment that was counted from an occurrence stays while nothing changes
        (COUNTED, {}, starts("RELATIVE_TO_OCCURRENCE", NOW + timedelta(days=3), "BEFORE_OCCURRENCE_START", 90)),
        (
            COUNTED,
            {"offset_minutes": 0},
            starts("RELATIVE_TO_OCCURRENCE", None, "BEFORE_OCCURRENCE_START", 0),
        ),
        (
            COUNTED,
            {"relative_to": OccurrenceRelation.BEFORE_OCCURRENCE_END},
            starts("RELATIVE_TO_OCCURRENCE", None, "BEFORE_OCCURRENCE_END", 90),
        ),
        (
            DATED,
            {"type": RELATIVE, "relative_to": BEFORE, "offset_minutes": 527_040},
            starts("RELATIVE_TO_OCCURRENCE", None, "BEFORE_OCCURRENCE_START", 527_040),
        ),
        # another type forgets what belonged to the old one
        (COUNTED, {"type": SPECIFIC, "utc": NOW}, starts("SPECIFIC_TIME", NOW)),
        # null and 0 set no field of another type
        (
            BLANK,
            {"utc": None, "relative_to": None, "offset_minutes": 0},
            starts("IMMEDIATE", NOW - timedelta(days=1)),
        ),
    ],
)
def test_a_patch_merges_into_the_stored_opening(
    stored: BookingWindowValues, patch: Any, expected: dict[str, Any]
) -> None:
    changed = change(stored, {"booking_starts_on": patch})
    assert changed.problems == []
    assert {name: value for name, value in changed.columns.items() if name in expected} == expected


REQUIRED, INVALID = ProblemCode.REQUIRED, ProblemCode.INVALID


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        (BLANK, {"type": SPECIFIC}, [(REQUIRED, ())]),
        (BLANK, {"type": SPECIFIC, "utc": None}, [(REQUIRED, ())]),
        (DATED, {"utc": None}, [(REQUIRED, ())]),
        (BLANK, {"type": RELATIVE}, [(REQUIRED, ("relativeTo",)), (REQUIRED, ("offsetMinutes",))]),
        (COUNTED, {"relative_to": None}, [(REQUIRED, ("relativeTo",))]),
        (COUNTED, {"offset_minutes": None}, [(REQUIRED, ("offsetMinutes",))]),
        (COUNTED, {"offset_minutes": -1}, [(ProblemCode.OUT_OF_RANGE, ("offsetMinutes",))]),
        (COUNTED, {"offset_minutes": 527_041}, [(ProblemCode.OUT_OF_RANGE, ("offsetMinutes",))]),
        # no type is guessed
        (BLANK, {"utc": NOW}, [(INVALID, ("utc",))]),
        (BLANK, {"local": datetime(2026, 6, 1)}, [(INVALID, ("local",))]),
        (BLANK, {"relative_to": BEFORE}, [(INVALID, ("relativeTo",))]),
        (BLANK, {"offset_minutes": 5}, [(INVALID, ("offsetMinutes",))]),
        (COUNTED, {"utc": NOW}, [(INVALID, ("utc",))]),
        (DATED, {"offset_minutes": 5, "relative_to": BEFORE},
         [(INVALID, ("relativeTo",)), (INVALID, ("offsetMinutes",))]),
        # both spellings have to agree, and a local time has to exist: clocks go forward on 4 October
        (BLANK, {"type": SPECIFIC, "utc": NOW, "local": datetime(2026, 6, 1, 18)},
         [(ProblemCode.TIMES_DISAGREE, ("local",))]),
        (BLANK, {"type": SPECIFIC, "local": datetime(2026, 10, 4, 2, 30)},
         [(ProblemCode.NONEXISTENT_LOCAL_TIME, ("local",))]),
        # everything at once
        (BLANK, {"type": RELATIVE, "utc": NOW, "relative_to": BEFORE, "offset_minutes": -5},
         [(INVALID, ("utc",)), (ProblemCode.OUT_OF_RANGE, ("offsetMinutes",))]),
    ],
)  # fmt: skip
def test_fields_of_another_type_are_refused_at_their_path(
    stored: BookingWindowValues, patch: Any, expected: list[tuple[ProblemCode, tuple[str, ...]]]
) -> None:
    problems = change(stored, {"booking_starts_on": patch}).problems
    found = [(problem.code, problem.path) for problem in problems]
    assert found == [(code, (*PATH, "bookingStartsOn", *at)) for code, at in expected]


def test_a_refusal_names_the_type_that_the_field_belongs_to() -> None:
    [problem] = change(BLANK, {"booking_starts_on": {"utc": NOW}}).problems
    assert problem.message == "This belongs to the type SPECIFIC_TIME, and the type is IMMEDIATE."


def test_a_time_that_exists_twice_is_the_first_with_a_warning() -> None:
    twice = datetime(2026, 4, 5, 2, 30)
    changed = change(BLANK, {"booking_starts_on": {"type": SPECIFIC, "local": twice}})
    assert changed.columns["booking_starts_at"] == datetime(2026, 4, 4, 15, 30, tzinfo=UTC)
    assert [(warning.code.value, warning.path) for warning in changed.warnings] == [
        ("AMBIGUOUS_LOCAL_TIME", (*PATH, "bookingStartsOn", "local"))
    ]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, {}),
        ({"level": BookingLevel.TICKET}, {"booking_starts_level": "TICKET"}),
        ({"level": None}, {"booking_starts_level": "EVENT"}),
        ({"hide_ticket_until_booking_start": True}, {"hide_ticket_until_booking_start": True}),
        ({"hide_ticket_until_booking_start": None}, {"hide_ticket_until_booking_start": False}),
        (None, {"booking_starts_level": "EVENT", "hide_ticket_until_booking_start": False}),
    ],
)
def test_level_and_hiding_have_defaults(patch: Any, expected: dict[str, Any]) -> None:
    settings: Any = {"booking_starts_on": patch}
    columns: dict[str, object] = {**change(BLANK, settings).columns, **change_levels(settings)}
    named = ("booking_starts_level", "hide_ticket_until_booking_start")
    assert {name: columns[name] for name in named if name in columns} == expected


def test_the_window_itself_has_no_levels() -> None:
    patch = {"booking_ends_on": {"level": BookingLevel.TICKET}, "booking_starts_on": None}
    assert not [name for name in change(BLANK, patch).columns if "level" in name]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"booking_ends_on": {}}, {}),
        ({"booking_ends_on": {"level": BookingLevel.TICKET}}, {"booking_ends_level": "TICKET"}),
        ({"booking_ends_on": {"level": None}}, {"booking_ends_level": "EVENT"}),
        ({"booking_ends_on": None}, {"booking_ends_level": "EVENT"}),
        (None, {"booking_starts_level": "EVENT", "booking_ends_level": "EVENT"}),
    ],
)
def test_levels_that_were_sent_change(settings: Any, expected: dict[str, str]) -> None:
    assert change_levels(settings) == expected


def test_nothing_sent_changes_nothing() -> None:
    assert change(BLANK, {}).columns == {}


def test_null_for_the_settings_sets_both_ends_back() -> None:
    stored = COUNTED | {"booking_ends_type": "SPECIFIC_TIME"}
    columns = change(stored, None).columns
    assert columns == starts("IMMEDIATE", NOW) | {
        "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
        "booking_ends_at": None,
        "booking_ends_relation": None,
        "booking_ends_offset_minutes": 0,
        "hide_ticket_until_booking_start": False,
    }


def test_a_resolved_end_is_forgotten_as_soon_as_the_window_changes() -> None:
    columns = change(BLANK, {"booking_starts_on": {"type": SPECIFIC, "utc": NOW}}).columns
    assert columns["booking_ends_at"] is None


def test_an_inverted_window_is_refused_at_its_end() -> None:
    patch = {
        "booking_starts_on": {"type": SPECIFIC, "utc": NOW + timedelta(hours=1)},
        "booking_ends_on": {"type": BookingEndType.SPECIFIC_TIME, "utc": NOW},
    }
    [problem] = change(BLANK, patch).problems
    assert (problem.code, problem.path) == (INVALID, (*PATH, "bookingEndsOn"))
    assert problem.message == "Booking would open after it closes."


def test_an_end_is_compared_with_the_stored_opening() -> None:
    patch = {"booking_ends_on": {"type": BookingEndType.SPECIFIC_TIME, "utc": NOW + timedelta(days=1)}}
    assert [problem.code for problem in change(DATED, patch).problems] == [INVALID]
