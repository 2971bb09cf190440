"""updateEvent: bookings on dates that a changed rule moves to another day or leaves out."""

from typing import Any

import pytest

from app.interactions.tables import AttendeeRow
from app.occurrences.tables import TimeslotRow
from tests.builders import stored
from tests.events.dated_event import book, change_date, choose, chosen, make_placed, make_series, rows_of, state
from tests.events.editing import codes, daily, occurrences, once, refuse, update
from tests.gateway import Gateway

WEEKLY = daily(3) | {"type": "WEEKLY"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"type": "DAILY", "startsOn": {"local": "2026-07-11T18:00"}},
         "The change moves 2 booked dates with 5 seats to another day. Send bookings: MOVE or KEEP."),
        ({"type": "DAILY", "exclusions": ["2026-07-01", "2026-07-02"]},
         "The change leaves 2 booked dates with 5 seats without a date of the rule. Send bookings: MOVE or KEEP."),
        ({"type": "WEEKLY", "weekdays": ["THURSDAY"]},
         "The change leaves 1 booked date with 2 seats without a date of the rule. Send bookings: MOVE or KEEP."),
        (None,
         "The change leaves 2 booked dates with 5 seats without a date of the rule. Send bookings: MOVE or KEEP."),
    ],
)  # fmt: skip
def test_a_change_that_affects_bookings_is_refused_with_their_numbers(
    gateway: Gateway, given: dict[str, Any] | None, sentence: str
) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    book(gateway, acme, dates[0], seats=2)
    book(gateway, acme, dates[1], seats=3)
    for choice in ({}, {"bookings": None}):
        [error] = refuse(gateway, acme, event.id, occurrence=given, **choice)
        assert error == {"code": "REQUIRED", "message": sentence, "path": ["input", "bookings"]}


def test_move_takes_seats_to_the_counterpart(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=WEEKLY)
    book(gateway, acme, dates[0], seats=2)
    given = {"type": "WEEKLY", "startsOn": {"local": "2026-07-03T18:00"}}
    payload = update(gateway, acme, event.id, occurrence=given, bookings="MOVE")
    assert [(each["code"], each["message"], each["path"]) for each in payload["warnings"]] == [
        (
            "BOOKINGS_MOVED",
            "Moved to another day with their bookings: 1 booked date with 2 seats.",
            ["input", "bookings"],
        )
    ]
    assert [row["id"] for row in occurrences(gateway, event.id)] == [row["id"] for row in dates]
    assert state(gateway, event)[0] == ("07-03 18:00", None, False, 2)


def test_keep_leaves_the_date_and_makes_a_new_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=WEEKLY)
    talk = make_placed(gateway, event, dates)
    attendee = book(gateway, acme, dates[0], seats=2)
    given = {"type": "WEEKLY", "startsOn": {"local": "2026-07-03T18:00"}}
    payload = update(gateway, acme, event.id, occurrence=given, bookings="KEEP")
    sentence = "Kept as before, outside the rule, because of their bookings: 1 booked date with 2 seats."
    assert [(each["code"], each["message"]) for each in payload["warnings"]] == [("BOOKINGS_KEPT", sentence)]
    assert state(gateway, event) == [
        ("07-01 18:00", None, True, 2),
        ("07-03 18:00", None, False, 0),
        ("07-10 18:00", None, False, 0),
        ("07-17 18:00", None, False, 0),
    ]
    after = occurrences(gateway, event.id)
    assert [row["id"] for row in after][::2] == [dates[0]["id"], dates[1]["id"]]
    assert stored(gateway, AttendeeRow, id=attendee.id)[0]["occurrence_id"] == dates[0]["id"]
    assert len(rows_of(gateway, talk)) == 4
    # The choice is made: a later change does not ask again.
    update(gateway, acme, event.id, occurrence={"type": "WEEKLY", "durationMinutes": 75})
    assert state(gateway, event)[0] == ("07-01 18:00", None, True, 2)


def test_keep_leaves_a_date_without_a_counterpart_unchanged(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    book(gateway, acme, dates[2], seats=4)
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 2}}
    update(gateway, acme, event.id, occurrence=given, bookings="KEEP")
    assert state(gateway, event)[2] == ("07-03 18:00", None, True, 4)


def test_move_takes_seats_of_a_date_without_a_counterpart_to_the_named_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates)
    attendee = book(gateway, acme, dates[2], seats=4)
    book(gateway, acme, dates[0], seats=1)
    change_date(gateway, dates[0], capacity=5)
    rows = rows_of(gateway, talk)
    choose(gateway, event, attendee.user_id, rows[dates[2]["id"]])
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 2}}
    [error] = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE")
    assert error == {
        "code": "REQUIRED",
        "message": "There is no date for 1 booked date with 4 seats. Send moveTo: the uuid of a date that takes them.",
        "path": ["input", "moveTo"],
    }
    payload = update(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[0]["id"])
    assert codes(payload["warnings"]) == [
        ("OCCURRENCES_DISABLED", "input.occurrence"),
        ("BOOKINGS_MOVED", "input.bookings"),
    ]
    assert payload["warnings"][1]["message"] == (
        "The bookings of 1 booked date with 4 seats have moved to the date of 2026-07-01T18:00:00."
    )
    assert state(gateway, event) == [
        ("07-01 18:00", None, False, 5),
        ("07-02 18:00", None, False, 0),
        ("07-03 18:00", "OUT_OF_RULE", True, 0),
    ]
    assert stored(gateway, AttendeeRow, id=attendee.id)[0]["occurrence_id"] == dates[0]["id"]
    assert chosen(gateway) == [rows[dates[0]["id"]]["id"]]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"capacity": 3}, "This date has room for 3 more seats; 4 are to move there."),
        ({"capacity": 5, "booked_count": 4}, "This date has room for 1 more seat; 4 are to move there."),
        ({"enabled": False, "disabled_reason": "CALLED_OFF"}, "This date does not take place."),
    ],
)
def test_a_date_that_cannot_take_the_seats_is_refused(gateway: Gateway, columns: dict[str, Any], sentence: str) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    book(gateway, acme, dates[2], seats=4)
    change_date(gateway, dates[0], **columns)
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 2}}
    [error] = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[0]["id"])
    assert error == {"code": "OUT_OF_RANGE", "message": sentence, "path": ["input", "moveTo"]}


def test_a_date_that_the_change_affects_takes_no_seats(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(4))
    _, others = make_series(gateway, acme, occurrence=once())
    book(gateway, acme, dates[3], seats=4)
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 2}}
    for target, code, sentence in (
        (dates[2], "OUT_OF_RANGE", "The change leaves this date out."),
        (dates[3], "OUT_OF_RANGE", "The seats are to leave this date."),
        (others[0], "NOT_FOUND", "The event has no occurrence with this uuid."),
    ):
        errors = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=target["id"])
        assert errors[0] == {"code": code, "message": sentence, "path": ["input", "moveTo"]}


SLOTS = [{"startsAt": start, "durationMinutes": 60, "capacity": 5} for start in ("10:00", "12:00")]


def test_a_booked_timeslot_is_never_deleted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": SLOTS}
    event, dates = make_series(gateway, acme, occurrence=rule)
    slots = [s for s in stored(gateway, TimeslotRow) if s["occurrence_id"] == dates[0]["id"]]
    first, second = sorted(slots, key=lambda slot: slot["position"])
    book(gateway, acme, dates[0], seats=2, slot=second)
    update(gateway, acme, event.id, occurrence={"type": "TIMESLOTS", "timeslots": SLOTS[:1]}, bookings="KEEP")
    found = {slot["id"]: slot for slot in stored(gateway, TimeslotRow) if slot["occurrence_id"] == dates[0]["id"]}
    assert set(found) == {first["id"], second["id"]}
    assert (found[second["id"]]["position"], found[second["id"]]["booked_count"]) == (1, 2)
    assert found[second["id"]]["starts_at"] == second["starts_at"]
    assert len([s for s in stored(gateway, TimeslotRow) if s["occurrence_id"] == dates[1]["id"]]) == 1


def test_seats_go_to_the_timeslot_at_the_same_local_time(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": SLOTS}
    event, dates = make_series(gateway, acme, occurrence=rule)
    slots = {(slot["occurrence_id"], slot["position"]): slot for slot in stored(gateway, TimeslotRow)}
    source, target = slots[dates[1]["id"], 1], slots[dates[0]["id"], 1]
    attendee = book(gateway, acme, dates[1], seats=4, slot=source)
    other = book(gateway, acme, dates[0], seats=2, slot=target)
    given = {"type": "TIMESLOTS", "ends": {"type": "AFTER_COUNT", "count": 1}}
    [error] = refuse(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[0]["id"])
    sentence = "The timeslot at 12:00 on this date has room for 3 more seats; 4 are to move there."
    assert error == {"code": "OUT_OF_RANGE", "message": sentence, "path": ["input", "moveTo"]}
    gateway.in_database(lambda db: db.delete(db.get_one(AttendeeRow, other.id)))
    gateway.in_database(lambda db: setattr(db.get_one(TimeslotRow, target["id"]), "booked_count", 0))
    update(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=dates[0]["id"])
    [moved] = stored(gateway, AttendeeRow, id=attendee.id)
    assert (moved["occurrence_id"], moved["timeslot_id"]) == (dates[0]["id"], target["id"])
    counts = {slot["id"]: slot["booked_count"] for slot in stored(gateway, TimeslotRow)}
    assert (counts[target["id"]], counts[source["id"]]) == (4, 0)
