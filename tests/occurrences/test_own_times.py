"""One date's own times: a table of cases, in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.patches import ZonedDateTimePatch
from app.occurrences.rules.own_times import StoredTimes, choose_times

START = datetime(2026, 7, 1, 10, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NORMAL = StoredTimes(START, START + 2 * HOUR, False, START, 120)
MOVED = StoredTimes(START + HOUR, START + 2 * HOUR, True, START, 120)
OUTSIDE = StoredTimes(START, START + 2 * HOUR, False, None, None)


def utc(hours: float) -> ZonedDateTimePatch:
    return {"utc": START + timedelta(hours=hours)}


@pytest.mark.parametrize(
    ("stored", "patch", "start", "end", "own"),
    [
        (NORMAL, {}, 0, 2, False),
        # A start alone keeps the length.
        (NORMAL, {"starts_on": utc(1)}, 1, 3, True),
        (NORMAL, {"starts_on": {"local": datetime(2026, 7, 1, 12)}}, 2, 4, True),
        (NORMAL, {"ends_on": utc(3)}, 0, 3, True),
        (NORMAL, {"duration_minutes": 45}, 0, 0.75, True),
        (NORMAL, {"starts_on": utc(1), "ends_on": utc(2), "duration_minutes": 60}, 1, 2, True),
        # What is sent as it is stored changes nothing.
        (NORMAL, {"starts_on": utc(0), "duration_minutes": 120}, 0, 2, False),
        (MOVED, {"starts_on": utc(1)}, 1, 2, True),
        # As the rule has it, the times are the rule's, not the date's own.
        (MOVED, {"starts_on": utc(0), "duration_minutes": 120}, 0, 2, False),
        (MOVED, {"starts_on": utc(0)}, 0, 1, True),
        (StoredTimes(START, START + 2 * HOUR, True, START, 120), {"starts_on": utc(0)}, 0, 2, False),
        (OUTSIDE, {"starts_on": utc(1)}, 1, 3, True),
        # Null is what the rule says.
        (MOVED, {"starts_on": None}, 0, 2, False),
        (MOVED, {"starts_on": None, "ends_on": None}, 0, 2, False),
        (MOVED, {"ends_on": None}, 1, 3, True),
        (MOVED, {"duration_minutes": None}, 1, 3, True),
        (MOVED, {"starts_on": None, "duration_minutes": 30}, 0, 0.5, True),
        (MOVED, {"starts_on": None, "duration_minutes": 120}, 0, 2, False),
        (NORMAL, {"duration_minutes": 366 * 24 * 60}, 0, 366 * 24, True),
    ],
)
def test_a_date_takes_the_times_that_were_chosen(
    stored: StoredTimes, patch: Any, start: float, end: float, own: bool
) -> None:
    chosen = choose_times(patch, stored, zone="UTC", now=NOW)
    assert (chosen.problems, chosen.warnings) == ([], [])
    assert (chosen.starts_at, chosen.ends_at) == (START + start * HOUR, START + end * HOUR)
    assert chosen.own_times is own


@pytest.mark.parametrize(
    ("stored", "patch", "code", "path"),
    [
        (NORMAL, {"ends_on": utc(0)}, "OUT_OF_RANGE", "endsOn"),
        (NORMAL, {"ends_on": utc(-1)}, "OUT_OF_RANGE", "endsOn"),
        (NORMAL, {"ends_on": {"utc": START + timedelta(seconds=90)}}, "OUT_OF_RANGE", "endsOn"),
        (NORMAL, {"duration_minutes": 0}, "OUT_OF_RANGE", "durationMinutes"),
        (NORMAL, {"duration_minutes": -5}, "OUT_OF_RANGE", "durationMinutes"),
        (NORMAL, {"duration_minutes": 366 * 24 * 60 + 1}, "OUT_OF_RANGE", "durationMinutes"),
        (NORMAL, {"duration_minutes": 2**31 - 1}, "OUT_OF_RANGE", "durationMinutes"),
        (NORMAL, {"ends_on": utc(1), "duration_minutes": 30}, "TIMES_DISAGREE", "endsOn"),
        (NORMAL, {"starts_on": {}}, "REQUIRED", "startsOn"),
        (NORMAL, {"ends_on": {}}, "REQUIRED", "endsOn"),
        (NORMAL, {"starts_on": {"utc": datetime(9998, 12, 31, 23, tzinfo=UTC)}}, "OUT_OF_RANGE", "startsOn"),
        (OUTSIDE, {"starts_on": None}, "REQUIRED", "startsOn"),
        (OUTSIDE, {"ends_on": None}, "REQUIRED", "endsOn"),
        (OUTSIDE, {"duration_minutes": None}, "REQUIRED", "durationMinutes"),
    ],
)
def test_times_that_cannot_be_are_refused(stored: StoredTimes, patch: Any, code: str, path: str) -> None:
    chosen = choose_times(patch, stored, zone="UTC", now=NOW)
    assert [(problem.code, problem.path) for problem in chosen.problems] == [(code, (path,))]
    assert (chosen.starts_at, chosen.ends_at) == (stored.starts_at, stored.ends_at)


def test_a_start_in_the_past_is_accepted_with_a_warning() -> None:
    chosen = choose_times({"starts_on": {"utc": NOW - HOUR}}, NORMAL, zone="UTC", now=NOW)
    assert [(warning.code, warning.path) for warning in chosen.warnings] == [("STARTS_IN_PAST", ("startsOn",))]
    assert choose_times({"starts_on": utc(0)}, NORMAL, zone="UTC", now=START + HOUR).warnings == []
