"""rescheduleEvent with the scopes THIS and THIS_AND_FOLLOWING, and what is refused."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.agenda.tables import ScheduleDateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, make_event, make_schedule_date, make_session, make_ticket, stored
from tests.events.editing import codes, create, daily, once, update
from tests.events.rescheduling import (
    ZONE,
    dates,
    day,
    make_talks,
    refused,
    reschedule,
    rule_of,
    starts,
    utc,
)
from tests.gateway import Gateway

FOLLOWING = "THIS_AND_FOLLOWING"
WEEKLY = daily(4, "2026-07-01T10:00") | {"type": "WEEKLY"}


def series(gateway: Gateway, acme: Any, **rest: Any) -> tuple[UUID, list[str]]:
    """Four Wednesdays in July, and the uuids of the dates."""
    uuid = create(gateway, acme, timezone=ZONE, occurrence=WEEKLY | rest)
    return uuid, [str(row["id"]) for row in dates(gateway, uuid)]


def test_one_date_is_put_off_and_the_rule_goes_on(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    event = event_of(gateway, uuid)
    ticket = make_ticket(gateway, event, booking_starts_type="SPECIFIC_TIME", booking_starts_at=utc(2026, 6, 20))
    days = {number: make_schedule_date(gateway, event, date=date(2026, 7, number)) for number in (1, 2, 8)}
    make_talks(gateway, uuid, 60)
    free = make_session(gateway, event, name="Free", starts_at=utc(2026, 7, 8, 8), ends_at=utc(2026, 7, 8, 9))
    before = rule_of(gateway, uuid)

    payload = reschedule(
        gateway, acme, uuid, scope="THIS", occurrenceUuid=ids[1], toStart={"local": "2026-07-10T11:00"}
    )

    assert [item["occurrenceUuid"] for item in payload["dates"]] == [ids[1]]
    assert payload["sessions"] == []
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-10T11:00", "2026-07-15T10:00", "2026-07-22T10:00"]
    moved = dates(gateway, uuid)[1]
    assert (moved["own_times"], moved["original_starts_local"]) == (True, datetime(2026, 7, 8, 10))
    assert (moved["ends_local"], moved["out_of_rule"], moved["history"]) == (datetime(2026, 7, 10, 12), False, False)
    rows = {str(row["occurrence_id"]): row for row in stored(gateway, SessionOccurrenceRow)}
    assert rows[ids[1]]["starts_local"] == datetime(2026, 7, 10, 12)
    assert rows[ids[0]]["starts_local"] == datetime(2026, 7, 1, 11)
    after = rule_of(gateway, uuid)
    same = ("rule_starts_at", "ends_after", "exclusions", "weekdays", "booking_starts_at")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert stored(gateway, TicketRow, id=ticket.id)[0]["booking_starts_at"] == utc(2026, 6, 20)
    assert stored(gateway, SessionRow, id=free.id)[0]["starts_at"] == utc(2026, 7, 8, 8)
    # Nothing stood under the days: they stay, and no row is filed where it does not take place.
    assert sorted(row["date"] for row in stored(gateway, ScheduleDateRow)) == [date(2026, 7, n) for n in days]
    assert (rows[ids[0]]["schedule_date_id"], rows[ids[1]]["schedule_date_id"]) == (days[1].id, None)


def test_a_day_under_which_something_stays_is_not_moved(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-09-09T{hour}:00"} for hour in ("09", "14")]
    rule = {"type": "SCHEDULE", "durationMinutes": 180, "schedule": listed}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    shared, next_one = day(gateway, uuid, 9), day(gateway, uuid, 10)
    make_talks(gateway, uuid)

    def file(db: Any) -> None:
        for row in db.exec(select(SessionOccurrenceRow)).all():
            row.schedule_date_id = shared.id

    gateway.aside(file)
    first, second = dates(gateway, uuid)
    reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=str(second["id"]), byDays=1)
    assert stored(gateway, ScheduleDateRow, id=shared.id)[0]["date"] == date(2026, 9, 9)
    filed = {row["occurrence_id"]: row["schedule_date_id"] for row in stored(gateway, SessionOccurrenceRow)}
    assert filed == {first["id"]: shared.id, second["id"]: next_one.id}
    # With nothing left behind, each day goes along with its rows.
    reschedule(gateway, acme, uuid, byDays=1)
    assert stored(gateway, ScheduleDateRow, id=shared.id)[0]["date"] == date(2026, 9, 10)
    assert stored(gateway, ScheduleDateRow, id=next_one.id)[0]["date"] == date(2026, 9, 11)
    again = {row["occurrence_id"]: row["schedule_date_id"] for row in stored(gateway, SessionOccurrenceRow)}
    assert again == filed


def test_one_date_with_timeslots_takes_them_along(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": clock, "durationMinutes": 60} for clock in ("18:00", "20:00")]
    rule = daily(2, "2026-07-01T00:00") | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    first, _ = dates(gateway, uuid)
    reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=str(first["id"]), byMinutes=300)
    found = [row["starts_local"] for row in stored(gateway, TimeslotRow, occurrence_id=first["id"])]
    assert sorted(found) == [datetime(2026, 7, 1, 23), datetime(2026, 7, 2, 1)]


def test_the_rule_begins_again_with_this_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme, exclusions=["2026-07-08"], ends={"type": "AFTER_COUNT", "count": 5})
    make_talks(gateway, uuid)
    payload = reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[1], byMinutes=24 * 60 + 60)
    assert [item["occurrenceUuid"] for item in payload["dates"]] == ids[1:]
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-16T11:00", "2026-07-23T11:00", "2026-07-30T11:00"]
    assert [row["history"] for row in dates(gateway, uuid)] == [True, False, False, False]
    assert [row["own_times"] for row in dates(gateway, uuid)] == [False] * 4
    event = rule_of(gateway, uuid)
    assert (event["rule_starts_local"], event["ends_after"], event["exclusions"]) == (datetime(2026, 7, 16, 11), 3, [])
    rows = sorted(row["starts_local"] for row in stored(gateway, SessionOccurrenceRow))
    assert rows == [datetime(2026, 7, 1, 11), *(datetime(2026, 7, number, 12) for number in (16, 23, 30))]


def test_later_changes_of_the_rule_leave_the_dates_before_alone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[2], byMinutes=60)
    history = dates(gateway, uuid)[:2]
    update(gateway, acme, uuid, occurrence={"type": "WEEKLY", "startsOn": {"local": "2026-07-15T08:00"}})
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-08T10:00", "2026-07-15T08:00", "2026-07-22T08:00"]
    assert dates(gateway, uuid)[:2] == history
    assert [str(row["id"]) for row in dates(gateway, uuid)] == ids
    # The whole event takes them along.
    reschedule(gateway, acme, uuid, byDays=1)
    assert starts(gateway, uuid) == ["2026-07-02T10:00", "2026-07-09T10:00", "2026-07-16T08:00", "2026-07-23T08:00"]
    assert [row["history"] for row in dates(gateway, uuid)] == [True, True, False, False]


def test_excluded_dates_behind_it_still_count(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme, exclusions=["2026-07-15"])
    reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[1], byDays=1)
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-09T10:00", "2026-07-23T10:00"]
    event = rule_of(gateway, uuid)
    assert (event["ends_after"], event["exclusions"]) == (3, ["2026-07-16"])


def test_a_schedule_keeps_the_starts_from_there_on(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-07-{number}T18:00"} for number in ("05", "12", "20")]
    rule = {"type": "SCHEDULE", "durationMinutes": 60, "schedule": listed}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    ids = [str(row["id"]) for row in dates(gateway, uuid)]
    reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[1], byDays=1)
    assert starts(gateway, uuid) == ["2026-07-05T18:00", "2026-07-13T18:00", "2026-07-21T18:00"]
    question = "query ($uuid: UUID!) { event(uuid: $uuid) { occurrence { schedule { startsOn { local } } } } }"
    found = gateway.gql(question, gateway.token(acme), uuid=uuid)["event"]["occurrence"]["schedule"]
    assert [item["startsOn"]["local"] for item in found] == ["2026-07-13T18:00:00", "2026-07-21T18:00:00"]


def test_null_is_as_if_it_had_not_been_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, _ = series(gateway, acme)
    reschedule(gateway, acme, uuid, byMinutes=15, reason="Because")
    nothing = dict.fromkeys(("toStart", "byMinutes", "scope", "occurrenceUuid", "reason", "dryRun"))
    payload = reschedule(gateway, acme, uuid, byDays=1, **nothing)
    assert payload["event"]["rescheduled"]["reason"] is None
    assert starts(gateway, uuid)[0] == "2026-07-02T10:15"


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
def test_input_that_says_no_shift_is_refused(
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
            "The rule cannot say this shift: not every month has the day that it would name,"
            " or the dates would pass the end of one.",
        ),
        (
            daily(2, "2026-06-30T23:30") | {"type": "MONTHLY"},
            {"byMinutes": 60},
            "The rule cannot say this shift: not every month has the day that it would name,"
            " or the dates would pass the end of one.",
        ),
        (
            daily(4, "2026-07-01T10:00") | {"type": "WEEKLY", "interval": 2, "weekdays": ["WEDNESDAY", "SUNDAY"]},
            {"byDays": 1},
            "The rule cannot say this shift: its days of the week would fall into weeks that it leaves out.",
        ),
        (
            daily(2, "2026-07-01T00:00") | SLOTTED,
            {"byMinutes": 300},
            "Some of the timeslots would cross midnight and others not: the rule cannot say that.",
        ),
    ],
)
@pytest.mark.parametrize("scope", ["ALL", FOLLOWING])
def test_a_shift_that_the_rule_cannot_say_is_refused(
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


def test_two_dates_may_not_start_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    given = {"scope": "THIS", "occurrenceUuid": ids[0], "byDays": 7}
    (problem,) = refused(gateway, acme, uuid, **given)
    assert problem == {
        "code": "NOT_UNIQUE",
        "message": "Two dates would start at once, at 2026-07-08T10:00:00.",
        "path": ["input", "byDays"],
    }


def test_dates_that_cannot_be_meant_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    other, _ = series(gateway, acme)
    foreign = str(dates(gateway, other)[0]["id"])
    named = {"byDays": 1, "occurrenceUuid": foreign}
    assert codes(refused(gateway, acme, uuid, **named, scope="THIS")) == [("NOT_FOUND", "input.occurrenceUuid")]

    def mark(db: Any) -> None:
        db.get_one(OccurrenceRow, UUID(ids[0])).history = True
        db.get_one(OccurrenceRow, UUID(ids[1])).out_of_rule = True

    gateway.aside(mark)
    for each in ids[:2]:
        told = refused(gateway, acme, uuid, byDays=1, scope=FOLLOWING, occurrenceUuid=each)
        assert codes(told) == [("INVALID", "input.occurrenceUuid")]
    gateway.clock.set(utc(2026, 7, 9))
    told = refused(gateway, acme, uuid, byDays=1, occurrenceUuid=ids[1])
    assert [problem["message"] for problem in told] == [
        "This date has ended, and the scope ALL leaves such dates alone."
    ]
    gateway.clock.set(utc(2026, 8, 9))
    assert codes(refused(gateway, acme, uuid, byDays=1)) == [("INVALID", "input.scope")]
    nothing = make_event(gateway, acme, name="Nothing")
    told = refused(gateway, acme, nothing.id, toStart={"local": "2026-09-01T10:00"})
    assert codes(told) == [("INVALID", "input.toStart")]


def test_a_cancelled_event_stays_as_it_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once())
    gateway.gql("mutation ($u: UUID!) { cancelEvent(uuid: $u) { message } }", gateway.token(acme), u=uuid)
    assert codes(refused(gateway, acme, uuid, byDays=1)) == [("WRONG_STATE", "uuid")]


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
