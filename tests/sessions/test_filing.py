"""Under which day of the programme a session is filed, and in which tab: tables of cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.sessions.rules import Day, Names, Span, Stored, Surroundings, Times, plan_session
from tests.staging import utc

NOW = utc("2026-06-01 09:00")
FRIDAY, SATURDAY, STAGE_FRIDAY, STAGE_SATURDAY, STAGE, HALL = (UUID(int=n) for n in range(1, 7))
ALWAYS, ON_FRIDAY, ON_STAGE = (UUID(int=n) for n in range(7, 10))
FOURTH, FIFTH = date(2026, 9, 4), date(2026, 9, 5)
AROUND = Surroundings(
    "Europe/Berlin",
    tracks={ALWAYS: None, ON_FRIDAY: FRIDAY, ON_STAGE: STAGE_SATURDAY},
    schedule_dates={
        FRIDAY: Day(FOURTH),
        SATURDAY: Day(FIFTH),
        STAGE_FRIDAY: Day(FOURTH, STAGE),
        STAGE_SATURDAY: Day(FIFTH, STAGE),
    },
    agenda_tabs={STAGE, HALL},
)
TIMES = Times(Span(utc("2026-09-04 08:00"), utc("2026-09-04 08:30")), "Europe/Berlin", True)
MINIMAL: dict[str, Any] = {"name": "A", "starts_on": {"local": datetime(2026, 9, 4, 10)}, "duration_minutes": 30}
MOVED: dict[str, Any] = {"starts_on": {"local": datetime(2026, 9, 5, 10)}}


def stored(filed: UUID | None, track: UUID | None = None) -> Stored:
    return Stored(Names("A", "A"), TIMES, filed, track)


def told(patch: dict[str, Any], session: Stored | None) -> tuple[UUID | None, Day | None]:
    """The schedule date that is there, and the day that is to be found or made."""
    plan = plan_session(patch, AROUND, session, after=NOW)
    assert plan.problems == []
    return plan.columns.get("schedule_date_id"), plan.day


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, (None, Day(FOURTH))),
        (MOVED, (None, Day(FIFTH))),
        ({"schedule_date_uuid": SATURDAY}, (SATURDAY, None)),
        ({"schedule_date_uuid": None, "agenda_tab_uuid": None, "track_uuid": None}, (None, Day(FOURTH))),
        # a tab has days of its own
        ({"agenda_tab_uuid": STAGE}, (None, Day(FOURTH, STAGE))),
        ({"agenda_tab_uuid": HALL}, (None, Day(FOURTH, HALL))),
        ({"schedule_date_uuid": STAGE_FRIDAY}, (STAGE_FRIDAY, None)),
        ({"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": STAGE}, (STAGE_FRIDAY, None)),
        ({"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": None}, (STAGE_FRIDAY, None)),
        # a track of one day says the day
        ({"track_uuid": ALWAYS}, (None, Day(FOURTH))),
        ({"track_uuid": ON_STAGE}, (STAGE_SATURDAY, None)),
        ({"track_uuid": ON_STAGE, "agenda_tab_uuid": STAGE}, (STAGE_SATURDAY, None)),
        ({"track_uuid": ON_FRIDAY, "schedule_date_uuid": FRIDAY}, (FRIDAY, None)),
    ],
)
def test_where_a_new_session_is_filed(patch: dict[str, Any], expected: tuple[UUID | None, Day | None]) -> None:
    assert told(MINIMAL | patch, None) == expected


@pytest.mark.parametrize(
    ("session", "patch", "expected"),
    [
        # the day of the start follows it
        (stored(FRIDAY), MOVED, (None, Day(FIFTH))),
        (stored(None), MOVED, (None, Day(FIFTH))),
        (stored(None), {"duration_minutes": 20}, (None, Day(FOURTH))),
        (stored(STAGE_FRIDAY), MOVED, (None, Day(FIFTH, STAGE))),
        # a day that was chosen stays
        (stored(SATURDAY), MOVED, (None, None)),
        (stored(FRIDAY), {"starts_on": {"local": datetime(2026, 9, 4, 11)}}, (None, None)),
        # null is the day of the start again
        (stored(SATURDAY), {"schedule_date_uuid": None}, (None, Day(FOURTH))),
        (stored(SATURDAY), MOVED | {"schedule_date_uuid": None}, (None, None)),
        (stored(FRIDAY), MOVED | {"schedule_date_uuid": SATURDAY}, (SATURDAY, None)),
        (stored(FRIDAY), {"schedule_date_uuid": FRIDAY}, (None, None)),
        # into a tab, and out of it: the day stays
        (stored(SATURDAY), {"agenda_tab_uuid": STAGE}, (None, Day(FIFTH, STAGE))),
        (stored(STAGE_SATURDAY), {"agenda_tab_uuid": None}, (None, Day(FIFTH))),
        (stored(STAGE_FRIDAY), {"agenda_tab_uuid": STAGE}, (None, None)),
        # the track that it has, or gets, says the day
        (stored(FRIDAY, ON_FRIDAY), MOVED, (None, None)),
        (stored(FRIDAY), {"track_uuid": ON_STAGE}, (STAGE_SATURDAY, None)),
        (stored(STAGE_SATURDAY, ON_STAGE), {"track_uuid": None}, (None, None)),
        (stored(FRIDAY), {"track_uuid": ALWAYS}, (None, None)),
        (stored(FRIDAY), {"name": "B"}, (None, None)),
    ],
)
def test_where_a_changed_session_is_filed(
    session: Stored, patch: dict[str, Any], expected: tuple[UUID | None, Day | None]
) -> None:
    assert told(patch, session) == expected


@pytest.mark.parametrize(
    ("session", "patch", "expected"),
    [
        (None, {"track_uuid": ON_FRIDAY, "schedule_date_uuid": SATURDAY}, "trackUuid"),
        (None, {"schedule_date_uuid": FRIDAY, "agenda_tab_uuid": STAGE}, "agendaTabUuid"),
        (None, {"schedule_date_uuid": STAGE_FRIDAY, "agenda_tab_uuid": HALL}, "agendaTabUuid"),
        (None, {"track_uuid": ON_FRIDAY, "agenda_tab_uuid": STAGE}, "agendaTabUuid"),
        (stored(FRIDAY, ON_FRIDAY), {"schedule_date_uuid": SATURDAY}, "scheduleDateUuid"),
        (stored(FRIDAY, ON_FRIDAY), {"agenda_tab_uuid": STAGE}, "agendaTabUuid"),
    ],
)
def test_what_does_not_go_together_is_refused(session: Stored | None, patch: dict[str, Any], expected: str) -> None:
    sent = patch if session else MINIMAL | patch
    (problem,) = plan_session(sent, AROUND, session, after=NOW).problems
    assert (problem.code.value, problem.path) == ("INVALID", (expected,))


def test_the_day_is_one_of_the_events_zone_wherever_the_session_lives() -> None:
    tokyo = {
        "name": "Far",
        "starts_on": {"local": datetime(2026, 9, 5, 1)},
        "duration_minutes": 30,
        "use_event_timezone": False,
        "timezone": "Asia/Tokyo",
    }
    assert told(tokyo, None) == (None, Day(FOURTH))
    assert told(MINIMAL | {"starts_on": {"utc": utc("2026-09-04 22:30")}}, None) == (None, Day(FIFTH))
