"""updateOccurrence: one date gets its own times or is called off, with its bookings and sessions."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionRow
from tests.builders import Stored, everything, make_session, stored
from tests.events.dated_event import book, change_date, change_row, choose, chosen, make_placed, make_series, rows_of
from tests.events.dated_event import state as state_of
from tests.events.editing import codes, daily, occurrences, update
from tests.gateway import Gateway, Organisation

ANSWER = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) {
    warnings { code message path }
    userErrors { code message path }
    occurrence { uuid enabled startsOn { utc local } endsOn { utc } }
  }
}
"""
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def change(gateway: Gateway, organisation: Organisation, date: Stored, **given: Any) -> Any:
    """The payload of a change that goes through."""
    payload = gateway.gql(ANSWER, gateway.token(organisation), uuid=date["id"], input=given)["updateOccurrence"]
    assert payload["userErrors"] == []
    return payload


def refuse(gateway: Gateway, organisation: Organisation, date: Stored, **given: Any) -> list[tuple[str, str, str]]:
    """Code, path and message of each error of a change that is refused."""
    token = gateway.token(organisation)
    before = everything(gateway)
    payload = gateway.gql(ANSWER, token, uuid=date["id"], input=given)["updateOccurrence"]
    assert payload["occurrence"] is None
    assert everything(gateway) == before
    return [(each["code"], ".".join(each["path"]), each["message"]) for each in payload["userErrors"]]


def now_stored(gateway: Gateway, date: Stored) -> Stored:
    return stored(gateway, OccurrenceRow, id=date["id"])[0]


def test_a_date_moves_with_its_sessions_and_keeps_its_original_start(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates, offset=15)
    before = rows_of(gateway, talk)
    own = before[dates[0]["id"]]
    change_row(gateway, own, starts_at=own["starts_at"] + 10 * MINUTE, own_times=True)
    book(gateway, acme, dates[0], seats=2)
    payload = change(gateway, acme, dates[0], startsOn={"local": "2026-07-01T20:30"}, durationMinutes=90)
    assert payload["warnings"] == []
    assert payload["occurrence"] == {
        "uuid": str(dates[0]["id"]),
        "enabled": True,
        "startsOn": {"utc": "2026-07-01T10:30:00Z", "local": "2026-07-01T20:30:00"},
        "endsOn": {"utc": "2026-07-01T12:00:00Z"},
    }
    after = now_stored(gateway, dates[0])
    assert (after["own_times"], after["out_of_rule"], after["booked_count"], after["version"]) == (True, False, 2, 2)
    assert after["original_starts_at"] == dates[0]["starts_at"]
    rows = rows_of(gateway, talk)
    shifts = [rows[date["id"]]["starts_at"] - before[date["id"]]["starts_at"] for date in dates]
    assert shifts == [2 * HOUR + 40 * MINUTE, timedelta(), timedelta()]
    assert stored(gateway, SessionRow, id=talk.id)[0]["starts_local"] == datetime(2026, 7, 1, 20, 55)
    # A change of the rule leaves it where it is.
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T19:00"}})
    assert [each[0] for each in state_of(gateway, event)] == ["07-01 20:30", "07-02 19:00", "07-03 19:00"]


def test_null_restores_the_times_of_the_rule(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(2))
    change(gateway, acme, dates[0], startsOn={"local": "2026-07-01T20:30"}, endsOn={"local": "2026-07-01T23:00"})
    change(gateway, acme, dates[0], startsOn=None)
    after = now_stored(gateway, dates[0])
    kept = ("starts_at", "ends_at", "own_times")
    assert [after[name] for name in kept] == [dates[0][name] for name in kept]
    change_date(gateway, dates[1], out_of_rule=True)
    sentence = "The rule does not give this date, so that this cannot be empty."
    assert refuse(gateway, acme, dates[1], startsOn=None, endsOn=None) == [
        ("REQUIRED", "input.startsOn", sentence),
        ("REQUIRED", "input.endsOn", sentence),
    ]


def test_the_timeslots_of_a_date_go_along(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": start, "durationMinutes": 60} for start in ("10:00", "12:00")]
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    _, dates = make_series(gateway, acme, occurrence=rule)
    change(gateway, acme, dates[0], startsOn={"local": "2026-07-01T10:30"})
    found = [slot for slot in stored(gateway, TimeslotRow) if slot["occurrence_id"] == dates[0]["id"]]
    walls = sorted(f"{slot['starts_local']:%H:%M}-{slot['ends_local']:%H:%M}" for slot in found)
    assert walls == ["10:30-11:30", "12:30-13:30"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"startsOn": {"local": "2026-07-02T18:00"}},
         ("NOT_UNIQUE", "input.startsOn", "Another date of the event starts at 2026-07-02T18:00:00.")),
        ({"endsOn": {"local": "2026-07-01T18:00"}},
         ("OUT_OF_RANGE", "input.endsOn",
          "The end lies from 1 to 527,040 whole minutes (366 days) behind the start.")),
        ({"durationMinutes": 527_041},
         ("OUT_OF_RANGE", "input.durationMinutes",
          "The end lies from 1 to 527,040 whole minutes (366 days) behind the start.")),
        ({"endsOn": {"local": "2026-07-01T20:00"}, "durationMinutes": 60},
         ("TIMES_DISAGREE", "input.endsOn", "From start to end there are 120 minutes, but the duration is 60.")),
        ({"startsOn": {"local": "2026-10-04T02:30"}},
         ("NONEXISTENT_LOCAL_TIME", "input.startsOn.local",
          "2026-10-04T02:30:00 does not exist in Australia/Sydney, because clocks go forward there. The nearest times"
          " are 2026-10-04T01:30:00 and 2026-10-04T03:30:00.")),
        ({"reason": "Storm"}, ("INVALID", "input.reason", "Only a date that is called off has a reason.")),
        ({"enabled": False, "reason": ""}, ("TOO_SHORT", "input.reason", "At least 1 visible character.")),
        ({"enabled": False, "reason": "x" * 1001},
         ("TOO_LONG", "input.reason", "At most 1000 characters; these are 1001.")),
        ({"moveTo": "00000000-0000-4000-8000-000000000000"},
         ("INVALID", "input.moveTo",
          "Seats go to another date only with bookings: MOVE, and where this date is called off.")),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(
    gateway: Gateway, given: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(3))
    assert refuse(gateway, acme, dates[0], **given) == [expected]


def test_the_only_date_of_a_session_cannot_leave_it_outside(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(1))
    make_placed(gateway, event, dates, offset=30, minutes=30)
    sentence = "The session “Talk” from 2026-07-01T08:30:00Z to 2026-07-01T09:00:00Z would lie outside its occurrences."
    assert refuse(gateway, acme, dates[0], durationMinutes=45) == [("OUT_OF_RANGE", "input.durationMinutes", sentence)]
    # A session without rows lies outside as soon as no date holds it any more.
    make_session(gateway, event, name="Free")
    found = refuse(gateway, acme, dates[0], startsOn={"local": "2026-07-03T18:00"})
    assert [each[:2] for each in found] == [("OUT_OF_RANGE", "input.startsOn")]


def test_a_booked_date_moves_to_another_day_only_with_a_choice(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    talk = make_placed(gateway, event, dates)
    attendee = book(gateway, acme, dates[1], seats=3)
    there = {"local": "2026-07-05T18:00"}
    sentence = "The change moves 1 booked date with 3 seats to another day. Send bookings: MOVE or KEEP."
    for choice in ({}, {"bookings": None}):
        assert refuse(gateway, acme, dates[1], startsOn=there, **choice) == [("REQUIRED", "input.bookings", sentence)]
    payload = change(gateway, acme, dates[1], startsOn=there, bookings="MOVE")
    assert payload["warnings"] == [
        {
            "code": "BOOKINGS_MOVED",
            "message": "Moved to another day with their bookings: 1 booked date with 3 seats.",
            "path": ["input", "bookings"],
        }
    ]
    assert state_of(gateway, event)[1] == ("07-05 18:00", None, False, 3)
    payload = change(gateway, acme, dates[1], startsOn={"local": "2026-07-06T19:00"}, bookings="KEEP")
    assert codes(payload["warnings"]) == [("BOOKINGS_KEPT", "input.bookings")]
    assert state_of(gateway, event) == [
        ("07-01 18:00", None, False, 0),
        ("07-05 18:00", None, True, 3),
        ("07-06 19:00", None, False, 0),
    ]
    made = occurrences(gateway, event.id)[2]
    assert (made["original_starts_at"], made["own_times"]) == (dates[1]["starts_at"], True)
    assert rows_of(gateway, talk)[made["id"]]["starts_at"] == made["starts_at"]
    assert stored(gateway, AttendeeRow, id=attendee.id)[0]["occurrence_id"] == dates[1]["id"]


def test_a_date_is_called_off_with_a_reason_and_on_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(2))
    names = ("enabled", "disabled_reason", "cancellation_reason")
    states = []
    for given in (
        {"enabled": False, "reason": "Storm"},
        {"reason": "A storm"},
        {"capacity": 5},
        {"reason": None},
        {"reason": "Rain"},
        {"enabled": None},
    ):
        change(gateway, acme, dates[0], **given)
        after = now_stored(gateway, dates[0])
        states.append(tuple(after[name] for name in names))
    assert states == [
        (False, "CALLED_OFF", "Storm"),
        (False, "CALLED_OFF", "A storm"),
        (False, "CALLED_OFF", "A storm"),
        (False, "CALLED_OFF", None),
        (False, "CALLED_OFF", "Rain"),
        (True, None, None),
    ]


def test_a_session_has_the_times_of_the_next_date_when_one_is_called_off(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    talk = make_placed(gateway, event, dates)
    change(gateway, acme, dates[0], enabled=False)
    assert stored(gateway, SessionRow, id=talk.id)[0]["starts_at"] == dates[1]["starts_at"]


def test_calling_off_a_booked_date_names_the_seats(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(2))
    book(gateway, acme, dates[0], seats=1)
    payload = change(gateway, acme, dates[0], enabled=False)
    assert payload["warnings"] == [
        {
            "code": "BOOKED_DATE_CALLED_OFF",
            "message": "The date that was called off has 1 booked seat.",
            "path": ["input", "enabled"],
        }
    ]
    # It is not news any more.
    assert change(gateway, acme, dates[0], reason="Storm")["warnings"] == []


def test_the_seats_of_a_date_that_is_called_off_go_to_another(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates)
    rows = rows_of(gateway, talk)
    attendee = book(gateway, acme, dates[0], seats=3)
    choose(gateway, event, attendee.user_id, rows[dates[0]["id"]])
    sentence = "There is no date for 1 booked date with 3 seats. Send moveTo: the uuid of a date that takes them."
    given: dict[str, Any] = {"enabled": False, "bookings": "MOVE"}
    assert refuse(gateway, acme, dates[0], **given) == [("REQUIRED", "input.moveTo", sentence)]
    assert refuse(gateway, acme, dates[0], **given, moveTo=dates[0]["id"]) == [
        ("OUT_OF_RANGE", "input.moveTo", "The seats are to leave this date."),
        ("OUT_OF_RANGE", "input.moveTo", "This date does not take place."),
    ]
    change_date(gateway, dates[1], capacity=2)
    assert refuse(gateway, acme, dates[0], **given, moveTo=dates[1]["id"]) == [
        ("OUT_OF_RANGE", "input.moveTo", "This date has room for 2 more seats; 3 are to move there.")
    ]
    payload = change(gateway, acme, dates[0], **given, moveTo=dates[2]["id"])
    assert payload["warnings"] == [
        {
            "code": "BOOKINGS_MOVED",
            "message": "The bookings of 1 booked date with 3 seats have moved to the date of 2026-07-03T18:00:00.",
            "path": ["input", "bookings"],
        }
    ]
    assert [each[1:] for each in state_of(gateway, event)] == [
        ("CALLED_OFF", False, 0),
        (None, False, 0),
        (None, False, 3),
    ]
    assert stored(gateway, AttendeeRow, id=attendee.id)[0]["occurrence_id"] == dates[2]["id"]
    assert chosen(gateway) == [rows[dates[2]["id"]]["id"]]


def test_a_date_that_is_off_moves_with_its_seats_as_any_other(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    book(gateway, acme, dates[1], seats=3)
    change(gateway, acme, dates[1], enabled=False)
    change(gateway, acme, dates[1], startsOn={"local": "2026-07-05T18:00"}, bookings="MOVE")
    assert state_of(gateway, event)[1] == ("07-05 18:00", "CALLED_OFF", False, 3)
    # Its seats can leave it later, too.
    change(gateway, acme, dates[1], bookings="MOVE", moveTo=dates[0]["id"])
    assert [each[3] for each in state_of(gateway, event)] == [3, 0]
