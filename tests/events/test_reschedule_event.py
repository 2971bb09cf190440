"""rescheduleEvent with the scope ALL: everything that belongs to the dates moves with them."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any

from app.agenda.tables import ScheduleDateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, make_session, make_ticket, stored
from tests.events.editing import create, daily
from tests.events.rescheduling import (
    ZONE,
    berlin,
    dates,
    day,
    make_talks,
    reschedule,
    rule_of,
    starts,
    utc,
)
from tests.gateway import Gateway


def test_a_weekly_series_moves_by_an_hour_over_a_change_of_clocks(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(4, "2026-10-12T10:00") | {"type": "WEEKLY", "exclusions": ["2026-10-19"]}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    before = dates(gateway, uuid)
    session = make_talks(gateway, uuid, 30)
    payload = reschedule(gateway, acme, uuid, byMinutes=60)
    assert payload["warnings"] == []
    after = dates(gateway, uuid)
    assert [row["id"] for row in after] == [row["id"] for row in before]
    # Clocks go back on 25 October.
    assert [row["starts_at"] for row in after] == [utc(2026, 10, 12, 9), utc(2026, 10, 26, 10), utc(2026, 11, 2, 10)]
    assert all(row["original_starts_at"] == row["starts_at"] for row in after)
    rows = sorted(item["starts_local"] for item in stored(gateway, SessionOccurrenceRow, session_id=session.id))
    assert rows == [datetime(2026, 10, 12, 11, 30), datetime(2026, 10, 26, 11, 30), datetime(2026, 11, 2, 11, 30)]
    assert rule_of(gateway, uuid)["exclusions"] == ["2026-10-19"]


def test_weekdays_exclusions_and_the_last_date_move_by_days(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(1, "2026-10-12T10:00") | {
        "type": "WEEKLY",
        "weekdays": ["MONDAY", "THURSDAY"],
        "ends": {"type": "ON_DATE", "on": "2026-10-26"},
        "exclusions": ["2026-10-19"],
    }
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    reschedule(gateway, acme, uuid, byDays=-2)
    assert starts(gateway, uuid) == [f"2026-10-{number}T10:00" for number in (10, 13, 20, 24)]
    event = rule_of(gateway, uuid)
    assert event["weekdays"] == ["SATURDAY", "TUESDAY"]
    assert event["exclusions"] == ["2026-10-17"]
    assert event["ends_on"] == date(2026, 10, 24)


def test_timeslots_move_with_their_template(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": clock, "durationMinutes": 60, "capacity": 4} for clock in ("18:00", "20:00")]
    rule = daily(2, "2026-07-01T00:00") | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    before = {row["id"]: row for row in stored(gateway, TimeslotRow)}
    reschedule(gateway, acme, uuid, toStart={"local": "2026-07-02T17:30"})
    assert starts(gateway, uuid) == ["2026-07-02T17:30", "2026-07-03T17:30"]
    for row in stored(gateway, TimeslotRow):
        assert (row["starts_at"] - before[row["id"]]["starts_at"]).total_seconds() == 23.5 * 3600
        assert row["ends_at"] - row["starts_at"] == before[row["id"]]["ends_at"] - before[row["id"]]["starts_at"]
        assert (row["position"], row["capacity"]) == (before[row["id"]]["position"], 4)
    assert rule_of(gateway, uuid)["rule_starts_local"] == datetime(2026, 7, 2)
    assert dates(gateway, uuid)[0]["ends_local"] == datetime(2026, 7, 2, 20, 30)


def test_dates_that_have_ended_stay_and_are_not_repeated(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(3, "2026-06-02T18:00") | {"type": "WEEKLY"}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    gateway.clock.set(utc(2026, 6, 4))
    old = dates(gateway, uuid)
    payload = reschedule(gateway, acme, uuid, toStart={"local": "2026-06-16T19:00"})
    assert [item["occurrenceUuid"] for item in payload["dates"]] == [str(row["id"]) for row in old[1:]]
    assert dates(gateway, uuid)[0] == old[0]
    assert starts(gateway, uuid) == ["2026-06-02T18:00", "2026-06-16T19:00", "2026-06-23T19:00"]
    event = rule_of(gateway, uuid)
    # Where the first date would have gone, nothing takes place.
    assert (event["rule_starts_local"], event["exclusions"]) == (datetime(2026, 6, 9, 19), ["2026-06-09"])


def test_a_rule_without_an_end_continues_from_its_last_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(1, "2026-06-02T18:00") | {"type": "WEEKLY", "ends": {"type": "NEVER"}}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    number = len(starts(gateway, uuid))
    reschedule(gateway, acme, uuid, byDays=-1)
    after = dates(gateway, uuid)
    assert starts(gateway, uuid)[:2] == ["2026-06-01T18:00", "2026-06-08T18:00"]
    assert len(after) - number in (0, 1)
    assert rule_of(gateway, uuid)["materialised_until"] == after[-1]["starts_at"]
    gaps = {(b["starts_local"] - a["starts_local"]).days for a, b in pairwise(after)}
    assert gaps == {7}


def test_a_schedule_moves_its_list(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-06-{number:02}T18:00"} for number in (2, 12, 20)]
    rule = {"type": "SCHEDULE", "durationMinutes": 60, "schedule": listed, "exclusions": ["2026-06-20"]}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    gateway.clock.set(utc(2026, 6, 4))
    reschedule(gateway, acme, uuid, byMinutes=24 * 60 + 30)
    assert starts(gateway, uuid) == ["2026-06-02T18:00", "2026-06-13T18:30"]
    assert rule_of(gateway, uuid)["exclusions"] == ["2026-06-21"]


def test_dates_moved_by_hand_or_called_off_keep_those_changes(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(3))
    first, second, third = dates(gateway, uuid)

    def change(db: Any) -> None:
        db.get_one(OccurrenceRow, first["id"]).own_times = True
        db.get_one(OccurrenceRow, first["id"]).starts_at = utc(2026, 7, 1, 15)
        off = db.get_one(OccurrenceRow, second["id"])
        off.enabled, off.disabled_reason, off.booked_count = False, "CALLED_OFF", 3
        db.get_one(OccurrenceRow, third["id"]).booked_count = 4

    gateway.in_database(change)
    payload = reschedule(gateway, acme, uuid, byDays=7)
    assert payload["seats"] == 7
    assert [item["bookedSeats"] for item in payload["dates"]] == [0, 3, 4]
    one, two, _ = dates(gateway, uuid)
    assert (one["starts_at"], one["original_starts_at"], one["own_times"]) == (
        utc(2026, 7, 8, 15),
        utc(2026, 7, 8, 16),
        True,
    )
    assert (two["enabled"], two["disabled_reason"], two["booked_count"]) == (False, "CALLED_OFF", 3)


def test_sessions_without_dates_move_with_the_whole_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE)
    event = event_of(gateway, uuid)
    empty = day(gateway, uuid, 9)
    session = make_session(
        gateway, event, starts_at=utc(2026, 9, 9, 8), ends_at=utc(2026, 9, 9, 9), schedule_date_id=empty.id
    )
    over = make_session(gateway, event, name="Over", starts_at=utc(2026, 5, 9, 8), ends_at=utc(2026, 5, 9, 9))
    payload = reschedule(gateway, acme, uuid, byDays=1)
    assert payload["dates"] == []
    assert [(item["sessionUuid"], item["newStartsOn"]["local"]) for item in payload["sessions"]] == [
        (str(session.id), "2026-09-10T10:00:00")
    ]
    (moved,) = stored(gateway, SessionRow, id=session.id)
    assert (moved["starts_at"], moved["schedule_date_id"], moved["version"]) == (utc(2026, 9, 10, 8), empty.id, 2)
    assert stored(gateway, ScheduleDateRow, id=empty.id)[0]["date"] == date(2026, 9, 10)
    assert stored(gateway, SessionRow, id=over.id)[0]["starts_at"] == utc(2026, 5, 9, 8)


def test_a_time_that_the_clocks_skip_moves_forward_with_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(3, "2027-03-27T01:30"))
    session = make_talks(gateway, uuid, 120)
    payload = reschedule(gateway, acme, uuid, byMinutes=60)
    assert starts(gateway, uuid) == ["2027-03-27T02:30", "2027-03-28T03:30", "2027-03-29T02:30"]
    assert [item["code"] for item in payload["warnings"]] == ["MOVED_BY_CLOCK_CHANGE"]
    assert payload["warnings"][0]["message"] == (
        "2027-03-28T02:30:00 does not exist in Europe/Berlin, because clocks go forward there;"
        " what was due then is now at 2027-03-28T03:30:00."
    )
    rows = sorted(berlin(row["starts_at"]) for row in stored(gateway, SessionOccurrenceRow, session_id=session.id))
    assert rows == ["2027-03-27T04:30", "2027-03-28T05:30", "2027-03-29T04:30"]
    # And back: the rule knows its clock, also where the date could not show it.
    assert reschedule(gateway, acme, uuid, byMinutes=-60)["warnings"] == []
    assert starts(gateway, uuid) == ["2027-03-27T01:30", "2027-03-28T01:30", "2027-03-29T01:30"]


def test_a_date_may_move_into_the_past(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(2, "2026-06-02T18:00"))
    payload = reschedule(gateway, acme, uuid, byDays=-2)
    assert [(item["code"], item["path"]) for item in payload["warnings"]] == [("STARTS_IN_PAST", ["input", "byDays"])]
    assert payload["warnings"][0]["message"] == "1 of 2 dates now start in the past."


def test_an_end_does_not_move_before_a_start_that_stays(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(2, "2026-07-01T18:00"))
    past, ahead = utc(2026, 5, 30), utc(2026, 6, 10)
    window = {f"booking_{end}_type": "SPECIFIC_TIME" for end in ("starts", "ends")}
    amount = {"early_bird_discount_type": "PERCENTAGE", "early_bird_discount_minor": 1000}
    discount = {"early_bird_type": "SPECIFIC_TIME", "early_bird_customised_start": True, **amount}
    moments = {"booking_starts_at": past, "booking_ends_at": ahead, "early_bird_starts_at": past}
    columns = {**window, **discount, **moments, "early_bird_ends_at": ahead}
    ticket = make_ticket(gateway, event_of(gateway, uuid), **columns)
    reschedule(gateway, acme, uuid, byDays=-12)
    [row] = stored(gateway, TicketRow, id=ticket.id)
    assert {name: row[name] for name in moments} == {**moments, "booking_ends_at": past}
    assert row["early_bird_ends_at"] == past
