"""The maintenance that `serve` runs regularly; a failure does not stop the service."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.auth.tables import TokenRow
from app.cli.background_maintenance import maintain_daily
from app.events.tables import EventRow
from app.occurrences.values import OccurrenceEndsType
from app.settings.service import Settings
from tests.builders import stored
from tests.cli.test_maintain import monthly
from tests.gateway import Gateway

PATIENCE_S = 30
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


class Entries(logging.Handler):
    """Collects log entries; `wait_for` waits for a number of them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._changed = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._changed:
            self.lines.append(f"{record.levelname} {record.getMessage()}")
            self._changed.notify_all()

    def wait_for(self, number: int) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.lines) >= number, PATIENCE_S), self.lines
            return self.lines[:number]


@pytest.fixture
def entries() -> Iterator[Entries]:
    """The log entries of maintenance."""
    log, handler = logging.getLogger("marquee.maintenance"), Entries()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "marquee-maintenance"]


def test_maintenance_repeats_until_the_block_ends(gateway: Gateway, entries: Entries) -> None:
    gateway.clock.set(LONG_AGO)
    gateway.token(gateway.organisation())
    with maintain_daily(gateway.settings, first_after=0, every=0.01):
        (running,) = threads()
        assert entries.wait_for(2) == [
            "INFO 0 events rolled forward, 1 tokens deleted",
            "INFO 0 events rolled forward, 0 tokens deleted",
        ]
    running.join(PATIENCE_S)
    assert not running.is_alive()
    assert stored(gateway, TokenRow) == []


def test_the_first_round_is_delayed(gateway: Gateway, entries: Entries) -> None:
    with maintain_daily(gateway.settings):
        (running,) = threads()
    running.join(PATIENCE_S)
    assert entries.lines == []


def test_an_event_that_fails_is_logged_as_an_error(gateway: Gateway, entries: Entries) -> None:
    event = monthly(gateway, gateway.organisation(), OccurrenceEndsType.NEVER)
    gateway.in_database(lambda db: setattr(db.get_one(EventRow, event), "timezone", "Nowhere/Geheim"))
    with maintain_daily(gateway.settings, first_after=0):
        (running,) = threads()
        reason, done, failed = entries.wait_for(3)
    running.join(PATIENCE_S)
    assert reason.startswith(f"ERROR event {event} could not be rolled forward: ")
    assert "Geheim" not in reason
    assert done == "INFO 0 events rolled forward, 0 tokens deleted"
    assert failed == "ERROR 1 event could not be rolled forward."


def test_a_failed_round_is_logged_and_repeated(tmp_path: Path, entries: Entries) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'no folder' / 'geheim.db'}")
    with maintain_daily(settings, first_after=0, every=0.01):
        (running,) = threads()
        for line in entries.wait_for(2):
            assert line.startswith("ERROR maintenance failed: ")
            assert "geheim" not in line
    running.join(PATIENCE_S)
