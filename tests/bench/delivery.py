"""`python -m tests.bench.delivery`: how long a change takes to its subscribers, within one process and across two.

Each time is from sending the mutation to the receipt of an item, so it includes the write itself and this client.
"""

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import httpx2
import orjson
import uvloop

from tests.bench.listeners import open_listeners
from tests.bench.serving import Server
from tests.engines import engine_named
from tests.redis_server import REDIS, RedisServer
from tests.served.process import Served, demo_in, served
from tests.templates import ENGINES, new_run

DESCRIBE = """
mutation ($uuid: UUID!, $text: String!) {
  updateEvent(uuid: $uuid, input: {description: $text}) { event { description } }
}"""
WARM_UP = 10
PAUSE_S = 0.05
# An item that takes longer counts as lost.
LOST_S = 10.0
# Within this time all have subscribed; between two attempts to find out.
OPEN_S, OPENING_S = 60.0, 1.0
# An update to the stored values would be no change, so no text is given twice.
NUMBERS = itertools.count()
# Limits of one client, which this is.
SETTINGS = {
    "budget": 0,
    "max_sockets_per_caller": 10_000,
    "max_subscriptions_per_caller": 10_000,
    "max_connections_per_address": 10_000,
    "max_in_flight": 10_000,
    "max_in_flight_per_caller": 10_000,
    "log_level": "warning",
}


@dataclass(frozen=True)
class Case:
    """What is measured. With two processes, one is written to and the other one is subscribed to."""

    name: str
    engine: str
    transport: str
    hints: str | None = None


CASES = (
    Case("one process", "postgresql", "WebSocket"),
    Case("one process", "postgresql", "SSE"),
    Case("two processes, NOTIFY", "postgresql", "WebSocket", "notify"),
    Case("two processes, Redis", "postgresql", "WebSocket", "redis"),
    Case("one process", "sqlite", "WebSocket"),
    Case("two processes, file version", "sqlite", "WebSocket", "file"),
)


@dataclass
class Found:
    """In seconds: from each mutation to each item, and to its answer. The rest in total."""

    deliveries: list[float] = field(default_factory=list)
    mutations: list[float] = field(default_factory=list)
    lost: int = 0
    again: int = 0
    # Processor time: of the process that is subscribed to, and of this client.
    service_s: float = 0.0
    client_s: float = 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.delivery", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one engine instead of both")
    parser.add_argument("--subscribers", type=int, default=200)
    parser.add_argument("--changes", type=int, default=50)
    chosen = parser.parse_args()
    say(f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {chosen.subscribers} subscribers, {chosen.changes} changes each")
    say(
        "| engine | processes | transport | load | p50 ms | p99 ms | longest ms | lost | twice | mutation p50 ms"
        " | service CPU, µs an item | client CPU |\n|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    with ExitStack() as stack:
        run = stack.enter_context(new_run())
        for engine in chosen.engine or ENGINES[::-1]:
            url = stack.enter_context(engine_named(engine, "delivery", run)).url
            demo_in(url)
            for case in CASES:
                if case.engine == engine and (case.hints != "redis" or REDIS):
                    say(_row(case, _measured(case, url, chosen.subscribers, chosen.changes)))


def say(text: str) -> None:
    """To standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _row(case: Case, found: Found) -> str:
    cuts = quantiles(found.deliveries, n=100, method="inclusive")
    items = len(found.deliveries)
    cells = [
        case.engine,
        case.name,
        case.transport,
        f"{os.getloadavg()[0]:.1f}",
        *(f"{each * 1_000:.1f}" for each in (cuts[49], cuts[98], max(found.deliveries))),
        str(found.lost),
        str(found.again),
        f"{median(found.mutations) * 1_000:.1f}",
        f"{found.service_s * 1_000_000 / items:.0f}",
        f"{found.client_s * 1_000_000 / items:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _measured(case: Case, url: str, subscribers: int, changes: int) -> Found:
    with ExitStack() as stack:
        settings: dict[str, object] = dict(SETTINGS)
        if case.hints == "redis":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="marquee-redis-"))
            redis = RedisServer(Path(folder))
            stack.callback(redis.stop)
            settings["redis_url"] = redis.url
        services = [stack.enter_context(_service(url, settings)) for _ in range(1 if case.hints is None else 2)]
        return uvloop.run(_deliver(services[0], services[-1], case.transport, subscribers, changes))


@contextmanager
def _service(url: str, settings: Mapping[str, object]) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="marquee-delivery-") as folder, served(url, Path(folder), settings) as it:
        yield it


async def _deliver(writer: Served, service: Served, transport: str, subscribers: int, changes: int) -> Found:
    found = Found()
    board, connections = await open_listeners(service, transport, subscribers)
    async with httpx2.AsyncClient(timeout=60) as client:

        async def change(within_s: float) -> tuple[int, float, float]:
            """Change the event, and wait for its listeners: the number, when it was sent, and when it was answered."""
            number = next(NUMBERS)
            board.expect(number)
            variables = {"uuid": writer.event, "text": f"Change {number}"}
            sent = perf_counter()
            answer = await client.post(
                writer.url,
                content=orjson.dumps({"query": DESCRIBE, "variables": variables}),
                headers={"authorization": f"Bearer {writer.token}", "content-type": "application/json"},
            )
            answered = perf_counter()
            if answer.status_code != 200 or "errors" in answer.json():
                raise RuntimeError(answer.text)
            await board.received(within_s)
            return number, sent, answered

        # Nothing else says when a subscription is open.
        async with asyncio.timeout(OPEN_S):
            while len(board.times((await change(OPENING_S))[0])) < subscribers:
                pass
        for _ in range(WARM_UP):
            await change(LOST_S)
        service_s, client_s = _cpu_s(service), process_time()
        for _ in range(changes):
            number, sent, answered = await change(LOST_S)
            times = board.times(number)
            found.deliveries += [time - sent for time in times]
            found.lost += subscribers - len(times)
            found.mutations.append(answered - sent)
            await asyncio.sleep(PAUSE_S)
        found.service_s, found.client_s = _cpu_s(service) - service_s, process_time() - client_s
    found.again = board.again
    for connection in connections:
        connection.abort()
    return found


def _cpu_s(service: Served) -> float:
    return (Server("service", service.port, service.pid).cpu_us() or 0.0) / 1_000_000


if __name__ == "__main__":
    main()
