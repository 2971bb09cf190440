"""A client that disconnects while it waits for a turn is not served; a mutation that has started is completed."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson
import pytest

from app.db.database import WHOLE_FILE, WRITES_PER_SUBJECT
from app.events.tables import EventRow
from tests.builders import make_event, stored
from tests.gateway import Gateway
from tests.interactions.acting import PUBLISHED
from tests.web.test_disconnects import PATIENCE_S, QUERY, UPDATE, Client, DelayedStatements


@asynccontextmanager
async def no_free_write_slot(gateway: Gateway, event: EventRow) -> AsyncIterator[deque[Any]]:
    """Take every write slot of this event; yields the queue of waiting writes."""
    slots, subject = gateway.database._slots, WHOLE_FILE if gateway.engine == "sqlite" else event.id
    async with AsyncExitStack() as taken:
        for _ in range(1 if gateway.engine == "sqlite" else WRITES_PER_SUBJECT):
            await taken.enter_async_context(slots.slot(subject, asyncio.get_running_loop().time() + PATIENCE_S))
        yield slots._queues[subject].waiting


async def wait_until_queued(queue: deque[Any]) -> None:
    for _ in range(int(PATIENCE_S / 0.01)):
        if queue:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("Nobody waits.")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_waiting_mutation_is_dropped_when_its_client_disconnects(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    # It must not end because of the maximum wait.
    monkeypatch.setattr("app.db.write_slots.WAIT_S", 10 * PATIENCE_S)
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme)

    async def leave() -> int:
        async with asyncio.timeout(2 * PATIENCE_S), no_free_write_slot(gateway, event) as queue:
            client = Client(gateway, UPDATE, token, accept=accept, uuid=event.id)
            await wait_until_queued(queue)
            client.left.set()
            # While no write turn is free.
            await client.wait_until_served()
            return len(queue)

    assert gateway.run(leave()) == 0
    assert [row["name"] for row in stored(gateway, EventRow)] == [event.name]


def test_a_waiting_mutation_is_answered_when_its_client_stays(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme)

    async def stay() -> Any:
        async with asyncio.timeout(2 * PATIENCE_S):
            async with no_free_write_slot(gateway, event) as queue:
                client = Client(gateway, UPDATE, token, uuid=event.id)
                await wait_until_queued(queue)
                await asyncio.sleep(0.2)
            await client.wait_until_served()
        return orjson.loads(client.sent[1]["body"])

    assert gateway.run(stay()) == {"data": {"updateEvent": {"event": {"name": "New"}}}}


def test_a_mutation_whose_first_field_was_written_is_completed(gateway: Gateway) -> None:
    """Its second field waits for a turn when the client disconnects."""
    acme = gateway.organisation()
    event, other = make_event(gateway, acme, slug="a"), make_event(gateway, acme, slug="b")
    token = gateway.token(acme)
    document = UPDATE.replace("$uuid: UUID!", "$uuid: UUID!, $other: UUID!").replace(
        "{ event { name } } }",
        '{ event { name } } second: updateEvent(uuid: $other, input: {name: "New"}) { event { name } } }',
    )

    async def leave() -> None:
        written = asyncio.Event()
        gateway.database.commit_listeners.append(lambda _changes: written.set())
        async with asyncio.timeout(2 * PATIENCE_S):
            async with AsyncExitStack() as stack:
                if gateway.engine == "postgresql":
                    queue = await stack.enter_async_context(no_free_write_slot(gateway, other))
                client = Client(gateway, document, token, uuid=event.id, other=other.id)
                await written.wait()
                if gateway.engine == "postgresql":
                    await wait_until_queued(queue)
                client.left.set()
                await asyncio.sleep(0.2)
            await client.wait_until_served()
        gateway.database.commit_listeners.pop()

    gateway.run(leave())
    assert [row["name"] for row in stored(gateway, EventRow)] == ["New", "New"]


def test_a_queued_request_is_dropped_when_its_client_disconnects(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.restart(max_in_flight=1, queue_ms=60_000)
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)

    async def leave() -> None:
        held = DelayedStatements(gateway, monkeypatch)
        first = Client(gateway, QUERY, uuid=event.id)
        async with asyncio.timeout(2 * PATIENCE_S):
            await held.started.wait()
            second = Client(gateway, QUERY, uuid=event.id)
            await asyncio.sleep(0.1)
            second.left.set()
            await second.wait_until_served()
            held.go_on.set()
            await first.wait_until_served()
        assert (first.sent[0]["status"], second.sent) == (200, [])

    gateway.run(leave())
