"""Of a hundred edits of one version, on two processes at once, one succeeds."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.served.process import Served, served

EDITS = 100
VERSION = "query ($uuid: UUID!) { event(uuid: $uuid) { name version } }"
EDIT = """
mutation ($uuid: UUID!, $name: String!, $version: Int!) {
  updateEvent(uuid: $uuid, input: { name: $name }, expectedVersion: $version) {
    event { name version } userErrors { code currentVersion }
  }
}
"""


def edit(service: Served, name: str, version: int) -> Any:
    """The payload; an edit that was refused for load is sent again."""
    while True:
        answer = service.post(EDIT, service.token, {"uuid": service.event, "name": name, "version": version}).json()
        if "errors" not in answer:
            return answer["data"]["updateEvent"]
        assert answer["errors"][0]["extensions"]["code"] in ("OVERLOADED", "CONFLICT"), answer
        time.sleep(0.05)


def test_of_a_hundred_edits_of_one_version_one_succeeds(database: str, tmp_path: Path) -> None:
    settings = {"max_in_flight": 200, "max_in_flight_per_caller": 200, "budget": 0}
    with served(database, tmp_path, settings, workers=2) as service:
        version = service.data(VERSION, service.token, {"uuid": service.event})["event"]["version"]
        with ThreadPoolExecutor(EDITS) as pool:
            payloads = list(pool.map(lambda number: edit(service, f"Edit {number}", version), range(EDITS)))
        after = service.data(VERSION, service.token, {"uuid": service.event})["event"]
    [winner] = [payload["event"] for payload in payloads if payload["event"] is not None]
    assert winner == after
    assert after["version"] == version + 1
    refused = [payload["userErrors"] for payload in payloads if payload["event"] is None]
    assert refused == [[{"code": "STALE", "currentVersion": version + 1}]] * (EDITS - 1)
