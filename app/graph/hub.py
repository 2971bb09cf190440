"""Tells the subscribers of an event, within this process, what was committed about it."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID
from weakref import WeakSet, WeakValueDictionary

from app.core.errors import MarqueeError
from app.db.outbox import Change, ChangeKind

# The memory of one subscriber who does not fetch: beyond it, something would be lost.
MAX_PENDING = 10_000


class Lagging(MarqueeError):
    """The subscriber is too slow: changes it has not fetched were dropped."""

    code = "LAGGING"

    def __init__(self) -> None:
        super().__init__("Changes were dropped because they were not fetched in time. Read again, then resubscribe.")


class Subscription:
    """What one subscriber has not fetched yet: for each thing what happened last, in the order of the first."""

    def __init__(self, among: "WeakSet[Subscription]") -> None:
        """One among those that follow the same."""
        self._among: WeakSet[Subscription] | None = among
        self._pending: dict[tuple[str, UUID], Change] = {}
        self._lost = False
        # The number of the newest commit that was told. Two that were told the same of the same commit may be answered
        # alike; what was told earlier, in the same second, looks the same and is not.
        self.newest = 0
        self._there = asyncio.Event()
        among.add(self)

    def end(self) -> None:
        """At once, where letting go of it would wait for the garbage collector."""
        if self._among is not None:
            self._among.discard(self)
            self._among = None

    async def changes(self) -> list[Change]:
        """What happened since the last call; waits for something to happen. Raises `Lagging`."""
        await self._there.wait()
        if self._lost:
            raise Lagging
        self._there.clear()
        found = list(self._pending.values())
        self._pending.clear()
        return found

    def put(self, change: Change, commit: int) -> None:
        self.newest = commit
        key = (change.entity, change.entity_id)
        before = self._pending.get(key)
        if before is None and len(self._pending) >= MAX_PENDING:
            self._lost = True
            self._pending.clear()
        if not self._lost:
            self._pending[key] = change if before is None else merged(before, change)
        self._there.set()


def merged(before: Change, after: Change) -> Change:
    """Two changes of one thing as one: an update says less than what it follows."""
    return replace(after, kind=before.kind) if after.kind is ChangeKind.UPDATED else after


class Hub:
    """One per process; told by the database after each commit."""

    def __init__(self) -> None:
        # Weak: a stream that was opened and never read has no end at which it could sign off. Each of an event's
        # subscriptions holds their set, so that nothing has to be tidied away: the collector lets go of one
        # whenever it likes, also while another is being added, and in any thread.
        self._subscriptions: WeakValueDictionary[UUID, WeakSet[Subscription]] = WeakValueDictionary()
        self._commits = 0

    def subscribe(self, event_id: UUID) -> Subscription:
        """Whatever is recorded about an event from now on, for as long as the answer is held."""
        return Subscription(self._subscriptions.setdefault(event_id, WeakSet()))

    def followed(self) -> Iterable[UUID]:
        """The events that somebody follows."""
        return [event_id for event_id, subscriptions in self._subscriptions.items() if subscriptions]

    def tell(self, changes: Iterable[Change]) -> None:
        self._commits += 1
        for change in changes:
            if change.event_id is not None:
                for subscription in self._subscriptions.get(change.event_id, ()):
                    subscription.put(change, self._commits)
