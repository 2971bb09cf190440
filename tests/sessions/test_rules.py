"""Limits, references and columns of a session: tables of cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.core.datetimes import day_bounds
from app.core.problems import Problem
from app.sessions.rules import Day, HeldDay, Names, Placed, Span, Stored, Surroundings, Times, plan_session
from tests.staging import utc

NOW = utc("2026-06-01 09:00")
FIRST, SECOND, TICKET, TRACK, ROOM, ADA, BOB, FRIDAY, SATURDAY, UNKNOWN = (UUID(int=n) for n in range(1, 11))
FOURTH, FIFTH = date(2026, 9, 4), date(2026, 9, 5)
AROUND = Surroundings(
    "Europe/Berlin",
    capacity=100,
    occurrences={
        FIRST: Span(utc("2026-09-04 08:00"), utc("2026-09-04 16:00")),
        SECOND: Span(utc("2026-09-05 08:00"), utc("2026-09-05 16:00")),
    },
    tickets={TICKET},
    tracks={TRACK: None},
    locations={ROOM},
    schedule_dates={
        FRIDAY: HeldDay(Day(FOURTH), *day_bounds(FOURTH, "Europe/Berlin")),
        SATURDAY: HeldDay(Day(FIFTH), *day_bounds(FIFTH, "Europe/Berlin")),
    },
    speakers={ADA, BOB},
)
MINIMAL: Any = {
    "name": "Opening",
    "starts_on": {"local": datetime(2026, 9, 4, 10)},
    "duration_minutes": 30,
}
STORED = Stored(
    Names("Opening", "Opening"),
    Times(Span(utc("2026-09-04 08:00"), utc("2026-09-04 08:30")), "Europe/Berlin", True),
)


def named(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code.value, ".".join(problem.path)) for problem in problems]


def specific(*uuids: UUID) -> Any:
    return {"type": "SPECIFIC", "uuids": list(uuids)}


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"name": "x" * 75, "display_name": "x" * 255, "description": "x" * 2500, "details": "x" * 20_000},
        {"description": "", "details": ""},
        {"display_name": None, "language": None, "image": None, "capacity": None},
        {"language": "x" * 8 + "-" + "y" * 8 + "-" + "z" * 8 + "-" + "a" * 8},
        {"language": "zh-Hant-TW"},
        {"image": "uploads/event.jpg"},
        {"image": "https://example.com/" + "x" * 2028},
        {"capacity": 0},
        {"capacity": 100},
        {"status": "INACTIVE", "proposal_status": "SUBMITTED", "sell_session": True},
        {"links": [{"url": "https://example.com"}] * 20, "files": [{"url": "a.pdf", "name": "x" * 255}] * 5},
        {"links": None, "files": [], "speaker_uuids": None, "occurrences": None, "tickets": None},
        {"track_uuid": TRACK, "location_uuid": ROOM, "schedule_date_uuid": FRIDAY},
        {"speaker_uuids": [BOB, ADA]},
        {"track_uuid": None, "location_uuid": None, "schedule_date_uuid": None},
        {"occurrences": specific(FIRST), "tickets": specific(TICKET)},
        {"occurrences": specific(SECOND, FIRST)},
        {"short_name": "x" * 255, "badge_name": "x" * 255, "secure_id": "x" * 255, "sold_out_message": "x" * 2500},
        {"webinar_url": "https://example.com/webinar/12345", "colour": "#1A2b3c"},
        {"tags": ["a", "b", "c", "d", "x" * 24], "video": {"url": "a.mp4"}, "location": "x" * 200},
        {"tags": None, "video": None, "additional_videos": None, "location": None, "colour": None},
        {"additional_videos": [{"url": "https://example.com/v", "locked_until_start": True}] * 5},
        {"rsvp": True, "rsvp_capacity": "FIXED", "capacity": 0},
        {"rsvp_capacity": "FIXED"},
        # ALL wins over a list that is sent with it
        {"occurrences": {"type": "ALL", "uuids": [UNKNOWN]}, "tickets": {"type": "ALL", "uuids": [UNKNOWN]}},
    ],
)  # fmt: skip
def test_valid_sessions(patch: Any) -> None:
    assert plan_session(MINIMAL | patch, AROUND, after=NOW).problems == []


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": "x" * 76}, [("TOO_LONG", "name")]),
        ({"name": " \t"}, [("TOO_SHORT", "name")]),
        ({"name": None}, [("REQUIRED", "name")]),
        ({"name": "a\0"}, [("INVALID", "name")]),
        ({"display_name": "x" * 256}, [("TOO_LONG", "displayName")]),
        ({"description": "x" * 2501}, [("TOO_LONG", "description")]),
        ({"details": "x" * 20_001}, [("TOO_LONG", "details")]),
        ({"language": "x" * 36}, [("TOO_LONG", "language")]),
        ({"language": "englishes"}, [("INVALID", "language")]),
        ({"language": "en_GB"}, [("INVALID", "language")]),
        ({"language": ""}, [("INVALID", "language")]),
        ({"image": "ftp://example.com/a.jpg"}, [("INVALID", "image")]),
        ({"image": "https://example.com/" + "x" * 2029}, [("TOO_LONG", "image")]),
        ({"capacity": -1}, [("OUT_OF_RANGE", "capacity")]),
        ({"capacity": 101}, [("OUT_OF_RANGE", "capacity")]),
        ({"links": [{"url": "https://example.com"}] * 21}, [("TOO_MANY", "links")]),
        ({"files": [{"url": "a.pdf"}] * 6}, [("TOO_MANY", "files")]),
        ({"links": [{"url": "https://a.example"}, {"url": "a.pdf"}, {"url": " ", "name": "x" * 256}]},
         [("INVALID", "links.1.url"), ("TOO_LONG", "links.2.name"), ("TOO_SHORT", "links.2.url")]),
        ({"files": [{"url": "/../a.pdf"}]}, [("INVALID", "files.0.url")]),
        ({"track_uuid": UNKNOWN, "location_uuid": TRACK, "schedule_date_uuid": UNKNOWN},
         [("NOT_FOUND", "trackUuid"), ("NOT_FOUND", "locationUuid"), ("NOT_FOUND", "scheduleDateUuid")]),
        ({"speaker_uuids": [ADA, UNKNOWN, ADA]},
         [("NOT_FOUND", "speakerUuids.1"), ("NOT_UNIQUE", "speakerUuids.2")]),
        ({"speaker_uuids": [ADA] * 51}, [("TOO_MANY", "speakerUuids")]),
        ({"occurrences": specific(UNKNOWN, FIRST)}, [("NOT_FOUND", "occurrences.uuids.0")]),
        ({"tickets": specific(TICKET, UNKNOWN)}, [("NOT_FOUND", "tickets.uuids.1")]),
        ({"tickets": specific(TICKET, TICKET)}, [("NOT_UNIQUE", "tickets.uuids.1")]),
        ({"tickets": specific(*[TICKET] * 1001)}, [("TOO_MANY", "tickets.uuids")]),
        ({"occurrences": specific(), "tickets": {"type": "SPECIFIC"}},
         [("REQUIRED", "occurrences.uuids"), ("REQUIRED", "tickets.uuids")]),
        ({"occurrences": {"type": "SPECIFIC", "uuids": None}}, [("REQUIRED", "occurrences.uuids")]),
        ({"short_name": "x" * 256, "badge_name": "", "secure_id": "x" * 256},
         [("TOO_LONG", "shortName"), ("TOO_SHORT", "badgeName"), ("TOO_LONG", "secureId")]),
        ({"webinar_url": "webinar/1", "sold_out_message": "x" * 2501, "colour": "red"},
         [("INVALID", "colour"), ("INVALID", "webinarUrl"), ("TOO_LONG", "soldOutMessage")]),
        ({"tags": ["a"] * 6}, [("TOO_MANY", "tags")] + [("NOT_UNIQUE", f"tags.{n}") for n in range(1, 6)]),
        ({"tags": ["Ä", "x" * 25, " ", "a"]},
         [("TOO_LONG", "tags.1"), ("TOO_SHORT", "tags.2"), ("NOT_UNIQUE", "tags.3")]),
        ({"video": {"url": "a b"}, "additional_videos": [{"url": "a.mp4"}, {"url": ""}]},
         [("TOO_SHORT", "additionalVideos.1.url"), ("INVALID", "video.url")]),
        ({"additional_videos": [{"url": "a.mp4"}] * 6}, [("TOO_MANY", "additionalVideos")]),
        ({"location": "Room", "location_uuid": ROOM}, [("INVALID", "location")]),
        ({"location": "x" * 201}, [("TOO_LONG", "location")]),
        ({"location": " "}, [("TOO_SHORT", "location")]),
        ({"agenda_tab_uuid": UNKNOWN}, [("NOT_FOUND", "agendaTabUuid")]),
        ({"rsvp": True, "rsvp_capacity": "FIXED"}, [("REQUIRED", "capacity")]),
        # the occurrence it lies in
        ({"occurrences": specific(SECOND)}, [("OUT_OF_RANGE", "startsOn")]),
        ({"duration_minutes": 361 + 120}, [("OUT_OF_RANGE", "startsOn")]),
        ({"starts_on": {"local": datetime(2026, 9, 4, 9, 59)}}, [("OUT_OF_RANGE", "startsOn")]),
        ({"starts_on": {"local": datetime(2026, 9, 4, 20)}}, [("OUT_OF_RANGE", "startsOn")]),
        # from one occurrence into the next: inside neither
        ({"duration_minutes": 60 * 25}, [("OUT_OF_RANGE", "startsOn")]),
        # everything at once
        ({"name": "", "capacity": -1, "duration_minutes": 0, "track_uuid": UNKNOWN, "image": "a b"},
         [("TOO_SHORT", "name"), ("INVALID", "image"), ("OUT_OF_RANGE", "capacity"),
          ("OUT_OF_RANGE", "durationMinutes"), ("NOT_FOUND", "trackUuid")]),
    ],
)  # fmt: skip
def test_invalid_sessions(patch: Any, expected: list[tuple[str, str]]) -> None:
    plan = plan_session(MINIMAL | patch, AROUND, after=NOW)
    assert named(plan.problems) == expected
    assert plan.columns == {}


def test_a_new_session_needs_a_start_and_an_end() -> None:
    assert named(plan_session({}, AROUND, after=NOW).problems) == [
        ("REQUIRED", "startsOn"),
        ("REQUIRED", "durationMinutes"),
    ]


def test_a_session_of_an_event_without_a_capacity_has_no_limit() -> None:
    plan = plan_session(MINIMAL | {"capacity": 10**9}, Surroundings("Europe/Berlin"), after=NOW)
    assert plan.problems == []


def test_a_session_may_last_as_long_as_its_occurrence() -> None:
    assert plan_session(MINIMAL | {"duration_minutes": 480}, AROUND, after=NOW).problems == []


def test_a_new_session_has_every_column() -> None:
    plan = plan_session(MINIMAL, AROUND, after=NOW)
    assert plan.columns == {
        "name": "Opening",
        "name_key": "opening",
        "display_name": "Opening",
        "description": None,
        "details": None,
        "language": None,
        "status": "ACTIVE",
        "proposal_status": "LIVE",
        "sell_session": False,
        "image": None,
        "capacity": None,
        "short_name": None,
        "badge_name": None,
        "secure_id": None,
        "kind": "GENERAL",
        "inclusion": "OPTIONAL",
        "selected_by_default": False,
        "locked_when_saved": False,
        "prevent_session_conflicts": False,
        "wait_list_enabled": False,
        "check_in_type": "NO_CHECK_IN_NEEDED",
        "rsvp": False,
        "rsvp_capacity": "UNLIMITED",
        "colour": None,
        "webinar_url": None,
        "sold_out_message": None,
        # The event has two dates, of which one holds it; and a day that does.
        "occurrences_type": "SPECIFIC",
        "offset_seconds": 0,
        "agenda_tab_id": None,
        "schedule_date_id": FRIDAY,
    }
    assert (plan.day, plan.lists, plan.attachments) == (None, {"occurrences": (FIRST,)}, {})
    assert [(warning.code.value, warning.path) for warning in plan.warnings] == [
        ("OCCURRENCE_CHOSEN", ("occurrences",))
    ]


@pytest.mark.parametrize(
    ("names", "patch", "expected"),
    [
        (Names("A", "A"), {"name": "B"}, {"name": "B", "name_key": "b", "display_name": "B"}),
        (Names("A", "Alpha"), {"name": "B"}, {"name": "B", "name_key": "b"}),
        (Names("A", "Alpha"), {"display_name": None}, {"display_name": "A"}),
        (Names("A", "Alpha"), {"name": "B", "display_name": None},
         {"name": "B", "name_key": "b", "display_name": "B"}),
        (Names("A", "A"), {"display_name": "Alpha"}, {"display_name": "Alpha"}),
        (Names("A", "Alpha"),
         {"status": None, "proposal_status": None, "sell_session": None, "capacity": None},
         {"status": "ACTIVE", "proposal_status": "LIVE", "sell_session": False, "capacity": None}),
        (Names("A", "Alpha"), {}, {}),
    ],
)  # fmt: skip
def test_a_change_writes_sent_and_derived_columns(names: Names, patch: Any, expected: dict[str, Any]) -> None:
    plan = plan_session(patch, AROUND, Stored(names, STORED.times), after=NOW)
    assert plan.problems == []
    assert plan.columns == expected
    assert (plan.times, plan.day) == (None, None)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": None}, [("REQUIRED", "name")]),
        ({"starts_on": None}, [("REQUIRED", "startsOn")]),
        ({"capacity": 101}, [("OUT_OF_RANGE", "capacity")]),
        ({"occurrences": specific(SECOND)}, [("OUT_OF_RANGE", "occurrences")]),
        ({"ends_on": {"local": datetime(2026, 9, 4, 20)}}, [("OUT_OF_RANGE", "endsOn")]),
        ({"duration_minutes": 481}, [("OUT_OF_RANGE", "durationMinutes")]),
        ({"use_event_timezone": False, "timezone": "Asia/Tokyo"}, [("OUT_OF_RANGE", "timezone")]),
    ],
)  # fmt: skip
def test_invalid_changes_of_a_session(patch: Any, expected: list[tuple[str, str]]) -> None:
    assert named(plan_session(patch, AROUND, STORED, after=NOW).problems) == expected


def test_a_session_linked_by_name_must_stay_in_its_dates() -> None:
    linked = Surroundings("Europe/Berlin", occurrences=AROUND.occurrences, linked=frozenset({FIRST}))
    saturday: Any = {"starts_on": {"local": datetime(2026, 9, 5, 10)}}
    stored = Stored(STORED.names, STORED.times, Placed(STORED.times.span, specific=True))
    assert named(plan_session(saturday, linked, stored, after=NOW).problems) == [("OUT_OF_RANGE", "startsOn")]
    assert plan_session(saturday | {"occurrences": None}, linked, stored, after=NOW).problems == []
    assert plan_session(saturday | {"occurrences": specific(SECOND)}, linked, stored, after=NOW).problems == []


def test_a_session_outside_its_occurrence_may_change_other_fields() -> None:
    elsewhere = Surroundings("Europe/Berlin", occurrences={SECOND: AROUND.occurrences[SECOND]})
    sent: Any = {"name": "B", "starts_on": {"local": datetime(2026, 9, 4, 10)}, "duration_minutes": 30}
    assert plan_session(sent, elsewhere, STORED, after=NOW).problems == []


def test_lists_that_were_sent_replace_and_others_stay() -> None:
    patch = MINIMAL | {
        "occurrences": specific(FIRST),
        "tickets": {"type": "ALL", "uuids": [TICKET]},
        "speaker_uuids": [BOB, ADA],
        "links": [{"url": "https://a.example"}],
        "files": None,
    }
    plan = plan_session(patch, AROUND, after=NOW)
    assert (plan.columns["occurrences_type"], plan.columns["tickets_type"]) == ("SPECIFIC", "ALL")
    assert plan.lists == {"occurrences": (FIRST,), "tickets": (), "speakers": (BOB, ADA)}
    assert plan.attachments == {"links": [{"name": None, "url": "https://a.example"}], "files": []}
