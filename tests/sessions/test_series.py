"""Sessions of an event with several dates: a row on each, and how changes affect the rows."""

from datetime import timedelta
from typing import Any

import pytest

from app.agenda.tables import ScheduleDateRow
from app.core import limits
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from tests.gateway import Gateway
from tests.sessions.requests import create, only_session, problems, update
from tests.sessions.selecting import Hall, user_of
from tests.sessions.series import ALL, TABLES, TALK, change, dates, evenings, read, series, starts, talk
from tests.staging import Stage, stage, utc

SEVEN = ["2026-09-04T17:00:00Z", "2026-09-11T17:00:00Z", "2026-11-06T18:00:00Z"]


def refused(staged: Stage, uuid: str | None, given: dict[str, Any]) -> list[tuple[str, str]]:
    before = staged.everything(*TABLES)
    found = problems(create(staged, TALK | given) if uuid is None else update(staged, uuid, given))
    assert staged.everything(*TABLES) == before
    return found


def test_a_session_of_all_dates_has_a_row_on_each(gateway: Gateway) -> None:
    staged = series(gateway)
    payload = create(staged, TALK | ALL)
    assert (problems(payload), payload["warnings"]) == ([], [])
    uuid = payload["session"]["uuid"]
    shown = read(staged, uuid)
    assert [each["startsOn"] for each in shown["dates"]["nodes"]] == [
        {"utc": at, "local": f"{at[:10]}T19:00:00", "timezone": "Europe/Berlin"} for at in SEVEN
    ]
    assert {each["durationMinutes"] for each in shown["dates"]["nodes"]} == {60}
    assert shown["startsOn"] == {"utc": SEVEN[0]}
    assert shown["occurrences"] == {"type": "ALL", "uuids": []}
    row = only_session(staged)
    assert (row["offset_seconds"], row["occurrences_type"]) == (3600, "ALL")
    # Of several dates no day of the programme is made.
    assert staged.rows(ScheduleDateRow) == []
    assert staged.changes() == [("Session", "CREATED")] + [("SessionOccurrence", "CREATED")] * 3


@pytest.mark.parametrize("given", [{}, {"occurrences": None}])
def test_without_occurrences_it_is_on_the_date_that_holds_it(gateway: Gateway, given: dict[str, Any]) -> None:
    staged = series(gateway)
    payload = create(staged, TALK | given)
    assert payload["warnings"] == [{"code": "OCCURRENCE_CHOSEN", "path": ["input", "occurrences"]}]
    shown = read(staged, payload["session"]["uuid"])
    assert shown["occurrences"] == {"type": "SPECIFIC", "uuids": [str(evenings(staged)[1])]}
    assert [each["startsOn"]["utc"] for each in shown["dates"]["nodes"]] == [SEVEN[1]]


def test_a_start_that_no_linked_date_holds_is_refused(gateway: Gateway) -> None:
    staged = series(gateway)
    first = {"occurrences": {"type": "SPECIFIC", "uuids": [evenings(staged)[0]]}}
    for given in (first, ALL | {"startsOn": {"local": "2026-09-12 19:00"}}, {"durationMinutes": 301}):
        assert refused(staged, None, given) == [("OUT_OF_RANGE", "input.startsOn")]


def test_a_session_of_an_event_without_dates_has_no_rows(gateway: Gateway) -> None:
    staged = stage(gateway)
    uuid = create(staged, TALK)["session"]["uuid"]
    assert (dates(staged, uuid), only_session(staged)["offset_seconds"]) == ([], None)
    assert read(staged, uuid)["startsOn"] == {"utc": SEVEN[1]}


def test_a_skipped_start_moves_forward(gateway: Gateway) -> None:
    nights = [("2026-10-10 20:00", "2026-10-11 04:00"), ("2027-03-27 20:00", "2027-03-28 06:00")]
    staged = stage(gateway, occurrences=nights)
    # 02:30 of 10 October is four hours and a half behind 22:00; on 27 March the night begins at 21:00.
    payload = create(staged, TALK | ALL | {"startsOn": {"local": "2026-10-11 03:30"}, "durationMinutes": 30})
    assert payload["warnings"] == [{"code": "MOVED_BY_CLOCK_CHANGE", "path": ["input", "startsOn"]}]
    assert starts(staged, payload["session"]["uuid"]) == ["2026-10-11T01:30:00Z", "2027-03-28T01:30:00Z"]


def test_a_running_series_moves_where_it_has_not_begun(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    gateway.clock.set(utc("2026-09-04 17:30"))
    first, second, third = dates(staged, uuid)
    assert change(staged, third["uuid"], {"startsOn": {"local": "2026-11-06 21:00"}})["userErrors"] == []
    payload = update(staged, uuid, {"startsOn": {"local": "2026-09-11 20:00"}, "durationMinutes": 30})
    assert problems(payload) == []
    assert [warning["code"] for warning in payload["warnings"]] == ["OWN_TIMES_KEPT"]
    shown = dates(staged, uuid)
    assert [(each["startsOn"]["utc"], each["durationMinutes"]) for each in shown] == [
        (SEVEN[0], 60),
        ("2026-09-11T18:00:00Z", 30),
        ("2026-11-06T20:00:00Z", 60),
    ]
    assert [each["uuid"] for each in shown] == [each["uuid"] for each in (first, second, third)]
    assert [each["version"] for each in shown] == [1, 2, 2]
    assert read(staged, uuid)["startsOn"] == {"utc": SEVEN[0]}


@pytest.mark.parametrize("start", ["2026-09-04 19:00", "2026-09-11 19:00", "2026-11-06 19:00"])
def test_an_unchanged_start_changes_nothing(gateway: Gateway, start: str) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    gateway.clock.set(utc("2026-10-01 09:00"))
    before = staged.rows(SessionOccurrenceRow)
    payload = update(staged, uuid, {"startsOn": {"local": start}, "durationMinutes": 60})
    assert (problems(payload), payload["warnings"]) == ([], [])
    assert staged.rows(SessionOccurrenceRow) == before
    # Behind its last date nothing of it is to come.
    gateway.clock.set(utc("2026-12-01 09:00"))
    assert refused(staged, uuid, {"startsOn": {"local": "2026-09-11 19:01"}}) == [("NOT_IN_FUTURE", "input.startsOn")]


def test_other_occurrences_add_and_drop_rows(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    _first, second, third = evenings(staged)
    kept = dates(staged, uuid)[1]["uuid"]
    two = {"occurrences": {"type": "SPECIFIC", "uuids": [second, third]}}
    assert problems(update(staged, uuid, two)) == []
    assert starts(staged, uuid) == SEVEN[1:]
    assert read(staged, uuid)["startsOn"] == {"utc": SEVEN[1]}
    assert ("SessionOccurrence", "DELETED") in staged.changes()
    assert problems(update(staged, uuid, ALL)) == []
    assert starts(staged, uuid) == SEVEN
    assert dates(staged, uuid)[1]["uuid"] == kept


def test_a_row_that_users_have_chosen_is_not_deleted(gateway: Gateway) -> None:
    hall = Hall(gateway)
    for starts_at, ends_at in (("2026-09-04 06:00", "2026-09-04 20:00"), ("2026-09-05 06:00", "2026-09-05 20:00")):
        hall.staged.occurrence(starts_at, ends_at)
    uuid = hall.session("Talk", **ALL)
    _first, second = dates(hall.staged, uuid)
    assert hall.chosen(hall.ada, sessionOccurrenceUuids=[second["uuid"]]) == ["Talk"]
    one = {"occurrences": {"type": "SPECIFIC", "uuids": [evenings(hall.staged)[0]]}}
    assert refused(hall.staged, uuid, one) == [("CONFLICT", "input.occurrences")]
    assert (
        problems(update(hall.staged, uuid, {"occurrences": {"type": "SPECIFIC", "uuids": evenings(hall.staged)}})) == []
    )


def test_a_capacity_holds_on_every_date_without_one_of_its_own(gateway: Gateway) -> None:
    hall = Hall(gateway)
    for starts_at, ends_at in (("2026-09-04 06:00", "2026-09-04 20:00"), ("2026-09-05 06:00", "2026-09-05 20:00")):
        hall.staged.occurrence(starts_at, ends_at)
    uuid = hall.session("Talk", **ALL, capacity=9)
    first, second = (each["uuid"] for each in dates(hall.staged, uuid))
    carl = user_of(hall.staged, "Carl")
    for user in (hall.ada, hall.bob):
        hall.chosen(user, sessionOccurrenceUuids=[first])
    hall.chosen(carl, sessionOccurrenceUuids=[second])
    # Three have chosen it, and no more than two on one date.
    assert refused(hall.staged, uuid, {"capacity": 1}) == [("OUT_OF_RANGE", "input.capacity")]
    assert problems(update(hall.staged, uuid, {"capacity": 2})) == []
    assert change(hall.staged, first, {"capacity": 5})["userErrors"] == []
    assert problems(update(hall.staged, uuid, {"capacity": 1})) == []


def test_a_new_zone_applies_to_the_rows(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    # At seven in London it is eight in Berlin.
    assert problems(update(staged, uuid, {"useEventTimezone": False, "timezone": "Europe/London"})) == []
    assert [each["startsOn"] for each in dates(staged, uuid)] == [
        {"utc": f"{day}T{hour}:00:00Z", "local": f"{day}T19:00:00", "timezone": "Europe/London"}
        for day, hour in (("2026-09-04", 18), ("2026-09-11", 18), ("2026-11-06", 19))
    ]


def test_the_number_of_rows_of_an_event_is_limited(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SESSION_ROWS", 7)
    staged = series(gateway)
    talk(staged)
    talk(staged)
    assert refused(staged, None, ALL) == [("TOO_MANY", "input")]
    [error] = gateway.gql(
        "mutation ($event: UUID!, $input: CreateSessionInput!) { createSession(eventUuid: $event, input: $input)"
        " { userErrors { message } } }",
        staged.token,
        event=staged.event,
        input=TALK | ALL,
    )["createSession"]["userErrors"]
    assert "7 times" in error["message"]
    assert "9" in error["message"]
    # One more has room, and dates that have ended do not count.
    uuid = create(staged, TALK)["session"]["uuid"]
    assert refused(staged, uuid, ALL) == [("TOO_MANY", "input")]
    gateway.clock.set(utc("2026-09-05 09:00"))
    assert problems(update(staged, uuid, ALL)) == []
    assert len(dates(staged, uuid)) == 2


def test_sessions_in_one_location_are_reported(gateway: Gateway) -> None:
    staged = series(gateway)
    room = staged.location()
    talk(staged, locationUuid=room)
    payload = create(staged, TALK | {"name": "Other", "locationUuid": room, "startsOn": {"local": "2026-11-06 19:30"}})
    assert [warning["code"] for warning in payload["warnings"]] == ["OCCURRENCE_CHOSEN", "SESSIONS_OVERLAP"]
    # Called off there, it is in nobody's way.
    third = dates(staged, payload["session"]["uuid"])[0]["uuid"]
    assert change(staged, third, {"enabled": False})["userErrors"] == []
    assert update(staged, payload["session"]["uuid"], {"locationUuid": room})["warnings"] == []
    again = change(staged, third, {"enabled": True})
    assert [(warning["code"], warning["path"]) for warning in again["warnings"]] == [
        ("SESSIONS_OVERLAP", ["input", "startsOn"])
    ]


def test_sessions_of_one_room_on_different_dates_are_not(gateway: Gateway) -> None:
    staged = series(gateway)
    room = staged.location()
    for start in ("2026-09-04 19:00", "2026-09-11 19:00"):
        payload = create(staged, TALK | {"locationUuid": room, "startsOn": {"local": start}})
        assert [warning["code"] for warning in payload["warnings"]] == ["OCCURRENCE_CHOSEN"]


def test_rows_belong_to_their_days_and_a_track_of_a_day_applies_there(gateway: Gateway) -> None:
    staged = series(gateway)
    days = [staged.schedule_date(day) for day in ("2026-09-04", "2026-09-11")]
    uuid = talk(staged)
    assert [each["scheduleDate"] and each["scheduleDate"]["date"] for each in dates(staged, uuid)] == [
        "2026-09-04",
        "2026-09-11",
        None,
    ]
    assert only_session(staged)["schedule_date_id"] == days[0]
    assert problems(update(staged, uuid, {"scheduleDateUuid": days[1]})) == []
    gateway.clock.advance(timedelta(minutes=1))
    elsewhere = staged.schedule_date("2026-09-12")
    assert refused(staged, uuid, {"scheduleDateUuid": elsewhere}) == [("OUT_OF_RANGE", "input.scheduleDateUuid")]
    assert staged.rows(SessionRow)[0]["agenda_tab_id"] is None
