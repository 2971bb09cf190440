"""What sessions require of an event's occurrences, and what later events get as defaults."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.problems import Problem, ProblemCode
from app.events.dates.rules.sessions import Agenda, Spans, sessions_left_outside, too_many_rows
from app.events.rules.defaults import with_defaults
from app.events.values import ConfigurationType

START = datetime(2026, 7, 6, 8, tzinfo=UTC)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
HOUR = timedelta(hours=1)
SPANS = {
    ONE: (datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC)),
    TWO: (datetime(2026, 7, 2, 8, tzinfo=UTC), datetime(2026, 7, 2, 12, tzinfo=UTC)),
}


@pytest.mark.parametrize(
    ("starts", "ends", "named", "inside"),
    [
        ((1, 8), (1, 12), None, True),
        ((2, 9), (2, 10), None, True),
        ((1, 7), (1, 9), None, False),
        ((1, 11), (1, 13), None, False),
        ((1, 11), (2, 9), None, False),
        ((2, 9), (2, 10), {ONE}, False),
        ((2, 9), (2, 10), {ONE, TWO}, True),
    ],
)
def test_a_session_lies_in_one_of_its_occurrences(
    starts: tuple[int, int], ends: tuple[int, int], named: set[UUID] | None, inside: bool
) -> None:
    start, end = datetime(2026, 7, *starts, tzinfo=UTC), datetime(2026, 7, *ends, tzinfo=UTC)
    if named is None:
        assert Agenda("Talk", start, end).inside(SPANS, "UTC") is inside
    # With rows only these count, each in its own date.
    rows = {uuid4(): (key, start, end) for key in named or {ONE, TWO}}
    assert Agenda("Talk", START, START, rows).inside(SPANS, "UTC") is inside


def test_a_row_is_inside_its_date_by_the_clocks_too() -> None:
    # Three hours from 00:30; the clocks go from 03:00 back to 02:00.
    night = (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    last = (ONE, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    assert Agenda("Talk", START, START, {TWO: last}).inside({ONE: night}, "Europe/Berlin") is True
    assert Agenda("Talk", START, START, {TWO: last}).inside({ONE: night}, "UTC") is False


def test_each_row_has_to_lie_in_its_date() -> None:
    """The second date becomes shorter; what the first holds does not help."""
    rows = {uuid4(): (key, SPANS[key][1] - HOUR, SPANS[key][1]) for key in (ONE, TWO)}
    session = {ONE: Agenda("Talk", rows[min(rows)][1], rows[min(rows)][2], rows)}
    new = SPANS | {TWO: (SPANS[TWO][0], SPANS[TWO][1] - HOUR)}
    sentence = "The session “Talk” from 2026-07-02T11:00:00Z to 2026-07-02T12:00:00Z would lie outside its occurrences."
    expected = [Problem(ProblemCode.OUT_OF_RANGE, sentence, ("at",))]
    assert sessions_left_outside(session, SPANS, session, new, ("at",), zone="UTC") == expected
    assert sessions_left_outside(session, SPANS, session, new, ("at",), zone="UTC", past=START) == []
    # It was outside before.
    assert sessions_left_outside(session, new, session, new, ("at",), zone="UTC") == []
    # A new date that is too short.
    made = {ONE: Agenda("Talk", START, START, rows | {THREE: (THREE, SPANS[TWO][0], SPANS[TWO][1])})}
    found = sessions_left_outside(session, SPANS, made, SPANS | {THREE: new[TWO]}, ("at",), zone="UTC")
    assert [problem.code for problem in found] == [ProblemCode.OUT_OF_RANGE]


INSIDE = Agenda("Talk", SPANS[ONE][0], SPANS[ONE][1])
OUTSIDE = Agenda("Talk", START, START)


@pytest.mark.parametrize(
    ("before", "old", "after", "new", "refused"),
    [
        (INSIDE, SPANS, INSIDE, SPANS, False),
        (INSIDE, SPANS, OUTSIDE, SPANS, True),
        # It was outside already.
        (OUTSIDE, SPANS, OUTSIDE, SPANS, False),
        # The first dates of the event.
        (OUTSIDE, {}, OUTSIDE, SPANS, True),
        # The last dates of the event are gone.
        (INSIDE, SPANS, INSIDE, {}, False),
    ],
)
def test_a_change_leaves_no_session_outside(
    before: Agenda, old: Spans, after: Agenda, new: Spans, refused: bool
) -> None:
    problems = sessions_left_outside({ONE: before}, old, {ONE: after}, new, ("at",), zone="UTC")
    sentence = "The session “Talk” from 2026-07-06T08:00:00Z to 2026-07-06T08:00:00Z would lie outside its occurrences."
    assert problems == ([Problem(ProblemCode.OUT_OF_RANGE, sentence, ("at",))] if refused else [])


def test_many_sessions_outside_are_counted() -> None:
    sessions = {UUID(int=number): OUTSIDE for number in range(13)}
    problems = sessions_left_outside(sessions, {}, sessions, SPANS, ("at",), zone="UTC")
    assert len(problems) == 11
    assert problems[-1].message == "So would 3 more sessions."


def test_the_rows_of_sessions_are_limited() -> None:
    assert too_many_rows(20_000, ("at",)) == []
    sentence = (
        "The dates of an event that have not ended have at most 20,000 sessions, one that takes place on several dates"
        " counted for each; these would have 20,001."
    )
    assert too_many_rows(20_001, ("at",)) == [Problem(ProblemCode.TOO_MANY, sentence, ("at",))]


DEFAULTS = {
    "configuration": {"type": "ONLINE_EVENT", "venue": {"name": "Hall"}, "online": {"url": None}},
    "listing": {"enabled": False, "categories": [{"uuid": str(ONE)}], "tags": ["jazz"]},
    "settings": {
        "enable_rsvp": True,
        "booking_starts_on": {
            "type": "RELATIVE_TO_OCCURRENCE",
            "level": "TICKET",
            "relative_to": "BEFORE_OCCURRENCE_START",
            "offset_minutes": 5,
            "hide_ticket_until_booking_start": True,
        },
        "booking_ends_on": {"type": "CONTINUE_UNTIL_EVENT_STARTS", "level": "EVENT"},
    },
}


def test_defaults_are_read_as_a_patch() -> None:
    assert with_defaults({"name": "Gala"}, DEFAULTS) == {
        "name": "Gala",
        "configuration": {
            "type": ConfigurationType.ONLINE_EVENT,
            "venue": {"name": "Hall"},
            "online": {"url": None},
        },
        "listing": {"enabled": False, "categories": [{"uuid": ONE}], "tags": ["jazz"]},
        "settings": {
            "enable_rsvp": True,
            "booking_starts_on": {
                "type": BookingStartType.RELATIVE_TO_OCCURRENCE,
                "level": BookingLevel.TICKET,
                "relative_to": OccurrenceRelation.BEFORE_OCCURRENCE_START,
                "offset_minutes": 5,
                "hide_ticket_until_booking_start": True,
            },
            "booking_ends_on": {
                "type": BookingEndType.CONTINUE_UNTIL_EVENT_STARTS,
                "level": BookingLevel.EVENT,
            },
        },
    }


def test_fields_sent_take_precedence_and_null_means_no_value() -> None:
    patch: Any = {"listing": {"tags": None}, "configuration": None, "settings": {"enable_rsvp": False}}
    completed: Any = with_defaults(patch, DEFAULTS)
    assert completed["listing"] == {"enabled": False, "categories": [{"uuid": ONE}], "tags": None}
    assert completed["configuration"] is None
    assert completed["settings"]["enable_rsvp"] is False
    assert with_defaults(patch, {}) == patch
