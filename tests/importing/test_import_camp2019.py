"""A real programme, imported whole on both engines: camp2019.schedule.json, 79 sessions over 5 days."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.agenda.tables import LocationRow, ScheduleDateRow, TrackRow
from app.auth.rules import ANONYMOUS, Caller, Scope
from app.core.problems import Forbidden, ProblemCode, Refused
from app.events.tables import BannerRow, EventRow, ResourceRow
from app.importing.operations import Imported, import_schedule
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionFileRow, SessionLinkRow, SessionRow, SessionSpeakerRow
from app.speakers.tables import SpeakerRow
from tests.builders import everything, stored
from tests.gateway import START, Gateway, Organisation
from tests.importing.documents import PRETALX, frab

CAMP = Path("app/demo/camp2019.schedule.json").read_text(encoding="utf-8")
DAYS: list[dict[str, Any]] = json.loads(CAMP)["schedule"]["conference"]["days"]
# Every entry of the file with the date of its day and the name of its room.
ENTRIES = [(day["date"], room, entry) for day in DAYS for room, found in day["rooms"].items() for entry in found]
BERLIN = ZoneInfo("Europe/Berlin")


def run(
    gateway: Gateway,
    organisation: Organisation,
    text: str = CAMP,
    starts_on: date | None = None,
    publish: bool = False,
) -> Imported:
    caller = Caller(organisation_id=UUID(organisation.uuid), scopes=frozenset(Scope))
    return gateway.write(
        lambda db: import_schedule(db, caller, text=text, starts_on=starts_on, publish=publish, now=gateway.clock())
    )


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    return gateway.organisation()


def by_page(gateway: Gateway) -> dict[str, dict[str, Any]]:
    """The stored sessions by the page in the source schedule that each links to."""
    sessions = {row["id"]: row for row in stored(gateway, SessionRow)}
    pages = [row for row in stored(gateway, SessionLinkRow) if row["name"] == "Page in the source schedule"]
    assert len(pages) == len(sessions)
    return {row["url"]: sessions[row["session_id"]] for row in pages}


def test_the_summary_counts_what_is_stored_and_names_the_rest(gateway: Gateway, acme: Organisation) -> None:
    imported = run(gateway, acme)
    assert imported.counts == {
        "sessions": 79, "days": 5, "locations": 2, "tracks": 7, "speakers": 90, "links": 131, "files": 12,
    }  # fmt: skip
    tables = (SessionRow, ScheduleDateRow, LocationRow, TrackRow, SpeakerRow, SessionLinkRow, SessionFileRow)
    assert [len(stored(gateway, table)) for table in tables] == list(imported.counts.values())
    assert imported.notes == ()
    entry = "schedule.conference.days.*.rooms.*.*."
    assert {(".".join(item.path), item.count) for item in imported.skipped} == {
        ("$schema", 1),
        ("schedule.version", 1),
        ("schedule.conference.acronym", 1),
        ("schedule.conference.timeslot_duration", 1),
        *((entry + key, 79) for key in ("guid", "id", "slug", "type")),
        (entry + "persons.*.id", 96),
    }


def test_the_conference_becomes_one_event_with_one_occurrence(gateway: Gateway, acme: Organisation) -> None:
    imported = run(gateway, acme)
    [event] = stored(gateway, EventRow)
    assert event["id"] == imported.event
    assert (event["name"], event["display_name"]) == ("Chaos Communication Camp 2019",) * 2
    assert (event["timezone"], event["organisation_id"]) == ("Europe/Berlin", UUID(acme.uuid))
    assert (event["enable_rsvp"], event["lifecycle"]) == (True, "UNRELEASED")
    [occurrence] = stored(gateway, OccurrenceRow)
    for row in (occurrence, event):
        assert row["starts_local"] == datetime(2019, 8, 21, 9)
        assert row["ends_local"] == datetime(2019, 8, 26, 4)
    assert [(row["name"], row["url"]) for row in stored(gateway, ResourceRow)] == [
        ("Source schedule", "https://fahrplan.events.ccc.de/camp/2019/Fahrplan/")
    ]


@pytest.mark.parametrize("starts_on", [None, date(2026, 7, 1), date(2027, 3, 26)])
def test_every_session_keeps_its_wall_clock(gateway: Gateway, acme: Organisation, starts_on: date | None) -> None:
    # From 26 March 2027 clocks go forward in the third night.
    run(gateway, acme, starts_on=starts_on)
    moved_by = (starts_on or date(2019, 8, 21)) - date(2019, 8, 21)
    found = by_page(gateway)
    dates = {row["id"]: row["date"] for row in stored(gateway, ScheduleDateRow)}
    assert sorted(dates.values()) == [date.fromisoformat(day["date"]) + moved_by for day in DAYS]
    for day, _room, entry in ENTRIES:
        session = found[entry["url"]]
        local = datetime.fromisoformat(entry["date"]).replace(tzinfo=None) + moved_by
        hours, minutes = entry["duration"].split(":")
        assert session["starts_local"] == local
        assert session["starts_local"].strftime("%H:%M") == entry["start"]
        assert session["starts_at"] == local.replace(tzinfo=BERLIN).astimezone(UTC)
        assert session["ends_at"] - session["starts_at"] == timedelta(hours=int(hours), minutes=int(minutes))
        assert session["ends_local"] == session["ends_at"].astimezone(BERLIN).replace(tzinfo=None)
        assert (session["timezone"], session["use_event_timezone"]) == ("Europe/Berlin", True)
        assert dates[session["schedule_date_id"]] == date.fromisoformat(day) + moved_by


def test_every_text_of_the_file_is_found_again(gateway: Gateway, acme: Organisation) -> None:
    run(gateway, acme)
    found = by_page(gateway)
    assert max(len(entry["title"]) for _day, _room, entry in ENTRIES) == 103
    for _day, _room, entry in ENTRIES:
        session = found[entry["url"]]
        assert session["display_name"] == entry["title"]
        assert len(session["name"]) <= 75
        assert " ".join(entry["title"].split()).startswith(session["name"].removesuffix("…"))
        assert session["description"] == (entry["abstract"] or None)
        texts = [text for text in (entry["subtitle"], entry["description"]) if text]
        assert session["details"] == ("\n\n".join(texts) or None)
        assert session["language"] == entry["language"]


def test_every_room_track_person_link_and_file_is_found_again(gateway: Gateway, acme: Organisation) -> None:
    run(gateway, acme)
    found = by_page(gateway)
    rooms = {row["id"]: row["name"] for row in stored(gateway, LocationRow)}
    tracks = {row["id"]: row["name"] for row in stored(gateway, TrackRow)}
    people = {row["id"]: row["name"] for row in stored(gateway, SpeakerRow)}
    speaking = sorted(stored(gateway, SessionSpeakerRow), key=lambda row: row["position"])
    links = sorted(stored(gateway, SessionLinkRow), key=lambda row: row["position"])
    files = sorted(stored(gateway, SessionFileRow), key=lambda row: row["position"])
    for _day, room, entry in ENTRIES:
        session = found[entry["url"]]
        assert rooms[session["location_id"]] == room
        assert tracks[session["track_id"]] == entry["track"]
        assert [people[row["speaker_id"]] for row in speaking if row["session_id"] == session["id"]] == [
            person["public_name"].strip() for person in entry["persons"]
        ]
        assert [row["name"] for row in links if row["session_id"] == session["id"]] == [
            "Page in the source schedule", *(link["title"] for link in entry["links"])
        ]  # fmt: skip
        assert [row["url"] for row in links if row["session_id"] == session["id"]][1:] == [
            link["url"].replace("nymtech.net", "https://nymtech.net") for link in entry["links"]
        ]
        assert [(row["name"], row["url"]) for row in files if row["session_id"] == session["id"]] == [
            (item["title"], urljoin(entry["url"], item["url"])) for item in entry["attachments"]
        ]
        assert session["image"] == (entry["logo"] and urljoin(entry["url"], entry["logo"]))
    assert Counter(people.values()) == Counter(
        {one["id"]: one["public_name"].strip() for *_, e in ENTRIES for one in e["persons"]}.values()
    )


def test_a_programme_to_come_is_published_at_once(gateway: Gateway, acme: Organisation) -> None:
    run(gateway, acme, starts_on=date(2026, 7, 1), publish=True)
    [event] = stored(gateway, EventRow)
    assert (event["lifecycle"], event["published_at"]) == ("PUBLISHED", START)


def test_a_past_programme_is_not_published_and_then_not_stored(gateway: Gateway, acme: Organisation) -> None:
    before = everything(gateway)
    with pytest.raises(Refused) as refused:
        run(gateway, acme, publish=True)
    assert [problem.code for problem in refused.value.problems] == [ProblemCode.NOT_READY]
    assert everything(gateway) == before


def test_a_broken_file_stores_nothing_and_names_the_fault(gateway: Gateway, acme: Organisation) -> None:
    before = everything(gateway)
    document = json.loads(CAMP)
    document["schedule"]["conference"]["days"][4]["rooms"]["Meitner"][2]["start"] = "25:61"
    with pytest.raises(Refused) as refused:
        run(gateway, acme, json.dumps(document))
    assert [problem.path for problem in refused.value.problems] == [
        ("schedule", "conference", "days", "4", "rooms", "Meitner", "2", "start")
    ]
    assert everything(gateway) == before


def test_anonymous_callers_cannot_import(gateway: Gateway) -> None:
    with pytest.raises(Forbidden):
        gateway.write(lambda db: import_schedule(db, ANONYMOUS, text=CAMP, starts_on=None, publish=False, now=START))
    assert stored(gateway, EventRow) == []


def test_a_file_without_a_zone_takes_the_organisations(gateway: Gateway) -> None:
    vienna = gateway.organisation(timezone="Europe/Vienna", currency="EUR")
    imported = run(gateway, vienna, frab({"time_zone_name": None}))
    assert stored(gateway, EventRow)[0]["timezone"] == "Europe/Vienna"
    assert imported.notes == ("The file names no time zone; the organisation's was taken, Europe/Vienna.",)


def test_what_only_pretalx_says_is_stored_too(gateway: Gateway, acme: Organisation) -> None:
    document = json.loads(json.dumps(PRETALX))
    document["schedule"]["conference"] |= {"description": "Two days.", "logo": "/logo.png"}
    run(gateway, acme, json.dumps(document))
    assert stored(gateway, EventRow)[0]["description"] == "Two days."
    [banner] = stored(gateway, BannerRow)
    assert (banner["image"], banner["is_primary"]) == ("https://talks.example.org/logo.png", True)
    [track] = stored(gateway, TrackRow)
    assert (track["name"], track["colour"]) == ("Community", "#00ff7f")
    assert {(row["position"], row["name"], row["description"]) for row in stored(gateway, LocationRow)} == {
        (0, "Main Hall", "First floor"),
        (1, "Attic", None),
    }
    [speaker] = stored(gateway, SpeakerRow)
    assert (speaker["biography"], speaker["image"]) == (
        "Writes **programs**.",
        "https://talks.example.org/media/ada.png",
    )


def test_a_session_past_the_last_quarter_hour_still_fits(gateway: Gateway, acme: Organisation) -> None:
    run(gateway, acme, frab(date="2019-08-22T03:50:00+02:00", start="03:50", duration=17))
    [occurrence] = stored(gateway, OccurrenceRow)
    assert occurrence["ends_local"] == datetime(2019, 8, 22, 4, 15)


def test_the_number_of_statements_does_not_grow_with_the_programme(gateway: Gateway, acme: Organisation) -> None:
    large = json.loads(json.dumps(PRETALX))
    [rooms] = [day["rooms"] for day in large["schedule"]["conference"]["days"]]
    [talk] = rooms["Main Hall"]
    rooms["Main Hall"] = [talk | {"persons": [{"name": f"Person {n}"}]} for n in range(100)]
    with gateway.statements() as small_import:
        run(gateway, acme, json.dumps(PRETALX))
    with gateway.statements() as large_import:
        run(gateway, acme, json.dumps(large))
    assert len(stored(gateway, SessionRow)) == 101
    assert len(large_import) == len(small_import)
