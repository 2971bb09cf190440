"""rescheduleEvent with the scopes THIS and THIS_AND_FOLLOWING."""

from datetime import date, datetime
from typing import Any

from sqlmodel import select

from app.agenda.tables import ScheduleDateRow
from app.occurrences.tables import TimeslotRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, make_schedule_date, make_session, make_ticket, make_track, stored
from tests.events.editing import create, daily, once, update
from tests.events.rescheduling import (
    FOLLOWING,
    ZONE,
    dates,
    day,
    make_talks,
    reschedule,
    rule_of,
    series,
    starts,
    utc,
)
from tests.gateway import Gateway


def test_one_date_moves_and_the_rule_stays(gateway: Gateway) -> None:
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


def test_a_day_with_sessions_that_stay_does_not_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-09-09T{hour}:00"} for hour in ("09", "14")]
    rule = {"type": "SCHEDULE", "durationMinutes": 180, "schedule": listed}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    shared, next_one = day(gateway, uuid, 9), day(gateway, uuid, 10)
    make_talks(gateway, uuid)

    def file(db: Any) -> None:
        for row in db.exec(select(SessionOccurrenceRow)).all():
            row.schedule_date_id = shared.id

    gateway.in_database(file)
    first, second = dates(gateway, uuid)
    payload = reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=str(second["id"]), byDays=1)
    # It is still on that day, with the date that stayed.
    assert payload["warnings"] == []
    assert stored(gateway, ScheduleDateRow, id=shared.id)[0]["date"] == date(2026, 9, 9)
    filed = {row["occurrence_id"]: row["schedule_date_id"] for row in stored(gateway, SessionOccurrenceRow)}
    assert filed == {first["id"]: shared.id, second["id"]: next_one.id}
    # With nothing left behind, each day goes along with its rows.
    reschedule(gateway, acme, uuid, byDays=1)
    assert stored(gateway, ScheduleDateRow, id=shared.id)[0]["date"] == date(2026, 9, 10)
    assert stored(gateway, ScheduleDateRow, id=next_one.id)[0]["date"] == date(2026, 9, 11)
    again = {row["occurrence_id"]: row["schedule_date_id"] for row in stored(gateway, SessionOccurrenceRow)}
    assert again == filed


def test_a_session_that_leaves_a_day_leaves_the_track_of_that_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once("2026-09-09T09:00"))
    old = day(gateway, uuid, 9)
    event = event_of(gateway, uuid)
    track = make_track(gateway, event, schedule_date_id=old.id)
    talk = make_talks(gateway, uuid, track_id=track.id)
    # What has no date does not move with one date alone, so the day stays for it.
    at = utc(2026, 9, 9, 8)
    make_session(gateway, event, name="Free", starts_at=at, ends_at=utc(2026, 9, 9, 9), schedule_date_id=old.id)

    def file(db: Any) -> None:
        db.exec(select(SessionOccurrenceRow)).one().schedule_date_id = old.id

    gateway.in_database(file)
    (only,) = dates(gateway, uuid)
    payload = reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=str(only["id"]), byDays=1)
    assert payload["warnings"] == [
        {
            "code": "SESSION_REFILED",
            "message": "The session “Talk” is no longer filed under 2026-09-09"
            " and has left its track, which is one of another day.",
            "path": ["input"],
        }
    ]
    (session,) = stored(gateway, SessionRow, id=talk.id)
    assert (session["track_id"], session["schedule_date_id"]) == (None, None)
    assert stored(gateway, ScheduleDateRow, id=old.id)[0]["date"] == date(2026, 9, 9)


def test_one_date_moves_with_its_timeslots(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": clock, "durationMinutes": 60} for clock in ("18:00", "20:00")]
    rule = daily(2, "2026-07-01T00:00") | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    first, _ = dates(gateway, uuid)
    reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=str(first["id"]), byMinutes=300)
    found = [row["starts_local"] for row in stored(gateway, TimeslotRow, occurrence_id=first["id"])]
    assert sorted(found) == [datetime(2026, 7, 1, 23), datetime(2026, 7, 2, 1)]


def test_the_rule_restarts_with_this_date(gateway: Gateway) -> None:
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


def test_a_later_date_that_was_moved_earlier_and_has_ended_stays(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme)
    reschedule(gateway, acme, uuid, scope="THIS", occurrenceUuid=ids[2], toStart={"local": "2026-07-02T10:00"})
    gateway.clock.set(utc(2026, 7, 3))
    payload = reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[1], byDays=1)
    assert [item["occurrenceUuid"] for item in payload["dates"]] == [ids[1], ids[3]]
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-02T10:00", "2026-07-09T10:00", "2026-07-23T10:00"]
    assert [row["history"] for row in dates(gateway, uuid)] == [True, True, False, False]


def test_later_changes_of_the_rule_do_not_affect_the_dates_before(gateway: Gateway) -> None:
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


def test_excluded_dates_after_it_still_count(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, ids = series(gateway, acme, exclusions=["2026-07-15"])
    reschedule(gateway, acme, uuid, scope=FOLLOWING, occurrenceUuid=ids[1], byDays=1)
    assert starts(gateway, uuid) == ["2026-07-01T10:00", "2026-07-09T10:00", "2026-07-23T10:00"]
    event = rule_of(gateway, uuid)
    assert (event["ends_after"], event["exclusions"]) == (3, ["2026-07-16"])


def test_a_schedule_keeps_the_starts_from_that_date_on(gateway: Gateway) -> None:
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


def test_absent_and_null_are_the_same(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid, _ = series(gateway, acme)
    reschedule(gateway, acme, uuid, byMinutes=15, reason="Because")
    nothing = dict.fromkeys(("toStart", "byMinutes", "scope", "occurrenceUuid", "reason", "dryRun"))
    payload = reschedule(gateway, acme, uuid, byDays=1, **nothing)
    assert payload["event"]["rescheduled"]["reason"] is None
    assert starts(gateway, uuid)[0] == "2026-07-02T10:15"
