"""The hours of a day, and the sessions that start within them."""

from datetime import date, datetime
from typing import Any

import pytest

from app.agenda.patches import CreateScheduleDatePatch, UpdateScheduleDatePatch
from app.agenda.rules import StoredDay, plan_bounds
from app.agenda.tables import ScheduleDateRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from tests.gateway import Gateway
from tests.sessions.requests import create as create_session
from tests.sessions.requests import problems
from tests.staging import Stage, stage

ZONE = "Europe/Berlin"
DAY = date(2026, 9, 4)
FIELDS = "scheduleDate { uuid date startsOn { local } endsOn { local } version } warnings { code path }"
CREATE = f"""mutation ($event: UUID!, $input: CreateScheduleDateInput!) {{
  createScheduleDate(eventUuid: $event, input: $input) {{ {FIELDS} userErrors {{ code path }} }} }}"""
UPDATE = f"""mutation ($uuid: UUID!, $input: UpdateScheduleDateInput!) {{
  updateScheduleDate(uuid: $uuid, input: $input) {{ {FIELDS} userErrors {{ code path }} }} }}"""
TALK: dict[str, Any] = {"name": "Talk", "durationMinutes": 30}


def at(text: str) -> dict[str, Any]:
    return {"local": datetime.fromisoformat(text)}


def planned(patch: CreateScheduleDatePatch | UpdateScheduleDatePatch, stored: StoredDay | None = None) -> Any:
    """Start and end in local time, or the codes and paths of the problems."""
    found = plan_bounds(patch, ZONE, stored)
    if found.span is None:
        return [(problem.code.value, ".".join(problem.path)) for problem in found.problems]
    return tuple(each.strftime("%m-%d %H:%M") for each in found.span)


NIGHT = StoredDay(DAY, datetime(2026, 9, 4, 4), datetime(2026, 9, 5, 4))


@pytest.mark.parametrize(
    ("patch", "stored", "expected"),
    [
        # In UTC, two hours behind.
        ({"date": DAY}, None, ("09-03 22:00", "09-04 22:00")),
        ({"date": DAY, "starts_on": None, "ends_on": None}, None, ("09-03 22:00", "09-04 22:00")),
        ({"date": DAY, "starts_on": at("2026-09-04 04:00")}, None, ("09-04 02:00", "09-04 22:00")),
        ({"date": DAY, "ends_on": at("2026-09-05 04:00")}, None, ("09-03 22:00", "09-05 02:00")),
        # as far as it may be from its date
        ({"date": DAY, "starts_on": at("2026-09-03 00:00")}, None, ("09-02 22:00", "09-04 22:00")),
        ({"date": DAY, "starts_on": at("2026-09-05 23:59"), "ends_on": at("2026-09-06 04:00")}, None,
         ("09-05 21:59", "09-06 02:00")),
        # its hours move with its date
        ({"date": date(2026, 9, 5)}, NIGHT, ("09-05 02:00", "09-06 02:00")),
        ({"ends_on": at("2026-09-05 06:00")}, NIGHT, ("09-04 02:00", "09-05 04:00")),
        ({"starts_on": None}, NIGHT, ("09-03 22:00", "09-05 02:00")),
        ({"starts_on": None, "ends_on": None}, NIGHT, ("09-03 22:00", "09-04 22:00")),
        ({"date": date(2026, 10, 24)}, NIGHT, ("10-24 02:00", "10-25 03:00")),
        ({"name": "A"}, NIGHT, []),
        # what is refused
        ({"date": DAY, "starts_on": at("2026-09-02 23:59")}, None, [("OUT_OF_RANGE", "startsOn")]),
        ({"date": DAY, "starts_on": at("2026-09-06 00:00"), "ends_on": at("2026-09-06 04:00")}, None,
         [("OUT_OF_RANGE", "startsOn")]),
        ({"date": DAY, "starts_on": at("2026-09-05 01:00")}, None, [("OUT_OF_RANGE", "startsOn")]),
        ({"date": DAY, "ends_on": at("2026-09-04 00:00")}, None, [("OUT_OF_RANGE", "endsOn")]),
        ({"date": DAY, "ends_on": at("2026-09-06 00:01")}, None, [("OUT_OF_RANGE", "endsOn")]),
        ({"ends_on": at("2026-09-04 04:00")}, NIGHT, [("OUT_OF_RANGE", "endsOn")]),
        ({"date": DAY, "starts_on": {}, "ends_on": {}}, None, [("REQUIRED", "startsOn"), ("REQUIRED", "endsOn")]),
        ({"date": date(2026, 3, 29), "starts_on": at("2026-03-29 02:30")}, None,
         [("NONEXISTENT_LOCAL_TIME", "startsOn.local")]),
        ({"date": date.max}, None, [("OUT_OF_RANGE", "date")]),
        # another rule refuses a missing date
        ({"date": None}, NIGHT, []),
    ],
)  # fmt: skip
def test_when_a_day_begins_and_ends(
    patch: CreateScheduleDatePatch | UpdateScheduleDatePatch, stored: StoredDay | None, expected: Any
) -> None:
    assert planned(patch, stored) == expected


def made(staged: Stage, **given: Any) -> dict[str, Any]:
    payload = staged.gateway.gql(CREATE, staged.token, event=staged.event, input=given)["createScheduleDate"]
    assert payload["userErrors"] == []
    day: dict[str, Any] = payload["scheduleDate"]
    return day


def changed(staged: Stage, uuid: str, **given: Any) -> Any:
    return staged.gateway.gql(UPDATE, staged.token, uuid=uuid, input=given)["updateScheduleDate"]


def under(staged: Stage) -> list[str | None]:
    """The days of the rows, by their start; those of their sessions are the same."""
    days = {row["id"]: str(row["date"]) for row in staged.rows(ScheduleDateRow)}
    rows = staged.rows(SessionOccurrenceRow, SessionOccurrenceRow.starts_at)
    of_rows = {row["session_id"]: row["schedule_date_id"] for row in rows}
    assert {row["id"]: row["schedule_date_id"] for row in staged.rows(SessionRow)} == of_rows
    return [days.get(row["schedule_date_id"]) for row in rows]


def nights(gateway: Gateway) -> Stage:
    """Talks in two nights, at one, five and eleven."""
    staged = stage(gateway, occurrences=[("2026-09-04 08:00", "2026-09-07 08:00")])
    for start in ("2026-09-04 23:00", "2026-09-05 01:00", "2026-09-05 05:00", "2026-09-05 23:00"):
        assert problems(create_session(staged, TALK | {"startsOn": {"local": start}})) == []
    return staged


def test_a_day_has_the_hours_that_were_sent(gateway: Gateway) -> None:
    staged = stage(gateway)
    day = made(staged, date="2026-09-04", startsOn={"local": "2026-09-04 04:00"}, endsOn={"local": "2026-09-05 04:00"})
    assert (day["startsOn"], day["endsOn"]) == ({"local": "2026-09-04T04:00:00"}, {"local": "2026-09-05T04:00:00"})
    plain = made(staged, date="2026-09-05")
    assert (plain["startsOn"], plain["endsOn"]) == ({"local": "2026-09-05T00:00:00"}, {"local": "2026-09-06T00:00:00"})
    moved = changed(staged, day["uuid"], date="2026-09-07")["scheduleDate"]
    assert (moved["startsOn"], moved["endsOn"]) == ({"local": "2026-09-07T04:00:00"}, {"local": "2026-09-08T04:00:00"})
    back = changed(staged, day["uuid"], startsOn=None, endsOn=None)["scheduleDate"]
    assert (back["startsOn"], back["endsOn"]) == ({"local": "2026-09-07T00:00:00"}, {"local": "2026-09-08T00:00:00"})
    assert back["version"] == 3


def test_of_an_ambiguous_local_time_the_first_is_used_with_a_warning(gateway: Gateway) -> None:
    staged = stage(gateway)
    given = {"date": "2026-10-25", "startsOn": {"local": "2026-10-25 02:30"}}
    payload = gateway.gql(CREATE, staged.token, event=staged.event, input=given)["createScheduleDate"]
    assert payload["warnings"] == [{"code": "AMBIGUOUS_LOCAL_TIME", "path": ["input", "startsOn", "local"]}]


def test_a_refusal_changes_nothing(gateway: Gateway) -> None:
    staged = nights(gateway)
    [first, _second] = staged.rows(ScheduleDateRow, ScheduleDateRow.date)
    before = staged.everything(ScheduleDateRow, SessionRow, SessionOccurrenceRow)
    payload = changed(staged, str(first["id"]), endsOn={"local": "2026-09-06 00:01"})
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("OUT_OF_RANGE", ["input", "endsOn"])
    ]
    given = {"date": "2026-09-08", "startsOn": {"local": "2026-09-10 00:00"}}
    payload = gateway.gql(CREATE, staged.token, event=staged.event, input=given)["createScheduleDate"]
    assert [error["path"] for error in payload["userErrors"]] == [["input", "startsOn"]]
    assert staged.everything(ScheduleDateRow, SessionRow, SessionOccurrenceRow) == before


def test_sessions_that_start_on_a_day_belong_to_it(gateway: Gateway) -> None:
    staged = nights(gateway)
    assert under(staged) == ["2026-09-04", "2026-09-05", "2026-09-05", "2026-09-05"]
    first, second = staged.rows(ScheduleDateRow, ScheduleDateRow.date)
    assert changed(staged, str(first["id"]), endsOn={"local": "2026-09-05 04:00"})["userErrors"] == []
    assert under(staged) == ["2026-09-04", "2026-09-04", "2026-09-05", "2026-09-05"]
    changed(staged, str(second["id"]), startsOn={"local": "2026-09-05 06:00"})
    assert under(staged) == ["2026-09-04", "2026-09-04", None, "2026-09-05"]
    changed(staged, str(second["id"]), date="2026-09-06")
    assert under(staged) == ["2026-09-04", "2026-09-04", None, None]
    made(staged, date="2026-09-05", startsOn={"local": "2026-09-05 04:00"}, endsOn={"local": "2026-09-06 04:00"})
    assert under(staged) == ["2026-09-04", "2026-09-04", "2026-09-05", "2026-09-05"]


def test_a_day_takes_its_sessions_to_another_tab(gateway: Gateway) -> None:
    staged = nights(gateway)
    document = """mutation ($event: UUID!) {
        createAgendaTab(eventUuid: $event, input: {name: "Stage"}) { agendaTab { uuid } } }"""
    answer = gateway.gql(document, staged.token, event=staged.event)
    tab = answer["createAgendaTab"]["agendaTab"]["uuid"]
    [_first, second] = staged.rows(ScheduleDateRow, ScheduleDateRow.date)
    changed(staged, str(second["id"]), agendaTabUuid=tab)
    assert under(staged) == ["2026-09-04", "2026-09-05", "2026-09-05", "2026-09-05"]
    tabs = [row["agenda_tab_id"] and str(row["agenda_tab_id"]) for row in staged.rows(SessionRow, SessionRow.starts_at)]
    assert tabs == [None, tab, tab, tab]
