"""The time that processes share: the server's on PostgreSQL, whatever the clocks of their hosts do."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from app.db import shared_clock
from app.db.database import Database
from app.db.shared_clock import SharedClock
from tests.gateway import Gateway

ON_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
HOUR_S = 3600.0


class Clocks:
    """Those of a host, which only a test moves."""

    def __init__(self, system: float) -> None:
        self.system_s = system
        self.steady_s = 1000.0

    def of(self, database: Database) -> SharedClock:
        return SharedClock(database, system=lambda: self.system_s, steady=lambda: self.steady_s)


async def server_time(database: Database) -> datetime:
    async with database.reading() as statements:
        seconds = await statements.fetch_value("SELECT floor(extract(epoch FROM clock_timestamp()))::float8", ())
    return datetime.fromtimestamp(seconds, UTC)


@ON_POSTGRESQL
def test_it_is_the_servers_time(gateway: Gateway) -> None:
    host = Clocks(0.0)
    clock = host.of(gateway.database)
    assert clock() == datetime(1970, 1, 1, tzinfo=UTC)
    before = gateway.run(server_time(gateway.database))
    with gateway.statements() as run:
        gateway.run(clock.synchronise())
    assert len(run) == 1
    assert before <= clock() <= gateway.run(server_time(gateway.database))


@ON_POSTGRESQL
def test_a_step_of_the_systems_clock_moves_nothing(gateway: Gateway) -> None:
    host = Clocks(0.0)
    clock = host.of(gateway.database)
    gateway.run(clock.synchronise())
    now = clock()
    for step in (-HOUR_S, 2 * HOUR_S):
        host.system_s += step
        assert clock() == now
    host.steady_s += HOUR_S
    assert (clock() - now).total_seconds() == HOUR_S


@ON_POSTGRESQL
def test_a_step_of_the_servers_clock_is_followed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clocks(0.0).of(gateway.database)
    gateway.run(clock.synchronise())
    now = clock()
    monkeypatch.setattr(shared_clock, "EVERY_S", 0.01)
    stepped = shared_clock.NOW.replace("clock_timestamp()", "clock_timestamp() - interval '1 hour'")

    async def follow() -> None:
        keeping = await clock.start()
        monkeypatch.setattr(shared_clock, "NOW", stepped)
        for _ in range(1000):
            if clock() < now:
                break
            await asyncio.sleep(0.01)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    gateway.run(follow())
    assert HOUR_S - 60 < (now - clock()).total_seconds() <= HOUR_S


@ON_POSTGRESQL
def test_while_the_server_does_not_answer_time_goes_on(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    host = Clocks(0.0)
    clock = host.of(gateway.database)
    gateway.run(clock.synchronise())
    now = clock()
    monkeypatch.setattr(shared_clock, "NOW", "SELECT nowhere")

    async def start() -> None:
        (await clock.start()).cancel()

    with caplog.at_level(logging.WARNING, "marquee.database"):
        gateway.run(start())
    [line] = [record.getMessage() for record in caplog.records if "cannot be read" in record.getMessage()]
    assert line.startswith("the database's clock cannot be read now: ")
    host.steady_s += 10
    assert (clock() - now).total_seconds() == 10


@ON_POSTGRESQL
def test_a_host_whose_clock_is_wrong_is_reported_once(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    there = gateway.run(server_time(gateway.database)).timestamp()

    def lines(host: Clocks) -> list[str]:
        caplog.clear()
        clock = host.of(gateway.database)
        for _ in range(2):
            gateway.run(clock.synchronise())
        return [record.getMessage() for record in caplog.records if record.name == "marquee.database"]

    [line] = lines(Clocks(there + 30 * 24 * HOUR_S))
    assert line.startswith("the clock of this host differs from the database's by 2")
    assert lines(Clocks(there + 0.5)) == []


@ON_SQLITE
def test_on_sqlite_it_is_the_systems_time(gateway: Gateway) -> None:
    host = Clocks(1_780_000_000.9)
    clock = host.of(gateway.database)
    with gateway.statements() as run:
        gateway.run(clock.synchronise())
    assert run == []
    assert clock() == datetime.fromtimestamp(1_780_000_000, UTC)
    host.system_s -= HOUR_S
    assert clock() == datetime.fromtimestamp(1_780_000_000 - HOUR_S, UTC)


def test_it_answers_whole_seconds(gateway: Gateway) -> None:
    clock: Any = SharedClock(gateway.database)
    gateway.run(clock.synchronise())
    assert (clock().microsecond, clock().tzinfo) == (0, UTC)
