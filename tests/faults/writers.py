"""Clients that write without a pause, and remember what they were answered."""

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
    """What was acknowledged, and how often each code was answered; `""` is no answer at all."""

    acknowledged: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0


class Writers:
    """Threads that create events for the length of a `with` block."""

    def __init__(self, service: Served, number: int = 4) -> None:
        self.history = History()
        self._service = service
        self._body = {"query": CREATE, "variables": {"organisation": service.organisation}}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(number)]

    def __enter__(self) -> History:
        for thread in self._threads:
            thread.start()
        return self.history

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        with httpx2.Client(timeout=60) as client:
            while not self._over.is_set():
                begun = time.monotonic()
                code = self._once(client)
                self.history.codes[code] += 1
                self.history.slowest_s = max(self.history.slowest_s, time.monotonic() - begun)
                if code != "ok":
                    # As a client does that was told to come back.
                    self._over.wait(0.05)

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
