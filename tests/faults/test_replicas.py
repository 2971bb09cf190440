"""Anonymous reads from a streaming replica: it lags, stops, cancels statements, and comes back."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from app.web.written import WRITTEN
from tests.faults.servers import OwnServer, standby_of
from tests.served.process import Served, demo_in, served, wait_until

WRITES = 200
# Longer than the tests take.
ANY_LAG_S = 600
ENOUGH_S = 10.0


@pytest.fixture(scope="module")
def standby(server: OwnServer) -> Iterator[OwnServer]:
    demo_in(server.url)
    with standby_of(server) as standby:
        yield standby


@contextmanager
def serving(server: OwnServer, standby: OwnServer, folder: Path, max_lag_s: int = ANY_LAG_S) -> Iterator[Served]:
    settings = {"read_database_url": f"{standby.url}?application_name=reader", "read_max_lag_s": max_lag_s, "budget": 0}
    with served(server.url, folder, settings) as service:
        yield service


def run(server: OwnServer, statement: str) -> Any:
    """The first value that a statement returns."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(server.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def catch_up(server: OwnServer, standby: OwnServer) -> None:
    """Let the standby replay everything."""
    run(standby, "SELECT pg_wal_replay_resume()")
    written = run(server, "SELECT pg_current_wal_flush_lsn()::text")
    wait_until(
        lambda: run(standby, f"SELECT pg_last_wal_replay_lsn() >= '{written}'"), "It does not catch up.", ENOUGH_S
    )


def write(service: Served, text: str) -> str:
    """Describe the event so; the position in the response."""
    change = f'updateEvent(uuid: "{service.event}", input: {{ description: "{text}" }}) {{ userErrors {{ message }} }}'
    response = service.post(f"mutation {{ {change} }}", service.token)
    assert response.json() == {"data": {"updateEvent": {"userErrors": []}}}
    return response.headers[WRITTEN]


def read(service: Served, token: str | None = None, **headers: str) -> str:
    """The description of the event."""
    response = service.post(f'{{ event(uuid: "{service.event}") {{ description }} }}', token, headers=headers)
    assert response.status_code == 200, response.text
    assert "errors" not in response.json(), response.text
    return str(response.json()["data"]["event"]["description"])


def use_replica(service: Served, server: OwnServer, standby: OwnServer) -> None:
    """Wait until the replica answers: then a write that it has not replayed does not show."""
    catch_up(server, standby)
    write(service, "Before.")
    catch_up(server, standby)
    run(standby, "SELECT pg_wal_replay_pause()")
    write(service, "After.")
    wait_until(lambda: read(service) == "Before.", "The replica does not answer.", ENOUGH_S)


def test_a_caller_sees_what_it_has_written(server: OwnServer, standby: OwnServer, tmp_path: Path) -> None:
    with serving(server, standby, tmp_path) as service:
        use_replica(service, server, standby)
        assert read(service, service.token) == "After."
        run(standby, "SELECT pg_wal_replay_resume()")
        ended = threading.Event()

        def pause_and_resume() -> None:
            while not ended.is_set():
                run(standby, "SELECT pg_wal_replay_pause()")
                time.sleep(random.random() * 0.1)
                run(standby, "SELECT pg_wal_replay_resume()")
                time.sleep(random.random() * 0.1)

        pausing = threading.Thread(target=pause_and_resume)
        pausing.start()
        stale = 0
        try:
            for number in range(WRITES):
                position = write(service, f"Number {number}.")
                # Without the position the replica answers with whatever it has.
                stale += read(service) != f"Number {number}."
                assert read(service, **{WRITTEN: position}) == f"Number {number}."
        finally:
            ended.set()
            pausing.join()
        assert 0 < stale < WRITES
        catch_up(server, standby)
        run(standby, "SELECT pg_wal_replay_pause()")
        # The replica answers those who know what it shows.
        write(service, "Not replayed.")
        assert read(service, **{WRITTEN: position}) == f"Number {WRITES - 1}."
        catch_up(server, standby)


def test_a_replica_stops_and_comes_back(server: OwnServer, standby: OwnServer, tmp_path: Path) -> None:
    with serving(server, standby, tmp_path) as service:
        use_replica(service, server, standby)
        ended = threading.Event()
        failures: list[str] = []
        answers = 0

        def read_on() -> None:
            nonlocal answers
            document = (
                f'{{ a: event(uuid: "{service.event}") {{ name }} b: event(uuid: "{service.event}") {{ name }} }}'
            )
            while not ended.is_set():
                try:
                    response = service.post(document)
                    answers += 1
                    if response.status_code != 200 or "errors" in response.json():
                        failures.append(response.text)
                except httpx2.HTTPError as error:
                    failures.append(repr(error))

        phases = [0]
        threads = [threading.Thread(target=read_on) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(3):
                time.sleep(0.5)
                phases.append(answers)
                standby.stop()
                assert read(service) == "After."
                time.sleep(1)
                phases.append(answers)
                standby.start()
                wait_until(lambda: connections(standby), "The replica is not used again.", ENOUGH_S)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        assert failures == []
        # Reads went on with the replica and without it, each time.
        assert phases == sorted({0, *phases})
        use_replica(service, server, standby)
        catch_up(server, standby)
        down = [line for line in service.log() if "the read replica cannot be used" in line]
        assert len(down) == 1
        assert "the database cannot be used" not in "\n".join(service.log())


def connections(standby: OwnServer) -> int:
    """How many connections the service has."""
    return int(run(standby, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reader'"))


def test_a_replica_that_lags_too_much_is_not_used(server: OwnServer, standby: OwnServer, tmp_path: Path) -> None:
    with serving(server, standby, tmp_path, max_lag_s=2) as service:
        use_replica(service, server, standby)
        wait_until(lambda: read(service) == "After.", "It shows what is old.", ENOUGH_S)
        for _ in range(20):
            assert read(service) == "After."
        assert len([line for line in service.log() if "the read replica is not used: it lags too much" in line]) == 1
        catch_up(server, standby)

        def is_used_again() -> bool:
            read(service)
            return any("the read replica is used again" in line for line in service.log())

        wait_until(is_used_again, "It is not used again.", ENOUGH_S)


def test_statements_that_replay_cancels_run_on_the_primary(
    server: OwnServer, standby: OwnServer, tmp_path: Path
) -> None:
    with serving(server, standby, tmp_path) as service:
        use_replica(service, server, standby)
        catch_up(server, standby)
        ended = threading.Event()

        def lock() -> None:
            # Replay of such a lock cancels the statements that read the table on the standby.
            statement = "DO 'BEGIN LOCK TABLE event IN ACCESS EXCLUSIVE MODE; END'"
            while not ended.is_set():
                run(server, statement)
                time.sleep(0.005)

        found: list[str] = []

        def read_on() -> None:
            while not ended.is_set():
                response = service.post(document)
                found.append(response.text if response.status_code != 200 or "errors" in response.json() else "ok")

        part = f'event(uuid: "{service.event}") {{ name sessions(first: 100) {{ nodes {{ name description }} }} }}'
        document = "{" + " ".join(f"f{number}: {part}" for number in range(6)) + "}"
        threads = [threading.Thread(target=each) for each in (lock, read_on, read_on, read_on)]
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: cancelled(standby) >= 5, "Nothing was cancelled.", 30)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        assert set(found) == {"ok"}


def cancelled(standby: OwnServer) -> int:
    """How many statements were cancelled for replay."""
    sums = "sum(confl_lock + confl_snapshot + confl_bufferpin)"
    return int(run(standby, f"SELECT {sums} FROM pg_stat_database_conflicts WHERE datname = 'marquee'"))


def test_the_primary_stops(server: OwnServer, standby: OwnServer, tmp_path: Path) -> None:
    with serving(server, standby, tmp_path) as service:
        use_replica(service, server, standby)
        server.stop()
        try:
            assert [read(service) for _ in range(20)] == ["Before."] * 20
            assert service.post(f'{{ event(uuid: "{service.event}") {{ name }} }}', service.token).status_code == 503
            assert httpx2.get(service.address("/health/ready")).status_code == 503
        finally:
            server.start()
        catch_up(server, standby)
        wait_until(lambda: read(service, service.token) == "After.", "The primary does not answer again.", ENOUGH_S)
