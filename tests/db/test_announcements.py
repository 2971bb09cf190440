"""What processes say to each other about feeds, without a channel."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.db.feed.announcements import ANSWER_S, ASK_AFTER_S, FEEDS_PER_MESSAGE, Announcements
from app.db.outbox import Change, ChangeKind

ACME, OTHER, SESSION = UUID(int=1), UUID(int=2), UUID(int=3)
LONGEST_MESSAGE = 8_000


class Feeds:
    """What one process has heard."""

    any_followed = True

    def __init__(self) -> None:
        self.answered: list[dict[UUID, int] | str] = []

    async def wait_until_followed(self) -> None:
        pass

    def advanced(self, positions: Mapping[UUID, int]) -> None:
        self.answered.append(dict(positions))

    def may_have_advanced(self) -> None:
        self.answered.append("anything")


class Channel:
    """Processes that hear each other, and a clock."""

    def __init__(self, number: int) -> None:
        self.now = 0.0
        self.processes = [(Announcements(lambda: self.now), Feeds()) for _ in range(number)]

    def settle(self) -> int:
        """Deliver messages until nobody has one to send; how many there were."""
        count = 0
        while sent := [message for process, _ in self.processes for message in process.take()]:
            count += len(sent)
            for message in sent:
                for process, feeds in self.processes:
                    process.hear(message, feeds)
        return count

    def answered(self) -> list[list[dict[UUID, int] | str]]:
        """What each has heard since the last call."""
        found = [feeds.answered for _, feeds in self.processes]
        for _, feeds in self.processes:
            feeds.answered = []
        return found


def changes(*places: tuple[UUID, int]) -> list[Change]:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    return [
        Change(ChangeKind.UPDATED, "Session", SESSION, organisation_id, None, at, position=position)
        for organisation_id, position in places
    ]


def test_changes_are_joined_and_heard_by_all_others() -> None:
    channel = Channel(3)
    for process, _ in channel.processes:
        process.join()
    channel.settle()
    channel.answered()
    writer = channel.processes[0][0]
    assert writer.add(changes((ACME, 4), (ACME, 5), (OTHER, 1)))
    assert writer.add(changes((ACME, 6)))
    assert channel.settle() == 1
    assert channel.answered() == [[], [{ACME: 6, OTHER: 1}], [{ACME: 6, OTHER: 1}]]


def test_who_joins_and_those_who_are_there_may_have_missed_something() -> None:
    channel = Channel(3)
    for process, _ in channel.processes[:2]:
        process.join()
    channel.settle()
    channel.answered()
    newcomer = channel.processes[2][0]
    newcomer.join()
    assert channel.settle() == 3
    assert channel.answered() == [["anything"], ["anything"], ["anything", "anything"]]


def test_a_process_that_is_alone_announces_nothing() -> None:
    channel = Channel(2)
    process, newcomer = (process for process, _ in channel.processes)
    process.join()
    assert len(process.take()) == 1
    assert process.add(changes((ACME, 1)))
    assert len(process.take()) == 1
    channel.now = ANSWER_S
    assert not process.add(changes((ACME, 2)))
    assert process.take() == []
    newcomer.join()
    channel.settle()
    assert process.add(changes((ACME, 3)))


def test_a_process_says_hello_again_to_find_whether_others_are_left() -> None:
    channel = Channel(2)
    process, other = (process for process, _ in channel.processes)
    other.join()
    process.join()
    channel.settle()
    channel.now = ASK_AFTER_S
    assert process.add(changes((ACME, 1)))
    # The announcement, the question and the answer.
    assert channel.settle() == 3
    channel.now += ASK_AFTER_S
    assert process.add(changes((ACME, 2)))
    # Nobody answers this time.
    assert len(process.take()) == 2
    channel.now += ANSWER_S
    assert not process.add(changes((ACME, 3)))


def test_joining_again_forgets_what_was_not_sent() -> None:
    process = Announcements(lambda: 0.0)
    process.join()
    process.add(changes((ACME, 1)))
    process.join()
    assert process.take() == [f"{process.sender} hello"]


def test_many_feeds_are_announced_in_several_messages() -> None:
    channel = Channel(2)
    for process, _ in channel.processes:
        process.join()
    channel.settle()
    channel.answered()
    process = channel.processes[0][0]
    places = [(UUID(int=2**128 - number), 2**63 - 1) for number in range(1, 2 * FEEDS_PER_MESSAGE)]
    process.add(changes(*places))
    messages = process.take()
    assert len(messages) == 2
    assert max(len(message) for message in messages) < LONGEST_MESSAGE
    hearer, feeds = channel.processes[1]
    for message in messages:
        hearer.hear(message, feeds)
    assert {
        key: value for answered in feeds.answered if isinstance(answered, dict) for key, value in answered.items()
    } == dict(places)


@pytest.mark.parametrize(
    "message", ["", "0 at", "0 at x:1", f"0 at {ACME.hex}", f"0 at {ACME.hex}:x", "0 news of 2030"]
)
def test_a_message_that_is_not_understood_may_mean_anything(message: str) -> None:
    process, feeds = Announcements(), Feeds()
    assert not process.hear(message, feeds)
    assert feeds.answered == ["anything"]
