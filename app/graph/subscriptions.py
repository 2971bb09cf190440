"""What a subscription yields: items that are put together, for the caller of that moment, when they are sent."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from app.core.problems import NotFound
from app.db.outbox import Change
from app.graph.context import Context
from app.graph.hub import Subscription

# An item answers what has become of so many things, in one statement.
MAX_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Told:
    """An item, ready to be selected from. `last`: nothing follows."""

    value: Any
    last: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be told of these changes. `commit`: the number of the newest that they came with.

    Two items of the same subscription's document, changes and commit are alike for callers who see the same.
    """

    commit: int
    changes: tuple[Change, ...]
    tell: Callable[[Sequence[Change], Context], Awaitable[Told]]

    async def told(self, context: Context) -> Told:
        return await self.tell(self.changes, context)


# An item's value, of the uuid of what is followed, None once it is not to be seen, of changes, at least one, and of
# those among them that are about something that is to be seen.
Tell: TypeAlias = Callable[[UUID | None, Sequence[Change], Sequence[Change]], Any]


async def follow(
    context: Context, followed: str, uuid: UUID, entities: Sequence[str], tell: Tell
) -> AsyncGenerator[Item]:
    """Items of changes of these entities about one thing, of the type `followed`.

    What the caller does not see is not named, but that something happened is told: it may have been seen before,
    and is to disappear. The last item says that the thing itself is not to be seen any more. Raises `NotFound` for
    what is not to be seen from the start.
    """
    assert context.hub is not None
    # Before the look at it, so that nothing can happen between the two.
    subscription = context.hub.subscribe(uuid)
    try:
        if await context.sees([(followed, uuid)]) != [True]:
            raise NotFound(f"There is no such {followed}, or not for this caller.")
    except BaseException:
        subscription.end()
        raise
    return _items(subscription, frozenset(entities), partial(_told, followed, uuid, tell))


async def _items(
    subscription: Subscription, entities: frozenset[str], tell: Callable[[Sequence[Change], Context], Awaitable[Told]]
) -> AsyncGenerator[Item]:
    try:
        while True:
            changes = [change for change in await subscription.changes() if change.entity in entities]
            commit = subscription.newest
            for start in range(0, len(changes), MAX_CHANGES):
                yield Item(commit, tuple(changes[start : start + MAX_CHANGES]), tell)
    finally:
        subscription.end()


async def _told(followed: str, uuid: UUID, tell: Tell, changes: Sequence[Change], context: Context) -> Told:
    pairs = [(followed, uuid), *((change.entity, change.entity_id) for change in changes)]
    there, *rest = await context.sees(pairs)
    seen = [change for change, visible in zip(changes, rest, strict=True) if there and visible]
    return Told(tell(uuid if there else None, changes, seen), last=not there)
