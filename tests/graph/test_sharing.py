"""What is made once for all who ask alike: when it is shared, and for how long."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.graph import shared_results
from app.graph.shared_results import Sharing


class Maker:
    """Makes one answer after the other, each when it is let."""

    def __init__(self) -> None:
        self.made = 0
        self.let = asyncio.Event()

    async def __call__(self) -> bytes:
        self.made += 1
        await self.let.wait()
        return b"x" * 10


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await work()

    return asyncio.run(whole())


def test_those_who_ask_alike_at_a_time_wait_for_one() -> None:
    async def ask() -> None:
        shared, make = Sharing[bytes](len), Maker()
        asking = [asyncio.create_task(shared.get("a", make)) for _ in range(100)]
        other = asyncio.create_task(shared.get("b", make))
        await asyncio.sleep(0)
        # The first one leaves: what it began is for the others, too.
        asking[0].cancel()
        make.let.set()
        found = await asyncio.gather(*asking[1:], other)
        assert asking[0].cancelled()
        assert (set(found), make.made) == ({b"x" * 10}, 2)
        assert await shared.get("a", make) == b"x" * 10
        assert make.made == 2

    run(ask)


def test_an_answer_is_shared_as_long_as_it_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> None:
        shared, make = Sharing[bytes](len), Maker()
        make.let.set()
        loop, moment = asyncio.get_running_loop(), 100.0
        monkeypatch.setattr(loop, "time", lambda: moment)
        for later, made in ((0.0, 1), (4.9, 1), (5.0, 2), (9.9, 2), (10.0, 3)):
            moment = 100.0 + later
            await shared.get("a", make)
            assert (later, make.made) == (later, made)

    run(ask)


def test_what_is_held_is_bounded_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_results, "MAX_BYTES", 25)

    async def ask() -> None:
        shared, make = Sharing[bytes](len), Maker()
        make.let.set()
        for key in "abc":
            await shared.get(key, make)
        await shared.get("b", make)
        assert make.made == 3
        await shared.get("a", make)
        assert make.made == 4

    run(ask)


def test_a_failure_is_everybodys_and_not_kept() -> None:
    async def ask() -> None:
        shared, make = Sharing[bytes](len), Maker()

        async def fail() -> bytes:
            await asyncio.sleep(0)
            raise LookupError

        found = await asyncio.gather(*(shared.get("a", fail) for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in found] == [LookupError] * 3
        make.let.set()
        assert await shared.get("a", make) == b"x" * 10

    run(ask)
