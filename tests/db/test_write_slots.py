"""Write slots: a few writes about one subject at a time, in order, and not for ever."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.db.errors import Overloaded
from app.db.write_slots import WriteSlots

FOREVER = float("inf")


async def a_moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Writers:
    """Starts writers, each of which holds its slot until its event is set."""

    def __init__(self, limit: int) -> None:
        self.slots = WriteSlots(limit)
        self.running: list[str] = []
        self.done: dict[str, asyncio.Event] = {}

    async def write(self, name: str, subject: str | None, until: float = FOREVER) -> None:
        done = self.done[name] = asyncio.Event()
        async with self.slots.slot(subject, until):
            self.running.append(name)
            await done.wait()
        self.running.remove(name)

    def start(self, name: str, subject: str | None, until: float = FOREVER) -> asyncio.Task[None]:
        return asyncio.create_task(self.write(name, subject, until))


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(coroutine)


def test_writers_of_one_subject_wait_in_order_and_others_do_not_wait() -> None:
    async def scenario() -> None:
        writers = Writers(2)
        first = [writers.start(name, "hot") for name in "abcd"]
        others = [writers.start("x", "cold"), writers.start("y", None)]
        await a_moment()
        assert writers.running == ["a", "b", "x", "y"]
        writers.done["b"].set()
        await a_moment()
        assert writers.running == ["a", "x", "y", "c"]
        for done in writers.done.values():
            done.set()
        await asyncio.gather(*first, *others)
        assert writers.slots._queues == {}

    run(scenario())


def test_a_writer_that_times_out_gives_its_place_to_the_next() -> None:
    async def scenario() -> None:
        writers = Writers(1)
        first = writers.start("a", "hot")
        await a_moment()
        late = writers.start("b", "hot", until=asyncio.get_running_loop().time())
        patient = writers.start("c", "hot")
        with pytest.raises(Overloaded):
            await late
        writers.done["a"].set()
        await first
        await a_moment()
        assert writers.running == ["c"]
        writers.done["c"].set()
        await patient
        assert writers.slots._queues == {}

    run(scenario())


@pytest.mark.parametrize("as_its_slot_arrives", [True, False])
def test_a_writer_that_is_cancelled_blocks_nobody(as_its_slot_arrives: bool) -> None:
    async def scenario() -> None:
        writers = Writers(1)
        first, second, third = (writers.start(name, "hot") for name in "abc")
        await a_moment()
        if as_its_slot_arrives:
            # It is cancelled after it was given the slot and before it runs.
            writers.done["a"].set()
            while not first.done():
                await asyncio.sleep(0)
                if writers.running == []:
                    break
            second.cancel()
        else:
            second.cancel()
            writers.done["a"].set()
        await a_moment()
        assert writers.running == ["c"]
        writers.done["c"].set()
        await third
        assert second.cancelled()
        assert writers.slots._queues == {}

    run(scenario())


def test_a_subject_with_an_alias_waits_in_the_queue_of_its_event() -> None:
    async def scenario() -> None:
        writers = Writers(1)
        first = writers.start("a", "event")
        writers.slots.add_alias("session", "event")
        second = writers.start("b", "session")
        await a_moment()
        assert writers.running == ["a"]
        writers.done["a"].set()
        await first
        await a_moment()
        assert writers.running == ["b"]
        writers.done["b"].set()
        await second

    run(scenario())
