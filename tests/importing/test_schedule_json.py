"""What is taken over from schedule.json, frab's and pretalx's, and what is named as left out."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core.named_types import URL
from app.importing.schedule_json.programme import (
    PlannedSession,
    Programme,
    Room,
    Skipped,
    Speaker,
    Titled,
    Track,
)
from app.importing.schedule_json.reading import NO_FIELD
from tests.importing.documents import FRAB, GONE, PRETALX, frab, left_out, only_session, programme

DAY = ("schedule", "conference", "days")
SESSION = (*DAY, "*", "rooms", "*", "*")


def test_a_frab_file_is_read_whole() -> None:
    assert programme(json.dumps(FRAB)) == Programme(
        name="A Small Conference",
        display_name="A Small Conference",
        description=None,
        timezone="Europe/Berlin",
        starts_at=datetime(2019, 8, 21, 7, tzinfo=UTC),
        ends_at=datetime(2019, 8, 22, 2, tzinfo=UTC),
        dates=(date(2019, 8, 21),),
        hours=((datetime(2019, 8, 20, 22, tzinfo=UTC), datetime(2019, 8, 22, 2, tzinfo=UTC)),),
        tracks=(Track("CCC", None),),
        rooms=(Room("Curie", None),),
        speakers=(Speaker("jinxx", None, None),),
        sessions=(
            PlannedSession(
                path=(*DAY, "0", "rooms", "Curie", "0"),
                name="Opening",
                display_name="Opening",
                description="A hearty welcome.",
                details=None,
                language="en",
                image=None,
                starts_at=datetime(2019, 8, 21, 9, tzinfo=UTC),
                minutes=30,
                date=date(2019, 8, 21),
                track=0,
                room=0,
                speakers=(0,),
                links=(),
                files=(),
            ),
        ),
        banner=None,
        resources=(Titled("Source schedule", "https://example.org/2019/Fahrplan/"),),
        skipped=(
            Skipped((*DAY[:2], "acronym"), NO_FIELD, 1),
            Skipped((*SESSION, "guid"), NO_FIELD, 1),
            Skipped((*SESSION, "id"), NO_FIELD, 1),
            Skipped((*SESSION, "persons", "*", "id"), NO_FIELD, 1),
            Skipped((*DAY[:2], "timeslot_duration"), NO_FIELD, 1),
            Skipped(("schedule", "version"), NO_FIELD, 1),
        ),
        notes=(),
    )


def test_a_pretalx_file_is_read_whole() -> None:
    found = programme(json.dumps(PRETALX))
    assert (found.name, found.timezone, found.minutes) == ("DemoCon", "America/New_York", 24 * 60)
    # 03:59 becomes 04:00: an occurrence lasts whole quarter hours.
    assert (found.starts_at, found.ends_at) == (
        datetime(2025, 5, 3, 8, tzinfo=UTC),
        datetime(2025, 5, 4, 8, tzinfo=UTC),
    )
    assert found.rooms == (Room("Main Hall", "First floor"), Room("Attic", None))
    assert found.tracks == (Track("Community", "#00ff7f"),)
    assert found.speakers == (
        Speaker("Ada Example", "Writes **programs**.", URL("https://talks.example.org/media/ada.png")),
    )
    assert found.resources == (
        Titled("Source schedule", "https://talks.example.org/demo/schedule/"),
        Titled("Source schedule", "https://talks.example.org"),
    )
    [session] = found.sessions
    assert (session.description, session.details, session.language) == ("Short.", "Long.", "de-formal")
    assert session.image == "https://talks.example.org/media/one.png"
    assert session.links == (
        Titled("Page in the source schedule", "https://talks.example.org/demo/talk/ABC123/"),
        Titled("Notes", "https://example.org/n"),
    )
    assert session.files == (Titled("Slides", "https://talks.example.org/media/s.pdf"),)
    assert {item.path for item in found.skipped} == {
        ("$schema",),
        ("generator",),
        ("schedule", "version"),
        *((*DAY[:2], key) for key in ("acronym", "timeslot_duration", "colors")),
        *((*DAY[:2], "rooms", "*", key) for key in ("guid", "capacity")),
        (*DAY[:2], "tracks", "*", "slug"),
        *((*SESSION, key) for key in ("guid", "code", "id", "slug", "type", "recording_license")),
        *((*SESSION, key) for key in ("do_not_record", "feedback_url", "answers")),
        (*SESSION, "links", "*", "type"),
        *((*SESSION, "persons", "*", key) for key in ("code", "guid", "url")),
    }


@pytest.mark.parametrize(
    "rooms",
    [
        {"Curie": {"description": "Big tent"}, "Noether": None},
        [{"name": " Curie ", "description": "Big tent"}, "Noether", {"name": "Curie"}],
    ],
)
def test_rooms_may_be_a_list_or_an_object(rooms: Any) -> None:
    assert programme(frab({"rooms": rooms})).rooms == (Room("Curie", "Big tent"), Room("Noether", None))


@pytest.mark.parametrize("key", ["talks", "events", "sessions"])
def test_the_rooms_of_a_day_may_be_a_list(key: str) -> None:
    session = FRAB["schedule"]["conference"]["days"][0]["rooms"]["Curie"][0]
    rooms = [{"name": "Curie", key: [session]}, {"name": "Curie", key: [], "capacity": 9}]
    found = programme(frab({"days": [{"date": "2019-08-21", "rooms": rooms}]}))
    assert Skipped((*DAY, "*", "rooms", "*", "capacity"), NO_FIELD, 1) in found.skipped
    assert found.rooms == (Room("Curie", None),)
    assert [session.path for session in found.sessions] == [(*DAY, "0", "rooms", "0", key, "0")]


def test_a_room_that_a_day_names_twice_keeps_the_sessions_of_both() -> None:
    room = json.dumps(FRAB["schedule"]["conference"]["days"][0]["rooms"])[1:-1]
    found = programme(json.dumps(FRAB).replace(room, f"{room}, {room}"))
    assert len(found.sessions) == 2
    assert found.rooms == (Room("Curie", None),)


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#1B6F8A", "#1b6f8a"),
        ("1b6f8a", "#1b6f8a"),
        ("#fa0", "#ffaa00"),
        ("teal", None),
        ("#12345", None),
    ],
)
def test_a_colour_is_six_digits(written: str, colour: str | None) -> None:
    text = frab({"tracks": [{"name": "CCC", "color": written}]})
    assert programme(text).tracks == (Track("CCC", colour),)
    assert ("color: This is no colour" in left_out(text)) == (colour is None)


@pytest.mark.parametrize(
    ("persons", "names", "indexes"),
    [
        ([{"id": 1, "public_name": "a"}, {"id": 2, "public_name": "a"}], ["a", "a"], (0, 1)),
        ([{"id": 1, "public_name": "a"}, {"id": 1, "public_name": "a"}], ["a"], (0,)),
        ([{"name": "a"}, {"name": " a "}, {"name": "b"}], ["a", "b"], (0, 1)),
        ([{"code": "A", "name": "a"}, {"code": "B", "name": "a"}], ["a", "a"], (0, 1)),
        ([{"id": 1, "public_name": "nick", "name": "Real Name"}], ["nick"], (0,)),
        (["a", {"id": 3, "public_name": " "}, {}], ["a"], (0,)),
        ([], [], ()),
        (None, [], ()),
    ],
)
def test_persons_are_identified_by_id_or_else_by_name(persons: Any, names: list[str], indexes: tuple[int, ...]) -> None:
    found = programme(frab(persons=persons))
    assert [speaker.name for speaker in found.speakers] == names
    assert found.sessions[0].speakers == indexes


def test_a_person_of_several_sessions_keeps_what_any_of_them_says() -> None:
    first, again = {"id": 1, "public_name": "a"}, {"id": 1, "public_name": "b", "biography": "B."}
    text = frab(persons=[first, again])
    assert programme(text).speakers == (Speaker("a", "B.", None),)
    assert left_out(text)["name: The same person has"] == 1


TITLE_103 = "Aufstand oder Aussterben? Ein Vortrag über die Klimakrise, ökologischen Kollaps und zivilen Ungehorsam."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"title": TITLE_103},
            {
                "name": "Aufstand oder Aussterben? Ein Vortrag über die Klimakrise, ökologischen…",
                "display_name": TITLE_103,
            },
        ),
        ({"title": " Two  blanks \n"}, {"name": "Two blanks", "display_name": " Two  blanks \n"}),
        ({"subtitle": "Below", "description": "Long"}, {"details": "Below\n\nLong"}),
        ({"subtitle": "Below", "description": ""}, {"details": "Below"}),
        ({"abstract": None, "description": " \r\n"}, {"description": None, "details": None}),
        ({"abstract": "a\r\n "}, {"description": "a\r\n "}),
        (
            {"abstract": "word " * 501, "description": "Long"},
            {"description": ("word " * 499).rstrip() + "…", "details": "word " * 501 + "\n\nLong"},
        ),
        ({"title": "t" * 256}, {"display_name": "t" * 254 + "…", "details": "t" * 256}),
        ({"language": "pt_BR"}, {"language": "pt-BR"}),
        ({"language": "Klingon?"}, {"language": None}),
        ({"track": None}, {"track": None}),
        ({"track": " "}, {"track": None}),
        ({"room": "Elsewhere"}, {"room": 0}),
    ],
)
def test_a_field_of_a_session_fits_what_the_service_holds(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    session = only_session(frab(**fields))
    assert {name: getattr(session, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"description": "x " * 10_001}, {"description: Only the first 20000": 1}),
        ({"language": "Klingon?"}, {"language: This is no language": 1}),
        ({"room": "Elsewhere"}, {"room: This is not the": 1}),
        ({"persons": [{"id": 3}]}, {"name: A person without a": 1}),
        ({"persons": [{"id": n, "name": f"p{n}"} for n in range(53)]}, {"persons: A session has at": 3}),
        ({"links": [{"url": f"https://e.org/{n}"} for n in range(22)]}, {"links: A session has at": 2}),
        ({"attachments": [{"url": f"/{n}"} for n in range(7)]}, {"attachments: A session has at": 2}),
        ({"persons": [{"public_name": "nick", "name": "Real"}]}, {"name: The public name was": 1}),
        ({"links": [{"url": "mailto:a@example.org"}, {"title": "none"}]}, {"url: This is no http(s)": 2}),
        ({"attachments": ["//[", "ftp://e.org/a", "//u@e.org/"]}, {"url: This is no http(s)": 3}),
        ({"links": [{"url": "https://e.org", "title": "t" * 256}]}, {"title: Only the first 255": 1}),
        ({"logo": "data:image/png;base64,AAAA"}, {"logo: This is no http(s)": 1}),
        ({"url": "https://user@example.org/"}, {"url: This is no http(s)": 1}),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named_with_its_number(fields: dict[str, Any], named: dict[str, int]) -> None:
    assert left_out(frab(**fields)) == named


@pytest.mark.parametrize(
    ("value", "named"),
    [(True, 1), ("CC BY", 1), ([1], 1), ({"a": None}, 1), (0.5, 1),
     (False, 0), ("", 0), ([], 0), ({}, 0), (None, 0)],
)  # fmt: skip
def test_a_field_that_the_service_lacks_is_named_if_it_says_something(value: Any, named: int) -> None:
    skipped = programme(frab(new_field=value)).skipped
    assert [item for item in skipped if item.path[-1] == "new_field"] == [
        Skipped((*SESSION, "new_field"), NO_FIELD, 1)
    ] * named


def test_a_byte_order_mark_is_no_fault() -> None:
    assert programme("\ufeff" + json.dumps(FRAB)) == programme(json.dumps(FRAB))


def test_a_session_without_persons_track_and_texts_is_a_session() -> None:
    lunch: dict[str, Any] = dict.fromkeys(("persons", "track", "abstract", "language", "id", "guid"), GONE)
    session = only_session(frab(**lunch, title="Lunch", type="break"))
    assert (session.name, session.speakers, session.track, session.description) == ("Lunch", (), None, None)
