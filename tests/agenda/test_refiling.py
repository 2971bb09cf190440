"""Sessions that move to another day of the programme leave its tracks, with warnings."""

from typing import Any
from uuid import UUID

from app.agenda.tables import AgendaTabRow, TrackRow
from tests.gateway import Gateway
from tests.sessions.series import evenings, series, talk
from tests.staging import Stage

DATE = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) { updateOccurrence(uuid: $uuid, input: $input) {
  warnings { code message path } userErrors { code message path } } }"""
EVENT = """
mutation ($uuid: UUID!, $input: UpdateEventInput!) { updateEvent(uuid: $uuid, input: $input) {
  warnings { code message path } userErrors { code message path } } }"""
DAY = """
mutation ($uuid: UUID!, $input: UpdateScheduleDateInput!) { updateScheduleDate(uuid: $uuid, input: $input) {
  warnings { code message path } userErrors { code message path } } }"""
NEW_DAY = """
mutation ($uuid: UUID!, $input: CreateScheduleDateInput!) { createScheduleDate(eventUuid: $uuid, input: $input) {
  scheduleDate { uuid } warnings { code message path } userErrors { code message path } } }"""
READ = """
query ($uuid: UUID!) { session(uuid: $uuid) { track { name } agendaTab { name } scheduleDate { date }
  dates { nodes { track { name } scheduleDate { date } } } } }"""
FIRST_EVENING = {"startsOn": {"local": "2026-09-04 19:00"}}


def ask(staged: Stage, document: str, uuid: UUID | str, **given: Any) -> Any:
    [payload] = staged.gateway.gql(document, staged.token, uuid=uuid, input=given).values()
    assert payload["userErrors"] == []
    return payload


def warnings_of(payload: Any) -> list[tuple[str, str, str]]:
    return [(each["code"], each["message"], ".".join(each["path"])) for each in payload["warnings"]]


def read(staged: Stage, uuid: str) -> Any:
    return staged.gateway.gql(READ, staged.token, uuid=uuid)["session"]


def bound(staged: Stage, **more: Any) -> tuple[UUID, str]:
    """The fourth of September, and a talk on the first evening alone in a track of that day."""
    day = staged.schedule_date("2026-09-04")
    track = str(staged._put(TrackRow, name="Friday", schedule_date_id=day))
    there = {"type": "SPECIFIC", "uuids": [str(evenings(staged)[0])]}
    return day, talk(staged, trackUuid=track, occurrences=there, **FIRST_EVENING)


LEFT = "The session “Talk” is no longer filed under 2026-09-04 and has left its track, which is one of another day."
ALONE = "The session “Talk” is no longer filed under 2026-09-04."


def filed(day: str | None) -> dict[str, Any]:
    under = None if day is None else {"date": day}
    return {
        "track": None,
        "agendaTab": None,
        "scheduleDate": under,
        "dates": {"nodes": [{"track": None, "scheduleDate": under}]},
    }


def test_a_date_that_moves_to_another_day(gateway: Gateway) -> None:
    staged = series(gateway)
    _day, uuid = bound(staged)
    staged.schedule_date("2026-09-05")
    # On the same day nothing is left.
    date = evenings(staged)[0]
    assert warnings_of(ask(staged, DATE, date, startsOn={"local": "2026-09-04 17:00"})) == []
    assert read(staged, uuid)["track"] == {"name": "Friday"}
    payload = ask(staged, DATE, date, startsOn={"local": "2026-09-05 18:00"})
    assert warnings_of(payload) == [("SESSION_REFILED", LEFT, "input")]
    assert read(staged, uuid) == filed("2026-09-05")


def test_an_event_that_moves_to_another_zone(gateway: Gateway) -> None:
    staged = series(gateway)
    _day, uuid = bound(staged)
    staged.schedule_date("2026-09-05")
    payload = ask(staged, EVENT, staged.event, timezone="Asia/Tokyo", keepInstants=True)
    assert ("SESSION_REFILED", LEFT, "input") in warnings_of(payload)
    assert read(staged, uuid) == filed("2026-09-05")


def test_a_day_of_other_hours(gateway: Gateway) -> None:
    staged = series(gateway)
    day, uuid = bound(staged)
    payload = ask(staged, DAY, day, endsOn={"local": "2026-09-04 18:30"})
    assert warnings_of(payload) == [("SESSION_REFILED", LEFT, "input")]
    assert read(staged, uuid) == filed(None)


def test_a_new_day_that_starts_before(gateway: Gateway) -> None:
    staged = series(gateway)
    _day, uuid = bound(staged)
    hours = {"startsOn": {"local": "2026-09-03 20:00"}, "endsOn": {"local": "2026-09-04 20:00"}}
    payload = ask(staged, NEW_DAY, staged.event, date="2026-09-03", **hours)
    assert warnings_of(payload) == [("SESSION_REFILED", LEFT, "input")]
    assert read(staged, uuid) == filed("2026-09-03")


def test_a_session_of_other_days_stays_in_its_tab(gateway: Gateway) -> None:
    staged = series(gateway)
    old, new = (str(staged._put(AgendaTabRow, name=name)) for name in ("Main", "Fringe"))
    first = ask(staged, NEW_DAY, staged.event, date="2026-09-04", agendaTabUuid=old)["scheduleDate"]["uuid"]
    ask(staged, NEW_DAY, staged.event, date="2026-09-11", agendaTabUuid=old)
    every = talk(staged, agendaTabUuid=old)
    once = {"type": "SPECIFIC", "uuids": [str(evenings(staged)[0])]}
    alone = talk(staged, name="Once", agendaTabUuid=old, occurrences=once, **FIRST_EVENING)
    payload = ask(staged, DAY, first, agendaTabUuid=new)
    assert warnings_of(payload) == [("SESSION_REFILED", ALONE, "input")]
    there = read(staged, every)
    assert there["agendaTab"] == {"name": "Main"}
    assert [each["scheduleDate"] for each in there["dates"]["nodes"]][:2] == [None, {"date": "2026-09-11"}]
    moved = read(staged, alone)
    assert (moved["agendaTab"], moved["scheduleDate"]) == ({"name": "Fringe"}, {"date": "2026-09-04"})
