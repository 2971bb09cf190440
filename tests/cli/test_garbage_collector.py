"""Commands import without the garbage collector, and work with it."""

import gc
from collections.abc import Iterator

import pytest

from app.cli.bootstrap import in_database
from app.db.database import Database
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
