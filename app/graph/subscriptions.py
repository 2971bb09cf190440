"""What a subscription yields: items, whose values are read for the current caller when they are sent."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from app.core.problems import BadInput, NotFound
from app.db.feed.positions import Position, parse_position
from app.db.feed.reading import changes_between, head_of
from app.db.outbox import Change, ChangeKind, merged_by_entity
from app.graph.context import Context
from app.graph.hub import Subscription
from app.graph.reading.rights import Rights

# An item reads the rows of all its changes in one statement.
MAX_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one item says, for the current caller.

    uuid      of the followed object; None once the caller may not see it
    kind      of the change of the followed object itself; UPDATED if only parts of it have changed
    visible   the changes whose entities the caller sees
    removed   the changes whose entities the caller could see before
    """

    position: Position
    uuid: UUID | None
    kind: ChangeKind
    at: datetime
    visible: Sequence[Change] = ()
    removed: Sequence[Change] = ()

    @property
    def refetch(self) -> bool:
        """Whether parts of the changed objects may have changed as well."""
        return self.kind is ChangeKind.RESYNC or any(change.whole for change in self.visible)


@dataclass(frozen=True, slots=True)
class ItemValue:
    """The root object that an item's selection is executed on; None if the item has nothing for this caller.

    `last`: the stream ends after it.
    """

    root: Any
    last: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Changes for one subscriber, up to a position of the feed. Without changes it tells the client to read again.

    Two items of the same document with equal changes and position have equal answers for callers who see the same rows.
    """

    position: Position
    changes: tuple[Change, ...]
    make_value: Callable[["Item", Context], Awaitable[ItemValue]]

    async def value(self, context: Context) -> ItemValue:
        return await self.make_value(self, context)


class MakeRoot(Protocol):
    """The GraphQL type of an item."""

    def __call__(self, *, delivery: Delivery) -> Any: ...


async def follow(
    context: Context,
    type_name: str,
    uuid: UUID,
    after: str | None,
    make_root: MakeRoot,
    entities: frozenset[str] | None = None,
    *,
    direct: bool = False,
) -> AsyncGenerator[Item]:
    """Items for the changes of these entities in an event or organisation; of all entities if None.

    `direct`: without what only follows from changes of other entities, such as counts.

    With `after`, the changes since then come first. Something that is no longer visible is named, so that clients can
    remove it. The last item says that the followed object itself is no longer visible. Raises `NotFound` if it is not
    visible at first, and `BadInput` if `after` is not a position.
    """
    assert context.hub is not None
    start = _position(after)
    feed = context.hub.feed_of_event(uuid)
    if feed is None:
        organisation_id = await context.tenant_of(type_name, uuid)
        if organisation_id is None:
            raise _not_found(type_name)
        feed = context.hub.follow(organisation_id)
    can_replay = True
    if feed.position is None or start is not None:
        head = await context.database.read(partial(head_of, organisation_id=feed.organisation_id))
        feed.begin(head)
        can_replay = start is None or head.can_replay(start)
    # Subscribe before the check, so that no change between the two is missed.
    subscription = context.hub.subscribe(feed, None if type_name == "Organisation" else uuid, entities, direct=direct)
    assert feed.position is not None
    sent = feed.position
    try:
        if await context.visible([(type_name, uuid)]) != [True]:
            raise _not_found(type_name)
    except BaseException:
        subscription.end()
        raise
    items = _Items(context, subscription, partial(_value, type_name, uuid, make_root), sent)
    return items.run(start, can_replay=can_replay)


class _Items:
    """Turns the changes of one subscription into items."""

    def __init__(
        self,
        context: Context,
        subscription: Subscription,
        make_value: Callable[[Item, Context], Awaitable[ItemValue]],
        sent: int,
    ) -> None:
        """`sent`: the position from which the subscription receives changes."""
        self._database = context.database
        self._subscription = subscription
        self._make_value = make_value
        self._sent = sent

    async def run(self, start: Position | None, *, can_replay: bool) -> AsyncGenerator[Item]:
        seen = start.number if start is not None and can_replay else 0
        try:
            if not can_replay:
                yield self._item(())
            elif start is not None:
                async for item in self._missed(start.number):
                    yield item
            while True:
                changes = await self._subscription.changes(MAX_CHANGES)
                if self._subscription.restarted:
                    self._subscription.restarted, seen = False, 0
                    yield self._item(())
                # Another process may have been ahead of this one, and sent these already.
                changes = [change for change in changes if change.position > seen]
                if changes:
                    yield self._item(changes)
        finally:
            self._subscription.end()

    async def _missed(self, after: int) -> AsyncGenerator[Item]:
        """The changes between a position and the beginning of the subscription."""
        organisation_id, event_id = self._subscription.feed.organisation_id, self._subscription.event_id
        while after < self._sent:
            read = partial(
                changes_between,
                organisation_id=organisation_id,
                after=after,
                up_to=self._sent,
                limit=MAX_CHANGES,
                event_id=event_id,
            )
            page = await self._database.read(read)
            if wanted := merged_by_entity(change for change in page if self._subscription.concerns(change)):
                yield self._item(wanted)
            after = page[-1].position if len(page) == MAX_CHANGES else self._sent

    def _item(self, changes: Sequence[Change]) -> Item:
        feed = self._subscription.feed
        number = changes[-1].position if changes else feed.position
        assert number is not None
        return Item(Position(feed.epoch, number), tuple(changes), self._make_value)


async def _value(type_name: str, uuid: UUID, make_root: MakeRoot, item: Item, context: Context) -> ItemValue:
    changes = item.changes
    pairs = [(type_name, uuid), *((change.entity, change.entity_id) for change in changes)]
    is_visible, *rest = await context.visible(pairs)
    kinds = [change.kind for change in changes if (change.entity, change.entity_id) == pairs[0]]
    kind = kinds[-1] if kinds else ChangeKind.UPDATED
    if not is_visible:
        return ItemValue(make_root(delivery=Delivery(item.position, None, kind, _at(item, context))), last=True)
    if not changes:
        return ItemValue(make_root(delivery=Delivery(item.position, uuid, ChangeKind.RESYNC, context.now)))
    visible = [change for change, seen in zip(changes, rest, strict=True) if seen]
    removed = [change for change, seen in zip(changes, rest, strict=True) if not seen and could_see(context, change)]
    if not visible and not removed:
        return ItemValue(None)
    return ItemValue(make_root(delivery=Delivery(item.position, uuid, kind, _at(item, context), visible, removed)))


def could_see(context: Context, change: Change) -> bool:
    """Whether the caller could see the entity before it was changed."""
    own = context.rights is Rights.TENANT and context.caller.organisation_id == change.organisation_id
    return own or change.public


def _at(item: Item, context: Context) -> datetime:
    return item.changes[-1].at if item.changes else context.now


def _not_found(type_name: str) -> NotFound:
    return NotFound(f"There is no such {type_name}, or not for this caller.")


def _position(after: str | None) -> Position | None:
    if after is None:
        return None
    try:
        return parse_position(after)
    except ValueError:
        raise BadInput("`after` is not a position. Send one that Marquee has answered.") from None
