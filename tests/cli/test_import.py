"""`marquee import`: its output as text and JSON; a refused file stores nothing."""

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
    """The demo's programme as a file."""
    file = tmp_path / "camp 2019.json"
    file.write_text(schedule(), encoding="utf-8")
    return file


def test_a_programme_becomes_an_event(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    acme = gateway.organisation("acme")
    imported = marquee("import", str(camp), "--organisation", "acme", "--json").json
    assert list(imported) == ["event", "counts", "skipped", "notes"]
    assert (imported["counts"]["sessions"], imported["counts"]["days"]) == (79, 5)
    assert {"path", "reason", "count"} == set(imported["skipped"][0])
    (event,) = stored(gateway, EventRow)
    assert (str(event["id"]), str(event["organisation_id"])) == (imported["event"], acme.uuid)
    assert (event["lifecycle"], event["starts_local"].date()) == ("UNRELEASED", date(2019, 8, 21))
    assert len(stored(gateway, SessionRow, event_id=UUID(imported["event"]))) == 79


def test_options_move_and_publish_the_event(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    gateway.organisation("acme")
    result = marquee("import", str(camp), "--organisation", "acme", "--starts-on", TOMORROW.isoformat(), "--publish")
    (event,) = stored(gateway, EventRow)
    assert result.code == 0
    assert result.out.splitlines()[0].startswith(f"Stored the event {event['id']}: 79 sessions, 5 days, ")
    assert (event["lifecycle"], event["starts_local"].date()) == ("PUBLISHED", TOMORROW)


def with_a_25th_hour() -> bytes:
    document = json.loads(schedule())
    document["schedule"]["conference"]["days"][0]["rooms"]["Curie"][0]["start"] = "25:00"
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("text", "options", "output"),
    [
        (b"\xff\xfe{}", [], "camp 2019.json is not UTF-8 text."),
        (b"{", [], "This is no JSON"),
        (with_a_25th_hour(), [], "schedule.conference.days.0.rooms.Curie.0.start: "),
        # The programme is in the past, so it cannot be published.
        (schedule().encode(), ["--publish"], "The event needs at least one enabled occurrence"),
    ],
    ids=["encoding", "syntax", "fault", "past"],
)  # fmt: skip
def test_a_refused_file_stores_nothing(
    gateway: Gateway, marquee: Marquee, camp: Path, text: bytes, options: list[str], output: str
) -> None:
    gateway.organisation("acme")
    before = everything(gateway)
    camp.write_bytes(text)
    result = marquee("import", str(camp), "--organisation", "acme", *options)
    assert (result.code, result.out) == (1, "")
    assert output in result.err
    assert everything(gateway) == before


def test_an_unknown_organisation_is_refused(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    result = marquee("import", str(camp), "--organisation", "acne")
    assert (result.code, result.err.splitlines()[-1]) == (1, "There is no organisation with the slug acne.")
    assert stored(gateway, EventRow) == []


def test_a_byte_order_mark_is_accepted(gateway: Gateway, marquee: Marquee, camp: Path) -> None:
    gateway.organisation("acme")
    camp.write_text(schedule(), encoding="utf-8-sig")
    assert marquee("import", str(camp), "--organisation", "acme").code == 0
