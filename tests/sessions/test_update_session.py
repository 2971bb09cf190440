"""updateSession: changed, kept and removed values, refusals and rights."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agenda.tables import ScheduleDateRow
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionFileRow, SessionLinkRow, SessionRow, SessionSpeakerRow
from tests.gateway import Gateway
from tests.sessions.requests import TABLES, create, only_session, problems, read_session, update
from tests.staging import Stage, stage

NOBODY = "00000000-0000-4000-8000-000000000000"


def staged_session(gateway: Gateway, **more: Any) -> tuple[Stage, str]:
    """An event, and a session of it with something in every field."""
    staged = stage(gateway, occurrences=[("2026-09-04 07:00", "2026-09-06 18:00")], event_capacity=200)
    (occurrence,) = [row["id"] for row in staged.rows(OccurrenceRow)]
    given = {
        "name": "Opening",
        "displayName": "The Opening",
        "description": "All are welcome.",
        "details": "# Welcome",
        "language": "en",
        "status": "INACTIVE",
        "sellSession": True,
        "image": "image.jpg",
        "startsOn": {"local": "2026-09-04 10:00"},
        "durationMinutes": 90,
        "capacity": 50,
        "occurrences": {"type": "SPECIFIC", "uuids": [occurrence]},
        "tickets": {"type": "SPECIFIC", "uuids": [staged.ticket()]},
        "trackUuid": staged.track(),
        "locationUuid": staged.location(),
        "scheduleDateUuid": staged.schedule_date("2026-09-04"),
        "speakerUuids": [staged.speaker("Ada"), staged.speaker("Bob")],
        "links": [{"name": "Slides", "url": "https://example.com/slides"}],
        "files": [{"name": "Paper", "url": "files/paper.pdf"}],
    }
    payload = create(staged, given | more)
    assert problems(payload) == []
    gateway.clock.advance(timedelta(minutes=10))
    return staged, payload["session"]["uuid"]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The fields that are no longer what they were, apart from those that every change touches."""
    found = {key: value for key, value in after.items() if value != before[key] and key not in {"version", "updatedOn"}}
    assert (before["version"], after["version"]) == (1, 2 if found else 1)
    assert (before["updatedOn"]["local"], after["updatedOn"]["local"]) == (
        "2026-06-01T11:00:00",
        "2026-06-01T11:10:00" if found else "2026-06-01T11:00:00",
    )
    return found


def refused(staged: Stage, uuid: str, given: dict[str, Any]) -> list[tuple[str, str]]:
    before = staged.everything(*TABLES)
    found = problems(update(staged, uuid, given))
    assert staged.everything(*TABLES) == before
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"name": "Closing"}, {"name": "Closing"}),
        ({"displayName": "The End"}, {"displayName": "The End"}),
        ({"displayName": None}, {"displayName": "Opening"}),
        ({"description": "", "details": "x"}, {"description": "", "details": "x"}),
        ({"description": None, "details": None}, {"description": None, "details": None}),
        ({"language": None, "image": None, "capacity": None},
         {"language": None, "image": None, "capacity": None}),
        ({"language": "de-CH", "image": "https://example.com/a.png"},
         {"language": "de-CH", "image": "https://example.com/a.png"}),
        ({"status": None, "sellSession": None}, {"status": "ACTIVE", "sellSession": False}),
        ({"capacity": 200}, {"capacity": 200}),
        ({"occurrences": None, "tickets": None},
         {"occurrences": {"type": "ALL", "uuids": []}, "ticketsType": "ALL"}),
        ({"tickets": {"type": "ALL", "uuids": [NOBODY]}}, {"ticketsType": "ALL"}),
        ({"trackUuid": None, "locationUuid": None}, {"track": None, "location": None}),
        ({"scheduleDateUuid": None}, {}),
        ({"speakerUuids": None}, {"speakers": []}),
        ({"links": None, "files": []}, {"links": [], "files": []}),
        ({"links": [{"url": "https://a.example"}, {"url": "https://b.example"}]},
         {"links": [{"name": None, "url": "https://a.example"}, {"name": None, "url": "https://b.example"}]}),
        ({"files": [{"name": "A", "url": "a.pdf"}]}, {"files": [{"name": "A", "url": "a.pdf"}]}),
        ({"useEventTimezone": None, "timezone": None}, {}),
        ({"startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 90}, {}),
    ],
)  # fmt: skip
def test_only_sent_fields_change(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    staged, uuid = staged_session(gateway)
    before = read_session(staged, uuid)
    payload = update(staged, uuid, given)
    assert problems(payload) == []
    assert payload["message"] == "Session has been updated successfully"
    assert payload["session"] == {"uuid": uuid}
    assert changed(before, read_session(staged, uuid)) == expected


@pytest.mark.parametrize(
    ("given", "starts_on", "ends_on"),
    [
        ({"startsOn": {"local": "2026-09-05 12:00"}}, "05T10:00:00Z", "05T11:30:00Z"),
        ({"startsOn": {"utc": "2026-09-05T10:00:00Z"}, "durationMinutes": 15},
         "05T10:00:00Z", "05T10:15:00Z"),
        ({"startsOn": {"local": "2026-09-05 12:00"}, "endsOn": {"local": "2026-09-05 15:00"}},
         "05T10:00:00Z", "05T13:00:00Z"),
        ({"durationMinutes": 15}, "04T08:00:00Z", "04T08:15:00Z"),
        ({"endsOn": {"local": "2026-09-04 12:00"}}, "04T08:00:00Z", "04T10:00:00Z"),
        ({"endsOn": None, "durationMinutes": 10}, "04T08:00:00Z", "04T08:10:00Z"),
    ],
)  # fmt: skip
def test_a_moved_session_keeps_its_length_unless_it_is_sent(
    gateway: Gateway, given: dict[str, Any], starts_on: str, ends_on: str
) -> None:
    staged, uuid = staged_session(gateway)
    assert problems(update(staged, uuid, given)) == []
    shown = read_session(staged, uuid)
    assert shown["startsOn"]["utc"] == f"2026-09-{starts_on}"
    assert shown["endsOn"]["utc"] == f"2026-09-{ends_on}"
    # A row stands under the day that holds its start.
    assert shown["scheduleDate"] == {"date": f"2026-09-{starts_on[:2]}"}


def test_the_schedule_date_follows_the_start_with_a_warning(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway, scheduleDateUuid=None)
    assert read_session(staged, uuid)["scheduleDate"] == {"date": "2026-09-04"}
    payload = update(staged, uuid, {"startsOn": {"local": "2026-09-05 12:00"}})
    assert payload["warnings"] == [{"code": "SESSION_REFILED", "path": ["input", "startsOn"]}]
    assert read_session(staged, uuid)["scheduleDate"] == {"date": "2026-09-05"}
    third = staged.schedule_date("2026-09-06")
    assert refused(staged, uuid, {"scheduleDateUuid": third}) == [("OUT_OF_RANGE", "input.scheduleDateUuid")]
    both = {"scheduleDateUuid": third, "startsOn": {"local": "2026-09-06 12:00"}}
    assert problems(update(staged, uuid, both)) == []
    assert only_session(staged)["schedule_date_id"] == third
    dates = sorted(row["date"].isoformat() for row in staged.rows(ScheduleDateRow))
    assert dates == ["2026-09-04", "2026-09-05", "2026-09-06"]


def test_another_zone_keeps_the_local_time(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway, startsOn={"local": "2026-09-05 10:00"}, scheduleDateUuid=None)
    update(staged, uuid, {"useEventTimezone": False, "timezone": "Asia/Tokyo"})
    shown = read_session(staged, uuid)
    assert shown["startsOn"] == {
        "utc": "2026-09-05T01:00:00Z",
        "local": "2026-09-05T10:00:00",
        "timezone": "Asia/Tokyo",
    }
    assert (shown["durationMinutes"], shown["useEventTimezone"]) == (90, False)
    assert shown["createdOn"] == {"local": "2026-06-01T18:00:00"}
    update(staged, uuid, {"useEventTimezone": True})
    shown = read_session(staged, uuid)
    assert shown["startsOn"] == {
        "utc": "2026-09-05T08:00:00Z",
        "local": "2026-09-05T10:00:00",
        "timezone": "Europe/Berlin",
    }
    assert shown["createdOn"] == {"local": "2026-06-01T11:00:00"}


def test_the_display_name_follows_only_if_it_equals_the_name(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway, displayName=None)
    update(staged, uuid, {"name": "Été"})
    row = only_session(staged)
    assert (row["name"], row["display_name"], row["name_key"]) == ("Été", "Été", "ete")
    update(staged, uuid, {"displayName": "The End"})
    update(staged, uuid, {"name": "End"})
    row = only_session(staged)
    assert (row["name"], row["display_name"], row["name_key"]) == ("End", "The End", "end")


def test_speakers_are_replaced_in_the_order_given(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    bob, ada = [row["speaker_id"] for row in staged.rows(SessionSpeakerRow, SessionSpeakerRow.position)][::-1]
    carl = staged.speaker("Carl")
    update(staged, uuid, {"speakerUuids": [bob, carl, ada]})
    rows = staged.rows(SessionSpeakerRow, SessionSpeakerRow.position)
    assert [(row["position"], row["speaker_id"]) for row in rows] == [(0, bob), (1, carl), (2, ada)]


def test_lists_of_other_sessions_stay(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    other = create(
        staged,
        {
            "name": "Other",
            "startsOn": {"local": "2026-09-04 10:00"},
            "durationMinutes": 5,
            "links": [{"url": "https://a.example"}],
            "files": [{"url": "a.pdf"}],
            "speakerUuids": [staged.rows(SessionSpeakerRow)[0]["speaker_id"]],
        },
    )["session"]["uuid"]
    before = read_session(staged, other)
    update(staged, uuid, {"links": [], "files": [], "speakerUuids": [], "tickets": None})
    assert read_session(staged, other) == before
    tables = (SessionLinkRow, SessionFileRow, SessionSpeakerRow)
    assert [len(staged.rows(table)) for table in tables] == [1, 1, 1]


def test_the_occurrences_of_other_sessions_do_not_restrict_a_session(gateway: Gateway) -> None:
    staged, _linked = staged_session(gateway)
    staged.occurrence("2026-09-10 07:00", "2026-09-10 18:00")
    given = {"name": "Free", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 5}
    given["occurrences"] = {"type": "ALL"}
    free = create(staged, given)["session"]["uuid"]
    assert problems(update(staged, free, {"startsOn": {"local": "2026-09-10 10:00"}})) == []


def test_the_change_is_recorded_and_the_event_is_newer(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    update(staged, uuid, {"name": "Closing"})
    (event,) = staged.rows(EventRow)
    assert (event["version"], event["updated_local"].isoformat()) == (3, "2026-06-01T11:10:00")
    assert event["search_text"] == " camp "
    assert staged.changes() == [("Session", "CREATED"), ("SessionOccurrence", "CREATED"), ("Session", "UPDATED")]


def test_the_payload_has_the_session_and_its_event(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    document = """
    mutation ($uuid: UUID!) {
      updateSession(uuid: $uuid, input: {name: "Closing"}) {
        session { name version } event { uuid version sessions { nodes { name } } }
      }
    }"""
    assert gateway.gql(document, staged.token, uuid=uuid)["updateSession"] == {
        "session": {"name": "Closing", "version": 2},
        "event": {"uuid": str(staged.event), "version": 3, "sessions": {"nodes": [{"name": "Closing"}]}},
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": None}, [("REQUIRED", "input.name")]),
        ({"name": ""}, [("TOO_SHORT", "input.name")]),
        ({"startsOn": None}, [("REQUIRED", "input.startsOn")]),
        ({"startsOn": {}}, [("REQUIRED", "input.startsOn")]),
        ({"durationMinutes": None}, [("REQUIRED", "input.durationMinutes")]),
        ({"endsOn": None}, [("REQUIRED", "input.endsOn")]),
        ({"startsOn": {"local": "2026-05-05 10:00"}}, [("NOT_IN_FUTURE", "input.startsOn")]),
        ({"endsOn": {"local": "2026-09-04 10:00"}}, [("OUT_OF_RANGE", "input.endsOn")]),
        ({"startsOn": {"local": "2026-09-06 20:00"}}, [("OUT_OF_RANGE", "input.startsOn")]),
        ({"capacity": 201}, [("OUT_OF_RANGE", "input.capacity")]),
        ({"useEventTimezone": False}, [("REQUIRED", "input.timezone")]),
        ({"occurrences": {"type": "SPECIFIC", "uuids": [NOBODY]}},
         [("NOT_FOUND", "input.occurrences.uuids.0")]),
        ({"tickets": {"type": "SPECIFIC"}}, [("REQUIRED", "input.tickets.uuids")]),
        ({"trackUuid": NOBODY, "locationUuid": NOBODY, "scheduleDateUuid": NOBODY, "speakerUuids": [NOBODY]},
         [("NOT_FOUND", "input.trackUuid"), ("NOT_FOUND", "input.locationUuid"),
          ("NOT_FOUND", "input.scheduleDateUuid"), ("NOT_FOUND", "input.speakerUuids.0")]),
    ],
)  # fmt: skip
def test_invalid_input_is_refused_and_nothing_changes(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    staged, uuid = staged_session(gateway)
    assert refused(staged, uuid, given | {"description": "Not stored"}) == expected


def test_a_session_that_has_begun_may_change_all_but_its_start(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    gateway.clock.advance(timedelta(days=365))
    same = {"startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 60, "name": "Over"}
    assert problems(update(staged, uuid, same)) == []
    moved = {"startsOn": {"local": "2026-09-04 10:01"}}
    assert refused(staged, uuid, moved) == [("NOT_IN_FUTURE", "input.startsOn")]


def test_it_takes_as_many_statements_for_many_speakers_as_for_one(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    uuids = [staged.speaker(f"Speaker {number}") for number in range(30)]
    token = staged.token
    # Once before counting: who the token stands for is remembered.
    update(staged, uuid, {}, token)
    counts = []
    for speakers in (uuids[:1], uuids):
        with gateway.statements() as seen:
            update(staged, uuid, {"speakerUuids": speakers}, token)
        counts.append(len(seen))
    # lock, session, parts; session and event, speakers read, deleted, inserted; the answer; the changes
    assert counts == [9 + gateway.ending_statements(asks=True)] * 2
    assert {row["session_id"] for row in staged.rows(SessionSpeakerRow)} == {UUID(uuid)}
    assert len(staged.rows(SessionRow)) == 1


def test_a_new_name_reads_neither_dates_nor_days(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway)
    token = staged.token
    with gateway.statements() as seen:
        update(staged, uuid, {"name": "Closing"}, token)
    assert ["'occurrences'" in statement for statement in seen] == [False] * len(seen)
    assert [statement.split()[1] for statement in seen if statement.startswith("UPDATE")] == ["event", "session"]
