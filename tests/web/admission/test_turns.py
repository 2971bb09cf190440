"""The fair queue: what runs, what waits, what is refused, and fairness between callers."""

import asyncio
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import pytest

from app.web.admission.turns import BACKGROUND, Turns
from app.web.middleware import HttpError


class Timers:
    """Timers that fire only when a test calls them."""

    def __init__(self) -> None:
        self.waiting: list[Timers.Timer] = []

    class Timer:
        def __init__(self, timers: "Timers", seconds: float, call: Callable[[], None]) -> None:
            self.timers, self.seconds, self.call = timers, seconds, call

        def cancel(self) -> None:
            if self in self.timers.waiting:
                self.timers.waiting.remove(self)

    def __call__(self, seconds: float, call: Callable[[], None]) -> "Timers.Timer":
        self.waiting.append(self.Timer(self, seconds, call))
        return self.waiting[-1]


class Scene:
    """Callers that take turns. `running` is in the order of starting. Caller z is the background."""

    def __init__(self, most: int, most_per_caller: int) -> None:
        self.timers = Timers()
        self.turns = Turns(most, most_per_caller, 0.5, call_later=self.timers)
        self.running: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str, item: bool = False) -> None:
        """Each name begins with its caller: `a1` is the first of caller a."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._take(name, item))
            await self.settle()

    async def _take(self, name: str, item: bool) -> None:
        await self.turns.acquire(self.key(name), item=item)
        self.running.append(name)

    async def leave(self, *names: str, item: bool = False) -> None:
        for name in names:
            self.running.remove(name)
            self.turns.release(self.key(name), item=item)
            await self.settle()

    @staticmethod
    def key(name: str) -> str:
        return BACKGROUND if name[0] == "z" else name[0]

    async def settle(self) -> None:
        for _ in range(4):
            await asyncio.sleep(0)

    def refused(self, name: str) -> tuple[int, str]:
        error = self.tasks[name].exception()
        assert isinstance(error, HttpError)
        assert error.headers == {"Retry-After": "1", "Cache-Control": "no-store"}
        return error.status, error.code

    def waiting(self, name: str) -> bool:
        return not self.tasks[name].done()


Play = Callable[[Scene], Coroutine[Any, Any, None]]


def scene(most: int, most_per_caller: int) -> Callable[[Play], Callable[[], None]]:
    """Run a test on a loop of its own, and check that it leaves nothing behind."""

    async def play(test: Play) -> None:
        on = Scene(most, most_per_caller)
        await test(on)
        for task in on.tasks.values():
            task.cancel()
        await on.settle()
        for name in list(on.running):
            on.turns.release(on.key(name), item=name[1] == "i")
        assert (len(on.turns), on.timers.waiting) == (0, [])

    return lambda test: lambda: asyncio.run(play(test))


LIMITED, BUSY = (429, "RATE_LIMITED"), (503, "OVERLOADED")


@scene(10, 2)
async def test_the_requests_of_a_caller_are_limited(on: Scene) -> None:
    await on.come("a1", "a2", "a3", "b1")
    assert (on.running, on.refused("a3")) == (["a1", "a2", "b1"], LIMITED)
    await on.leave("a1")
    await on.come("a4")
    assert on.running == ["a2", "b1", "a4"]


@scene(2, 3)
async def test_waiting_requests_count_as_in_flight(on: Scene) -> None:
    await on.come("a1", "b1", "a2", "a3", "a4")
    assert (on.waiting("a2"), on.waiting("a3"), on.refused("a4")) == (True, True, LIMITED)


@scene(2, 2)
async def test_the_queue_is_as_long_as_the_number_that_runs(on: Scene) -> None:
    await on.come("a1", "b1", "c1", "d1", "e1")
    assert (on.running, on.waiting("c1"), on.waiting("d1")) == (["a1", "b1"], True, True)
    # At once, without a timer.
    assert on.refused("e1") == BUSY
    await on.leave("b1")
    assert on.running == ["a1", "c1"]


@scene(4, 9)
async def test_callers_are_served_round_robin(on: Scene) -> None:
    await on.come("a1", "a2", "a3", "a4", "a5", "a6", "b1", "c1")
    await on.leave("a1", "a2", "a3", "a4")
    # One of each caller, then the rest of a's.
    assert on.running == ["a5", "b1", "c1", "a6"]


@scene(1, 5)
async def test_a_request_that_waits_too_long_is_refused(on: Scene) -> None:
    await on.come("a1", "b1")
    (timer,) = on.timers.waiting
    assert timer.seconds == 0.5
    timer.call()
    await on.settle()
    assert on.refused("b1") == BUSY
    # Its place in the queue is free.
    await on.come("c1")
    assert on.waiting("c1")
    await on.leave("a1")
    assert on.running == ["c1"]


@scene(3, 9)
async def test_in_a_full_queue_a_new_caller_replaces_the_greediest(on: Scene) -> None:
    await on.come("a1", "a2", "a3", "a4", "a5", "b1")
    assert on.running == ["a1", "a2", "a3"]
    await on.come("c1")
    assert (on.refused("a5"), on.waiting("a4"), on.waiting("b1"), on.waiting("c1")) == (BUSY, True, True, True)
    # Each caller has one waiting now, so no one is evicted.
    await on.come("d1", "a6")
    assert (on.refused("d1"), on.refused("a6")) == (BUSY, BUSY)
    await on.leave("a1", "a2", "a3")
    assert on.running == ["a4", "b1", "c1"]


@scene(1, 2)
async def test_cancelled_requests_free_their_places(on: Scene) -> None:
    await on.come("a1", "b1")
    on.tasks["b1"].cancel()
    await on.come("c1")
    assert (on.tasks["b1"].cancelled(), on.waiting("c1")) == (True, True)
    # Cancelled when the turn is granted, before the task resumes.
    on.tasks["c1"].cancel()
    await on.leave("a1")
    await on.come("d1", "e1")
    assert on.running == ["d1"]
    on.turns.release("d")
    on.running.remove("d1")
    on.tasks["e1"].cancel()
    await on.settle()
    assert on.tasks["e1"].cancelled()
    await on.come("f1")
    assert on.running == ["f1"]


@scene(10, 4)
async def test_items_wait_instead_of_being_refused_and_leave_room_for_requests(on: Scene) -> None:
    await on.come("ai1", "ai2", "ai3", "ai4", item=True)
    assert (on.running, on.waiting("ai3")) == (["ai1", "ai2"], True)
    await on.come("a1", "a2", "a3")
    assert (on.running[2:], on.refused("a3")) == (["a1", "a2"], LIMITED)
    await on.leave("ai1", item=True)
    assert on.running == ["ai2", "a1", "a2", "ai3"]
    assert on.timers.waiting == []


@scene(1, 4)
async def test_items_do_not_count_in_the_queue(on: Scene) -> None:
    await on.come("ai1", "ai2", "ai3", item=True)
    await on.come("b1", "c1")
    assert (on.waiting("b1"), on.refused("c1")) == (True, BUSY)
    await on.leave("ai1", item=True)
    assert on.running == ["ai2"]
    await on.leave("ai2", item=True)
    assert on.running == ["b1"]


@scene(1, 4)
async def test_the_background_comes_after_everybody_else(on: Scene) -> None:
    await on.come("a1")
    await on.come("zi1", "zi2", "ai2", "bi1", item=True)
    await on.leave("a1")
    await on.come("b2")
    order = []
    for _ in range(5):
        [running] = on.running
        order.append(running)
        await on.leave(running, item=running != "b2")
    # A caller's requests come before its items.
    assert order == ["ai2", "b2", "bi1", "zi1", "zi2"]


@scene(4, 4)
async def test_the_background_takes_one_turn_at_a_time_although_more_are_free(on: Scene) -> None:
    await on.come("zi1", "zi2", "zi3", item=True)
    assert on.running == ["zi1"]
    await on.come("ai1", "bi1", "ci1", item=True)
    assert on.running == ["zi1", "ai1", "bi1", "ci1"]
    await on.leave("zi1", item=True)
    assert on.running == ["ai1", "bi1", "ci1", "zi2"]


@pytest.mark.parametrize("seed", range(20))
def test_the_limits_hold_in_random_order_and_nothing_is_left(seed: int) -> None:
    random = Random(seed)
    running, highest, most_of_one = dict.fromkeys("abcd", 0), 0, 0

    async def one(turns: Turns, key: str, item: bool) -> None:
        nonlocal highest, most_of_one
        await turns.acquire(key, item=item)
        running[key] += 1
        highest = max(highest, sum(running.values()))
        most_of_one = max(most_of_one, running[key])
        try:
            for _ in range(random.randrange(4)):
                await asyncio.sleep(0)
        finally:
            running[key] -= 1
            turns.release(key, item=item)

    async def play() -> None:
        timers = Timers()
        turns = Turns(4, 3, 0.5, call_later=timers)
        tasks = []
        for _ in range(400):
            task = asyncio.create_task(one(turns, random.choice("abcd"), random.random() < 0.3))
            tasks.append(task)
            if random.random() < 0.2:
                random.choice(tasks).cancel()
            if timers.waiting and random.random() < 0.1:
                random.choice(timers.waiting).call()
            if random.random() < 0.7:
                await asyncio.sleep(0)
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert outcome is None or isinstance(outcome, (HttpError, asyncio.CancelledError))
        assert (len(turns), turns._running, turns._queued, timers.waiting) == (0, 0, 0, [])
        assert not turns._round

    asyncio.run(play())
    assert (highest, most_of_one) == (4, 3)
