"""The moments of a booking window, and windows that open after they close."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.booking.rules import Edge, always_inverted, closing, inverted, opening, ordered_moments, window
from app.core.time import LATEST

T = datetime(2026, 7, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = (T, T + 3 * HOUR)
SECOND = (T + 24 * HOUR, T + 27 * HOUR)
ENDS = Edge("CONTINUE_UNTIL_EVENT_ENDS")
BEGINS = Edge("CONTINUE_UNTIL_EVENT_STARTS")


def dated(at: datetime) -> Edge:
    return Edge("SPECIFIC_TIME", at)


def at_once(at: datetime) -> Edge:
    return Edge("IMMEDIATE", at)


def before_start(minutes: int) -> Edge:
    return Edge("RELATIVE_TO_OCCURRENCE", None, "BEFORE_OCCURRENCE_START", minutes)


def after_start(minutes: int) -> Edge:
    return Edge("RELATIVE_TO_OCCURRENCE", None, "AFTER_OCCURRENCE_START", minutes)


def before_end(minutes: int) -> Edge:
    return Edge("RELATIVE_TO_OCCURRENCE", None, "BEFORE_OCCURRENCE_END", minutes)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (dated(T), dated(T), False),
        (dated(T + HOUR), dated(T), True),
        (at_once(T + HOUR), dated(T), True),
        (at_once(T), dated(T), False),
        (before_start(60), before_start(60), False),
        (before_start(60), before_start(61), True),
        (after_start(1), BEGINS, True),
        (after_start(0), BEGINS, False),
        (before_start(0), after_start(1), False),
        (before_end(30), before_end(31), True),
        (before_end(0), ENDS, False),
        # these depend on the occurrences
        (after_start(600), ENDS, False),
        (before_end(1), BEGINS, False),
        (dated(T), ENDS, False),
        (before_start(1), dated(T), False),
    ],
)
def test_some_windows_are_inverted_whatever_the_occurrences(opens: Edge, closes: Edge, expected: bool) -> None:
    assert always_inverted(opens, closes) is expected


@pytest.mark.parametrize(
    ("opens", "closes", "spans", "expected"),
    [
        (dated(T + 28 * HOUR), ENDS, [FIRST, SECOND], True),
        (dated(T + 27 * HOUR), ENDS, [FIRST, SECOND], False),
        (dated(T + 25 * HOUR), BEGINS, [FIRST, SECOND], True),
        (after_start(600), ENDS, [FIRST], True),
        (before_start(1), dated(T), [SECOND], True),
        # nothing to count from
        (dated(T + 28 * HOUR), ENDS, [], False),
        # over already: no such window was set on purpose
        (at_once(T + 28 * HOUR), ENDS, [FIRST, SECOND], False),
    ],
)
def test_others_are_inverted_for_these_occurrences(opens: Edge, closes: Edge, spans: Any, expected: bool) -> None:
    assert inverted(opens, closes, spans) is expected


@pytest.mark.parametrize(
    ("edge", "first", "last"),
    [
        (dated(T), T, T),
        (at_once(T), T, T),
        (before_start(60), T - HOUR, T + 23 * HOUR),
        (after_start(60), T + HOUR, T + 25 * HOUR),
        (before_end(60), T + 2 * HOUR, T + 26 * HOUR),
        (BEGINS, T, T + 24 * HOUR),
        (ENDS, T + 3 * HOUR, T + 27 * HOUR),
    ],
)
def test_an_edge_opens_with_the_first_occurrence_and_closes_with_the_last(
    edge: Edge, first: datetime, last: datetime
) -> None:
    assert (opening([edge], [SECOND, FIRST]), closing([edge], [SECOND, FIRST])) == (first, last)


def test_several_edges_span_all_their_moments() -> None:
    assert opening([dated(T - HOUR), before_start(30)], [FIRST]) == T - HOUR
    assert closing([dated(T - HOUR), before_end(30)], [FIRST]) == T + 2.5 * HOUR


def test_without_occurrences_there_is_nothing_to_count_from() -> None:
    assert (opening([before_start(60)], []), closing([ENDS], [])) == (None, None)
    assert window([dated(T)], [ENDS], []) == (None, None)
    assert ordered_moments(dated(T), ENDS, []) == (T, None)


def test_a_shift_past_the_calendar_stays_in_it() -> None:
    assert closing([after_start(527_040)], [(LATEST, LATEST)]) == LATEST


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (dated(T), ENDS, (T, T + 3 * HOUR)),
        (dated(T + 3 * HOUR), ENDS, (None, None)),
        (dated(T + 4 * HOUR), ENDS, (None, None)),
    ],
)
def test_an_empty_window_is_null(opens: Edge, closes: Edge, expected: Any) -> None:
    assert window([opens], [closes], [FIRST]) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (dated(T), ENDS, (T, T + 3 * HOUR)),
        (at_once(T + 9 * HOUR), ENDS, (T + 9 * HOUR, T + 9 * HOUR)),
        (before_start(0), dated(T - HOUR), (T - HOUR, T - HOUR)),
    ],
)
def test_an_explicit_date_wins_over_a_computed_one(opens: Edge, closes: Edge, expected: Any) -> None:
    assert ordered_moments(opens, closes, [FIRST]) == expected


@pytest.mark.parametrize(
    ("closes", "spans", "minutes", "expected"),
    [
        (ENDS, [FIRST], 0, T + 3 * HOUR),
        (ENDS, [FIRST], 30, T - HOUR / 2),
        (BEGINS, [FIRST], 30, T - HOUR / 2),
        # what closes earlier by itself stays as it is
        (before_start(60), [FIRST], 30, T - HOUR),
        (dated(T - 2 * HOUR), [FIRST], 30, T - 2 * HOUR),
        (dated(T + 5 * HOUR), [FIRST], 30, T - HOUR / 2),
        # the last occurrence that can be booked decides
        (ENDS, [SECOND, FIRST], 30, T + 23.5 * HOUR),
        # one that runs until long after another has started closes before its own start
        (before_end(60), [(T, T + 90 * HOUR), SECOND], 30, T + 23.5 * HOUR),
        # without occurrences there is no start to stop before
        (dated(T), [], 30, T),
        # nothing is left once it opens
        (ENDS, [FIRST], 60 * 24 * 8, None),
    ],
)
def test_nothing_is_sold_in_the_minutes_before_a_start(
    closes: Edge, spans: Any, minutes: int, expected: datetime | None
) -> None:
    opens = T - 24 * 7 * HOUR
    assert window([dated(opens)], [closes], spans, minutes) == ((opens if expected else None), expected)
