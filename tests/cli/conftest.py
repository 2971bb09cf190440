"""Fixtures of the command line: `marquee` on the gateway's database, `unprepared` on one without tables."""

import os
from collections.abc import Iterator

import pytest

from tests.cli.running import Marquee
from tests.engines import Engine, empty_beside
from tests.gateway import Gateway


@pytest.fixture(autouse=True)
def nothing_else_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set on a developer's machine changes no test."""
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
def unprepared(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Marquee]:
    """The command on a database in which nobody has made anything yet."""
    with empty_beside(engine) as url:
        yield on(url, monkeypatch, capsys)
