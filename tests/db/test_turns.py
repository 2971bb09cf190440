"""Turns: in order, a few at a time of the same subject, and not for ever."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.db.errors import Overloaded
from app.db.turns import Turns

FOREVER = float("inf")


async def a_moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Hall:
    """Who has come in, in order, and a door that each leaves by when told."""

    def __init__(self, abreast: int) -> None:
        self.turns = Turns(abreast)
        self.inside: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}

    async def visit(self, name: str, subject: str | None, until: float = FOREVER) -> None:
        door = self.doors[name] = asyncio.Event()
        async with self.turns.of(subject, until):
            self.inside.append(name)
            await door.wait()
        self.inside.remove(name)

    def come(self, name: str, subject: str | None, until: float = FOREVER) -> asyncio.Task[None]:
        return asyncio.create_task(self.visit(name, subject, until))


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(coroutine)


def test_those_who_are_about_the_same_take_turns_in_order_and_others_do_not_wait() -> None:
    async def scene() -> None:
        hall = Hall(2)
        first = [hall.come(name, "hot") for name in "abcd"]
        others = [hall.come("x", "cold"), hall.come("y", None)]
        await a_moment()
        assert hall.inside == ["a", "b", "x", "y"]
        hall.doors["b"].set()
        await a_moment()
        assert hall.inside == ["a", "x", "y", "c"]
        for door in hall.doors.values():
            door.set()
        await asyncio.gather(*first, *others)
        assert hall.turns._lines == {}

    run(scene())


def test_who_waits_too_long_is_told_and_its_place_goes_to_the_next() -> None:
    async def scene() -> None:
        hall = Hall(1)
        first = hall.come("a", "hot")
        await a_moment()
        late = hall.come("b", "hot", until=asyncio.get_running_loop().time())
        patient = hall.come("c", "hot")
        with pytest.raises(Overloaded):
            await late
        hall.doors["a"].set()
        await first
        await a_moment()
        assert hall.inside == ["c"]
        hall.doors["c"].set()
        await patient
        assert hall.turns._lines == {}

    run(scene())


@pytest.mark.parametrize("at_that_moment", [True, False])
def test_who_leaves_while_waiting_holds_nobody_up(at_that_moment: bool) -> None:
    async def scene() -> None:
        hall = Hall(1)
        first, second, third = (hall.come(name, "hot") for name in "abc")
        await a_moment()
        if at_that_moment:
            # Its turn comes, and before it knows, it is gone.
            hall.doors["a"].set()
            while not first.done():
                await asyncio.sleep(0)
                if hall.inside == []:
                    break
            second.cancel()
        else:
            second.cancel()
            hall.doors["a"].set()
        await a_moment()
        assert hall.inside == ["c"]
        hall.doors["c"].set()
        await third
        assert second.cancelled()
        assert hall.turns._lines == {}

    run(scene())


def test_a_part_that_was_found_to_belong_to_an_event_waits_in_the_line_of_that_event() -> None:
    async def scene() -> None:
        hall = Hall(1)
        first = hall.come("a", "event")
        hall.turns.learn("session", "event")
        second = hall.come("b", "session")
        await a_moment()
        assert hall.inside == ["a"]
        hall.doors["a"].set()
        await first
        await a_moment()
        assert hall.inside == ["b"]
        hall.doors["b"].set()
        await second

    run(scene())
