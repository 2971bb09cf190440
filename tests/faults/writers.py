"""Clients that write without a pause and record the responses."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx2

from tests.served.process import Served

CREATE = """
mutation ($organisation: UUID!) {
  createEvent(organisationUuid: $organisation, input: { name: "Written" }) { event { uuid } userErrors { message } }
}
"""
RETRIED = {"UNAVAILABLE", "OVERLOADED", "CONFLICT", "STORAGE_FULL", "OUTCOME_UNKNOWN"}


@dataclass
class History:
    """The acknowledged writes and the number of responses by code; `""` is no response."""

    acknowledged: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0


class Writers:
    """Threads that create events for the length of a `with` block."""

    def __init__(self, service: Served, number: int = 4) -> None:
        self.history = History()
        self._service = service
        self._body = {"query": CREATE, "variables": {"organisation": service.organisation}}
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(number)]

    def __enter__(self) -> History:
        for thread in self._threads:
            thread.start()
        return self.history

    def __exit__(self, *_exception: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        with httpx2.Client(timeout=60) as client:
            while not self._stopped.is_set():
                started = time.monotonic()
                code = self._once(client)
                self.history.codes[code] += 1
                self.history.slowest_s = max(self.history.slowest_s, time.monotonic() - started)
                if code != "ok":
                    # Like a client that retries after a pause.
                    self._stopped.wait(0.05)

    def _once(self, client: httpx2.Client) -> str:
        headers = {"authorization": f"Bearer {self._service.token}"}
        try:
            answer = client.post(self._service.url, json=self._body, headers=headers).json()
        except (httpx2.HTTPError, ValueError):
            return ""
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        self.history.acknowledged.append(answer["data"]["createEvent"]["event"]["uuid"])
        return "ok"
