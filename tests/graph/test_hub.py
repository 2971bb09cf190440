"""What the hub sends to its subscribers, without a database."""

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
def test_an_update_keeps_the_kind_of_the_change_before(before: str, after: str, kind: str) -> None:
    one = merged(change(ChangeKind[before], EVENT), change(ChangeKind[after], EVENT, at=SECOND))
    assert one == change(ChangeKind[kind], EVENT, at=SECOND)


def test_each_object_is_sent_once_in_the_order_of_its_first_change() -> None:
    async def scenario() -> None:
        hub = Hub()
        subscription = hub.subscribe(EVENT)
        one, two = uuid4(), uuid4()
        hub.publish([change(ChangeKind.CREATED, one), change(ChangeKind.UPDATED, two)])
        hub.publish([change(ChangeKind.UPDATED, one, at=SECOND)])
        hub.publish([change(ChangeKind.UPDATED, uuid4(), uuid4()), change(ChangeKind.UPDATED, uuid4(), None)])
        assert await subscription.changes() == [
            change(ChangeKind.CREATED, one, at=SECOND),
            change(ChangeKind.UPDATED, two),
        ]
        hub.publish([change(ChangeKind.UPDATED, one)])
        assert await subscription.changes() == [change(ChangeKind.UPDATED, one)]

    asyncio.run(scenario())


def test_each_subscriber_receives_every_change() -> None:
    async def scenario() -> None:
        hub = Hub()
        subscriptions = [hub.subscribe(EVENT), hub.subscribe(EVENT)]
        sent = change(ChangeKind.UPDATED, EVENT)
        hub.publish([sent])
        assert [await each.changes() for each in subscriptions] == [[sent], [sent]]

    asyncio.run(scenario())


def test_a_subscriber_that_does_not_fetch_lags_at_the_limit() -> None:
    async def scenario() -> None:
        hub = Hub()
        subscription = hub.subscribe(EVENT)
        again = uuid4()
        hub.publish([change(ChangeKind.CREATED, again)])
        hub.publish(change(ChangeKind.CREATED, uuid4()) for _ in range(MAX_PENDING - 1))
        hub.publish([change(ChangeKind.UPDATED, again)])
        assert len(await subscription.changes()) == MAX_PENDING
        hub.publish(change(ChangeKind.CREATED, uuid4()) for _ in range(MAX_PENDING + 1))
        for _ in range(2):
            with pytest.raises(Lagging):
                await subscription.changes()

    asyncio.run(scenario())


def test_a_subscription_without_references_is_removed() -> None:
    hub = Hub()
    kept, other = hub.subscribe(EVENT), hub.subscribe(EVENT)
    assert list(hub.followed_events()) == [EVENT]
    del kept
    assert list(hub.followed_events()) == [EVENT]
    del other
    assert list(hub.followed_events()) == []


def test_a_subscription_made_while_the_last_one_is_removed_receives_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The garbage collector may run at any allocation: here, as late as possible."""
    hub = Hub()
    held = [hub.subscribe(EVENT)]
    add = WeakSet.add

    def add_late(to: WeakSet[Subscription], subscription: Subscription) -> None:
        held.clear()
        add(to, subscription)

    monkeypatch.setattr(WeakSet, "add", add_late)
    subscription = hub.subscribe(EVENT)
    sent = change(ChangeKind.UPDATED, EVENT)
    hub.publish([sent])
    assert list(hub.followed_events()) == [EVENT]
    assert asyncio.run(asyncio.wait_for(subscription.changes(), 1)) == [sent]


def test_an_ended_subscription_receives_nothing() -> None:
    async def scenario() -> None:
        hub = Hub()
        over, other = hub.subscribe(EVENT), hub.subscribe(EVENT)
        for _ in range(2):
            over.end()
        sent = change(ChangeKind.UPDATED, EVENT)
        hub.publish([sent])
        assert await other.changes() == [sent]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(over.changes(), 0)
        other.end()
        assert list(hub.followed_events()) == []

    asyncio.run(scenario())
