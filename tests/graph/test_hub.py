"""What the hub sends to its subscribers, without a database."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakSet

import pytest

from app.db.feed.reading import Head
from app.db.outbox import Change, ChangeKind, merged
from app.graph.hub import MAX_PENDING, Hub, Lagging, Selections, Subscription

ACME, EVENT, ONE, TWO = (UUID(int=number) for number in range(1, 5))
FIRST, SECOND = (datetime(2026, 6, 1, 9, minute, tzinfo=UTC) for minute in (0, 1))
EPOCH = 7


def change(
    kind: ChangeKind,
    entity_id: UUID,
    position: int,
    *,
    event_id: UUID | None = EVENT,
    organisation_id: UUID = ACME,
    entity: str = "Session",
    at: datetime = FIRST,
) -> Change:
    return Change(kind, entity, entity_id, organisation_id, event_id, at, position=position, epoch=EPOCH)


def updates(*positions: int) -> list[Change]:
    """Updates of one entity each."""
    return [change(ChangeKind.UPDATED, UUID(int=100 + position), position) for position in positions]


def subscribe(
    hub: Hub, position: int = 0, *, event_id: UUID | None = EVENT, entities: frozenset[str] | None = None
) -> Subscription:
    feed = hub.follow(ACME)
    feed.begin(Head(position, 0, EPOCH))
    return hub.subscribe(feed, event_id, entities)


def fetched(subscription: Subscription, limit: int = MAX_PENDING) -> Sequence[Change]:
    return asyncio.run(asyncio.wait_for(subscription.changes(limit), 1))


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
    one = merged(change(ChangeKind[before], EVENT, 1), change(ChangeKind[after], EVENT, 2, at=SECOND))
    assert one == change(ChangeKind[kind], EVENT, 2, at=SECOND)


@pytest.mark.parametrize("flag", ["public", "whole", "direct"])
def test_a_merged_change_keeps_what_either_implies(flag: str) -> None:
    plain = Change(ChangeKind.UPDATED, "Event", EVENT, ACME, EVENT, FIRST, direct=False)
    given: Any = {flag: True}
    marked = replace(plain, **given)
    assert [merged(*pair) for pair in ((plain, marked), (marked, plain))] == [marked, marked]


def test_who_follows_direct_changes_gets_the_others_only_for_a_whole() -> None:
    hub = Hub()
    feed = hub.follow(ACME)
    feed.begin(Head(0, 0, EPOCH))
    subscription = hub.subscribe(feed, EVENT, None, direct=True)
    own = change(ChangeKind.UPDATED, ONE, 1)
    counted = replace(change(ChangeKind.UPDATED, TWO, 2), direct=False)
    whole = replace(counted, entity_id=EVENT, position=3, whole=True)
    hub.publish([own, counted, whole])
    assert fetched(subscription) == [own, whole]


def test_each_object_is_sent_once_in_the_order_of_its_last_change() -> None:
    hub = Hub()
    subscription = subscribe(hub)
    hub.publish([change(ChangeKind.CREATED, ONE, 1), change(ChangeKind.UPDATED, TWO, 2)])
    hub.publish([change(ChangeKind.UPDATED, ONE, 3, at=SECOND)])
    assert fetched(subscription) == [change(ChangeKind.UPDATED, TWO, 2), change(ChangeKind.CREATED, ONE, 3, at=SECOND)]
    hub.publish([change(ChangeKind.UPDATED, ONE, 4)])
    assert fetched(subscription) == [change(ChangeKind.UPDATED, ONE, 4)]


def test_a_subscriber_gets_the_changes_of_its_event_and_its_entities() -> None:
    hub = Hub()
    event, sessions, everything = (
        subscribe(hub),
        subscribe(hub, entities=frozenset({"Session"})),
        subscribe(hub, event_id=None),
    )
    sent = [
        change(ChangeKind.UPDATED, ONE, 1),
        change(ChangeKind.UPDATED, ONE, 2, entity="Track"),
        change(ChangeKind.UPDATED, TWO, 3, event_id=TWO),
        change(ChangeKind.UPDATED, TWO, 4, event_id=None, entity="User"),
    ]
    hub.publish([*sent, change(ChangeKind.UPDATED, ONE, 1, organisation_id=TWO)])
    assert [fetched(each) for each in (event, sessions, everything)] == [sent[:2], sent[:1], sent]


def test_changes_that_come_early_wait_for_those_before_them() -> None:
    hub = Hub()
    subscription, feed = subscribe(hub, 4), hub.follow(ACME)
    hub.publish(updates(6))
    assert (hub.behind.is_set(), feed.position) == (True, 4)
    feed.deliver(updates(5, 6), 6)
    assert fetched(subscription) == updates(5, 6)
    hub.behind.clear()
    hub.publish(updates(7))
    assert (hub.behind.is_set(), feed.position) == (False, 7)


def test_a_change_that_arrives_twice_is_sent_once() -> None:
    hub = Hub()
    subscription, feed = subscribe(hub), hub.follow(ACME)
    hub.publish(updates(1, 2))
    feed.deliver(updates(1, 2, 3), 3)
    assert fetched(subscription) == updates(1, 2, 3)
    feed.deliver(updates(2), 3)
    with pytest.raises(TimeoutError):
        fetched(subscription)


def test_a_gap_that_compaction_left_is_no_change() -> None:
    hub = Hub()
    subscription, feed = subscribe(hub), hub.follow(ACME)
    feed.deliver(updates(2), 5)
    hub.publish(updates(6))
    assert fetched(subscription) == updates(2, 6)


def test_a_commit_while_the_head_is_read_is_not_lost() -> None:
    hub = Hub()
    feed = hub.follow(ACME)
    hub.publish(updates(1))
    assert (hub.behind.is_set(), feed.position) == (True, None)


def test_the_first_change_of_a_feed_has_its_epoch() -> None:
    hub = Hub()
    feed = hub.follow(ACME)
    feed.begin(Head(0, 0, 0))
    hub.publish(updates(1))
    assert (feed.epoch, feed.position) == (EPOCH, 1)


def test_a_restored_database_restarts_its_subscribers() -> None:
    hub = Hub()
    subscription, feed = subscribe(hub, 4), hub.follow(ACME)
    hub.publish(updates(5))
    feed.restart(Head(2, 0, 9))
    assert (fetched(subscription), subscription.restarted) == ([], True)
    assert (feed.position, feed.epoch) == (2, 9)


def test_each_subscriber_receives_every_change() -> None:
    hub = Hub()
    subscriptions = [subscribe(hub), subscribe(hub)]
    hub.publish(updates(1))
    assert [fetched(each) for each in subscriptions] == [updates(1), updates(1)]


def test_what_one_subscriber_fetches_the_others_still_have() -> None:
    hub = Hub()
    one, two, three = (subscribe(hub) for _ in range(3))
    hub.publish(updates(1, 2, 3))
    assert fetched(one, 2) == updates(1, 2)
    again = change(ChangeKind.DELETED, UUID(int=102), 4)
    hub.publish([again])
    last = [*updates(1, 3), again]
    assert [fetched(each) for each in (one, two, three)] == [last[1:], last, last]


def test_a_transaction_is_looked_through_once_for_all_who_follow_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = Selections._make

    def counted(selections: Selections, *which: Any) -> Any:
        made.append(which)
        return make(selections, *which)

    monkeypatch.setattr(Selections, "_make", counted)
    hub, entities = Hub(), frozenset({"Session"})
    which: list[dict[str, Any]] = [{}, {"entities": entities}, {"event_id": None}]
    subscriptions = [subscribe(hub, **each) for each in which for _ in range(100)]
    hub.publish(updates(1, 2))
    assert [fetched(each) for each in subscriptions] == [updates(1, 2)] * 300
    assert len(made) == 3
    assert set(made) == {(EVENT, None, False), (EVENT, entities, False), (None, None, False)}


def test_a_subscriber_that_does_not_fetch_lags_at_the_limit() -> None:
    hub = Hub()
    subscription = subscribe(hub)
    hub.publish(updates(*range(1, MAX_PENDING + 1)))
    hub.publish([change(ChangeKind.UPDATED, UUID(int=101), MAX_PENDING + 1)])
    assert len(fetched(subscription)) == MAX_PENDING
    hub.publish(updates(*range(MAX_PENDING + 2, 2 * MAX_PENDING + 3)))
    for _ in range(2):
        with pytest.raises(Lagging):
            fetched(subscription)


def test_what_is_not_fetched_yet_comes_next() -> None:
    hub = Hub()
    subscription = subscribe(hub)
    hub.publish(updates(1, 2, 3))
    assert [fetched(subscription, 2), fetched(subscription, 2)] == [updates(1, 2), updates(3)]
    with pytest.raises(TimeoutError):
        fetched(subscription)


def test_all_subscribers_together_hold_a_bounded_number_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.graph.hub.MAX_PENDING_IN_ALL", 10_000)
    hub = Hub()
    slow = [subscribe(hub) for _ in range(2_000)]
    fast, ended = subscribe(hub, entities=frozenset({"Track"})), subscribe(hub)
    hub.publish(updates(1))
    ended.end()
    for position in range(2, 101):
        hub.publish(updates(position))
        assert sum(subscription.held for subscription in slow) <= 10_000
    hub.publish([change(ChangeKind.UPDATED, ONE, 101, entity="Track")])
    held = [subscription.held for subscription in slow]
    assert (held.count(0), max(held)) == (1_901, 101)
    with pytest.raises(Lagging):
        fetched(slow[held.index(0)])
    # Who has fetched everything so far is not dropped.
    assert fetched(fast) == [change(ChangeKind.UPDATED, ONE, 101, entity="Track")]


def test_of_several_subscribers_the_one_that_holds_most_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.graph.hub.MAX_PENDING_IN_ALL", 8)
    hub = Hub()
    slowest = subscribe(hub)
    hub.publish(updates(1, 2, 3))
    slow = subscribe(hub, 3)
    hub.publish(updates(4, 5, 6))
    assert fetched(slow) == updates(4, 5, 6)
    with pytest.raises(Lagging):
        fetched(slowest)


def test_only_hints_about_followed_feeds_wake_the_follower() -> None:
    hub = Hub()
    hub.advanced({ACME: 5})
    hub.may_have_advanced()
    assert not hub.behind.is_set()
    subscription = subscribe(hub, 5)
    hub.advanced({TWO: 9, ACME: 5})
    assert not hub.behind.is_set()
    hub.advanced({TWO: 9, ACME: 6})
    assert hub.behind.is_set()
    assert not hub.take_behind()
    # The same hint again.
    hub.advanced({ACME: 6})
    assert not hub.behind.is_set()
    hub.may_have_advanced()
    assert (hub.behind.is_set(), hub.take_behind(), hub.behind.is_set()) == (True, True, False)
    subscription.end()


@pytest.mark.parametrize("of_this_process", [True, False])
def test_a_hint_while_the_head_is_read_is_not_lost(of_this_process: bool) -> None:
    hub = Hub()
    feed = hub.follow(ACME)
    if of_this_process:
        hub.publish(updates(1))
    else:
        hub.advanced({ACME: 1})
    hub.take_behind()
    feed.begin(Head(0, 0, 0))
    hub.subscribe(feed, EVENT, None)
    assert hub.behind.is_set()


async def waits(hub: Hub) -> bool:
    waiting = asyncio.create_task(hub.wait_until_followed())
    await asyncio.sleep(0)
    ended = waiting.done()
    waiting.cancel()
    return not ended


def test_a_hub_reports_when_it_has_subscribers() -> None:
    async def play() -> None:
        hub = Hub()
        assert (hub.any_followed, await waits(hub)) == (False, True)
        subscription = subscribe(hub)
        assert (hub.any_followed, await waits(hub)) == (True, False)
        del subscription
        assert (hub.any_followed, await waits(hub)) == (False, True)

    asyncio.run(play())


def followed(hub: Hub) -> list[UUID]:
    return [feed.organisation_id for feed in hub.followed()]


def test_a_feed_without_subscribers_is_not_followed() -> None:
    hub = Hub()
    kept, other = subscribe(hub), subscribe(hub)
    assert followed(hub) == [ACME]
    del kept
    assert followed(hub) == [ACME]
    del other
    assert followed(hub) == []


def test_a_subscription_made_while_the_last_one_is_removed_receives_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The garbage collector may run at any allocation: here, as late as possible."""
    hub = Hub()
    held = [subscribe(hub)]
    add = WeakSet.add

    def add_late(to: WeakSet[Subscription], subscription: Subscription) -> None:
        held.clear()
        add(to, subscription)

    monkeypatch.setattr(WeakSet, "add", add_late)
    subscription = subscribe(hub)
    hub.publish(updates(1))
    assert followed(hub) == [ACME]
    assert fetched(subscription) == updates(1)


def test_an_ended_subscription_receives_nothing() -> None:
    hub = Hub()
    over, other = subscribe(hub), subscribe(hub)
    for _ in range(2):
        over.end()
    hub.publish(updates(1))
    assert fetched(other) == updates(1)
    with pytest.raises(TimeoutError):
        fetched(over)


def test_feeds_are_found_by_their_organisation_and_its_followed_events() -> None:
    hub = Hub()
    subscription = subscribe(hub)
    assert hub.follow(ACME) is hub.feed_of_event(EVENT) is subscription.feed
    assert hub.follow(uuid4()) is not subscription.feed
    assert hub.feed_of_event(ONE) is None
    subscription.end()
    del subscription
    assert hub.feed_of_event(EVENT) is None
