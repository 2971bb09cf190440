"""Sending back what a session and its dates answer changes nothing and is never refused."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session as DbSession

from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceLinkRow, SessionOccurrenceRow
from tests.gateway import Gateway
from tests.sessions.requests import problems, update
from tests.sessions.series import TABLES, change, dates, evenings, read, refused, series, starts, talk
from tests.staging import Stage, set_event

DATE = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) { userErrors { code message path } } }"""


def change_date(staged: Stage, uuid: UUID, **given: Any) -> None:
    payload = staged.gateway.gql(DATE, staged.token, uuid=uuid, input=given)["updateOccurrence"]
    assert payload["userErrors"] == []


def test_a_session_disabled_with_its_date_is_not_called_off_itself(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    first = evenings(staged)[0]
    change_date(staged, first, enabled=False, reason="Storm")
    shown = dates(staged, uuid)[0]
    assert (shown["enabled"], shown["cancellationReason"]) == (False, "Storm")
    for given in (
        {"enabled": False, "reason": "Storm", "capacity": 10},
        {"enabled": False, "capacity": 10},
        {"reason": "Storm", "capacity": 10},
    ):
        payload = change(staged, shown["uuid"], given)
        assert (payload["userErrors"], payload["warnings"]) == ([], [])
        assert payload["sessionOccurrence"]["capacity"] == 10
    [row] = [row for row in staged.rows(SessionOccurrenceRow) if row["id"] == UUID(shown["uuid"])]
    assert (row["enabled"], row["cancellation_reason"]) == (True, None)
    assert refused(staged, shown["uuid"], {"reason": "Other"}) == [("INVALID", "input.reason")]
    assert refused(staged, shown["uuid"], {"enabled": True, "reason": "Storm"}) == [("INVALID", "input.reason")]
    change_date(staged, first, enabled=True)
    shown = dates(staged, uuid)[0]
    assert (shown["enabled"], shown["cancellationReason"]) == (True, None)


def test_a_new_reason_calls_it_off_itself(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    first = evenings(staged)[0]
    change_date(staged, first, enabled=False, reason="Storm")
    row = dates(staged, uuid)[0]["uuid"]
    assert change(staged, row, {"enabled": False, "reason": "Ill"})["userErrors"] == []
    assert dates(staged, uuid)[0]["cancellationReason"] == "Ill"
    change_date(staged, first, enabled=True)
    shown = dates(staged, uuid)[0]
    assert (shown["enabled"], shown["cancellationReason"]) == (False, "Ill")
    # Off by itself and without a reason, it does not take over that of its date.
    assert change(staged, row, {"reason": None})["userErrors"] == []
    change_date(staged, first, enabled=False, reason="Storm")
    assert change(staged, row, {"enabled": False, "reason": "Storm"})["userErrors"] == []
    change_date(staged, first, enabled=True)
    shown = dates(staged, uuid)[0]
    assert (shown["enabled"], shown["cancellationReason"]) == (False, None)


def test_an_unchanged_capacity_is_not_refused(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged, capacity=5)
    row = dates(staged, uuid)[0]["uuid"]
    assert change(staged, row, {"capacity": 5})["userErrors"] == []
    set_event(staged, event_capacity=3)
    for given in ({"capacity": 5}, {"capacity": 5, "rsvpCapacity": None}, {"capacity": 5, "rsvpCapacity": "UNLIMITED"}):
        assert change(staged, row, given)["userErrors"] == []
        assert dates(staged, uuid)[0]["capacity"] == 5
    assert refused(staged, row, {"capacity": 4}) == [("OUT_OF_RANGE", "input.capacity")]


def test_a_session_whose_dates_are_gone_stays_without_dates(gateway: Gateway) -> None:
    staged = series(gateway)
    once = {"type": "SPECIFIC", "uuids": [str(evenings(staged)[0])]}
    uuid = talk(staged, startsOn={"local": "2026-09-04 19:00"}, occurrences=once)

    def vanish(db: DbSession) -> None:
        for table in (SessionOccurrenceLinkRow, SessionOccurrenceRow):
            db.connection().execute(delete(table))

    gateway.write(vanish)
    shown = read(staged, uuid)
    assert shown["occurrences"] == {"type": "SPECIFIC", "uuids": []}
    payload = update(staged, uuid, {"occurrences": shown["occurrences"], "name": "Homeless"})
    assert (problems(payload), payload["warnings"]) == ([], [])
    assert (read(staged, uuid)["startsOn"], starts(staged, uuid)) == (shown["startsOn"], [])
    # One that has dates still has to name them.
    other = talk(staged, startsOn={"local": "2026-09-04 19:00"}, occurrences=once)
    before = staged.everything(*TABLES)
    named = {"occurrences": {"type": "SPECIFIC", "uuids": []}}
    assert problems(update(staged, other, named)) == [("REQUIRED", "input.occurrences.uuids")]
    assert staged.everything(*TABLES) == before
    assert len(staged.rows(OccurrenceRow)) == 3


def test_a_date_moved_back_by_hand_follows_its_session_again(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    row = dates(staged, uuid)[1]["uuid"]
    for clock in ("20:00", "19:00"):
        assert change(staged, row, {"startsOn": {"local": f"2026-09-11 {clock}"}})["userErrors"] == []
    assert [each["own_times"] for each in staged.rows(SessionOccurrenceRow)] == [False] * 3
    assert problems(update(staged, uuid, {"startsOn": {"local": "2026-09-04 21:00"}})) == []
    assert starts(staged, uuid) == ["2026-09-04T19:00:00Z", "2026-09-11T19:00:00Z", "2026-11-06T20:00:00Z"]
    # Back at its start but shorter, it has times of its own.
    assert change(staged, row, {"durationMinutes": 30})["userErrors"] == []
    assert sorted(each["own_times"] for each in staged.rows(SessionOccurrenceRow)) == [False, False, True]
