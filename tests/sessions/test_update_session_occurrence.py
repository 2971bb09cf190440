"""updateSessionOccurrence: move a session on one date, call it off, give it a capacity."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.sessions.tables import SessionOccurrenceRow
from tests.gateway import Gateway
from tests.sessions.requests import create, problems, read_session, update
from tests.sessions.selecting import Hall
from tests.sessions.series import ALL, CHANGE, TALK, change, dates, evenings, refused, series, starts, talk
from tests.staging import Stage, set_event, stage, utc


def second(staged: Stage, **more: Any) -> str:
    """The talk of the second evening, at seven."""
    uuid: str = dates(staged, talk(staged, **more))[1]["uuid"]
    return uuid


def test_it_is_answered_with_its_session_and_its_event(gateway: Gateway) -> None:
    staged = series(gateway, event_capacity=100)
    session = talk(staged)
    row = dates(staged, session)[1]["uuid"]
    given = {"startsOn": {"local": "2026-09-11 20:00"}, "durationMinutes": 30, "enabled": False, "reason": "Ill."}
    payload = change(staged, row, given | {"capacity": 100, "rsvpCapacity": "FIXED"})
    assert payload == {
        "sessionOccurrence": {
            "uuid": row,
            "startsOn": {"utc": "2026-09-11T18:00:00Z"},
            "durationMinutes": 30,
            "enabled": False,
            "cancellationReason": "Ill.",
            "capacity": 100,
            "rsvpCapacity": "FIXED",
            "version": 2,
        },
        "session": {"uuid": session, "startsOn": {"utc": "2026-09-04T17:00:00Z"}},
        "event": {"uuid": str(staged.event), "version": 3},
        "message": "Session has been updated successfully on this date",
        "warnings": [],
        "userErrors": [],
    }
    assert starts(staged, session) == ["2026-09-04T17:00:00Z", "2026-09-11T18:00:00Z", "2026-11-06T18:00:00Z"]
    assert staged.changes()[-1] == ("SessionOccurrence", "UPDATED")
    assert [each["own_times"] for each in staged.rows(SessionOccurrenceRow, SessionOccurrenceRow.starts_at)] == [
        False,
        True,
        False,
    ]


FULL: dict[str, Any] = {
    "startsOn": {"local": "2026-09-11 20:00"},
    "durationMinutes": 30,
    "enabled": False,
    "reason": "Ill.",
    "capacity": 5,
    "rsvpCapacity": "FIXED",
}
TOLD: dict[str, Any] = {
    "startsOn": {"utc": "2026-09-11T18:00:00Z"},
    "durationMinutes": 30,
    "enabled": False,
    "cancellationReason": "Ill.",
    "capacity": 5,
    "rsvpCapacity": "FIXED",
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"startsOn": None}, {"startsOn": {"utc": "2026-09-11T17:00:00Z"}, "durationMinutes": 60}),
        ({"startsOn": None, "durationMinutes": 20},
         {"startsOn": {"utc": "2026-09-11T17:00:00Z"}, "durationMinutes": 20}),
        ({"durationMinutes": None}, {"durationMinutes": 60}),
        ({"endsOn": None}, {"durationMinutes": 60}),
        ({"endsOn": {"local": "2026-09-11 22:00"}}, {"durationMinutes": 120}),
        ({"durationMinutes": 45}, {"durationMinutes": 45}),
        ({"startsOn": {"local": "2026-09-11 21:00"}}, {"startsOn": {"utc": "2026-09-11T19:00:00Z"}}),
        ({"enabled": True}, {"enabled": True, "cancellationReason": None}),
        ({"enabled": None}, {"enabled": True, "cancellationReason": None}),
        ({"enabled": False}, {}),
        ({"reason": None}, {"cancellationReason": None}),
        ({"reason": "Gone."}, {"cancellationReason": "Gone."}),
        ({"capacity": None, "rsvpCapacity": None}, {"capacity": None, "rsvpCapacity": None}),
        ({"capacity": 0}, {"capacity": 0}),
        ({"rsvpCapacity": "UNLIMITED"}, {"rsvpCapacity": "UNLIMITED"}),
    ],
)  # fmt: skip
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    staged = series(gateway)
    row = second(staged)
    assert change(staged, row, FULL)["userErrors"] == []
    payload = change(staged, row, given)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert payload["sessionOccurrence"] == {"uuid": row, "version": 3 if expected else 2} | TOLD | expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # inside its date, and not in another
        ({"startsOn": {"local": "2026-09-11 23:30"}}, [("OUT_OF_RANGE", "input.startsOn")]),
        ({"startsOn": {"local": "2026-09-04 19:00"}}, [("OUT_OF_RANGE", "input.startsOn")]),
        ({"endsOn": {"local": "2026-09-12 01:00"}}, [("OUT_OF_RANGE", "input.endsOn")]),
        ({"durationMinutes": 301}, [("OUT_OF_RANGE", "input.durationMinutes")]),
        ({"durationMinutes": 0}, [("OUT_OF_RANGE", "input.durationMinutes")]),
        ({"startsOn": {"local": "2026-05-01 19:00"}},
         [("NOT_IN_FUTURE", "input.startsOn")]),
        ({"startsOn": {}}, [("REQUIRED", "input.startsOn")]),
        ({"durationMinutes": 30, "endsOn": {"local": "2026-09-11 20:00"}}, [("TIMES_DISAGREE", "input.endsOn")]),
        ({"reason": "x"}, [("INVALID", "input.reason")]),
        ({"enabled": True, "reason": "x"}, [("INVALID", "input.reason")]),
        ({"enabled": False, "reason": ""}, [("TOO_SHORT", "input.reason")]),
        ({"enabled": False, "reason": "x" * 1001}, [("TOO_LONG", "input.reason")]),
        ({"capacity": -1}, [("OUT_OF_RANGE", "input.capacity")]),
        ({"capacity": 101}, [("OUT_OF_RANGE", "input.capacity")]),
        ({"capacity": 101, "durationMinutes": 0, "reason": "x"},
         [("OUT_OF_RANGE", "input.durationMinutes"), ("INVALID", "input.reason"), ("OUT_OF_RANGE", "input.capacity")]),
    ],
)  # fmt: skip
def test_refusals(gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    staged = series(gateway, event_capacity=100)
    assert refused(staged, second(staged), given) == expected


def test_fixed_confirmations_require_a_capacity(gateway: Gateway) -> None:
    staged = series(gateway)
    row = second(staged, rsvp=True)
    assert refused(staged, row, {"rsvpCapacity": "FIXED"}) == [("REQUIRED", "input.capacity")]
    assert change(staged, row, {"rsvpCapacity": "FIXED", "capacity": 3})["userErrors"] == []
    assert refused(staged, row, {"capacity": None}) == [("REQUIRED", "input.capacity")]


def test_a_session_that_has_begun_keeps_its_start(gateway: Gateway) -> None:
    staged = series(gateway)
    row = second(staged)
    gateway.clock.set(utc("2026-09-11 17:10"))
    same = {"startsOn": {"local": "2026-09-11 19:00"}, "durationMinutes": 90}
    assert change(staged, row, same)["userErrors"] == []
    early = {"startsOn": {"local": "2026-09-11 19:05"}}
    assert refused(staged, row, early) == [("NOT_IN_FUTURE", "input.startsOn")]
    assert change(staged, row, {"startsOn": {"local": "2026-09-11 19:30"}})["userErrors"] == []
    assert refused(staged, row, {"startsOn": None}) == [("NOT_IN_FUTURE", "input.startsOn")]


def test_a_change_warns_of_users_who_have_chosen_it_and_keeps_their_places(gateway: Gateway) -> None:
    hall = Hall(gateway)
    for starts_at, ends_at in (("2026-09-04 06:00", "2026-09-04 20:00"), ("2026-09-05 06:00", "2026-09-05 20:00")):
        hall.staged.occurrence(starts_at, ends_at)
    row = dates(hall.staged, hall.session("Talk", **ALL))[1]["uuid"]
    for user in (hall.ada, hall.bob):
        assert hall.chosen(user, sessionOccurrenceUuids=[row]) == ["Talk"]
    assert refused(hall.staged, row, {"capacity": 1}) == [("OUT_OF_RANGE", "input.capacity")]
    payload = change(hall.staged, row, {"enabled": False, "capacity": 2})
    [warning] = payload["warnings"]
    assert (warning["code"], warning["path"]) == ("CHOSEN_BY_USERS", ["input", "enabled"])
    assert warning["message"] == "2 users have chosen the session on this date."
    # It is off already.
    assert change(hall.staged, row, {"enabled": False})["warnings"] == []


def test_the_first_date_that_takes_place_is_the_sessions_start(gateway: Gateway) -> None:
    staged = series(gateway)
    session = talk(staged)
    first = dates(staged, session)[0]["uuid"]
    assert change(staged, first, {"enabled": False})["session"]["startsOn"] == {"utc": "2026-09-11T17:00:00Z"}
    assert staged.changes()[-2:] == [("SessionOccurrence", "UPDATED"), ("Session", "UPDATED")]
    assert read_session(staged, session)["version"] == 2
    assert change(staged, first, {"enabled": True})["session"]["startsOn"] == {"utc": "2026-09-04T17:00:00Z"}


def test_moved_to_another_day_it_leaves_the_track_of_the_old_one(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-04 07:00", "2026-09-06 18:00")])
    friday = staged.schedule_date("2026-09-04")
    session = create(staged, TALK | {"startsOn": {"local": "2026-09-04 19:00"}, "scheduleDateUuid": friday})
    uuid = session["session"]["uuid"]
    track = gateway.gql(
        "mutation ($event: UUID!, $day: UUID) { createTrack(eventUuid: $event,"
        ' input: {name: "Friday", scheduleDateUuid: $day}) { track { uuid } } }',
        staged.token,
        event=staged.event,
        day=friday,
    )["createTrack"]["track"]["uuid"]
    assert problems(update(staged, uuid, {"trackUuid": track})) == []
    [row] = dates(staged, uuid)
    payload = change(staged, row["uuid"], {"startsOn": {"local": "2026-09-05 10:00"}})
    [warning] = payload["warnings"]
    assert (warning["code"], warning["path"]) == ("SESSION_REFILED", ["input", "startsOn"])
    shown = read_session(staged, uuid)
    assert (shown["track"], shown["scheduleDate"]) == (None, {"date": "2026-09-05"})


def test_changes_of_one_date_survive_a_move_of_the_session(gateway: Gateway) -> None:
    staged = series(gateway)
    session = talk(staged)
    row = dates(staged, session)[1]["uuid"]
    own = {"startsOn": {"local": "2026-09-11 21:00"}, "enabled": False, "reason": "Ill.", "capacity": 5}
    assert change(staged, row, own)["userErrors"] == []
    assert problems(update(staged, session, {"startsOn": {"local": "2026-11-06 18:00"}})) == []
    assert starts(staged, session) == ["2026-09-04T16:00:00Z", "2026-09-11T19:00:00Z", "2026-11-06T17:00:00Z"]
    shown = dates(staged, session)[1]
    assert (shown["enabled"], shown["cancellationReason"], shown["capacity"]) == (False, "Ill.", 5)
    # Back to where the session starts now.
    change(staged, row, {"startsOn": None})
    assert starts(staged, session)[1] == "2026-09-11T16:00:00Z"


def test_a_cancelled_event_and_another_tenants_stay_as_they_are(gateway: Gateway) -> None:
    staged, other = series(gateway), stage(gateway, "other")
    row = second(staged)
    for uuid, token in ((row, other.token), (uuid4(), staged.token), (evenings(staged)[0], staged.token)):
        assert refused(staged, uuid, {"capacity": 1}, token) == [("NOT_FOUND", "uuid")]
    set_event(staged, lifecycle="CANCELLED")
    assert refused(staged, row, {"capacity": 1}) == [("CANCELLED", "uuid")]


def test_without_the_scope_nothing_happens(gateway: Gateway) -> None:
    staged = series(gateway)
    row = UUID(second(staged))
    others = [scope for scope in Scope if scope is not Scope.EVENT_UPDATE_SESSION]
    for token in (None, gateway.token(staged.organisation, *others)):
        (error,) = gateway.errors(CHANGE, token, uuid=row, input={"capacity": 1})
        assert error["extensions"]["code"] == "FORBIDDEN"
    own = gateway.token(staged.organisation, Scope.EVENT_UPDATE_SESSION)
    assert change(staged, row, {"capacity": 1}, own)["sessionOccurrence"]["capacity"] == 1
