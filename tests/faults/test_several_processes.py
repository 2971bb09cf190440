"""Processes on one database answer as one: what is written at one of them is seen at the others."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets

from tests.faults.blackhole import Blackhole
from tests.faults.followers import Subscribed, subscribed
from tests.faults.servers import OwnServer, stored_events
from tests.faults.writers import Writers
from tests.redis_server import NEEDS_REDIS, RedisServer
from tests.served.demos import Demos, copy_of
from tests.served.process import TINY, Served, served, wait_until
from tests.templates import ENGINES

SUBSCRIBERS, CHANGES = 20, 6
MOVES = 6
ITEMS_PER_STAY = 3
# After which no more items are expected.
QUIET_S = 4.0
REVOKED_S = 5.0
OUTAGE_S = 3.0
OF_EVENT = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { position event { description } } }"
OF_ORGANISATION = """
subscription ($uuid: UUID!, $after: String) {
  organisationChanged(uuid: $uuid, after: $after) { position kind nodes { id } }
}"""
DESCRIBE = """
mutation ($uuid: UUID!, $text: String!) {
  updateEvent(uuid: $uuid, input: {description: $text}) { event { description } }
}"""
# Costs 101 objects.
A_HUNDRED = "{ events(first: 100) { nodes { name } } }"
# Without hints: LISTEN does not pass a transaction pooler.
POLLING = {"transaction_pooler": "true"}


@contextmanager
def two(url: str, folder: Path, settings: Mapping[str, object] | None = None) -> Iterator[tuple[Served, Served]]:
    folders = [folder / "one", folder / "other"]
    for each in folders:
        each.mkdir()
    with served(url, folders[0], settings) as one, served(url, folders[1], settings) as other:
        yield one, other


def describe(service: Served, text: str) -> None:
    answer = service.data(DESCRIBE, service.token, {"uuid": service.event, "text": text})
    assert answer == {"updateEvent": {"event": {"description": text}}}


def number_of(position: str) -> int:
    return int(position.split(".")[1], 16)


@asynccontextmanager
async def all_subscribed(service: Served) -> AsyncIterator[list[Subscribed]]:
    """Subscribers of the event."""
    async with AsyncExitStack() as stack:
        subscribers = [
            await stack.enter_async_context(subscribed(service, OF_EVENT, uuid=service.event))
            for _ in range(SUBSCRIBERS)
        ]
        # A subscription that is still being opened would miss the first changes.
        await asyncio.sleep(2)
        yield subscribers


async def delivered(writer: Served, service: Served) -> None:
    """Check that each of the subscribers receives each of the changes once, in order."""
    async with all_subscribed(service) as subscribers:
        found: list[list[tuple[str, int]]] = [[] for _ in subscribers]
        for number in range(CHANGES):
            await asyncio.to_thread(describe, writer, f"Change {number}")
            items = await asyncio.gather(*(subscriber.next() for subscriber in subscribers))
            for seen, item in zip(found, items, strict=True):
                seen.append((item["event"]["description"], number_of(item["position"])))
    names = [name for seen in found for name, _ in seen]
    assert names == [f"Change {number}" for number in range(CHANGES)] * SUBSCRIBERS
    positions = [position for _, position in found[0]]
    assert all([position for _, position in seen] == positions for seen in found)
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("settings", [{}, POLLING], ids=["hints", "polling"])
def test_two_hosts_deliver_each_change_once(demos: Demos, tmp_path: Path, settings: dict[str, str]) -> None:
    with copy_of(demos("postgresql")) as url, two(url, tmp_path, settings) as (one, other):
        asyncio.run(delivered(one, other))


@NEEDS_REDIS
def test_two_hosts_deliver_each_change_once_with_redis(demos: Demos, tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    try:
        with copy_of(demos("postgresql")) as url, two(url, tmp_path, {"redis_url": server.url}) as (one, other):
            asyncio.run(delivered(one, other))
    finally:
        server.stop()


@pytest.mark.parametrize("engine_name", ENGINES)
def test_workers_deliver_each_change_once(demos: Demos, tmp_path: Path, engine_name: str) -> None:
    with copy_of(demos(engine_name)) as url, served(url, tmp_path, workers=2) as service:
        asyncio.run(delivered(service, service))


async def follow(one: Served, other: Served, organisation: str, after: str, over: asyncio.Event) -> list[Any]:
    """The items that a subscriber of the organisation receives at one process after the other.

    In the middle the first process is killed while the subscriber is connected to it. `over`: set when nothing more is
    written; then the rest of the items is awaited.
    """
    items: list[Any] = []

    async def receive(service: Served, number: int) -> None:
        position = items[-1]["position"] if items else after
        async with subscribed(service, OF_ORGANISATION, uuid=organisation, after=position) as subscription:
            for _ in range(number):
                items.append(await subscription.next())

    for _ in range(MOVES):
        await receive(one, ITEMS_PER_STAY)
        await receive(other, ITEMS_PER_STAY)
    with suppress(websockets.ConnectionClosed):
        killing = asyncio.get_running_loop().call_later(0.3, os.kill, one.pid, signal.SIGKILL)
        await receive(one, 10**6)
    assert killing.when() < asyncio.get_running_loop().time()
    await receive(other, ITEMS_PER_STAY)
    over.set()
    with suppress(TimeoutError):
        async with asyncio.timeout(QUIET_S):
            await receive(other, 10**6)
    return items


async def move(one: Served, other: Served, organisation: str) -> list[Any]:
    async with subscribed(one, OF_ORGANISATION, uuid=organisation) as subscription:
        await asyncio.sleep(1)
        await asyncio.to_thread(describe, one, "First")
        first = await subscription.next()
    over = asyncio.Event()

    def write() -> None:
        with Writers(one, 1), Writers(other, 1):
            asyncio.run_coroutine_threadsafe(over.wait(), loop).result()

    loop = asyncio.get_running_loop()
    writing = asyncio.create_task(asyncio.to_thread(write))
    items = await follow(one, other, organisation, first["position"], over)
    await writing
    return items


def test_a_subscriber_that_moves_misses_nothing_and_gets_nothing_twice(demos: Demos, tmp_path: Path) -> None:
    with copy_of(demos("postgresql")) as url, two(url, tmp_path) as (one, other):
        before = stored_events(url)
        items = asyncio.run(move(one, other, one.organisation))
        written = stored_events(url) - before
    positions = [number_of(item["position"]) for item in items]
    assert positions == sorted(set(positions))
    assert {item["kind"] for item in items} == {"UPDATED"}
    received = [node["id"].removeprefix("Event_") for item in items for node in item["nodes"]]
    assert sorted(received) == sorted(written)
    assert len(written) > MOVES


def test_tokens_and_their_revocation_are_known_to_all(demos: Demos, tmp_path: Path) -> None:
    with copy_of(demos("postgresql")) as url, two(url, tmp_path) as (one, other):
        form = {"grant_type": "client_credentials", "client_id": one.client_id, "client_secret": one.secret}
        token = httpx2.post(one.address("/oauth2/token"), data=form).json()["access_token"]
        assert [service.post(TINY, token).status_code for service in (other, one)] == [200, 200]
        command = [sys.executable, "-m", "app", "application", "revoke", one.client_id]
        environment = os.environ | {"MARQUEE_DATABASE_URL": url}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        revoked_at = time.monotonic()
        for service in (one, other):
            wait_until(lambda service=service: service.post(TINY, token).status_code == 401, "It is still valid.")
        assert time.monotonic() - revoked_at <= REVOKED_S


@NEEDS_REDIS
def test_a_budget_is_shared_by_redis(demos: Demos, tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    settings = {"redis_url": server.url, "budget": 1_000}
    try:
        with copy_of(demos("postgresql")) as url, two(url, tmp_path, settings) as (one, other):
            statuses = [
                service.post(A_HUNDRED, service.token).status_code for _ in range(6) for service in (one, other)
            ]
    finally:
        server.stop()
    assert statuses == [200] * 9 + [429] * 3


def test_subscribers_outlast_an_outage(server: OwnServer, tmp_path: Path) -> None:
    async def play(one: Served, other: Served) -> None:
        async with subscribed(other, OF_EVENT, uuid=other.event) as subscription:
            await asyncio.sleep(1)
            await asyncio.to_thread(describe, one, "Before")
            assert (await subscription.next())["event"]["description"] == "Before"
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(OUTAGE_S)
            await asyncio.to_thread(server.start)
            await asyncio.to_thread(wait_until, lambda: described(one, "After"), "It does not write again.")
            assert (await subscription.next())["event"]["description"] == "After"

    with two(server.url, tmp_path) as (one, other):
        asyncio.run(play(one, other))


def test_a_connection_for_hints_that_falls_silent_is_given_up(server: OwnServer, tmp_path: Path) -> None:
    async def play(one: Served, other: Served, network: Blackhole) -> None:
        async with subscribed(other, OF_EVENT, uuid=other.event) as subscription:
            await asyncio.sleep(1)
            network.swallow()
            noticed = "hints of other processes do not arrive"
            await asyncio.to_thread(
                wait_until, lambda: any(noticed in line for line in other.log()), "It was not noticed."
            )
            await asyncio.to_thread(describe, one, "Polled")
            assert (await subscription.next())["event"]["description"] == "Polled"

    with Blackhole(server.port) as network:
        listening = server.url.replace(str(server.port), str(network.port))
        with two(server.url, tmp_path, {"listen_database_url": listening}) as (one, other):
            asyncio.run(play(one, other, network))


def described(service: Served, text: str) -> bool:
    describe(service, text)
    return True
