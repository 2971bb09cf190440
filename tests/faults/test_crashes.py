"""The process, its parent or its requests are interrupted."""

import os
import signal
import threading
import time
from pathlib import Path

import httpx2
import pytest

from tests.faults.servers import is_sound, stored_events
from tests.faults.writers import Writers
from tests.served.process import TINY, served, wait_until, workers_of

# More for SQLite, which runs in the killed process.
KILLS = {"sqlite": 10, "postgresql": 5}
START_S = 25.0


def test_acknowledged_writes_survive_kill_9(database: str, tmp_path: Path) -> None:
    acknowledged: list[str] = []
    kills = KILLS[database.partition(":")[0]]
    for _ in range(kills):
        started = time.monotonic()
        with served(database, tmp_path) as service:
            assert time.monotonic() - started <= START_S
            with Writers(service) as history:
                wait_until(lambda history=history: history.acknowledged, "No write is acknowledged.")
                time.sleep(0.4)
                os.kill(service.pid, signal.SIGKILL)
                service.process.wait()
            acknowledged += history.acknowledged
        assert is_sound(database)
    assert len(acknowledged) >= kills
    assert set(acknowledged) - stored_events(database) == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_workers_end_with_their_parent(database: str, tmp_path: Path) -> None:
    with served(database, tmp_path, workers=2) as service:
        # Two workers and Python's resource tracker.
        workers = workers_of(service.pid)
        assert len(workers) == 3
        os.kill(service.pid, signal.SIGKILL)
        service.process.wait()
        started = time.monotonic()
        wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in workers), "A worker still runs.", 10)
        assert time.monotonic() - started <= 10


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_that_starts_slowly_is_not_replaced(database: str, tmp_path: Path) -> None:
    with served(database, tmp_path, workers=2, demo=False) as service:
        # Two workers and Python's resource tracker.
        wait_until(lambda: len(workers_of(service.pid)) == 3, "The workers do not start.")
        workers = workers_of(service.pid)
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        # Longer than uvicorn waits by default.
        time.sleep(7)
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        assert service.data(TINY) == {"__typename": "Query"}
        assert workers_of(service.pid) == workers


def test_a_signal_does_not_interrupt_a_hundred_requests(database: str, tmp_path: Path) -> None:
    """SIGTERM on one engine, and SIGHUP on the other."""
    number = signal.SIGTERM if database.startswith("postgresql") else signal.SIGHUP
    settings = {"max_in_flight": 200, "max_in_flight_per_caller": 200, "budget": 0}
    with served(database, tmp_path, settings, workers=2) as service:
        sessions = "sessions(first: 100) { nodes { name speakers { name } } }"
        query = f'{{ event(uuid: "{service.event}") {{ {sessions} }} }}'
        statuses: list[int] = []
        connected = threading.Barrier(101)

        def ask() -> None:
            with httpx2.Client(timeout=60) as client:
                # A first request, so that the next one is sent on an accepted connection.
                client.post(service.url, json={"query": "{ __typename }"})
                connected.wait()
                try:
                    statuses.append(client.post(service.url, json={"query": query}).status_code)
                except httpx2.HTTPError:
                    statuses.append(0)

        threads = [threading.Thread(target=ask) for _ in range(100)]
        for thread in threads:
            thread.start()
        connected.wait()
        code, seconds = service.stop(number, 30)
        for thread in threads:
            thread.join()
        assert (code, seconds <= 30) == (0, True)
        assert set(statuses) <= {200, 503}
