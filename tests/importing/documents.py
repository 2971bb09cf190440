"""Small schedule.json documents for tests: one of each flavour, and changes to them."""

import copy
import json
from typing import Any

from app.importing.schedule_json import PlannedSession, Programme, read
from app.importing.schedule_json.reading import NO_FIELD

FRAB: dict[str, Any] = {
    "schedule": {
        "version": "1.0",
        "base_url": "https://example.org/2019/Fahrplan/",
        "conference": {
            "acronym": "small",
            "title": "A Small Conference",
            "start": "2019-08-21",
            "end": "2019-08-21",
            "daysCount": 1,
            "timeslot_duration": "00:15",
            "time_zone_name": "Europe/Berlin",
            "days": [
                {
                    "index": 1,
                    "date": "2019-08-21",
                    "day_start": "2019-08-21T09:00:00+02:00",
                    "day_end": "2019-08-22T04:00:00+02:00",
                    "rooms": {
                        "Curie": [
                            {
                                "id": 1,
                                "guid": "a0a0fcfe-b7fb-46e3-84b6-97a5406016b4",
                                "date": "2019-08-21T11:00:00+02:00",
                                "start": "11:00",
                                "duration": "00:30",
                                "room": "Curie",
                                "title": "Opening",
                                "track": "CCC",
                                "language": "en",
                                "abstract": "A hearty welcome.",
                                "persons": [{"id": 7797, "public_name": "jinxx"}],
                            }
                        ]
                    },
                }
            ],
        },
    }
}

PRETALX: dict[str, Any] = {
    "$schema": "https://c3voc.de/schedule/schema.json",
    "generator": {"name": "pretalx", "version": "2025.1.0"},
    "schedule": {
        "url": "https://talks.example.org/demo/schedule/",
        "version": "0.9",
        "base_url": "https://talks.example.org",
        "conference": {
            "acronym": "demo",
            "title": "DemoCon",
            "start": "2025-05-03",
            "end": "2025-05-03",
            "daysCount": 1,
            "timeslot_duration": "00:05",
            "time_zone_name": "America/New_York",
            "colors": {"primary": "#3aa57c"},
            "rooms": [
                {"name": "Main Hall", "guid": "r1", "description": "First floor", "capacity": 400},
                {"name": "Attic", "guid": "r2", "description": None, "capacity": None},
            ],
            "tracks": [{"name": "Community", "slug": "1-community", "color": "#00FF7F"}],
            "days": [
                {
                    "index": 1,
                    "date": "2025-05-03",
                    "day_start": "2025-05-03T04:00:00-04:00",
                    "day_end": "2025-05-04T03:59:00-04:00",
                    "rooms": {
                        "Main Hall": [
                            {
                                "guid": "s1",
                                "code": "ABC123",
                                "id": 11,
                                "logo": "https://talks.example.org/media/one.png",
                                "date": "2025-05-03T10:00:00-04:00",
                                "start": "10:00",
                                "duration": "01:00",
                                "room": "Main Hall",
                                "slug": "demo-11-talk",
                                "url": "https://talks.example.org/demo/talk/ABC123/",
                                "title": "How to talk",
                                "subtitle": "",
                                "track": "Community",
                                "type": "Talk",
                                "language": "de-formal",
                                "abstract": "Short.",
                                "description": "Long.",
                                "recording_license": "CC BY 4.0",
                                "do_not_record": True,
                                "persons": [
                                    {
                                        "code": "XYZ789",
                                        "name": "Ada Example",
                                        "avatar": "/media/ada.png",
                                        "biography": "Writes **programs**.",
                                        "public_name": "Ada Example",
                                        "guid": "p1",
                                        "url": "https://talks.example.org/demo/speaker/XYZ789/",
                                        "answers": [],
                                    }
                                ],
                                "links": [{"title": "Notes", "url": "https://example.org/n", "type": "related"}],
                                "feedback_url": "https://talks.example.org/demo/talk/ABC123/feedback/",
                                "attachments": [{"title": "Slides", "url": "/media/s.pdf"}],
                                "answers": [{"question": 1, "answer": "yes"}],
                            }
                        ]
                    },
                }
            ],
        },
    },
}

GONE = object()


def frab(changes: dict[str, Any] | None = None, **session: Any) -> str:
    """The frab document with fields of its conference and of its one session changed; GONE removes one."""
    document = copy.deepcopy(FRAB)
    conference = document["schedule"]["conference"]
    _change(conference["days"][0]["rooms"]["Curie"][0], session)
    _change(conference, changes or {})
    return json.dumps(document)


def frab_day(sessions: list[dict[str, Any]] | None = None, **day: Any) -> str:
    """The frab document with fields of its one day changed; `sessions` are changes to the usual session."""
    document = copy.deepcopy(FRAB)
    found = document["schedule"]["conference"]["days"][0]
    [usual] = found["rooms"]["Curie"]
    if sessions is not None:
        found["rooms"]["Curie"] = [copy.deepcopy(usual) for _ in sessions]
        for session, changes in zip(found["rooms"]["Curie"], sessions, strict=True):
            _change(session, changes)
    _change(found, day)
    return json.dumps(document)


def programme(text: str, organisation_timezone: str = "Europe/Vienna") -> Programme:
    return read(text, organisation_timezone=organisation_timezone)


def only_session(text: str) -> PlannedSession:
    [session] = programme(text).sessions
    return session


def left_out(text: str) -> dict[str, int]:
    """What is named as not taken over for a better reason than that there is no field for it."""
    return {
        f"{item.path[-1]}: {' '.join(item.reason.split()[:4])}": item.count
        for item in programme(text).skipped
        if item.reason != NO_FIELD
    }


def _change(target: dict[str, Any], changes: dict[str, Any]) -> None:
    target |= changes
    for key in [key for key, value in changes.items() if value is GONE]:
        del target[key]
