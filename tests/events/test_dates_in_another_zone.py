"""updateEvent: a new time zone moves dates, timeslots and the rows of sessions; lengths stay."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.agenda.tables import ScheduleDateRow
from app.events.tables import EventRow, TimeslotTemplateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionRow
from tests.builders import make_schedule_date, stored
from tests.events.dated_event import book, change_date, change_row, make_placed, make_series, rows_of
from tests.events.editing import codes, daily, occurrences, once, refuse, update
from tests.events.rescheduling import reschedule
from tests.gateway import Gateway

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize("keep", [False, True])
def test_dates_of_two_zones_are_paired(gateway: Gateway, keep: bool) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    talk = make_placed(gateway, event, dates, offset=15)
    own = rows_of(gateway, talk)[dates[1]["id"]]
    moved = {"starts_at": own["starts_at"] + 5 * MINUTE, "starts_local": own["starts_local"] + 5 * MINUTE}
    change_row(gateway, own, own_times=True, **moved)
    change_date(gateway, dates[0], out_of_rule=True)
    book(gateway, acme, dates[1], seats=3)
    before = rows_of(gateway, talk)
    # No choice about bookings is needed, whatever day it is in the other zone.
    assert update(gateway, acme, event.id, timezone="Europe/Berlin", keepInstants=keep)["warnings"] == []
    shift = timedelta() if keep else 8 * HOUR
    after, rows = occurrences(gateway, event.id), rows_of(gateway, talk)
    for old, new in zip(dates, after, strict=True):
        assert (new["id"], new["timezone"]) == (old["id"], "Europe/Berlin")
        for name in ("starts", "ends", "original_starts"):
            assert new[f"{name}_at"] == old[f"{name}_at"] + shift
        was, row = before[old["id"]], rows[old["id"]]
        assert (row["id"], row["timezone"], row["version"]) == (was["id"], "Europe/Berlin", 2)
        assert (row["starts_at"], row["ends_at"]) == (was["starts_at"] + shift, was["ends_at"] + shift)
        assert row["starts_local"] == was["starts_local"] - (8 * HOUR if keep else timedelta())
        assert row["own_times"] is was["own_times"]
    assert [row["out_of_rule"] for row in after] == [True, False]
    [session] = stored(gateway, SessionRow, id=talk.id)
    first = rows[dates[0]["id"]]
    assert (session["starts_at"], session["starts_local"]) == (first["starts_at"], first["starts_local"])
    assert session["offset_seconds"] == 900


def test_a_session_in_a_zone_of_its_own_keeps_its_instants(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    event, dates = make_series(gateway, acme, occurrence=daily(2, minutes=180))
    talk = make_placed(gateway, event, dates, offset=90, minutes=60, use_event_timezone=False, timezone="Asia/Tokyo")
    before = rows_of(gateway, talk)
    update(gateway, acme, event.id, timezone="Europe/London")
    # The dates start an hour later: there the session is half an hour behind their start.
    assert rows_of(gateway, talk) == before
    [session] = stored(gateway, SessionRow, id=talk.id)
    assert (session["offset_seconds"], session["timezone"]) == (1800, "Asia/Tokyo")
    assert session["starts_at"] == before[dates[0]["id"]]["starts_at"]
    # Once more, and it would begin before them.
    refused = refuse(gateway, acme, event.id, timezone="Atlantic/Azores")
    assert codes(refused) == [("OUT_OF_RANGE", "input.timezone")]


def test_lengths_stay_the_same_over_a_clock_change(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Asia/Tokyo")
    # In Berlin the clocks go back in the night from the 24th to the 25th.
    event, dates = make_series(gateway, acme, occurrence=once("2026-10-24T22:00", 600))
    talk = make_placed(gateway, event, dates, offset=180, minutes=240)
    update(gateway, acme, event.id, timezone="Europe/Berlin")
    [date], row = occurrences(gateway, event.id), rows_of(gateway, talk)[dates[0]["id"]]
    assert (date["starts_local"], date["ends_local"]) == (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 7))
    assert date["ends_at"] - date["starts_at"] == 10 * HOUR
    assert (row["starts_local"], row["ends_local"]) == (datetime(2026, 10, 25, 1), datetime(2026, 10, 25, 4))
    assert row["ends_at"] - row["starts_at"] == 4 * HOUR


def test_kept_instants_change_the_local_times_of_timeslots_and_their_template(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    slots = [{"startsAt": start, "durationMinutes": 60} for start in ("10:00", "12:00")]
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    event, _ = make_series(gateway, acme, occurrence=rule)
    before = {slot["id"]: slot for slot in stored(gateway, TimeslotRow)}
    update(gateway, acme, event.id, timezone="Europe/London", keepInstants=True)
    after = {slot["id"]: slot for slot in stored(gateway, TimeslotRow)}
    for key, slot in after.items():
        assert slot["starts_at"] == before[key]["starts_at"]
        assert slot["starts_local"] == before[key]["starts_local"] - HOUR
    template = sorted(f"{slot['starts_at']:%H:%M}" for slot in stored(gateway, TimeslotTemplateRow))
    assert template == ["09:00", "11:00"]
    # The rule still gives the same dates.
    dates = occurrences(gateway, event.id)
    update(gateway, acme, event.id, occurrence={"type": "TIMESLOTS"})
    assert [row["starts_at"] for row in occurrences(gateway, event.id)] == [row["starts_at"] for row in dates]
    assert {slot["id"]: slot["starts_at"] for slot in stored(gateway, TimeslotRow)} == {
        key: slot["starts_at"] for key, slot in after.items()
    }


def test_kept_instants_move_the_end_of_the_rule(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    rule = daily(1, "2026-07-01T22:30") | {"ends": {"type": "ON_DATE", "on": "2026-07-03"}}
    event, dates = make_series(gateway, acme, occurrence=rule)
    update(gateway, acme, event.id, timezone="Pacific/Auckland", keepInstants=True)
    [after] = stored(gateway, EventRow, id=event.id)
    assert after["ends_on"] == date(2026, 7, 4)
    # The rule still gives the same dates.
    update(gateway, acme, event.id, occurrence={"type": "DAILY"})
    assert [(row["id"], row["starts_at"]) for row in occurrences(gateway, event.id)] == [
        (row["id"], row["starts_at"]) for row in dates
    ]


def test_kept_instants_are_refused_if_weekdays_would_cross_a_week(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    fortnight = {"type": "WEEKLY", "interval": 2, "weekdays": ["THURSDAY", "SUNDAY"]}
    event, dates = make_series(gateway, acme, occurrence=daily(4, "2026-07-02T22:30") | fortnight)
    (error,) = refuse(gateway, acme, event.id, timezone="Pacific/Auckland", keepInstants=True)
    sentence = (
        "With their instants kept, the dates would fall on other days in Pacific/Auckland:"
        " days of the week would fall into weeks that the rule leaves out."
    )
    assert error == {"code": "INVALID", "message": sentence, "path": ["input", "keepInstants"]}
    assert occurrences(gateway, event.id) == dates


@pytest.mark.parametrize("scope", ["ALL", "THIS_AND_FOLLOWING"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Istanbul"])
def test_dates_with_kept_instants_are_rescheduled(gateway: Gateway, scope: str, zone: str) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    # The clocks of Berlin change in the night to the second date, those of the other zone do not.
    rule = daily(4, "2026-10-24T18:00")
    event, dates = make_series(gateway, acme, occurrence=rule)
    update(gateway, acme, event.id, timezone=zone, keepInstants=True)
    reschedule(gateway, acme, event.id, byDays=1, scope=scope, occurrenceUuid=str(dates[2]["id"]))
    shifts = [timedelta(days=1 if scope == "ALL" or index > 1 else 0) for index in range(4)]
    expected = [(row["id"], row["starts_at"] + shift) for row, shift in zip(dates, shifts, strict=True)]
    assert [(row["id"], row["starts_at"]) for row in occurrences(gateway, event.id)] == expected
    # No date is lost when the rule is changed.
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "durationMinutes": 90})
    after = occurrences(gateway, event.id)
    assert [(row["id"], row["enabled"]) for row in after] == [(row["id"], True) for row in dates]
    assert [row["starts_at"].date() for row in after] == [starts.date() for _, starts in expected]


def test_kept_instants_are_not_duplicated(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    # It began in winter, and the last date that is made lies in a summer.
    rule = daily(1, "2026-03-03T18:00") | {"type": "WEEKLY", "ends": {"type": "NEVER"}}
    for zone in ("Australia/Sydney", "UTC"):
        event, dates = make_series(gateway, acme, occurrence=rule)
        update(gateway, acme, event.id, timezone=zone, keepInstants=True)
        gateway.clock.advance(timedelta(days=7))
        update(gateway, acme, event.id, displayName="Rolled on")
        later = occurrences(gateway, event.id)
        assert [row["id"] for row in later[: len(dates)]] == [row["id"] for row in dates]
        days = [row["original_starts_local"].date() for row in later]
        assert {new - old for old, new in pairwise(days)} == {timedelta(days=7)}


def test_kept_instants_file_rows_under_their_new_day(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    event, dates = make_series(gateway, acme, occurrence=once("2026-07-02T01:00", 120))
    days = [make_schedule_date(gateway, event, date=datetime(2026, 7, day).date()) for day in (1, 2)]
    talk = make_placed(gateway, event, dates, schedule_date_id=days[1].id)
    change_row(gateway, rows_of(gateway, talk)[dates[0]["id"]], schedule_date_id=days[1].id)
    update(gateway, acme, event.id, timezone="America/New_York", keepInstants=True)
    assert rows_of(gateway, talk)[dates[0]["id"]]["schedule_date_id"] == days[0].id
    assert stored(gateway, SessionRow, id=talk.id)[0]["schedule_date_id"] == days[0].id
    # A day of the programme is a day of the new zone.
    [day] = stored(gateway, ScheduleDateRow, id=days[0].id)
    assert (day["starts_local"], day["starts_at"]) == (datetime(2026, 7, 1), datetime(2026, 7, 1, 4, tzinfo=UTC))


def test_a_new_zone_and_a_new_rule_keep_dates_and_bookings(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    book(gateway, acme, dates[0], seats=2)
    given = {"type": "DAILY", "startsOn": {"local": "2026-07-01T19:00"}}
    update(gateway, acme, event.id, timezone="Europe/Berlin", occurrence=given)
    after = occurrences(gateway, event.id)
    assert [row["id"] for row in after] == [row["id"] for row in dates]
    assert [f"{row['starts_local']:%d %H:%M}" for row in after] == ["01 19:00", "02 19:00", "03 19:00"]
    assert stored(gateway, OccurrenceRow, id=dates[0]["id"])[0]["booked_count"] == 2
