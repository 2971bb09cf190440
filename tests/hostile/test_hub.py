"""Large transactions before many subscribers do not occupy the event loop."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.db.feed.reading import Head
from app.db.outbox import Change, ChangeKind
from app.graph.hub import MAX_PENDING, Hub, Subscription

# The longest pause of the loop, in processor time: other processes of a busy machine do not count.
PAUSE_S = 0.05
# The best of some attempts, because caches are cold at first and the garbage collector may run.
ATTEMPTS = 5
ACME, EVENT, OTHER = (UUID(int=number) for number in (1, 2, 3))
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
# About the notices of an event with so many guests.
MANY = 20_000
SUBSCRIBERS = 200


def changes(number: int, after: int = 0) -> list[Change]:
    """Of as many entities."""
    return [
        Change(ChangeKind.UPDATED, "Notice", UUID(int=10 + each), ACME, EVENT, AT, position=after + each + 1, epoch=7)
        for each in range(number)
    ]


async def longest_pause_s(work: Callable[[], None]) -> float:
    """The processor time of the longest step of the loop, of which `work` is one."""
    longest, last, over = 0.0, time.thread_time(), False

    def step() -> None:
        nonlocal longest, last
        now = time.thread_time()
        longest, last = max(longest, now - last), now
        if not over:
            loop.call_soon(step)

    loop = asyncio.get_running_loop()
    loop.call_soon(step)
    loop.call_soon(work)
    await asyncio.sleep(0.2)
    over = True
    await asyncio.sleep(0)
    return longest


def subscribed(hub: Hub, event_id: UUID | None = EVENT) -> list[Subscription]:
    feed = hub.follow(ACME)
    feed.begin(Head(0, 0, 7))
    return [hub.subscribe(feed, event_id, None) for _ in range(SUBSCRIBERS)]


async def fetch(subscription: Subscription) -> None:
    while True:
        await subscription.changes(100)


async def publish(before: int, number: int) -> float:
    """The longest pause when so many changes are sent to subscribers who hold `before` changes of the same entities."""
    hub = Hub()
    subscriptions = subscribed(hub) + subscribed(hub, OTHER) + subscribed(hub, None)
    hub.publish(changes(before))
    fetching = [asyncio.create_task(fetch(each)) for each in subscriptions if not before]
    await asyncio.sleep(0)
    committed = changes(number, before)
    pause = await longest_pause_s(lambda: hub.publish(committed))
    for task in fetching:
        task.cancel()
    await asyncio.gather(*fetching, return_exceptions=True)
    return pause


@pytest.mark.parametrize(
    ("before", "number"),
    [(0, MANY), (0, MAX_PENDING), (0, 1_000), (400, MANY), (400, 9_000), (200, 200)],
)
def test_many_changes_before_many_subscribers(before: int, number: int) -> None:
    pauses = [asyncio.run(publish(before, number)) for _ in range(ATTEMPTS)]
    assert min(pauses) <= PAUSE_S, pauses
