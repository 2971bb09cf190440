"""The client of a process that serves: made by the first delivery, in a thread, and closed with the process."""

import asyncio
import threading
from typing import Any

import pytest

from app.web.webhooks import client as module
from app.web.webhooks.first_use import ClientOnFirstUse
from app.web.webhooks.outcome import Outcome
from tests.gateway import Gateway
from tests.webhooks.builders import LOOPBACK, receiver


class Recorded(module.WebhookClient):
    """A client that keeps in which thread it was made and how often it was closed."""

    threads: list[threading.Thread]
    closed: int

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.threads.append(threading.current_thread())

    async def __aexit__(self, *given: Any) -> None:
        type(self).closed += 1
        await super().__aexit__(*given)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> type[Recorded]:
    monkeypatch.setattr(Recorded, "threads", [], raising=False)
    monkeypatch.setattr(Recorded, "closed", 0, raising=False)
    monkeypatch.setattr(module, "WebhookClient", Recorded)
    return Recorded


def test_deliveries_at_once_share_a_client_that_is_made_in_a_thread(gateway: Gateway, recorded: type[Recorded]) -> None:
    with receiver(gateway) as address:

        async def run() -> tuple[threading.Thread, list[Outcome], int]:
            async with ClientOnFirstUse(LOOPBACK) as client:
                assert recorded.threads == []
                outcomes = await asyncio.gather(*(client.post(address.url, b"{}", {}) for _ in range(3)))
                return threading.current_thread(), outcomes, recorded.closed

        loop_thread, outcomes, closed = gateway.run(run())
    assert outcomes == [Outcome(200, None)] * 3
    assert [each is loop_thread for each in recorded.threads] == [False]
    assert (closed, recorded.closed) == (0, 1)


def test_no_client_is_made_where_nothing_is_delivered(gateway: Gateway, recorded: type[Recorded]) -> None:
    async def run() -> None:
        async with ClientOnFirstUse(LOOPBACK):
            pass

    gateway.run(run())
    assert (recorded.threads, recorded.closed) == ([], 0)
