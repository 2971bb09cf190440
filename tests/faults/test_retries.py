"""A request that is sent again with its key has one effect, whatever became of the first one."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx2

from tests.faults.servers import stored_events
from tests.served.process import Served, served

KILLS = 4
WRITERS = 4
TWINS = 50
IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
CREATE = """
mutation ($organisation: UUID!) {
  createEvent(organisationUuid: $organisation, input: { name: "Written" }) { event { uuid } userErrors { code } }
}
"""


def create(service: Served, organisation: str, key: str) -> tuple[str | None, str]:
    """The uuid of the event, if it is known now, and the code of the error, `""` where no answer came."""
    body = {"query": CREATE, "variables": {"organisation": organisation}}
    headers = {"authorization": f"Bearer {service.token}", "idempotency-key": key}
    try:
        answer = httpx2.post(service.url, json=body, headers=headers, timeout=30).json()
    except (httpx2.HTTPError, ValueError):
        return None, ""
    if "errors" in answer:
        return None, str(answer["errors"][0]["extensions"]["code"])
    payload = answer["data"]["createEvent"]
    if payload["event"] is None:
        return None, str(payload["userErrors"][0]["code"])
    return str(payload["event"]["uuid"]), ""


def test_retries_after_kill_9_have_one_effect(database: str, tmp_path: Path) -> None:
    before: set[str] = set()
    open_keys: list[str] = []
    found: dict[str, str] = {}
    retried = 0

    def keys(over: threading.Event) -> Iterator[str]:
        while not over.is_set():
            try:
                yield open_keys.pop()
            except IndexError:
                yield str(uuid4())

    def write(service: Served, organisation: str, over: threading.Event) -> None:
        for key in keys(over):
            uuid, _code = create(service, organisation, key)
            if uuid is None:
                open_keys.append(key)
                return
            found[key] = uuid

    for _ in range(KILLS):
        with served(database, tmp_path) as service:
            before = before or stored_events(database)
            organisation, over = service.organisation, threading.Event()
            retried += len(open_keys)
            threads = [threading.Thread(target=write, args=(service, organisation, over)) for _ in range(WRITERS)]
            for thread in threads:
                thread.start()
            time.sleep(0.4)
            os.kill(service.pid, signal.SIGKILL)
            service.process.wait()
            over.set()
            for thread in threads:
                thread.join()
    with served(database, tmp_path) as service:
        for key in open_keys:
            uuid, code = create(service, service.organisation, key)
            assert uuid is not None, code
            found[key] = uuid
        again = {key: create(service, service.organisation, key)[0] for key in list(found)[:20]}
    assert again == {key: found[key] for key in again}
    assert retried > 0
    assert stored_events(database) - before == set(found.values())
    assert len(set(found.values())) == len(found)


def test_twins_on_two_processes_have_one_effect(database: str, tmp_path: Path) -> None:
    settings = {"max_in_flight": 200, "max_in_flight_per_caller": 200, "budget": 0}
    with served(database, tmp_path, settings, workers=2) as service:
        before, organisation, key = stored_events(database), service.organisation, str(uuid4())

        def until_done(_number: int) -> str:
            while True:
                uuid, code = create(service, organisation, key)
                if uuid is not None:
                    return uuid
                assert code in (IN_PROGRESS, "OVERLOADED"), code
                time.sleep(0.05)

        with ThreadPoolExecutor(TWINS) as pool:
            uuids = set(pool.map(until_done, range(TWINS)))
        assert len(uuids) == 1
        assert stored_events(database) - before == uuids
