"""`marquee import`: what people and programs are told about a file, and that a refused one leaves nothing."""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.demo.operations import schedule
from app.events.tables import EventRow
from app.sessions.tables import SessionRow
from tests.builders import everything, stored
from tests.cli.running import Marquee
from tests.gateway import Gateway

TOMORROW = date.today() + timedelta(days=1)


@pytest.fixture
def camp(tmp_path: Path) -> Path:
    """The packaged programme as a file."""
    file = tmp_path / "camp 2019.json"
    file.write_text(schedule(), encoding="utf-8")
    return file


def test_a_programme_becomes_an_event(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    acme = gateway.organisation("acme")
    told = marquee("import", str(camp), "--organisation", "acme", "--json").json
    assert list(told) == ["event", "counts", "skipped", "notes"]
    assert (told["counts"]["sessions"], told["counts"]["days"]) == (79, 5)
    assert {"path", "reason", "count"} == set(told["skipped"][0])
    (event,) = stored(gateway, EventRow)
    assert (str(event["id"]), str(event["organisation_id"])) == (told["event"], acme.uuid)
    assert (event["lifecycle"], event["starts_local"].date()) == ("UNRELEASED", date(2019, 8, 21))
    assert len(stored(gateway, SessionRow, event_id=UUID(told["event"]))) == 79


def test_it_is_moved_and_published_when_asked(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    gateway.organisation("acme")
    ran = marquee("import", str(camp), "--organisation", "acme", "--starts-on", TOMORROW.isoformat(), "--publish")
    (event,) = stored(gateway, EventRow)
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith(f"Stored the event {event['id']}: 79 sessions, 5 days, ")
    assert (event["lifecycle"], event["starts_local"].date()) == ("PUBLISHED", TOMORROW)


def with_a_25th_hour() -> bytes:
    document = json.loads(schedule())
    document["schedule"]["conference"]["days"][0]["rooms"]["Curie"][0]["start"] = "25:00"
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (b"\xff\xfe{}", [], "camp 2019.json is not UTF-8 text."),
        (b"{", [], "This is no JSON"),
        (with_a_25th_hour(), [], "schedule.conference.days.0.rooms.Curie.0.start: "),
        # It is over, so that it cannot be published.
        (schedule().encode(), ["--publish"], "The event needs at least one enabled occurrence"),
    ],
    ids=["encoding", "syntax", "fault", "past"],
)  # fmt: skip
def test_a_file_that_is_refused_leaves_nothing(
    gateway: Gateway, marquee: Marquee, camp: Path, text: bytes, options: list[str], said: str
) -> None:
    gateway.organisation("acme")
    before = everything(gateway)
    camp.write_bytes(text)
    ran = marquee("import", str(camp), "--organisation", "acme", *options)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert everything(gateway) == before


def test_an_unknown_organisation_is_refused(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    ran = marquee("import", str(camp), "--organisation", "acne")
    assert (ran.code, ran.err.splitlines()[-1]) == (1, "There is no organisation with the slug acne.")
    assert stored(gateway, EventRow) == []


def test_a_byte_order_mark_is_no_fault(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    gateway.organisation("acme")
    camp.write_text(schedule(), encoding="utf-8-sig")
    assert marquee("import", str(camp), "--organisation", "acme").code == 0
