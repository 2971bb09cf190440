"""Commands import without the garbage collector, and work with it."""

import gc
from collections.abc import Iterator

import pytest

from app.cli import serving, stopping
from app.cli.bootstrap import in_database
from app.db.database import Database
from app.settings.service import load_settings
from tests.cli.running import Marquee


@pytest.fixture
def switched_off() -> Iterator[None]:
    """As `main` leaves it for the imports."""
    gc.disable()
    yield
    gc.enable()


async def collects(_database: Database) -> bool:
    return gc.isenabled()


def test_work_in_a_database_is_done_with_it(marquee: Marquee, switched_off: None) -> None:
    assert in_database(collects)


@pytest.mark.parametrize("command", [["--version"], ["application", "list"], ["application", "list", "--all"]])
def test_a_command_leaves_it_as_it_was(marquee: Marquee, command: list[str]) -> None:
    marquee(*command)
    assert gc.isenabled()


def test_a_command_does_not_switch_it_on(marquee: Marquee, switched_off: None) -> None:
    marquee("--version")
    assert not gc.isenabled()


class Stopped(Exception):
    """Instead of serving."""


def test_the_server_is_imported_without_it_and_runs_with_it(marquee: Marquee, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []

    def keep_state(*_given: object) -> None:
        states.append((gc.isenabled(), gc.get_freeze_count() > 0))

    def running() -> None:
        keep_state()
        raise Stopped

    gc.unfreeze()
    # The configuration imports the schema.
    monkeypatch.setattr(serving, "_config", keep_state)
    monkeypatch.setattr(stopping, "survive_stop_signals", running)
    with serving.listen("127.0.0.1", 0) as listening, pytest.raises(Stopped):
        serving.run(load_settings(), listening, 1)
    gc.unfreeze()
    # What has been imported is frozen: the first collection would look at all of it.
    assert states == [(False, False), (True, True)]
