"""rescheduleEvent: refusals, which change nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.occurrences.tables import OccurrenceRow
from tests.builders import make_event
from tests.events.editing import codes, create, daily, once
from tests.events.rescheduling import (
    FOLLOWING,
    ZONE,
    dates,
    refused,
    reschedule,
    rule_of,
    series,
    starts,
    utc,
)
from tests.gateway import Gateway


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, [("REQUIRED", "input")]),
        ({"byDays": 1, "byMinutes": 1}, [("INVALID", "input")]),
        ({"byDays": 0}, [("INVALID", "input.byDays")]),
        ({"byMinutes": 0}, [("INVALID", "input.byMinutes")]),
        ({"toStart": {"local": "2026-07-01T10:00"}}, [("INVALID", "input.toStart")]),
        ({"toStart": {}}, [("REQUIRED", "input.toStart")]),
        ({"toStart": {"local": "2027-03-28T02:30"}}, [("NONEXISTENT_LOCAL_TIME", "input.toStart.local")]),
        ({"byDays": 36_526}, [("OUT_OF_RANGE", "input.byDays")]),
        ({"byDays": -2_147_483_648}, [("OUT_OF_RANGE", "input.byDays")]),
        ({"toStart": {"local": "9998-12-31T10:00"}}, [("OUT_OF_RANGE", "input.toStart")]),
        ({"byDays": 1, "scope": "THIS"}, [("REQUIRED", "input.occurrenceUuid")]),
        ({"byDays": 1, "scope": FOLLOWING}, [("REQUIRED", "input.occurrenceUuid")]),
        ({"byDays": 1, "occurrenceUuid": str(uuid4())}, [("NOT_FOUND", "input.occurrenceUuid")]),
        ({"byDays": 1, "reason": " "}, [("TOO_SHORT", "input.reason")]),
        ({"reason": "x" * 1001}, [("TOO_LONG", "input.reason"), ("REQUIRED", "input")]),
    ],
)
def test_input_without_a_valid_shift_is_refused(
    gateway: Gateway, given: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    acme = gateway.organisation()
    uuid, _ = series(gateway, acme)
    assert codes(refused(gateway, acme, uuid, **given)) == problems


MONTHLY = {"type": "MONTHLY", "ends": {"type": "NEVER"}}
SLOTTED = {
    "type": "TIMESLOTS",
    "durationMinutes": None,
    "timeslots": [{"startsAt": clock, "durationMinutes": 60} for clock in ("18:00", "20:00")],
}


@pytest.mark.parametrize(
    ("rule", "given", "sentence"),
    [
        (
            daily(1, "2026-07-28T10:00") | MONTHLY,
            {"byDays": 1},
            "The rule cannot express this shift: not every month has the day that it would name,"
            " or the dates would pass the end of one.",
        ),
        (
            daily(2, "2026-06-30T23:30") | {"type": "MONTHLY"},
            {"byMinutes": 60},
            "The rule cannot express this shift: not every month has the day that it would name,"
            " or the dates would pass the end of one.",
        ),
        (
            daily(3, "2026-07-14T10:00")
            | {"type": "MONTHLY", "monthlyPosition": {"ordinal": "SECOND", "weekday": "TUESDAY"}},
            {"byDays": 7},
            "The rule names a position in the month, which a move to another day does not keep.",
        ),
        (
            daily(4, "2026-07-01T10:00") | {"type": "WEEKLY", "interval": 2, "weekdays": ["WEDNESDAY", "SUNDAY"]},
            {"byDays": 1},
            "The rule cannot express this shift: its days of the week would fall into weeks that it leaves out.",
        ),
        (
            daily(4, "2026-07-01T18:00")
            | SLOTTED
            | {"frequency": "WEEKLY", "interval": 2, "weekdays": ["WEDNESDAY", "SUNDAY"]},
            {"byDays": 1},
            "The rule cannot express this shift: its days of the week would fall into weeks that it leaves out.",
        ),
        (
            daily(2, "2027-03-21T02:30") | {"type": "WEEKLY", "interval": 2},
            {"byDays": 7},
            "The rule cannot express this shift: it would begin at 2027-03-28T02:30:00,"
            " which does not exist in Europe/Berlin.",
        ),
        (
            daily(2, "2026-07-01T00:00") | SLOTTED,
            {"byMinutes": 300},
            "Some of the timeslots would cross midnight and others not: the rule cannot express that.",
        ),
    ],
)
@pytest.mark.parametrize("scope", ["ALL", FOLLOWING])
def test_a_shift_that_the_rule_cannot_express_is_refused(
    gateway: Gateway, rule: dict[str, Any], given: dict[str, Any], sentence: str, scope: str
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    first = str(dates(gateway, uuid)[0]["id"])
    (problem,) = refused(gateway, acme, uuid, **given, scope=scope, occurrenceUuid=first)
    (way,) = given
    assert problem == {"code": "INVALID", "message": sentence, "path": ["input", way]}
    # One date alone may go anywhere.
    reschedule(gateway, acme, uuid, **given, scope="THIS", occurrenceUuid=first)


def test_a_monthly_rule_moves_between_days_that_every_month_has(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(3, "2026-07-27T10:00") | {"type": "MONTHLY"})
    reschedule(gateway, acme, uuid, byDays=1)
    assert starts(gateway, uuid) == ["2026-07-28T10:00", "2026-08-28T10:00", "2026-09-28T10:00"]


def test_a_position_in_the_month_keeps_its_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    position = {"monthlyPosition": {"ordinal": "SECOND", "weekday": "TUESDAY"}}
    uuid = create(
        gateway, acme, timezone=ZONE, occurrence=daily(2, "2026-07-14T10:00") | {"type": "MONTHLY"} | position
    )
    reschedule(gateway, acme, uuid, byMinutes=90)
    assert starts(gateway, uuid) == ["2026-07-14T11:30", "2026-08-11T11:30"]
    assert rule_of(gateway, uuid)["rrule"].splitlines() == [
        "DTSTART;TZID=Europe/Berlin:20260714T113000",
        "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=2",
    ]


def test_two_dates_at_the_same_time_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    given = {"scope": "THIS", "occurrenceUuid": ids[0], "byDays": 7}
    (problem,) = refused(gateway, acme, uuid, **given)
    assert problem == {
        "code": "NOT_UNIQUE",
        "message": "Two dates would start at the same time, 2026-07-08T10:00:00.",
        "path": ["input", "byDays"],
    }


def test_dates_that_cannot_be_rescheduled_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    other, _ = series(gateway, acme)
    foreign = str(dates(gateway, other)[0]["id"])
    named = {"byDays": 1, "occurrenceUuid": foreign}
    assert codes(refused(gateway, acme, uuid, **named, scope="THIS")) == [("NOT_FOUND", "input.occurrenceUuid")]

    def mark(db: Any) -> None:
        db.get_one(OccurrenceRow, UUID(ids[0])).history = True
        db.get_one(OccurrenceRow, UUID(ids[1])).out_of_rule = True

    gateway.in_database(mark)
    for each in ids[:2]:
        answered = refused(gateway, acme, uuid, byDays=1, scope=FOLLOWING, occurrenceUuid=each)
        assert codes(answered) == [("INVALID", "input.occurrenceUuid")]
    gateway.clock.set(utc(2026, 7, 9))
    answered = refused(gateway, acme, uuid, byDays=1, occurrenceUuid=ids[1])
    assert [problem["message"] for problem in answered] == [
        "This date has ended, and the scope ALL leaves such dates alone."
    ]
    gateway.clock.set(utc(2026, 8, 9))
    assert codes(refused(gateway, acme, uuid, byDays=1)) == [("INVALID", "input.scope")]
    nothing = make_event(gateway, acme, name="Nothing")
    answered = refused(gateway, acme, nothing.id, toStart={"local": "2026-09-01T10:00"})
    assert codes(answered) == [("INVALID", "input.toStart")]


@pytest.mark.parametrize("scope", ["THIS", FOLLOWING])
def test_a_date_that_has_ended_stays_where_it_was(gateway: Gateway, scope: str) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    gateway.clock.set(utc(2026, 7, 9))
    for dry_run in (False, True):
        given = {"byDays": 5, "scope": scope, "occurrenceUuid": ids[1], "dryRun": dry_run}
        [answered] = refused(gateway, acme, uuid, **given)
        path = ["input", "occurrenceUuid"]
        assert answered == {"code": "ENDED", "message": "This date has ended.", "path": path}


def test_a_cancelled_event_stays_as_it_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once())
    gateway.gql("mutation ($u: UUID!) { cancelEvent(uuid: $u) { message } }", gateway.token(acme), u=uuid)
    assert codes(refused(gateway, acme, uuid, byDays=1)) == [("CANCELLED", "uuid")]


def test_a_window_that_would_open_after_it_closes_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    settings = {
        "bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-06-20T09:00"},
        "bookingEndsOn": {"type": "CONTINUE_UNTIL_EVENT_STARTS"},
    }
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once("2026-07-01T18:00"), settings=settings)
    first = str(dates(gateway, uuid)[0]["id"])
    given = {"scope": "THIS", "occurrenceUuid": first, "byDays": -20}
    assert [problem["path"] for problem in refused(gateway, acme, uuid, **given)] == [["input", "byDays"]]
    assert [problem["path"] for problem in refused(gateway, acme, uuid, **given, dryRun=True)] == [["input", "byDays"]]
