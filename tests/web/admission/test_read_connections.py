"""The read connections are shared fairly between callers, and each is returned."""

import asyncio
from typing import Any

import pytest

from app.web.app import READERS
from tests.gateway import Gateway
from tests.web.admission.limiting import headers_of

QUERY = '{ organisationBySlug(slug: "acme") { name } }'
GREEDY, BYSTANDER = headers_of(address="192.0.2.1"), headers_of(address="192.0.2.2")


@pytest.fixture
def acme(gateway: Gateway) -> Gateway:
    """A service with a public event."""
    gateway.organisation()
    gateway.restart(trusted_proxies="127.0.0.1")
    gateway.gql(QUERY)
    return gateway


async def queue(reads: Any, key: str, number: int) -> None:
    """Wait until `number` operations of this caller wait to read."""
    for _ in range(5_000):
        if key in reads._queues and len(reads._queues[key].items) == number:
            return
        await asyncio.sleep(0.001)
    raise AssertionError("They do not wait.")


def test_there_are_as_many_turns_to_read_as_connections(gateway: Gateway) -> None:
    pool: Any = gateway.database._reads
    if gateway.engine == "sqlite":
        assert pool._unopened + len(pool._all) == READERS["sqlite"] == 4
    else:
        gateway.gql(QUERY)
        assert pool._stack.size == READERS["postgresql"] == 10


def test_another_caller_reads_while_a_greedy_one_waits(acme: Gateway) -> None:
    reads = acme.app.state.services.admission.reads
    order: list[str] = []

    async def ask(name: str, headers: dict[str, str]) -> None:
        response = await acme.client.post("/graphql", json={"query": QUERY}, headers=headers)
        assert response.json() == {"data": {"organisationBySlug": {"name": "Acme"}}}
        order.append(name)

    async def play() -> None:
        # The caller holds all connections that it may.
        most = {"sqlite": 3, "postgresql": 8}[acme.engine]
        for _ in range(most):
            await reads.acquire("192.0.2.1", item=True)
        requests = [asyncio.ensure_future(ask(f"greedy {number}", GREEDY)) for number in range(20)]
        await queue(reads, "192.0.2.1", 20)
        await ask("early bystander", BYSTANDER)
        # Other callers hold the rest.
        for _ in range(READERS[acme.engine] - most):
            await reads.acquire("others", item=True)
        requests.append(asyncio.ensure_future(ask("bystander", BYSTANDER)))
        await queue(reads, "192.0.2.2", 1)
        # From now on, one at a time.
        reads._maximum = 1
        for _ in range(most):
            reads.release("192.0.2.1", item=True)
        for _ in range(READERS[acme.engine] - most):
            reads.release("others", item=True)
        await asyncio.gather(*requests)

    acme.run(play())
    assert order[0] == "early bystander"
    assert order.index("bystander") <= 2
    assert len(reads) == 0


def test_waiting_too_long_to_read_is_answered_as_overloaded(acme: Gateway) -> None:
    reads = acme.app.state.services.admission.reads
    assert reads._items_max_wait_s == 2.0
    reads._items_max_wait_s = 0.0

    async def play() -> Any:
        for _ in range(READERS[acme.engine]):
            await reads.acquire("others", item=False)
        response = await acme.client.post("/graphql", json={"query": QUERY})
        for _ in range(READERS[acme.engine]):
            reads.release("others")
        return response.json()

    (error,) = acme.run(play())["errors"]
    assert error["extensions"]["code"] == "OVERLOADED"
    assert acme.gql(QUERY) == {"organisationBySlug": {"name": "Acme"}}
    assert len(reads) == 0
