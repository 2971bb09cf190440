"""Sends the changes of feeds to their subscribers, within one process."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID
from weakref import WeakSet, WeakValueDictionary

from app.core.errors import MarqueeError
from app.db.feed.reading import Head
from app.db.outbox import Change, merged
from app.graph.pending import MAX_PENDING_IN_ALL, SharedRoom

# What tells entities apart.
# Numbers, because UUIDs are hashed by Python code.
Key = tuple[str, int]
# Changes held for a subscriber that does not fetch them; more are dropped, and the subscription ends.
MAX_PENDING = 10_000
# Subscribers that receive changes before the room for all is checked: as many may hold too much for a moment.
SETTLE_AFTER = 50


class Lagging(MarqueeError):
    """The subscriber is too slow: changes it has not fetched were dropped."""

    code = "LAGGING"

    def __init__(self) -> None:
        super().__init__(
            "Changes were dropped because they were not fetched in time. Subscribe again, after the last position."
        )


class Subscription:
    """The changes one subscriber has not fetched: one for each entity, in the order of their positions."""

    def __init__(
        self,
        feed: "FollowedFeed",
        event_id: UUID | None,
        entities: frozenset[str] | None,
        *,
        direct: bool = False,
    ) -> None:
        """Later changes of one event (of all if None) and of these entities (all if None).

        `direct`: without what only follows from other entities, such as counts.
        """
        # Keeps the feed followed for as long as it has subscribers.
        self.feed = feed
        self.event_id = event_id
        self.entities = entities
        self.direct = direct
        self._pending: dict[Key, Change] = {}
        # Whether others have the same dictionary, which then must not be changed.
        self._shared = False
        self._arrived = asyncio.Event()
        self._lost = False
        # The database was restored: positions of before mean nothing.
        self.restarted = False

    def end(self) -> None:
        """Unsubscribe now, without waiting for the garbage collector."""
        self.feed.subscriptions.discard(self)

    @property
    def held(self) -> int:
        return len(self._pending)

    async def changes(self, limit: int) -> Sequence[Change]:
        """The first of the changes that were not fetched; waits for one. Empty if the database was restored.

        Raises `Lagging`.
        """
        await self._arrived.wait()
        if self._lost:
            raise Lagging
        if self._shared:
            self._pending, self._shared = dict(self._pending), False
        found = [self._pending.pop(key) for key in list(islice(self._pending, limit))]
        if not self._pending:
            self._arrived.clear()
        return found

    def concerns(self, change: Change) -> bool:
        return self.event_id in (None, change.event_id) and is_followed(change, self.entities, direct=self.direct)

    def add(self, new: "Selections") -> None:
        """Hold those of these changes that concern this subscription."""
        if self._lost or not (changes := new.of(self)):
            return
        self._arrived.set()
        before = len(self._pending)
        if len(changes) > MAX_PENDING:
            self.drop()
            return
        if not before:
            self._pending, self._shared = changes, True
        elif self._shared:
            self._pending = new.joined(self._pending, changes)
        else:
            _join(self._pending, changes)
        if len(self._pending) > MAX_PENDING:
            self.drop()
        else:
            self.feed.room.take(len(self._pending) - before)

    def drop(self) -> None:
        """Give up: the subscriber is too slow."""
        self._lost = True
        self._pending, self._shared = {}, False

    def restart(self) -> None:
        self.restarted = True
        self._pending, self._shared = {}, False
        self._arrived.set()


def is_followed(change: Change, entities: frozenset[str] | None, *, direct: bool) -> bool:
    """Whether who follows these entities receives the change; see `Subscription`."""
    return (entities is None or change.entity in entities) and (change.direct or change.whole or not direct)


class Selections:
    """Changes by what subscribers follow.

    A transaction may have tens of thousands of changes, which are looked through once for all who follow the same.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._by_event: dict[int | None, list[Change]] | None = None
        self._made: dict[tuple[UUID | None, frozenset[str] | None, bool], dict[Key, Change]] = {}
        # By the identities of what they were made of, which is kept with them.
        self._joined: dict[tuple[int, int], tuple[dict[Key, Change], dict[Key, Change]]] = {}

    def of(self, subscription: Subscription) -> dict[Key, Change]:
        """Those that concern the subscription: one for each entity, in the order of the last ones.

        Not all of them if there are more than a subscription may hold.
        """
        key = (subscription.event_id, subscription.entities, subscription.direct)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(*key)
        return found

    def joined(self, held: dict[Key, Change], changes: dict[Key, Change]) -> dict[Key, Change]:
        """What slow subscribers hold who have held the same, and to whom the same comes."""
        key = (id(held), id(changes))
        if key not in self._joined:
            result = dict(held)
            _join(result, changes)
            self._joined[key] = held, result
        return self._joined[key][1]

    def _make(self, event_id: UUID | None, entities: frozenset[str] | None, direct: bool) -> dict[Key, Change]:
        found: dict[Key, Change] = {}
        for change in self._changes if event_id is None else self._of_event(event_id):
            if is_followed(change, entities, direct=direct):
                key = (change.entity, change.entity_id.int)
                earlier = found.pop(key, None)
                found[key] = change if earlier is None else merged(earlier, change)
                if len(found) > MAX_PENDING:
                    break
        return found

    def _of_event(self, event_id: UUID) -> Sequence[Change]:
        if self._by_event is None:
            self._by_event = defaultdict(list)
            for change in self._changes:
                self._by_event[None if change.event_id is None else change.event_id.int].append(change)
        return self._by_event.get(event_id.int, ())


def _join(held: dict[Key, Change], changes: dict[Key, Change]) -> None:
    """Add changes to those that are held; what both have moves to the end."""
    earlier = {key: held.pop(key) for key in held.keys() & changes.keys()}
    held.update(changes)
    for key, change in earlier.items():
        held[key] = merged(change, changes[key])


class FollowedFeed:
    """The feed of one organisation, as far as this process has sent it to its subscribers."""

    def __init__(self, organisation_id: UUID, room: SharedRoom) -> None:
        self.organisation_id = organisation_id
        self.room = room
        # None until the database has been read.
        self.position: int | None = None
        self.epoch = 0
        # The last position that is known to exist.
        self.announced = 0
        self.subscriptions: WeakSet[Subscription] = WeakSet()

    def begin(self, head: Head) -> None:
        """Send what follows this head."""
        if self.position is None:
            self.position, self.epoch = head.position, head.epoch

    def deliver(self, changes: Sequence[Change], up_to: int) -> None:
        """Send those of these changes that are new. All positions up to `up_to` that are missing have no change."""
        assert self.position is not None
        new = Selections([change for change in changes if change.position > self.position])
        self.position = max(self.position, up_to)
        for number, subscription in enumerate(list(self.subscriptions), 1):
            subscription.add(new)
            if number % SETTLE_AFTER == 0:
                self.room.settle()
        self.room.settle()

    def restart(self, head: Head) -> None:
        """The database was restored, and its positions are used again."""
        self.position, self.epoch = head.position, head.epoch
        self.announced = head.position
        for subscription in list(self.subscriptions):
            subscription.restart()


class Hub:
    """One per process."""

    def __init__(self) -> None:
        # Weak references, because a stream that is opened and never read is not closed either: the garbage collector
        # may remove a subscription at any time, and its feed with the last of them.
        self._feeds: WeakValueDictionary[UUID, FollowedFeed] = WeakValueDictionary()
        # An event stays in its organisation: only the first of its subscribers looks for it.
        self._feeds_by_event: WeakValueDictionary[UUID, FollowedFeed] = WeakValueDictionary()
        self._followed = asyncio.Event()
        self._room = SharedRoom(self._subscriptions, MAX_PENDING_IN_ALL)
        # Set when the database has changes that were not sent.
        self.behind = asyncio.Event()
        # Whether they may be in any feed.
        self._everywhere = False

    def follow(self, organisation_id: UUID) -> FollowedFeed:
        """The feed, which stays followed for as long as the caller or a subscription holds it."""
        self._followed.set()
        return self._feeds.setdefault(organisation_id, FollowedFeed(organisation_id, self._room))

    def subscribe(
        self, feed: FollowedFeed, event_id: UUID | None, entities: frozenset[str] | None, *, direct: bool = False
    ) -> Subscription:
        """Receive later changes: see `Subscription`."""
        subscription = Subscription(feed, event_id, entities, direct=direct)
        feed.subscriptions.add(subscription)
        if feed.position is not None and feed.position < feed.announced:
            # Committed while the head was read.
            self.behind.set()
        if event_id is not None:
            self._feeds_by_event[event_id] = feed
        return subscription

    def feed_of_event(self, event_id: UUID) -> FollowedFeed | None:
        """The feed of an event that has had subscribers."""
        return self._feeds_by_event.get(event_id)

    def followed(self) -> Sequence[FollowedFeed]:
        return list(self._feeds.values())

    @property
    def any_followed(self) -> bool:
        return bool(self._feeds)

    async def wait_until_followed(self) -> None:
        while not self._feeds:
            self._followed.clear()
            await self._followed.wait()

    def advanced(self, positions: Mapping[UUID, int]) -> None:
        """Other processes have appended to these organisations' feeds, up to these positions."""
        for organisation_id, position in positions.items():
            feed = self._feeds.get(organisation_id)
            if feed is not None and position > feed.announced:
                feed.announced = position
                if feed.position is None or feed.position < position:
                    self.behind.set()

    def may_have_advanced(self) -> None:
        """Other processes may have appended to any feed."""
        if self._feeds:
            self._everywhere = True
            self.behind.set()

    def take_behind(self) -> bool:
        """Whether any feed may be behind. Someone catches up now."""
        everywhere, self._everywhere = self._everywhere, False
        self.behind.clear()
        return everywhere

    def publish(self, changes: Iterable[Change]) -> None:
        """Send what this process has committed at once, unless changes of others come before it."""
        for organisation_id, group in groupby(changes, key=attrgetter("organisation_id")):
            feed, new = self._feeds.get(organisation_id), list(group)
            if feed is None:
                continue
            feed.announced = max(feed.announced, new[-1].position)
            # The epoch of a feed is unknown before its first change.
            if feed.position == new[0].position - 1 and feed.epoch in (0, new[0].epoch):
                feed.epoch = new[0].epoch
                feed.deliver(new, new[-1].position)
            else:
                self.behind.set()

    def _subscriptions(self) -> Iterator[Subscription]:
        for feed in self.followed():
            yield from list(feed.subscriptions)
