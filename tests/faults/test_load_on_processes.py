"""Four workers and a second host on one PostgreSQL, while writers write all the time."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.faults.followers import subscribed
from tests.faults.servers import stored_events
from tests.faults.test_retries import IN_PROGRESS, create
from tests.faults.writers import History, Writers
from tests.served.demos import Demos, copy_of
from tests.served.process import TINY, Served, served, workers_of

WORKERS = 4
# Each subscribes at a worker that the system chooses.
SUBSCRIBERS = 12
LOAD_S = 6.0
# After which no more items are expected.
QUIET_S = 5.0
REVOKED_S = 5.0
REQUESTS, TWINS = 40, 40
OF_ORGANISATION = """
subscription ($uuid: UUID!, $after: String) {
  organisationChanged(uuid: $uuid, after: $after) { position kind nodes { id } }
}"""
POSITION = "{ changes { position } }"


@dataclass(frozen=True)
class Running:
    """A database, a host with four workers, and one with a single process."""

    url: str
    many: Served
    one: Served


@pytest.fixture(scope="module")
def running(demos: Demos, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folders = [tmp_path_factory.mktemp(name) for name in ("many", "one")]
    with (
        copy_of(demos("postgresql")) as url,
        served(url, folders[0], workers=WORKERS) as many,
        served(url, folders[1]) as one,
    ):
        assert len(workers_of(many.pid)) >= WORKERS
        yield Running(url, many, one)


@contextmanager
def load(*services: Served) -> Iterator[list[History]]:
    """Two writers at each of them. Every answer has to be a success."""
    with Writers(services[0], 2) as first, Writers(services[1], 2) as second:
        histories = [first, second]
        yield histories
    assert [set(history.codes) for history in histories] == [{"ok"}, {"ok"}]


def number_of(position: str) -> int:
    return int(position.split(".")[1], 16)


async def items_under_load(many: Served, one: Served, writing: float) -> list[list[Any]]:
    """What each subscriber receives, from before the first write until all is quiet."""
    position = many.data(POSITION, many.token)["changes"]["position"]
    organisation = many.organisation
    found: list[list[Any]] = []

    async def receive(subscription: Any, items: list[Any]) -> None:
        with suppress(TimeoutError):
            while True:
                items.append(await subscription.next(writing + QUIET_S))

    def write() -> None:
        with load(many, one):
            time.sleep(writing)

    async with AsyncExitStack() as stack:
        tasks = [asyncio.create_task(asyncio.to_thread(write))]
        for number in range(SUBSCRIBERS):
            service = many if number % 3 else one
            opening = subscribed(service, OF_ORGANISATION, uuid=organisation, after=position)
            subscription = await stack.enter_async_context(opening)
            found.append([])
            tasks.append(asyncio.create_task(receive(subscription, found[-1])))
        await asyncio.gather(*tasks)
    return found


def test_every_subscriber_gets_every_change_once_in_order(running: Running) -> None:
    before = stored_events(running.url)
    found = asyncio.run(items_under_load(running.many, running.one, LOAD_S))
    written = stored_events(running.url) - before
    assert len(written) > SUBSCRIBERS
    for items in found:
        positions = [number_of(item["position"]) for item in items]
        assert positions == sorted(set(positions))
        assert {item["kind"] for item in items} == {"UPDATED"}
        received = [node["id"].removeprefix("Event_") for item in items for node in item["nodes"]]
        assert sorted(received) == sorted(written)


def application(url: str, organisation: str) -> dict[str, str]:
    """A new application, which only reads."""
    command = [sys.executable, "-m", "app", "application", "create", "Reader"]
    options = ["--organisation", organisation, "--scope", "event.read", "--json"]
    done = subprocess.run(
        [*command, *options], capture_output=True, check=True, env=os.environ | {"MARQUEE_DATABASE_URL": url}
    )
    created: dict[str, str] = json.loads(done.stdout)
    return created


def statuses(token: str, *services: Served) -> set[int]:
    """Of many requests at all processes: each on a new connection, which the system gives to any worker."""
    with ThreadPoolExecutor(8) as threads:
        asked = [service for service in services for _ in range(REQUESTS)]
        return set(threads.map(lambda service: service.post(TINY, token).status_code, asked))


def test_a_token_counts_everywhere_and_ends_everywhere(running: Running) -> None:
    url, many, one = running.url, running.many, running.one
    with load(many, one):
        uuid = many.organisation
        slug = many.data(f'{{ organisation(uuid: "{uuid}") {{ slug }} }}')["organisation"]["slug"]
        made = application(url, slug)
        form = {"grant_type": "client_credentials", **{key: made[key] for key in ("client_id", "client_secret")}}
        token = httpx2.post(many.address("/oauth2/token"), data=form, timeout=60).json()["access_token"]
        assert statuses(token, many, one) == {200}
        command = [sys.executable, "-m", "app", "application", "revoke", made["client_id"]]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"MARQUEE_DATABASE_URL": url})
        time.sleep(REVOKED_S)
        assert statuses(token, many, one) == {401}


def test_of_many_twins_one_has_an_effect(running: Running) -> None:
    url, many, one = running.url, running.many, running.one
    before, organisation, key = stored_events(url), many.organisation, str(uuid4())

    def until_done(number: int) -> str:
        while True:
            uuid, code = create(many if number % 2 else one, organisation, key)
            if uuid is not None:
                return uuid
            assert code in (IN_PROGRESS, "OVERLOADED"), code
            time.sleep(0.05)

    with load(many, one) as histories, ThreadPoolExecutor(TWINS) as threads:
        uuids = set(threads.map(until_done, range(TWINS)))
    acknowledged = {uuid for history in histories for uuid in history.acknowledged}
    assert len(uuids) == 1
    assert stored_events(url) - before == uuids | acknowledged
