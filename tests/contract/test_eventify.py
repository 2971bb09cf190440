"""Eventify's bulk creation in its own words: tabs, dates, tracks, sessions all or nothing, and what visitors see."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.contract.client import Client
from tests.contract.field_map import pairs
from tests.contract.translation import eventify
from tests.gateway import Gateway

EXAMPLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "examples" / "eventify_sessions.json").read_text())[
    "resource"
]
COLOURS = {3: "#e76f51", 4: "#2a9d8f"}
PATHS = {
    "uuid": "Session.uuid",
    "eventid": "Session.event.uuid",
    "apptabid": "Session.agendaTab.uuid",
    "scheduledateid": "Session.scheduleDate.uuid",
    "scheduletrackid": "Session.track.uuid",
    "title": "Session.name",
    "description": "Session.description",
    "coverimage": "Session.image",
    "location": "Session.location.name",
    "starttime": "Session.startsOn.local",
    "endtime": "Session.endsOn.local",
    "colorid": "Session.colour",
    "speakerid": "Session.speakers.uuid",
    "checkintype": "Session.checkInType",
    "sessiontype": "Session.kind",
    "tickets_linked": "Session.tickets.uuid",
    "rsvp": "Session.rsvp",
    "rsvp_capacity": "Session.rsvpCapacity",
    "capacity": "Session.capacity",
    "wait_list_enabled": "Session.waitListEnabled",
    "tags": "Session.tags",
    "files": "Session.files.url",
    "videolink": "Session.video.url",
    "videos": "Session.additionalVideos.url",
    "locks": "Session.additionalVideos.lockedUntilStart",
}


class Service:
    """An event with a tab, a date and a track, and what Eventify's numbers are called here."""

    def __init__(self, gateway: Gateway) -> None:
        gateway.clock.set(datetime(2026, 7, 1, tzinfo=UTC))
        self.gateway = gateway
        acme = gateway.organisation()
        client = self.client = Client(gateway, gateway.token(acme))
        rule = {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2026-07-20T08:00"}, "durationMinutes": 720}
        place = {"type": "VENUE_EVENT", "venue": {"name": "Town Hall"}}
        given = {"name": "Field day", "occurrence": rule, "configuration": place}
        event = client.do("createEvent", "event.uuid", organisationUuid=acme.uuid, input=given)
        at = {"eventUuid": event}
        tab = client.do("createAgendaTab", "agendaTab.uuid", **at, input={"name": "Main"})
        dated = {"date": "2026-07-20", "agendaTabUuid": tab}
        date = client.do("createScheduleDate", "scheduleDate.uuid", **at, input=dated)
        track = client.do("createTrack", "track.uuid", **at, input={"name": "Fields", "scheduleDateUuid": date})
        speaker = client.do("createSpeaker", "speaker.uuid", **at, input={"name": "Grace Okafor"})
        tickets = [
            client.do("createTicket", "ticket.uuid", **at, input={"name": name, "category": "FREE"})
            for name in ("Day", "Evening")
        ]
        self.event = event
        self.uuids = {1: event, 11: tab, 21: date, 31: track, 41: speaker, 51: tickets[0], 52: tickets[1]}

    def create(self, answered: list[dict[str, Any]]) -> Any:
        given = [eventify.session(item, self.uuids, COLOURS) for item in answered]
        return self.client.payload("createSessions", "sessions.uuid", eventUuid=self.event, input=given)

    def answer(self, uuid: str) -> dict[str, list[Any]]:
        answers = self.client.read("session", uuid, PATHS.values())
        return {name: answers[path] for name, path in PATHS.items()}


def test_the_example_comes_back_whole(gateway: Gateway) -> None:
    service = Service(gateway)
    payload = service.create(EXAMPLE)
    assert payload["userErrors"] == []
    opening, space = [session["uuid"] for session in payload["sessions"]]
    expected = {
        "uuid": [opening],
        "eventid": [service.event],
        "apptabid": [service.uuids[11]],
        "scheduledateid": [service.uuids[21]],
        "scheduletrackid": [service.uuids[31]],
        "title": ["Opening"],
        "description": ["Where everything is, and when."],
        "coverimage": ["https://example.com/opening.png"],
        "location": ["1 Harbour Street, Sydney"],
        "starttime": ["2026-07-20T10:00:00"],
        "endtime": ["2026-07-20T10:45:00"],
        "colorid": ["#e76f51"],
        "speakerid": [service.uuids[41]],
        "checkintype": ["SHOW_QR"],
        "sessiontype": ["ADDITIONAL"],
        "tickets_linked": [service.uuids[51], service.uuids[52]],
        "rsvp": [True],
        "rsvp_capacity": ["FIXED"],
        "capacity": [40],
        "wait_list_enabled": [True],
        "tags": ["welcome", "plenary"],
        "files": [f"https://example.com/{number}.pdf" for number in range(1, 6)],
        "videolink": ["https://example.com/video"],
        "videos": [f"https://example.com/video{number}" for number in range(1, 6)],
        "locks": [True, False, True, False, True],
    }
    assert service.answer(opening) == expected
    gateway.restart()
    assert service.answer(opening) == expected
    second = service.answer(space)
    assert (second["sessiontype"], second["rsvp"], second["checkintype"]) == (
        ["GENERAL"],
        [True],
        ["NO_CHECK_IN_NEEDED"],
    )


def test_the_example_has_every_documented_field() -> None:
    answered = {row.path for row, _at in pairs() if row.system == "track-sessions" and row.direction == "request"}
    assert set(EXAMPLE[0]) == answered - {"resource[]"}


def test_one_that_is_wrong_keeps_all_out_and_is_named(gateway: Gateway) -> None:
    service = Service(gateway)
    wrong = deepcopy(EXAMPLE)
    wrong[1]["endtime"] = "2026-07-20 10:30:00"
    payload = service.create(wrong)
    assert [error["path"][:2] for error in payload["userErrors"]] == [["input", "1"]]
    assert payload["sessions"] is None
    path = ["Event.sessions.totalCount"]
    assert service.client.read("event", service.event, path) == {path[0]: [0]}


def test_visitors_see_the_agenda_and_no_locked_video(gateway: Gateway) -> None:
    service = Service(gateway)
    hidden = EXAMPLE[1] | {"title": "Crew only", "sessiontype": "private"}
    assert service.create([*EXAMPLE, hidden])["userErrors"] == []
    service.client.do("publishEvent", "event.uuid", uuid=service.event)
    visitor = Client(gateway, None)
    names = "Event.agendaTabs.scheduleDates.tracks.sessions.nodes.name"
    videos = "Event.agendaTabs.scheduleDates.tracks.sessions.nodes.additionalVideos.url"
    locked = [None, "https://example.com/video2", None, "https://example.com/video4", None]
    assert visitor.read("event", service.event, [names, videos]) == {names: ["Opening", "Open space"], videos: locked}
    gateway.clock.set(datetime(2026, 7, 20, 0, tzinfo=UTC))
    seen = visitor.read("event", service.event, [videos])[videos]
    assert seen == [f"https://example.com/video{number}" for number in range(1, 6)]
