"""A new version migrates the database while processes of the version before serve it."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from app.db import revisions
from tests.cli.running import PATIENCE_S, address
from tests.engines import Engine, empty_beside
from tests.faults.next_version import NextVersion
from tests.faults.servers import is_sound, stored_events
from tests.faults.writers import RETRIED, Writers
from tests.served.process import Served, served, wait_until

READ = """
query ($event: UUID!) {
  event(uuid: $event) { name sessions(first: 20) { nodes { name speakers { name } } } occurrences { nodes { uuid } } }
}
"""
CREATE = """
mutation ($organisation: UUID!) {
  createEvent(organisationUuid: $organisation, input: { name: "Renamed often" }) { event { uuid } }
}
"""
UPDATE = """
mutation ($event: UUID!, $text: String!) {
  updateEvent(uuid: $event, input: { description: $text }) { event { description } userErrors { message } }
}
"""
STORED = "query ($event: UUID!) { event(uuid: $event) { description } }"
# Before and after the migration, so that statements are prepared, and become stale.
LOAD_S = 1.5


class Repeated:
    """A thread that calls `work` again and again for the length of a `with` block, and counts its results."""

    def __init__(self, work: Callable[[int], str]) -> None:
        self.results: Counter[str] = Counter()
        self._work = work
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Repeated":
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._stopped.is_set():
            number += 1
            try:
                self.results[self._work(number)] += 1
            except httpx2.HTTPError as error:
                self.results[type(error).__name__] += 1


class Updates:
    """Changes of one event. `last` is the text of the last acknowledged one."""

    def __init__(self, service: Served) -> None:
        made = service.data(CREATE, service.token, {"organisation": service.organisation})
        self.event = str(made["createEvent"]["event"]["uuid"])
        self.last = ""
        self._service = service

    def once(self, number: int) -> str:
        answer = self._service.post(
            UPDATE, self._service.token, {"event": self.event, "text": f"Text {number}."}
        ).json()
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        self.last = answer["data"]["updateEvent"]["event"]["description"]
        return "ok"


def reading(service: Served) -> Callable[[int], str]:
    def once(_number: int) -> str:
        answer = service.post(READ, variables={"event": service.event}).json()
        return str(answer["errors"][0]["extensions"]["code"]) if "errors" in answer else "ok"

    return once


def readiness(service: Served) -> str:
    response = httpx2.get(service.address("/health/ready"), timeout=PATIENCE_S)
    return str(response.json().get("reason", response.status_code))


def test_an_old_process_serves_while_a_new_version_migrates(database: str, tmp_path: Path) -> None:
    new = NextVersion(tmp_path / "next", revisions.head())
    with served(database, tmp_path) as old:
        updates = [Updates(old) for _ in range(2)]
        with ExitStack() as stack:
            created = stack.enter_context(Writers(old, 2))
            ready = stack.enter_context(Repeated(lambda _: readiness(old)))
            load = [stack.enter_context(Repeated(work)) for work in (*(each.once for each in updates), reading(old))]
            time.sleep(LOAD_S)
            migrated = new.run(database, "migrate")
            time.sleep(LOAD_S)
        assert (migrated.returncode, migrated.stderr) == (0, "The database has been migrated to this version.\n")
        assert ready.results.keys() == {"200"}
        for codes in (created.codes, *(each.results for each in load)):
            assert codes.keys() <= {"ok", *RETRIED}, codes
            assert codes["ok"] >= 5
        assert set(created.acknowledged) - stored_events(database) == set()
        for each in updates:
            stored = old.data(STORED, old.token, {"event": each.event})
            assert stored["event"]["description"] == each.last
        assert is_sound(database)
        assert "INTERNAL" not in "\n".join(old.log())

        # Also one that starts only now, and beside a process of the new version.
        (tmp_path / "later").mkdir()
        with served(database, tmp_path / "later") as later:
            assert readiness(later) == "200"

        new.contract()
        assert new.run(database, "migrate").returncode == 0
        wait_until(lambda: readiness(old) == "migrated-by-a-newer-version", "It is still ready.")
        (tmp_path / "refused").mkdir()
        with (
            pytest.raises(AssertionError, match="The database was written by a newer version of Marquee"),
            served(database, tmp_path / "refused"),
        ):
            pass


def test_four_processes_start_at_once_on_an_empty_database(engine: Engine) -> None:
    """One of them migrates, and all of them serve."""
    with empty_beside(engine) as url, ExitStack() as stack:
        marquee = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "app", "serve", "--port", "0"],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "MARQUEE_DATABASE_URL": url},
                )
            )
            for _ in range(4)
        ]
        try:
            for process in marquee:
                ready = address(process).replace("/graphql", "/health/ready")
                assert httpx2.get(ready, timeout=4 * PATIENCE_S).status_code == 200
        finally:
            for process in marquee:
                process.terminate()
        said = [process.communicate(timeout=4 * PATIENCE_S) for process in marquee]
        assert [process.returncode for process in marquee] == [0] * 4
        assert sorted(err for _, err in said) == [""] * 3 + ["The database has been migrated to this version.\n"]
