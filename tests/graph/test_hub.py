"""What a subscriber of the hub is told, without a store."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4
from weakref import WeakSet

import pytest

from app.db.outbox import Change, ChangeKind
from app.graph.hub import MAX_PENDING, Hub, Lagging, Subscription, merged

EVENT = UUID(int=1)
FIRST, SECOND = (datetime(2026, 6, 1, 9, minute, tzinfo=UTC) for minute in (0, 1))


def change(kind: ChangeKind, entity_id: UUID, event_id: UUID | None = EVENT, at: datetime = FIRST) -> Change:
    return Change(kind, "Session", entity_id, event_id, at)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("CREATED", "UPDATED", "CREATED"),
        ("UPDATED", "UPDATED", "UPDATED"),
        ("PUBLISHED", "UPDATED", "PUBLISHED"),
        ("PUBLISHED", "UNPUBLISHED", "UNPUBLISHED"),
        ("UPDATED", "CANCELLED", "CANCELLED"),
        ("CREATED", "DELETED", "DELETED"),
    ],
)
def test_an_update_says_less_than_what_it_follows(before: str, after: str, kind: str) -> None:
    one = merged(change(ChangeKind[before], EVENT), change(ChangeKind[after], EVENT, at=SECOND))
    assert one == change(ChangeKind[kind], EVENT, at=SECOND)


def test_each_thing_is_told_once_in_the_order_of_its_first_change() -> None:
    async def tell() -> None:
        hub = Hub()
        subscription = hub.subscribe(EVENT)
        one, two = uuid4(), uuid4()
        hub.tell([change(ChangeKind.CREATED, one), change(ChangeKind.UPDATED, two)])
        hub.tell([change(ChangeKind.UPDATED, one, at=SECOND)])
        hub.tell([change(ChangeKind.UPDATED, uuid4(), uuid4()), change(ChangeKind.UPDATED, uuid4(), None)])
        assert await subscription.changes() == [
            change(ChangeKind.CREATED, one, at=SECOND),
            change(ChangeKind.UPDATED, two),
        ]
        hub.tell([change(ChangeKind.UPDATED, one)])
        assert await subscription.changes() == [change(ChangeKind.UPDATED, one)]

    asyncio.run(tell())


def test_two_subscribers_do_not_take_from_each_other() -> None:
    async def tell() -> None:
        hub = Hub()
        subscriptions = [hub.subscribe(EVENT), hub.subscribe(EVENT)]
        told = change(ChangeKind.UPDATED, EVENT)
        hub.tell([told])
        assert [await each.changes() for each in subscriptions] == [[told], [told]]

    asyncio.run(tell())


def test_one_who_fetches_nothing_is_told_so_before_its_memory_grows() -> None:
    async def tell() -> None:
        hub = Hub()
        subscription = hub.subscribe(EVENT)
        again = uuid4()
        hub.tell([change(ChangeKind.CREATED, again)])
        hub.tell(change(ChangeKind.CREATED, uuid4()) for _ in range(MAX_PENDING - 1))
        hub.tell([change(ChangeKind.UPDATED, again)])
        assert len(await subscription.changes()) == MAX_PENDING
        hub.tell(change(ChangeKind.CREATED, uuid4()) for _ in range(MAX_PENDING + 1))
        for _ in range(2):
            with pytest.raises(Lagging):
                await subscription.changes()

    asyncio.run(tell())


def test_a_subscription_that_nobody_holds_is_forgotten() -> None:
    hub = Hub()
    kept, other = hub.subscribe(EVENT), hub.subscribe(EVENT)
    assert list(hub.followed()) == [EVENT]
    del kept
    assert list(hub.followed()) == [EVENT]
    del other
    assert list(hub.followed()) == []


def test_one_who_comes_as_the_last_one_is_forgotten_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The garbage collector lets go of what nobody holds wherever something is made: here, as late as can be."""
    hub = Hub()
    held = [hub.subscribe(EVENT)]
    add = WeakSet.add

    def add_late(to: WeakSet[Subscription], subscription: Subscription) -> None:
        held.clear()
        add(to, subscription)

    monkeypatch.setattr(WeakSet, "add", add_late)
    subscription = hub.subscribe(EVENT)
    told = change(ChangeKind.UPDATED, EVENT)
    hub.tell([told])
    assert list(hub.followed()) == [EVENT]
    assert asyncio.run(asyncio.wait_for(subscription.changes(), 1)) == [told]


def test_one_who_signs_off_is_told_nothing_any_more() -> None:
    async def tell() -> None:
        hub = Hub()
        over, other = hub.subscribe(EVENT), hub.subscribe(EVENT)
        for _ in range(2):
            over.end()
        told = change(ChangeKind.UPDATED, EVENT)
        hub.tell([told])
        assert await other.changes() == [told]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(over.changes(), 0)
        other.end()
        assert list(hub.followed()) == []

    asyncio.run(tell())
