"""What a subscription yields: items, whose values are read for the current caller when they are sent."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from app.core.problems import NotFound
from app.db.outbox import Change
from app.graph.context import Context
from app.graph.hub import Subscription

# An item reads the rows of all its changes in one statement.
MAX_CHANGES = 100


@dataclass(frozen=True, slots=True)
class ItemValue:
    """The root object that an item's selection is executed on. `last`: the stream ends after it."""

    root: Any
    last: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Changes for one subscriber. `commit` is the number of the newest commit among them.

    Two items of the same document with equal changes and commit have equal answers for callers who see the same rows.
    """

    commit: int
    changes: tuple[Change, ...]
    make_value: Callable[[Sequence[Change], Context], Awaitable[ItemValue]]

    async def value(self, context: Context) -> ItemValue:
        return await self.make_value(self.changes, context)


# Makes the root object from the uuid of the followed object (None once it is no longer visible), the changes (at least
# one), and those changes whose objects are visible.
MakeRoot: TypeAlias = Callable[[UUID | None, Sequence[Change], Sequence[Change]], Any]


async def follow(
    context: Context, type_name: str, uuid: UUID, entities: Sequence[str], make_root: MakeRoot
) -> AsyncGenerator[Item]:
    """Items for changes of these entities in one object of the type `type_name`.

    A change of an object that is no longer visible is sent without the object, so that clients can remove it. The last
    item says that the followed object itself is no longer visible. Raises `NotFound` if it is not visible at first.
    """
    assert context.hub is not None
    # Subscribe before the check, so that no change between the two is missed.
    subscription = context.hub.subscribe(uuid)
    try:
        if await context.visible([(type_name, uuid)]) != [True]:
            raise NotFound(f"There is no such {type_name}, or not for this caller.")
    except BaseException:
        subscription.end()
        raise
    return _items(subscription, frozenset(entities), partial(_value, type_name, uuid, make_root))


async def _items(
    subscription: Subscription,
    entities: frozenset[str],
    make_value: Callable[[Sequence[Change], Context], Awaitable[ItemValue]],
) -> AsyncGenerator[Item]:
    try:
        while True:
            changes = [change for change in await subscription.changes() if change.entity in entities]
            commit = subscription.newest
            for start in range(0, len(changes), MAX_CHANGES):
                yield Item(commit, tuple(changes[start : start + MAX_CHANGES]), make_value)
    finally:
        subscription.end()


async def _value(
    type_name: str, uuid: UUID, make_root: MakeRoot, changes: Sequence[Change], context: Context
) -> ItemValue:
    pairs = [(type_name, uuid), *((change.entity, change.entity_id) for change in changes)]
    is_visible, *rest = await context.visible(pairs)
    shown = [change for change, visible in zip(changes, rest, strict=True) if is_visible and visible]
    return ItemValue(make_root(uuid if is_visible else None, changes, shown), last=not is_visible)
