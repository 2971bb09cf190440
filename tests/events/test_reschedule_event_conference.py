"""rescheduleEvent: a conference moves with everything that belongs to it, or a dry run previews that."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.agenda.tables import ScheduleDateRow
from app.events.tables import EventRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, everything, make_agenda_tab, make_session, make_ticket, stored
from tests.events.editing import create, once
from tests.events.rescheduling import (
    ZONE,
    attempt,
    dates,
    day,
    make_date_row,
    make_talks,
    refused,
    reschedule,
    rule_of,
    utc,
)
from tests.gateway import START, Gateway

EARLY: dict[str, Any] = {
    "discountType": "FIXED",
    "discount": "7.50",
    "type": "SPECIFIC_TIME",
    "isEnableCustomiseDiscountStart": True,
    "discountStartsOn": {"local": "2026-05-01T09:00"},
    "discountEndsOn": {"local": "2026-08-01T09:00"},
}
SETTINGS = {
    "bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-01T09:00"},
    "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-09-08T09:00"},
    "abnActivateOn": {"local": "2026-08-01T00:00"},
}
OF_TICKET = {
    "booking_starts_type": "SPECIFIC_TIME",
    "booking_starts_at": utc(2026, 5, 1),
    "booking_ends_type": "SPECIFIC_TIME",
    "booking_ends_at": utc(2026, 9, 1, 8),
    "early_bird_discount_type": "PERCENTAGE",
    "early_bird_discount_minor": 1000,
    "early_bird_type": "SPECIFIC_TIME",
    "early_bird_customised_start": True,
    "early_bird_starts_at": utc(2026, 7, 2, 8),
    "early_bird_ends_at": utc(2026, 7, 9, 8),
}


def conference(gateway: Gateway, acme: Any) -> UUID:
    """Three days in September as one date, from nine in the morning in Berlin."""
    rule = once("2026-09-09T09:00", 3360)
    return create(gateway, acme, timezone=ZONE, occurrence=rule, settings=SETTINGS, earlyBirdDiscount=EARLY)


def test_a_conference_moves_by_a_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = conference(gateway, acme)
    event = event_of(gateway, uuid)
    (old,) = dates(gateway, uuid)
    days = [day(gateway, uuid, number) for number in (9, 10, 11)]
    tab = make_agenda_tab(gateway, event)
    late = day(gateway, uuid, 10, agenda_tab_id=tab.id, starts_at=utc(2026, 9, 10, 4), ends_at=utc(2026, 9, 11, 4))
    ticket = make_ticket(gateway, event, **OF_TICKET)
    plain = make_ticket(gateway, event, name="Plain")
    talk = make_session(
        gateway, event, name="Talk", starts_at=utc(2026, 9, 10, 8), ends_at=utc(2026, 9, 10, 9), offset_seconds=90000
    )
    row = make_date_row(gateway, talk, old, utc(2026, 9, 10, 8), schedule_date_id=days[1].id)
    party = make_session(gateway, event, name="Party", starts_at=utc(2026, 9, 10, 22), agenda_tab_id=tab.id)
    moved = make_date_row(gateway, party, old, utc(2026, 9, 10, 22), schedule_date_id=late.id, own_times=True)

    payload = reschedule(gateway, acme, uuid, byDays=1, reason="The hall is flooded.")

    assert payload["warnings"] == []
    assert payload["seats"] == 0
    assert payload["event"]["rescheduled"] == {"on": {"utc": "2026-06-01T09:00:00Z"}, "reason": "The hall is flooded."}
    assert payload["event"]["startsOn"] == {"local": "2026-09-10T09:00:00"}
    assert payload["occurrences"] == [{"uuid": str(old["id"]), "startsOn": {"local": "2026-09-10T09:00:00"}}]
    assert payload["sessions"] == []
    (answered,) = payload["dates"]
    assert answered["occurrenceUuid"] == str(old["id"])
    assert answered["oldStartsOn"] == {"utc": "2026-09-09T07:00:00Z", "local": "2026-09-09T09:00:00", "timezone": ZONE}
    assert answered["newStartsOn"] == {"utc": "2026-09-10T07:00:00Z", "local": "2026-09-10T09:00:00", "timezone": ZONE}
    assert (answered["oldEndsOn"], answered["newEndsOn"]) == (
        {"local": "2026-09-11T17:00:00"},
        {"local": "2026-09-12T17:00:00"},
    )
    assert [
        (item["sessionOccurrenceUuid"], item["name"], item["oldStartsOn"]["local"], item["newStartsOn"]["local"])
        for item in answered["sessions"]
    ] == [
        (str(row.id), "Talk", "2026-09-10T10:00:00", "2026-09-11T10:00:00"),
        (str(moved.id), "Party", "2026-09-11T00:00:00", "2026-09-12T00:00:00"),
    ]
    (new,) = dates(gateway, uuid)
    assert (new["id"], new["version"], new["own_times"]) == (old["id"], old["version"] + 1, False)
    assert (new["original_starts_at"], new["starts_at"]) == (utc(2026, 9, 10, 7), utc(2026, 9, 10, 7))
    assert rule_of(gateway, uuid)["rule_starts_local"] == datetime(2026, 9, 10, 9)
    rows = {item["id"]: item for item in stored(gateway, SessionOccurrenceRow)}
    assert rows[row.id]["schedule_date_id"] == days[1].id
    assert rows[moved.id]["schedule_date_id"] == late.id
    assert rows[moved.id]["own_times"]
    assert [item["date"] for item in stored(gateway, ScheduleDateRow, id=days[1].id)] == [date(2026, 9, 11)]
    assert sorted(item["date"] for item in stored(gateway, ScheduleDateRow)) == [
        date(2026, 9, number) for number in (10, 11, 11, 12)
    ]
    (night,) = stored(gateway, ScheduleDateRow, id=late.id)
    assert (night["starts_local"], night["ends_local"]) == (datetime(2026, 9, 11, 6), datetime(2026, 9, 12, 6))
    (session,) = stored(gateway, SessionRow, id=talk.id)
    assert (session["starts_at"], session["schedule_date_id"]) == (utc(2026, 9, 11, 8), days[1].id)
    # What is named by date moves if it is still to come.
    whole = rule_of(gateway, uuid)
    assert [whole[name] for name in ("booking_starts_local", "booking_ends_local", "abn_activate_local")] == [
        datetime(2026, 7, 2, 9),
        datetime(2026, 9, 9, 9),
        datetime(2026, 8, 2),
    ]
    assert [whole[f"early_bird_{name}_local"] for name in ("starts", "ends")] == [
        datetime(2026, 5, 1, 9),
        datetime(2026, 8, 2, 9),
    ]
    (sold,) = stored(gateway, TicketRow, id=ticket.id)
    names = ("booking_starts_at", "booking_ends_at", "early_bird_starts_at", "early_bird_ends_at", "version")
    assert [sold[name] for name in names] == [
        utc(2026, 5, 1),
        utc(2026, 9, 2, 8),
        utc(2026, 7, 3, 8),
        utc(2026, 7, 10, 8),
        2,
    ]
    assert stored(gateway, TicketRow, id=plain.id)[0]["version"] == 1
    assert new["opens_at"] == utc(2026, 7, 2, 7)


@pytest.mark.parametrize("given", [{"byDays": 1}, {"byMinutes": 90}, {"toStart": {"local": "2026-09-12T12:00"}}])
def test_a_dry_run_returns_the_same_and_stores_nothing(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    uuid = conference(gateway, acme)
    make_talks(gateway, uuid)
    day(gateway, uuid, 9)
    gateway.token(acme)
    before = everything(gateway)
    heard: list[Any] = []
    gateway.database.commit_listeners.append(heard.extend)
    tried = attempt(gateway, acme, uuid, **given, reason="Why", dryRun=True)
    gateway.database.commit_listeners.remove(heard.extend)
    after = everything(gateway)
    assert {name: rows for name, rows in after.items() if name not in ("token", "access_token")} == {
        name: rows for name, rows in before.items() if name not in ("token", "access_token")
    }
    assert heard == []
    assert tried["message"] == "Nothing has been stored: this is what rescheduling would do"
    assert tried["event"]["rescheduled"] is None
    done = reschedule(gateway, acme, uuid, **given, reason="Why")
    assert tried["dates"] == done["dates"] != []
    assert (tried["seats"], tried["warnings"]) == (done["seats"], done["warnings"])
    assert rule_of(gateway, uuid)["rescheduled_at"] == START
    assert stored(gateway, EventRow, id=uuid)[0]["version"] == 2


@pytest.mark.parametrize(
    ("starts", "minutes", "expected"),
    [("2026-09-09T23:30", 60, date(2026, 9, 10)), ("2026-09-09T00:30", -60, date(2026, 9, 8))],
)
def test_a_day_moves_if_the_shift_takes_its_date_across_midnight(
    gateway: Gateway, starts: str, minutes: int, expected: date
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once(starts, 180))
    filed = day(gateway, uuid, 9, starts_at=utc(2026, 9, 8, 22), ends_at=utc(2026, 9, 10, 4))
    talk = make_talks(gateway, uuid, schedule_date_id=filed.id)
    gateway.in_database(
        lambda db: db.execute(
            update(SessionOccurrenceRow)
            .where(col(SessionOccurrenceRow.session_id) == talk.id)
            .values(schedule_date_id=filed.id)
        )
    )
    assert reschedule(gateway, acme, uuid, byMinutes=minutes)["warnings"] == []
    (moved,) = stored(gateway, ScheduleDateRow, id=filed.id)
    assert (moved["date"], moved["starts_local"].date(), moved["version"]) == (expected, expected, filed.version + 1)
    assert stored(gateway, SessionOccurrenceRow)[0]["schedule_date_id"] == filed.id


def test_a_date_with_its_day_stays_within_the_calendar(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone=ZONE, occurrence=once("9950-09-09T10:00", 180))
    filed = day(gateway, uuid, 9)
    make_talks(gateway, uuid, schedule_date_id=filed.id)
    (uuid_of_date,) = [str(row["id"]) for row in dates(gateway, uuid)]
    (error,) = refused(gateway, acme, uuid, byDays=36_525, scope="THIS", occurrenceUuid=uuid_of_date)
    assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["input", "byDays"])
