"""Fixtures: `marquee` on the gateway's database, `prepared` and `unprepared` on one of their own."""

import os
from collections.abc import Iterator

import pytest

from tests.cli.running import Marquee
from tests.engines import Engine, empty_beside, migrated_beside
from tests.gateway import Gateway
from tests.templates import Run


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's MARQUEE_* variables must not affect tests."""
    for name in [name for name in os.environ if name.startswith("MARQUEE_") and "_TEST_" not in name]:
        monkeypatch.delenv(name)


def on(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Marquee:
    monkeypatch.setenv("MARQUEE_DATABASE_URL", url)
    return Marquee(url, capsys)


@pytest.fixture
def marquee(gateway: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Marquee:
    """The command on the database that `gateway` serves."""
    return on(gateway.settings.database_url, monkeypatch, capsys)


@pytest.fixture
def prepared(
    engine: Engine, whole_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Marquee]:
    """The command on a database with all tables and no rows, which nothing else uses."""
    with migrated_beside(engine, whole_run) as url:
        yield on(url, monkeypatch, capsys)


@pytest.fixture
def unprepared(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Marquee]:
    """The command on an empty database without tables."""
    with empty_beside(engine) as url:
        yield on(url, monkeypatch, capsys)
