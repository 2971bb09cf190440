"""The single-flight cache: which requests share a result, and for how long."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.graph import single_flight
from app.graph.single_flight import SingleFlightCache


class Maker:
    """Counts its calls, and returns once it is released."""

    def __init__(self) -> None:
        self.calls = 0
        self.released = asyncio.Event()

    async def __call__(self) -> bytes:
        self.calls += 1
        await self.released.wait()
        return b"x" * 10


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await work()

    return asyncio.run(whole())


def test_concurrent_requests_for_a_key_share_one_computation() -> None:
    async def scenario() -> None:
        cache, make = SingleFlightCache[bytes](len), Maker()
        waiting = [asyncio.create_task(cache.get("a", make)) for _ in range(100)]
        other = asyncio.create_task(cache.get("b", make))
        await asyncio.sleep(0)
        # The first waiter is cancelled; the others still get the result.
        waiting[0].cancel()
        make.released.set()
        found = await asyncio.gather(*waiting[1:], other)
        assert waiting[0].cancelled()
        assert (set(found), make.calls) == ({b"x" * 10}, 2)
        assert await cache.get("a", make) == b"x" * 10
        assert make.calls == 2

    run(scenario)


def test_a_result_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        cache, make = SingleFlightCache[bytes](len), Maker()
        make.released.set()
        loop, moment = asyncio.get_running_loop(), 100.0
        monkeypatch.setattr(loop, "time", lambda: moment)
        for later, calls in ((0.0, 1), (4.9, 1), (5.0, 2), (9.9, 2), (10.0, 3)):
            moment = 100.0 + later
            await cache.get("a", make)
            assert (later, make.calls) == (later, calls)

    run(scenario)


def test_the_cache_is_bounded_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_flight, "MAX_BYTES", 25)

    async def scenario() -> None:
        cache, make = SingleFlightCache[bytes](len), Maker()
        make.released.set()
        for key in "abc":
            await cache.get(key, make)
        await cache.get("b", make)
        assert make.calls == 3
        await cache.get("a", make)
        assert make.calls == 4

    run(scenario)


def test_a_failure_reaches_all_waiters_and_is_not_cached() -> None:
    async def scenario() -> None:
        cache, make = SingleFlightCache[bytes](len), Maker()

        async def fail() -> bytes:
            await asyncio.sleep(0)
            raise LookupError

        found = await asyncio.gather(*(cache.get("a", fail) for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in found] == [LookupError] * 3
        make.released.set()
        assert await cache.get("a", make) == b"x" * 10

    run(scenario)
