"""updateEvent and updateOccurrence: booked timeslots when the rule's list or the date changes."""

from typing import Any

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import TimeslotRow
from tests.builders import Stored, stored
from tests.events.dated_event import book, change_date, make_series, state
from tests.events.editing import daily, refuse, update
from tests.gateway import Gateway, Organisation
from tests.occurrences.test_one_date import change
from tests.occurrences.test_one_date import refuse as refuse_date

TEN, TWELVE = ({"startsAt": f"{hour}:00:00", "durationMinutes": 60, "capacity": 10} for hour in (10, 12))


def series(
    gateway: Gateway, acme: Organisation, *slots: dict[str, Any], count: int = 3
) -> tuple[EventRow, list[Stored]]:
    rule = daily(count) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": list(slots)}
    return make_series(gateway, acme, occurrence=rule)


def slots_on(gateway: Gateway, date: Stored) -> list[Stored]:
    return sorted(stored(gateway, TimeslotRow, occurrence_id=date["id"]), key=lambda slot: slot["position"])


def shown(gateway: Gateway, date: Stored) -> list[tuple[str, int]]:
    return [(f"{slot['starts_local']:%H:%M}", slot["booked_count"]) for slot in slots_on(gateway, date)]


def slot_of(gateway: Gateway, attendee: AttendeeRow) -> Any:
    [row] = stored(gateway, AttendeeRow, id=attendee.id)
    return row["occurrence_id"], row["timeslot_id"]


def test_the_capacity_of_a_timeslot_covers_its_bookings(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = series(gateway, acme, TEN, TWELVE)
    for date, seats in zip(dates, (8, 5), strict=False):
        book(gateway, acme, date, seats=seats, slot=slots_on(gateway, date)[1])
    given = {"type": "TIMESLOTS", "timeslots": [TEN | {"capacity": 1}, TWELVE | {"capacity": 7}]}
    assert refuse(gateway, acme, event.id, occurrence=given) == [
        {
            "code": "OUT_OF_RANGE",
            "message": "8 are booked already; the capacity cannot be less.",
            "path": ["input", "occurrence", "timeslots", "1", "capacity"],
        }
    ]
    given["timeslots"][1] = TWELVE | {"capacity": 8}  # type: ignore[index]
    update(gateway, acme, event.id, occurrence=given)
    assert [slot["capacity"] for slot in slots_on(gateway, dates[0])] == [1, 8]


def test_dropping_a_booked_timeslot_requires_a_choice(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = series(gateway, acme, TEN, TWELVE)
    first = slots_on(gateway, dates[0])
    book(gateway, acme, dates[0], seats=1, slot=first[0])
    attendee = book(gateway, acme, dates[0], seats=8, slot=first[1])
    sentence = (
        "The change leaves 1 booked timeslot with 8 seats without a timeslot of the rule. Send bookings: MOVE or KEEP."
    )
    given = {"type": "TIMESLOTS", "timeslots": [TEN]}
    assert refuse(gateway, acme, event.id, occurrence=given) == [
        {"code": "REQUIRED", "message": sentence, "path": ["input", "bookings"]}
    ]
    payload = update(gateway, acme, event.id, occurrence=given, bookings="KEEP")
    assert [each["message"] for each in payload["warnings"]] == [
        "Kept as before, outside the rule, because of their bookings: 1 booked timeslot with 8 seats."
    ]
    assert shown(gateway, dates[0]) == [("10:00", 1), ("12:00", 8)]
    assert slot_of(gateway, attendee) == (dates[0]["id"], first[1]["id"])
    # The choice is made: a later change does not need it again.
    update(gateway, acme, event.id, occurrence={"type": "TIMESLOTS", "timeslots": [TEN | {"capacity": 9}]})
    assert shown(gateway, dates[0]) == [("10:00", 1), ("12:00", 8)]


def test_the_seats_of_a_timeslot_that_another_kind_of_rule_drops_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = series(gateway, acme, TEN, TWELVE)
    first = slots_on(gateway, dates[0])
    attendee = book(gateway, acme, dates[0], seats=3, slot=first[1])
    stays = book(gateway, acme, dates[0], seats=2)
    given = daily(3)
    [error] = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE")
    assert (error["code"], error["path"], error["message"]) == (
        "REQUIRED",
        ["input", "moveTo"],
        "There is no date for 1 booked timeslot with 3 seats. Send moveTo: the uuid of a date that takes them.",
    )
    [error] = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[0]["id"])
    assert error["message"] == "The seats are to leave this date."
    payload = update(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[2]["id"])
    assert [each["message"] for each in payload["warnings"]] == [
        "The bookings of 1 booked timeslot with 3 seats have moved to the date of 2026-07-03T18:00:00."
    ]
    assert [each[3] for each in state(gateway, event)] == [2, 0, 3]
    assert stored(gateway, TimeslotRow, event_id=event.id) == []
    assert slot_of(gateway, attendee) == (dates[2]["id"], None)
    assert slot_of(gateway, stays) == (dates[0]["id"], None)


def test_seats_go_to_the_timeslot_that_had_the_same_local_time(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = series(gateway, acme, TEN | {"capacity": 1})
    attendee = book(gateway, acme, dates[0], slot=slots_on(gateway, dates[0])[0])
    eleven = TEN | {"startsAt": "11:00:00", "capacity": 1}
    given = {"type": "TIMESLOTS", "exclusions": ["2026-07-01"], "timeslots": [eleven]}
    update(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[2]["id"])
    [there] = slots_on(gateway, dates[2])
    assert slot_of(gateway, attendee) == (dates[2]["id"], there["id"])
    assert shown(gateway, dates[2]) == [("11:00", 1)]


def test_a_date_without_a_timeslot_for_the_seats_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = series(gateway, acme, TEN, TWELVE)
    book(gateway, acme, dates[0], seats=3, slot=slots_on(gateway, dates[0])[1])
    given = {"type": "TIMESLOTS", "timeslots": [TEN]}
    assert refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[1]["id"]) == [
        {
            "code": "OUT_OF_RANGE",
            "message": "This date has no timeslot for the seats of that at 12:00.",
            "path": ["input", "moveTo"],
        }
    ]


def test_the_seats_of_a_date_that_is_moved_and_called_off_find_their_timeslot(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = series(gateway, acme, TEN, TWELVE)
    attendee = book(gateway, acme, dates[0], seats=3, slot=slots_on(gateway, dates[0])[0])
    there = slots_on(gateway, dates[1])
    given = {"startsOn": {"local": "2026-07-01T12:00"}, "enabled": False, "bookings": "MOVE", "moveTo": dates[1]["id"]}
    change(gateway, acme, dates[0], **given)
    assert slot_of(gateway, attendee) == (dates[1]["id"], there[0]["id"])


def test_the_times_of_a_date_leave_no_timeslot_outside(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = series(gateway, acme, TEN, TWELVE)
    sentence = "The timeslot at 12:00 would lie outside the date."
    end = {"local": "2026-07-01T12:30"}
    assert refuse_date(gateway, acme, dates[0], endsOn=end) == [("OUT_OF_RANGE", "input.endsOn", sentence)]
    # One that lies outside already is not the fault of this change.
    change_date(gateway, dates[1], ends_at=slots_on(gateway, dates[1])[1]["starts_at"])
    change(gateway, acme, dates[1], durationMinutes=90)
