"""Whoever waits behind an entry that leaves moves up: the feed says so, in whatever way it leaves."""

from uuid import UUID

from app.db.outbox import MOST_PARTS, ChangeRow
from app.interactions.tables import WaitingRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.interactions.queueing import LEAVE, Queue
from tests.user_builders import make_user

ERASE = "mutation($user: UUID!) { eraseUser(uuid: $user) { userErrors { code } } }"


def moved_up(queue: Queue, before: int) -> list[tuple[UUID, bool]]:
    """The users whose entries have been recorded as changed since then, and whether directly."""
    users = {row["id"]: row["user_id"] for row in stored(queue.gateway, WaitingRow)}
    rows = [row for row in stored(queue.gateway, ChangeRow, kind="UPDATED") if row["position"] > before]
    return [(users[row["entity_id"]], row["direct"]) for row in rows if row["entity"] == "WaitingListEntry"]


def head(queue: Queue) -> int:
    """The position of the last change."""
    positions: list[int] = [row["position"] for row in stored(queue.gateway, ChangeRow)]
    return max(positions)


def queued(gateway: Gateway) -> Queue:
    """Ada, Bob and Cem wait for the first row, Cem also for the second."""
    queue = Queue(gateway)
    for user in (queue.ada, queue.bob, queue.cem):
        queue.join(user, queue.rows[0])
    queue.join(queue.cem, queue.rows[1])
    return queue


def test_when_one_leaves(gateway: Gateway) -> None:
    queue = queued(gateway)
    before = head(queue)
    left = gateway.gql(LEAVE, queue.token, event=queue.event.id, user=queue.bob, row=queue.rows[0].id)
    assert left["leaveWaitingList"]["userErrors"] == []
    assert moved_up(queue, before) == [(queue.cem, False)]


def test_when_the_user_is_erased(gateway: Gateway) -> None:
    queue = queued(gateway)
    before = head(queue)
    assert gateway.gql(ERASE, queue.token, user=queue.ada)["eraseUser"]["userErrors"] == []
    assert sorted(moved_up(queue, before)) == sorted([(queue.bob, False), (queue.cem, False)])


def test_the_last_one_leaves_nobody_behind(gateway: Gateway) -> None:
    queue = queued(gateway)
    before = head(queue)
    gateway.gql(LEAVE, queue.token, event=queue.event.id, user=queue.cem, row=queue.rows[0].id)
    assert moved_up(queue, before) == []


def test_very_many_come_as_the_event(gateway: Gateway) -> None:
    queue = Queue(gateway)
    for _ in range(MOST_PARTS + 2):
        queue.join(make_user(gateway, queue.organisation).id, queue.rows[0])
    first = min(stored(gateway, WaitingRow), key=lambda row: row["turn"])["user_id"]
    before = head(queue)
    gateway.gql(LEAVE, queue.token, event=queue.event.id, user=first, row=queue.rows[0].id)
    changes = [row for row in stored(gateway, ChangeRow) if row["position"] > before]
    found = {(row["entity"], row["kind"], row["whole"]) for row in changes}
    assert found == {("WaitingListEntry", "DELETED", True), ("Event", "UPDATED", True)}


def test_when_one_chooses_the_session(gateway: Gateway) -> None:
    queue = queued(gateway)
    queue.select(queue.zoe, queue.rows[1])
    before = head(queue)
    queue.select(queue.bob, queue.rows[0])
    assert moved_up(queue, before) == [(queue.cem, False)]
