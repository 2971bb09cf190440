"""Create many sessions at once, as the importer does: all or nothing, in a few statements."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import SQLModel

from app.agenda.tables import ScheduleDateRow
from app.core.outcome import Written
from app.core.problems import Refused
from app.events.tables import EventRow
from app.sessions.operations import create_sessions
from app.sessions.tables import (
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTicketRow,
)
from tests.edges import EDGE, place
from tests.gateway import START, Gateway
from tests.staging import Stage, stage
from tests.statistics import set_row_estimate

TABLES: tuple[type[SQLModel], ...] = (
    SessionRow,
    ScheduleDateRow,
    SessionOccurrenceLinkRow,
    SessionTicketRow,
    SessionSpeakerRow,
    SessionLinkRow,
    SessionOccurrenceRow,
    SessionFileRow,
)
OPENS = datetime(2026, 9, 1, 8)


def session(name: str = "Talk", after: timedelta = timedelta(0), **more: Any) -> dict[str, Any]:
    return {"name": name, "starts_on": {"local": OPENS + after}, "duration_minutes": 30} | more


def run(staged: Stage, patches: Any, **other: Any) -> Written:
    given: dict[str, Any] = {"caller": staged.caller, "event_uuid": staged.event} | other
    return staged.gateway.write(partial(create_sessions, patches=patches, now=START, **given))


def refusals(staged: Stage, patches: Any, **other: Any) -> list[tuple[str, str]]:
    before = staged.everything(*TABLES)
    with pytest.raises(Refused) as refused:
        run(staged, patches, **other)
    assert staged.everything(*TABLES) == before
    return [(problem.code.value, ".".join(problem.path)) for problem in refused.value.problems]


def test_all_are_stored_and_their_uuids_are_answered_in_order(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-01 00:00", "2026-09-04 00:00")])
    known = staged.schedule_date("2026-09-01")
    written = run(
        staged,
        [
            session("Second", timedelta(days=2)),
            session("First"),
            session("Night", timedelta(hours=14), schedule_date_uuid=known),
            session("Third", timedelta(days=1)),
        ],
    )
    rows = {row["id"]: row for row in staged.rows(SessionRow)}
    dates = {row["id"]: row["date"].isoformat() for row in staged.rows(ScheduleDateRow)}
    stored = [rows[uuid] for uuid in written.lists["sessions"]]
    assert [(row["name"], dates[row["schedule_date_id"]]) for row in stored] == [
        ("Second", "2026-09-03"),
        ("First", "2026-09-01"),
        ("Night", "2026-09-01"),
        ("Third", "2026-09-02"),
    ]
    assert stored[1]["schedule_date_id"] == known
    days = staged.rows(ScheduleDateRow, ScheduleDateRow.date)
    assert [row["position"] for row in days] == [0, 1, 2]
    assert written.ids == {"event": staged.event}
    created = [("ScheduleDate", 2), ("Session", 4), ("SessionOccurrence", 4)]
    assert staged.changes() == [(entity, "CREATED") for entity, number in created for _ in range(number)]
    assert [row["version"] for row in staged.rows(EventRow)] == [2]


def test_each_refused_item_is_named_by_its_index_and_none_is_stored(gateway: Gateway) -> None:
    staged = stage(gateway)
    room = staged.location()
    assert refusals(
        staged,
        [
            session(location_uuid=room),
            session(name="x" * 76),
            session(),
            session(track_uuid=room, duration_minutes=0),
        ],
    ) == [
        ("TOO_LONG", "input.1.name"),
        ("OUT_OF_RANGE", "input.3.durationMinutes"),
        ("NOT_FOUND", "input.3.trackUuid"),
    ]
    assert refusals(staged, [session(name="")]) == [("TOO_SHORT", "input.0.name")]


def test_warnings_name_their_session_too(gateway: Gateway) -> None:
    twice: dict[str, Any] = {"starts_on": {"local": datetime(2026, 10, 25, 2, 30)}}
    written = run(stage(gateway), [session(), session(**twice)])
    assert [(warning.code.value, warning.path) for warning in written.warnings] == [
        ("AMBIGUOUS_LOCAL_TIME", ("input", "1", "startsOn", "local"))
    ]


def test_past_programmes_must_be_allowed(gateway: Gateway) -> None:
    staged = stage(gateway)
    past = [session(starts_on={"local": datetime(2019, 8, 21, 11)})]
    assert refusals(staged, past) == [("NOT_IN_FUTURE", "input.0.startsOn")]
    run(staged, past, allow_past=True)
    assert [row["starts_at"].isoformat() for row in staged.rows(SessionRow)] == ["2019-08-21T09:00:00+00:00"]


def test_another_tenants_event_does_not_exist(gateway: Gateway) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    assert refusals(staged, [session()], caller=other.caller) == [("NOT_FOUND", "eventUuid")]


def test_nothing_is_added_to_a_cancelled_event(gateway: Gateway) -> None:
    staged = stage(gateway, lifecycle="CANCELLED")
    assert refusals(staged, [session(name="")]) == [
        ("CANCELLED", "eventUuid"),
        ("TOO_SHORT", "input.0.name"),
    ]


def test_an_event_has_at_most_500_schedule_dates(gateway: Gateway) -> None:
    staged = stage(gateway)
    days = [session(after=timedelta(days=number)) for number in range(501)]
    assert refusals(staged, days) == [("TOO_MANY", "input.0.startsOn")]
    run(staged, days[:500])
    run(staged, days[:1])
    assert refusals(staged, [days[3], days[500]]) == [("TOO_MANY", "input.1.startsOn")]


def test_an_event_has_at_most_5000_sessions_in_as_many_statements_as_one(gateway: Gateway) -> None:
    staged = stage(gateway)
    if gateway.engine == "postgresql":
        # Emptied a moment ago: until it counts again, the server takes one index for as good as another.
        for table in (SessionRow, SessionOccurrenceRow, SessionSpeakerRow):
            gateway.in_database(partial(set_row_estimate, table=table, rows=0))
    links: dict[str, Any] = {
        "occurrences": {
            "type": "SPECIFIC",
            "uuids": [staged.occurrence("2026-08-31 00:00", "2026-09-03 00:00")],
        },
        "tickets": {"type": "SPECIFIC", "uuids": [staged.ticket()]},
        "track_uuid": staged.track(),
        "location_uuid": staged.location(),
        "speaker_uuids": [staged.speaker("Ada"), staged.speaker("Bob")],
        "links": [{"url": "https://example.com"}],
        "files": [{"url": "a.pdf"}],
    }
    with gateway.statements() as for_one:
        run(staged, [session(**links)])
    others = [session(after=timedelta(days=number % 2), **links) for number in range(199)]
    with gateway.statements() as for_many:
        run(staged, others + [session()] * 4800)
    # lock, parts; days; sessions, five lists, rows; three that settle rows; overlaps; the event;
    # the changes. So many rows are not recorded one by one; PostgreSQL counts the rows of both tables again.
    expected = 15 + gateway.append_statements
    assert (len(for_one), len(for_many)) == (expected, expected + (2 if gateway.engine == "postgresql" else 0))
    assert len(staged.rows(SessionSpeakerRow)) == 400
    assert refusals(staged, [session()]) == [("TOO_MANY", "input")]


def test_the_payload_has_their_places_in_the_order_sent(gateway: Gateway) -> None:
    staged = stage(gateway)
    run(staged, [session("Before"), session("Behind", timedelta(hours=9))])
    document = f"""mutation ($event: UUID!, $input: [CreateSessionInput!]!) {{
        createSessions(eventUuid: $event, input: $input) {{
          sessions {{ uuid }} sessionEdges {EDGE} named: sessionEdges {{ __typename node {{ name }} }} }} }}"""
    given = [
        {"name": name, "startsOn": {"local": f"2026-09-01 {hour}:00"}, "durationMinutes": 30}
        for name, hour in (("Late", "16"), ("Early", "09"), ("Noon", "12"))
    ]
    payload = gateway.gql(document, staged.token, event=staged.event, input=given)["createSessions"]
    edges = payload["sessionEdges"]
    assert [edge["node"] for edge in edges] == payload["sessions"]
    assert payload["named"] == [
        {"__typename": "SessionEdge", "node": {"name": name}} for name in ("Late", "Early", "Noon")
    ]
    assert [place(gateway, staged.token, edge, "Event", staged.event, "sessions") for edge in edges] == [3, 1, 2]
    given[1]["name"] = ""
    refused = {"sessions": None, "sessionEdges": None, "named": None}
    assert gateway.gql(document, staged.token, event=staged.event, input=given)["createSessions"] == refused


def test_edges_of_many_take_as_many_statements_as_of_one(gateway: Gateway) -> None:
    staged = stage(gateway)
    document = f"""mutation ($event: UUID!, $input: [CreateSessionInput!]!) {{
        createSessions(eventUuid: $event, input: $input) {{ sessionEdges {EDGE} }} }}"""
    counts = []
    for number in (1, 40):
        one = {"name": "Talk", "startsOn": {"local": "2026-09-01 10:00"}, "durationMinutes": 30}
        with gateway.statements() as seen:
            payload = gateway.gql(document, staged.token, event=staged.event, input=[one] * number)["createSessions"]
        assert len(payload["sessionEdges"]) == number
        counts.append(sum("STARTS_ON~" in text for text in seen))
    assert counts == [1, 1]
