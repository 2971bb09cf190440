"""Sends committed changes to the subscribers of an event, within one process."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID
from weakref import WeakSet, WeakValueDictionary

from app.core.errors import MarqueeError
from app.db.outbox import Change, ChangeKind

# Changes held for a subscriber that does not fetch them; more are dropped, and the subscription ends.
MAX_PENDING = 10_000


class Lagging(MarqueeError):
    """The subscriber is too slow: changes it has not fetched were dropped."""

    code = "LAGGING"

    def __init__(self) -> None:
        super().__init__("Changes were dropped because they were not fetched in time. Read again, then resubscribe.")


class Subscription:
    """The changes one subscriber has not fetched: one for each object, in the order of the first changes."""

    def __init__(self, group: "WeakSet[Subscription]") -> None:
        """`group` holds the subscriptions of the same event."""
        self._group: WeakSet[Subscription] | None = group
        self._pending: dict[tuple[str, UUID], Change] = {}
        self._lost = False
        # The number of the newest commit received. It distinguishes equal changes of two commits in the same second,
        # which must not share an answer.
        self.newest = 0
        self._arrived = asyncio.Event()
        group.add(self)

    def end(self) -> None:
        """Unsubscribe now, without waiting for the garbage collector."""
        if self._group is not None:
            self._group.discard(self)
            self._group = None

    async def changes(self) -> list[Change]:
        """The changes since the last call, at least one: waits for it. Raises `Lagging`."""
        await self._arrived.wait()
        if self._lost:
            raise Lagging
        self._arrived.clear()
        found = list(self._pending.values())
        self._pending.clear()
        return found

    def add(self, change: Change, commit: int) -> None:
        self.newest = commit
        key = (change.entity, change.entity_id)
        before = self._pending.get(key)
        if before is None and len(self._pending) >= MAX_PENDING:
            self._lost = True
            self._pending.clear()
        if not self._lost:
            self._pending[key] = change if before is None else merged(before, change)
        self._arrived.set()


def merged(before: Change, after: Change) -> Change:
    """Two changes of one object as one. UPDATED is the least specific kind and gives way to the kind before."""
    return replace(after, kind=before.kind) if after.kind is ChangeKind.UPDATED else after


class Hub:
    """One per process. The database publishes to it after each commit."""

    def __init__(self) -> None:
        # Weak references, because a stream that is opened and never read is not closed either. Each subscription of an
        # event holds the set of all of them, so that nothing needs cleaning up: the garbage collector may remove a
        # subscription at any time, in any thread, and also while another one is added.
        self._subscriptions: WeakValueDictionary[UUID, WeakSet[Subscription]] = WeakValueDictionary()
        self._commits = 0

    def subscribe(self, event_id: UUID) -> Subscription:
        """Receive all later changes of an event, as long as the caller holds the returned subscription."""
        return Subscription(self._subscriptions.setdefault(event_id, WeakSet()))

    def followed_events(self) -> Iterable[UUID]:
        """The events that have subscribers."""
        return [event_id for event_id, subscriptions in self._subscriptions.items() if subscriptions]

    def publish(self, changes: Iterable[Change]) -> None:
        self._commits += 1
        for change in changes:
            if change.event_id is not None:
                for subscription in self._subscriptions.get(change.event_id, ()):
                    subscription.add(change, self._commits)
