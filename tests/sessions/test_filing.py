"""The day of the programme and the tab of a session: tables of cases."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.datetimes import day_bounds, move_out_of_gap
from app.sessions.rules import (
    Day,
    Filed,
    HeldDay,
    Names,
    Placed,
    Span,
    Stored,
    StoredDate,
    Surroundings,
    Times,
    plan_session,
)
from tests.staging import utc

NOW = utc("2026-06-01 09:00")
ZONE = "Europe/Berlin"
FRIDAY, SATURDAY, STAGE_FRIDAY, STAGE_SATURDAY, STAGE, HALL = (UUID(int=n) for n in range(1, 7))
ALWAYS, ON_FRIDAY, ON_STAGE = (UUID(int=n) for n in range(7, 10))
FOURTH, FIFTH, SIXTH = date(2026, 9, 4), date(2026, 9, 5), date(2026, 9, 6)


def whole(day: date, tab: UUID | None = None) -> HeldDay:
    return HeldDay(Day(day, tab), *day_bounds(day, ZONE))


def from_four(day: date) -> HeldDay:
    """A day that lasts until four in the morning."""
    wall = datetime.combine(day, time(4))
    return HeldDay(Day(day), move_out_of_gap(wall, ZONE)[0], move_out_of_gap(wall + timedelta(days=1), ZONE)[0])


DAYS = {
    FRIDAY: whole(FOURTH),
    SATURDAY: whole(FIFTH),
    STAGE_FRIDAY: whole(FOURTH, STAGE),
    STAGE_SATURDAY: whole(FIFTH, STAGE),
}
TRACKS = {ALWAYS: None, ON_FRIDAY: FRIDAY, ON_STAGE: STAGE_SATURDAY}
AROUND = Surroundings(ZONE, tracks=TRACKS, schedule_dates=DAYS, agenda_tabs={STAGE, HALL})
TIMES = Times(Span(utc("2026-09-04 08:00"), utc("2026-09-04 08:30")), ZONE, True)
MINIMAL: Any = {"name": "A", "starts_on": {"local": datetime(2026, 9, 4, 10)}, "duration_minutes": 30}
MOVED: dict[str, Any] = {"starts_on": {"local": datetime(2026, 9, 5, 10)}}
LATER: dict[str, Any] = {"starts_on": {"local": datetime(2026, 9, 6, 10)}}
REFILED = [("SESSION_REFILED", ("startsOn",))]


def stored(filed: UUID | None, track: UUID | None = None) -> Stored:
    """A session of an event without dates."""
    tab = None if filed is None else DAYS[filed].day.tab
    return Stored(Names("A", "A"), TIMES, filed=Filed(tab, frozenset({filed} if filed else ()), track))


Outcome = tuple[UUID | None, UUID | None, Day | None, bool, list[Any]]


def outcome(patch: Any, session: Stored | None, around: Surroundings = AROUND) -> Outcome:
    """The tab, the schedule date that is there, one to be made, whether a track is left, and the warnings."""
    plan = plan_session(patch, around, session, after=NOW)
    assert plan.problems == []
    dropped = "track_id" in plan.columns and "track_uuid" not in patch
    warnings = [(warning.code.value, warning.path) for warning in plan.warnings]
    return plan.columns.get("agenda_tab_id"), plan.columns.get("schedule_date_id"), plan.day, dropped, warnings


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, (None, FRIDAY, None)),
        (MOVED, (None, SATURDAY, None)),
        (LATER, (None, None, Day(SIXTH))),
        ({"schedule_date_uuid": FRIDAY}, (None, FRIDAY, None)),
        ({"schedule_date_uuid": None, "agenda_tab_uuid": None, "track_uuid": None}, (None, FRIDAY, None)),
        # a tab has days of its own
        ({"agenda_tab_uuid": STAGE}, (STAGE, STAGE_FRIDAY, None)),
        ({"agenda_tab_uuid": HALL}, (HALL, None, Day(FOURTH, HALL))),
        ({"schedule_date_uuid": STAGE_FRIDAY}, (STAGE, STAGE_FRIDAY, None)),
        ({"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": STAGE}, (STAGE, STAGE_FRIDAY, None)),
        ({"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": None}, (STAGE, STAGE_FRIDAY, None)),
        # a track of one day says the tab
        ({"track_uuid": ALWAYS}, (None, FRIDAY, None)),
        (MOVED | {"track_uuid": ON_STAGE}, (STAGE, STAGE_SATURDAY, None)),
        (MOVED | {"track_uuid": ON_STAGE, "agenda_tab_uuid": STAGE}, (STAGE, STAGE_SATURDAY, None)),
        ({"track_uuid": ON_FRIDAY, "schedule_date_uuid": FRIDAY}, (None, FRIDAY, None)),
    ],
)
def test_where_a_new_session_is_filed(patch: Any, expected: tuple[Any, ...]) -> None:
    assert outcome(MINIMAL | patch, None) == (*expected, False, [])


@pytest.mark.parametrize(
    ("session", "patch", "expected"),
    [
        # the day follows the start, with a warning
        (stored(FRIDAY), MOVED, (None, SATURDAY, None, False, REFILED)),
        (stored(None), MOVED, (None, SATURDAY, None, False, [])),
        (stored(None), {"duration_minutes": 20}, (None, FRIDAY, None, False, [])),
        (stored(STAGE_FRIDAY), MOVED, (STAGE, STAGE_SATURDAY, None, False, REFILED)),
        (stored(STAGE_FRIDAY), LATER, (STAGE, None, Day(SIXTH, STAGE), False, REFILED)),
        (stored(FRIDAY), {"starts_on": {"local": datetime(2026, 9, 4, 11)}}, (None, FRIDAY, None, False, [])),
        (stored(FRIDAY), {"schedule_date_uuid": None}, (None, FRIDAY, None, False, [])),
        (stored(FRIDAY), MOVED | {"schedule_date_uuid": SATURDAY}, (None, SATURDAY, None, False, REFILED)),
        (stored(FRIDAY), {"schedule_date_uuid": FRIDAY}, (None, FRIDAY, None, False, [])),
        # into a tab, and out of it
        (stored(FRIDAY), {"agenda_tab_uuid": STAGE}, (STAGE, STAGE_FRIDAY, None, False, [])),
        (stored(STAGE_FRIDAY), {"agenda_tab_uuid": None}, (None, FRIDAY, None, False, [])),
        (stored(STAGE_FRIDAY), {"agenda_tab_uuid": STAGE}, (STAGE, STAGE_FRIDAY, None, False, [])),
        # a track of the day that it leaves is left
        (stored(FRIDAY, ON_FRIDAY), MOVED, (None, SATURDAY, None, True, REFILED)),
        (stored(FRIDAY, ALWAYS), MOVED, (None, SATURDAY, None, False, REFILED)),
        (stored(FRIDAY, ON_FRIDAY), MOVED | {"track_uuid": ON_STAGE}, (STAGE, STAGE_SATURDAY, None, False, REFILED)),
        (stored(STAGE_FRIDAY), {"track_uuid": None}, (STAGE, STAGE_FRIDAY, None, False, [])),
        (stored(FRIDAY), {"track_uuid": ALWAYS}, (None, FRIDAY, None, False, [])),
        # what does not speak of it leaves it
        (stored(FRIDAY), {"name": "B"}, (None, None, None, False, [])),
    ],
)
def test_where_a_changed_session_is_filed(session: Stored, patch: Any, expected: Outcome) -> None:
    assert outcome(patch, session) == expected


@pytest.mark.parametrize(
    ("session", "patch", "expected"),
    [
        (None, {"track_uuid": ON_FRIDAY, "schedule_date_uuid": SATURDAY}, [("INVALID", "trackUuid")]),
        (None, {"schedule_date_uuid": FRIDAY, "agenda_tab_uuid": STAGE}, [("INVALID", "agendaTabUuid")]),
        (None, {"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": HALL}, [("INVALID", "agendaTabUuid")]),
        (None, {"track_uuid": ON_FRIDAY, "agenda_tab_uuid": STAGE}, [("INVALID", "agendaTabUuid")]),
        (None, {"schedule_date_uuid": SATURDAY}, [("OUT_OF_RANGE", "scheduleDateUuid")]),
        (None, {"track_uuid": ON_STAGE}, [("OUT_OF_RANGE", "trackUuid")]),
        (None, MOVED | {"track_uuid": ON_FRIDAY}, [("OUT_OF_RANGE", "trackUuid")]),
        (stored(FRIDAY), {"schedule_date_uuid": SATURDAY}, [("OUT_OF_RANGE", "scheduleDateUuid")]),
        (stored(FRIDAY), {"track_uuid": ON_STAGE}, [("OUT_OF_RANGE", "trackUuid")]),
        (stored(FRIDAY, ON_FRIDAY), {"schedule_date_uuid": STAGE_FRIDAY}, [("INVALID", "scheduleDateUuid")]),
        (stored(FRIDAY, ON_FRIDAY), {"agenda_tab_uuid": STAGE}, [("INVALID", "agendaTabUuid")]),
    ],
)
def test_contradicting_references_are_refused(
    session: Stored | None, patch: Any, expected: list[tuple[str, str]]
) -> None:
    sent = patch if session else MINIMAL | patch
    found = plan_session(sent, AROUND, session, after=NOW).problems
    assert [(problem.code.value, ".".join(problem.path)) for problem in found] == expected


def test_the_day_is_in_the_events_zone_whatever_the_zone_of_the_session() -> None:
    tokyo = {
        "name": "Far",
        "starts_on": {"local": datetime(2026, 9, 5, 1)},
        "duration_minutes": 30,
        "use_event_timezone": False,
        "timezone": "Asia/Tokyo",
    }
    assert outcome(tokyo, None)[1] == FRIDAY
    assert outcome(MINIMAL | {"starts_on": {"utc": utc("2026-09-04 22:30")}}, None)[1] == SATURDAY


NIGHTS = Surroundings(ZONE, schedule_dates={FRIDAY: from_four(FOURTH), SATURDAY: from_four(FIFTH)})


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 9, 4, 4), (FRIDAY, None)),
        (datetime(2026, 9, 5, 3, 59), (FRIDAY, None)),
        (datetime(2026, 9, 5, 4), (SATURDAY, None)),
        (datetime(2026, 9, 6, 3), (SATURDAY, None)),
        (datetime(2026, 9, 6, 4), (None, Day(SIXTH))),
        # the fourth has a day already, which begins later
        (datetime(2026, 9, 4, 3), (None, None)),
    ],
)
def test_a_session_after_midnight_belongs_to_the_day_before(start: datetime, expected: tuple[Any, ...]) -> None:
    assert outcome(MINIMAL | {"starts_on": {"local": start}}, None, NIGHTS)[1:3] == expected


FIRST, SECOND, ROW, OTHER = (UUID(int=n) for n in range(20, 24))
DATES = {
    FIRST: Span(utc("2026-09-04 07:00"), utc("2026-09-04 18:00")),
    SECOND: Span(utc("2026-09-06 07:00"), utc("2026-09-06 18:00")),
}
SERIES = Surroundings(ZONE, occurrences=DATES, tracks=TRACKS, schedule_dates=DAYS, agenda_tabs={STAGE, HALL})
EVERY = {"occurrences": {"type": "ALL"}}


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        # an event of several dates gets no days by itself
        (EVERY, (None, FRIDAY, None)),
        (EVERY | LATER, (None, FRIDAY, None)),
        (LATER, (None, None, None)),
        # but where a tab or the date is named
        (LATER | {"agenda_tab_uuid": STAGE}, (STAGE, None, Day(SIXTH, STAGE))),
        ({"starts_on": None, "date": SIXTH, "start_time": time(10)}, (None, None, Day(SIXTH))),
        # a day, or the track of one, holds where one of the dates starts on it
        (EVERY | LATER | {"schedule_date_uuid": FRIDAY}, (None, FRIDAY, None)),
        (EVERY | LATER | {"track_uuid": ON_FRIDAY}, (None, FRIDAY, None)),
    ],
)
def test_where_a_session_of_several_dates_is_filed(patch: Any, expected: tuple[Any, ...]) -> None:
    assert outcome(MINIMAL | patch, None, SERIES)[:3] == expected


def test_a_session_keeps_its_track_while_one_date_is_on_its_day() -> None:
    rows = [
        StoredDate(ROW, FIRST, Span(utc("2026-09-04 08:00"), utc("2026-09-04 08:30")), schedule_date=FRIDAY),
        StoredDate(OTHER, SECOND, Span(utc("2026-09-06 08:00"), utc("2026-09-06 08:30"))),
    ]
    session = Stored(
        Names("A", "A"),
        TIMES,
        Placed(TIMES.span, rows, 3600),
        Filed(None, frozenset({FRIDAY}), ON_FRIDAY),
    )
    assert outcome({"starts_on": {"local": datetime(2026, 9, 6, 12)}}, session, SERIES) == (
        None,
        FRIDAY,
        None,
        False,
        [],
    )
    # to the date of the sixth alone
    specific = {"occurrences": {"type": "SPECIFIC", "uuids": [SECOND]}}
    assert outcome(specific, session, SERIES) == (None, None, None, True, REFILED)
