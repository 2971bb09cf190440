"""The few connections for reading go around among callers, and each is given back."""

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
    """A service with something to read."""
    gateway.organisation()
    gateway.restart(trusted_proxies="127.0.0.1")
    gateway.gql(QUERY)
    return gateway


async def queue(reads: Any, key: str, number: int) -> None:
    """Returns when so many of this caller wait to read."""
    for _ in range(5_000):
        if key in reads._lines and len(reads._lines[key].items) == number:
            return
        await asyncio.sleep(0.001)
    raise AssertionError("They do not wait.")


def test_the_turns_to_read_are_the_connections_of_the_pool(gateway: Gateway) -> None:
    pool: Any = gateway.database._reads
    if gateway.engine == "sqlite":
        assert pool._left + len(pool._all) == READERS["sqlite"] == 4
    else:
        gateway.gql(QUERY)
        assert pool._pool.get_max_size() == READERS["postgresql"] == 10


def test_a_bystander_reads_while_the_greedy_wait_and_before_the_rest_of_them(acme: Gateway) -> None:
    reads = acme.app.state.services.admission.reads
    order: list[str] = []

    async def ask(name: str, headers: dict[str, str]) -> None:
        response = await acme.client.post("/graphql", json={"query": QUERY}, headers=headers)
        assert response.json() == {"data": {"organisationBySlug": {"name": "Acme"}}}
        order.append(name)

    async def play() -> None:
        # As if they held all connections that they can.
        most = {"sqlite": 3, "postgresql": 8}[acme.engine]
        for _ in range(most):
            await reads.take("192.0.2.1", item=True)
        asked = [asyncio.ensure_future(ask(f"greedy {number}", GREEDY)) for number in range(20)]
        await queue(reads, "192.0.2.1", 20)
        await ask("early bystander", BYSTANDER)
        # And others the rest.
        for _ in range(READERS[acme.engine] - most):
            await reads.take("others", item=True)
        asked.append(asyncio.ensure_future(ask("bystander", BYSTANDER)))
        await queue(reads, "192.0.2.2", 1)
        # One at a time from now on.
        reads._most = 1
        for _ in range(most):
            reads.give_back("192.0.2.1", item=True)
        for _ in range(READERS[acme.engine] - most):
            reads.give_back("others", item=True)
        await asyncio.gather(*asked)

    acme.run(play())
    assert order[0] == "early bystander"
    assert order.index("bystander") <= 2
    assert len(reads) == 0


def test_who_waits_too_long_to_read_is_told_that_the_gateway_is_busy(acme: Gateway) -> None:
    reads = acme.app.state.services.admission.reads
    assert reads._items_patience_s == 2.0
    reads._items_patience_s = 0.0

    async def play() -> Any:
        for _ in range(READERS[acme.engine]):
            await reads.take("others", item=False)
        response = await acme.client.post("/graphql", json={"query": QUERY})
        for _ in range(READERS[acme.engine]):
            reads.give_back("others")
        return response.json()

    (error,) = acme.run(play())["errors"]
    assert error["extensions"]["code"] == "OVERLOADED"
    assert acme.gql(QUERY) == {"organisationBySlug": {"name": "Acme"}}
    assert len(reads) == 0
