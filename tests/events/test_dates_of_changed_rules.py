"""updateEvent: a date of a changed rule keeps its uuid, its bookings and the changes made to it alone."""

from datetime import UTC, datetime, timedelta

import pytest

from app.interactions.tables import AttendeeRow, WaitingRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceLinkRow, SessionRow, SessionSelectionRow
from tests.builders import make_link, make_row, make_session, stored
from tests.events.dated_event import (
    book,
    change_date,
    change_row,
    choose,
    chosen,
    make_placed,
    make_series,
    rows_of,
    state,
)
from tests.events.editing import daily, occurrences, refuse, update
from tests.gateway import Gateway
from tests.user_builders import make_user

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WEEKLY = daily(3) | {"type": "WEEKLY"}


def test_a_series_that_moves_by_an_hour_keeps_everything_linked_to_its_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates, offset=15)
    change_date(gateway, dates[0], enabled=False, disabled_reason="CALLED_OFF", cancellation_reason="Storm")
    change_date(gateway, dates[1], capacity=7)
    attendee = book(gateway, acme, dates[2], seats=2)
    before = rows_of(gateway, talk)
    moved_by_hand = before[dates[1]["id"]]
    change_row(gateway, moved_by_hand, starts_at=moved_by_hand["starts_at"] + 5 * MINUTE, own_times=True)
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T19:00"}})
    after = occurrences(gateway, event.id)
    assert [row["id"] for row in after] == [row["id"] for row in dates]
    assert state(gateway, event) == [
        ("07-01 19:00", "CALLED_OFF", False, 0),
        ("07-02 19:00", None, False, 0),
        ("07-03 19:00", None, False, 2),
    ]
    assert [row["original_starts_at"] - old["starts_at"] for row, old in zip(after, dates, strict=True)] == [HOUR] * 3
    assert (after[0]["cancellation_reason"], after[1]["capacity"]) == ("Storm", 7)
    assert [row["version"] for row in after] == [2, 2, 2]
    rows = rows_of(gateway, talk)
    assert {key: row["id"] for key, row in rows.items()} == {key: row["id"] for key, row in before.items()}
    shifts = [rows[date["id"]]["starts_at"] - before[date["id"]]["starts_at"] for date in dates]
    # What was moved by hand keeps its deviation.
    assert shifts == [HOUR, HOUR + 5 * MINUTE, HOUR]
    assert rows[dates[0]["id"]]["starts_local"] == datetime(2026, 7, 1, 19, 15)
    # The first date is called off: the session has the times of the second.
    assert stored(gateway, SessionRow, id=talk.id)[0]["starts_local"] == datetime(2026, 7, 2, 19, 20)
    assert stored(gateway, AttendeeRow)[0]["id"] == attendee.id


def test_a_date_that_was_called_off_is_not_restored_by_a_rule(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    change_date(gateway, dates[1], enabled=False, disabled_reason="CALLED_OFF")
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": ["2026-07-02"]})
    assert state(gateway, event)[1] == ("07-02 18:00", "CALLED_OFF", True, 0)
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": None})
    assert state(gateway, event)[1] == ("07-02 18:00", "CALLED_OFF", False, 0)
    assert [row["id"] for row in occurrences(gateway, event.id)] == [row["id"] for row in dates]


@pytest.mark.parametrize(
    "kept", ["capacity", "own_times", "link", "own_row", "row_off", "row_capacity", "act", "waiting"]
)
def test_a_date_outside_the_rule_is_kept_if_people_have_changed_it(gateway: Gateway, kept: str) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates)
    row = rows_of(gateway, talk)[dates[1]["id"]]
    match kept:
        case "capacity":
            change_date(gateway, dates[1], capacity=5)
        case "own_times":
            change_date(gateway, dates[1], own_times=True)
        case "link":
            make_link(gateway, SessionOccurrenceLinkRow, session_id=talk.id, occurrence_id=dates[1]["id"])
        case "own_row":
            change_row(gateway, row, own_times=True)
        case "row_off":
            change_row(gateway, row, enabled=False)
        case "row_capacity":
            change_row(gateway, row, capacity=3)
        case "act":
            choose(gateway, event, book(gateway, acme, dates[0]).user_id, row)
        case "waiting":
            user = make_user(gateway, acme)
            where = {"occurrence_id": dates[1]["id"], "session_occurrence_id": row["id"]}
            make_row(gateway, WaitingRow, event, user_id=user.id, turn=1, **where)
    payload = update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": ["2026-07-02"]})
    reason = {
        "capacity": "a capacity of its own",
        "own_times": "times of its own",
        "link": "sessions that are linked to it",
        "act": "bookings, waiting people or chosen sessions",
        "waiting": "bookings, waiting people or chosen sessions",
    }.get(kept, "sessions changed on it alone")
    sentence = f"Disabled instead of deleted: 1 date that the rule does not give. Kept for: {reason} (1)."
    assert [(each["code"], each["message"]) for each in payload["warnings"]] == [("OCCURRENCES_DISABLED", sentence)]
    assert state(gateway, event)[1] == ("07-02 18:00", "OUT_OF_RULE", True, 0)
    assert rows_of(gateway, talk)[dates[1]["id"]]["id"] == row["id"]
    assert len(stored(gateway, WaitingRow)) == (kept == "waiting")
    # It is restored as soon as the rule gives it again.
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": []})
    assert [row["id"] for row in occurrences(gateway, event.id)] == [row["id"] for row in dates]
    assert state(gateway, event)[1] == ("07-02 18:00", None, False, 0)


def test_an_unchanged_date_is_deleted_with_its_rows(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates)
    assert update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": ["2026-07-02"]})["warnings"] == []
    assert [row["id"] for row in occurrences(gateway, event.id)] == [dates[0]["id"], dates[2]["id"]]
    assert set(rows_of(gateway, talk)) == {dates[0]["id"], dates[2]["id"]}
    # The date is created again, with a row of every session that takes place in all dates.
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "exclusions": None})
    made = occurrences(gateway, event.id)[1]
    assert made["id"] != dates[1]["id"]
    row = rows_of(gateway, talk)[made["id"]]
    assert (row["starts_at"], row["ends_at"]) == (made["starts_at"], made["starts_at"] + 30 * MINUTE)


def test_a_date_moved_by_hand_keeps_its_times_and_is_not_duplicated(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    at = datetime(2026, 7, 9, 8, tzinfo=UTC)
    change_date(
        gateway, dates[1], own_times=True, starts_at=at, starts_local=datetime(2026, 7, 9, 18), ends_at=at + HOUR
    )
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T20:00"}})
    assert [each[0] for each in state(gateway, event)] == ["07-01 20:00", "07-03 20:00", "07-09 18:00"]
    moved = occurrences(gateway, event.id)[2]
    assert (moved["id"], moved["own_times"]) == (dates[1]["id"], True)
    assert moved["original_starts_local"] == datetime(2026, 7, 2, 20)


def test_dates_that_have_ended_do_not_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(4))
    book(gateway, acme, dates[0])
    gateway.clock.set(datetime(2026, 7, 2, 12, tzinfo=UTC))
    before = occurrences(gateway, event.id)[:2]
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T09:00"}})
    after = occurrences(gateway, event.id)
    assert after[:2] == before
    assert [each[0] for each in state(gateway, event)] == ["07-01 18:00", "07-02 18:00", "07-03 09:00", "07-04 09:00"]
    assert [row["id"] for row in after] == [row["id"] for row in dates]
    # Without a rule there are no later dates; past ones stay.
    update(gateway, acme, event.id, occurrence=None)
    assert occurrences(gateway, event.id) == before


def test_dates_before_a_reschedule_do_not_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    change_date(gateway, dates[0], history=True)
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T09:00"}})
    assert [each[0] for each in state(gateway, event)] == ["07-01 18:00", "07-02 09:00", "07-03 09:00"]


def test_one_edited_start_of_a_schedule_keeps_its_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-08-0{day}T20:00"} for day in (1, 2, 3)]
    event, dates = make_series(
        gateway, acme, occurrence={"type": "SCHEDULE", "durationMinutes": 60, "schedule": listed}
    )
    book(gateway, acme, dates[1], seats=3)
    changed = {"type": "SCHEDULE", "schedule": [listed[0], {"local": "2026-08-02T21:30"}, listed[2]]}
    assert update(gateway, acme, event.id, occurrence=changed)["warnings"] == []
    assert [row["id"] for row in occurrences(gateway, event.id)] == [row["id"] for row in dates]
    assert state(gateway, event)[1] == ("08-02 21:30", None, False, 3)


def test_two_dates_do_not_start_at_the_same_time(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    third = datetime(2026, 7, 3, 8, tzinfo=UTC)
    change_date(gateway, dates[0], own_times=True, starts_at=third, ends_at=third + HOUR)
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 3}}
    [error] = refuse(gateway, acme, event.id, occurrence=given)
    assert error["code"] == "NOT_UNIQUE"
    assert error["path"] == ["input", "occurrence"]


def test_sessions_are_placed_in_the_first_dates_of_an_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, _ = make_series(gateway, acme)
    at = datetime(2026, 7, 2, 8, 15, tzinfo=UTC)
    talk = make_session(gateway, event, name="Talk", starts_at=at, ends_at=at + 30 * MINUTE)
    user = make_user(gateway, acme)
    selection = make_row(gateway, SessionSelectionRow, event, user_id=user.id)
    make_link(gateway, SelectedSessionRow, selection_id=selection.id, session_id=talk.id)
    away = make_session(gateway, event, name="Away", starts_at=at - 30 * DAY, occurrences_type="SPECIFIC")
    update(gateway, acme, event.id, occurrence=daily(3))
    dates = occurrences(gateway, event.id)
    rows = rows_of(gateway, talk)
    assert [rows[date["id"]]["starts_at"] - date["starts_at"] for date in dates] == [15 * MINUTE] * 3
    # It has the times of its first date now.
    [session] = stored(gateway, SessionRow, id=talk.id)
    assert (session["offset_seconds"], session["starts_at"]) == (900, at - DAY)
    assert rows_of(gateway, away) == {}
    # Users who chose it have its first date.
    assert chosen(gateway) == [rows[dates[0]["id"]]["id"]]


def test_first_dates_that_hold_no_session_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, _ = make_series(gateway, acme)
    make_session(gateway, event, name="Talk", starts_at=datetime(2026, 7, 9, 8, tzinfo=UTC))
    [error] = refuse(gateway, acme, event.id, occurrence=daily(3))
    assert error == {
        "code": "OUT_OF_RANGE",
        "message": (
            "The session “Talk” from 2026-07-09T08:00:00Z to 2026-07-09T09:00:00Z would lie outside its occurrences."
        ),
        "path": ["input", "occurrence"],
    }


def test_dates_that_become_too_short_for_a_session_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2, minutes=60))
    make_placed(gateway, event, dates, offset=30, minutes=30)
    [error] = refuse(gateway, acme, event.id, occurrence={"type": "DAILY", "durationMinutes": 45})
    assert error["message"] == (
        "The session “Talk” from 2026-07-01T08:30:00Z to 2026-07-01T09:00:00Z would lie outside its occurrences."
    )


def test_more_rows_than_the_limit_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    for number in range(21):
        make_placed(gateway, event, dates, f"Talk {number}")
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 1000}}
    [error] = refuse(gateway, acme, event.id, occurrence=given)
    assert error == {
        "code": "TOO_MANY",
        "message": (
            "The dates of an event that have not ended have at most 20,000 sessions, one that takes place on several"
            " dates counted for each; these would have 21,000."
        ),
        "path": ["input", "occurrence"],
    }
