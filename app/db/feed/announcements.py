"""What processes tell each other about feeds, as messages on a channel that all of them hear.

`<sender> at <organisation>:<position>,…`   these feeds have grown up to these positions
`<sender> hello`                            the sender has just joined, and may have missed anything
`<sender> here <other>`                     an answer to the hello of the other one
"""

import secrets
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from app.db.feed.hints import FollowedFeeds
from app.db.outbox import Change

# A message of this many feeds is shorter than the 8,000 bytes that PostgreSQL allows.
FEEDS_PER_MESSAGE = 150
# A process that has heard nothing for so long asks whether anybody is left.
ASK_AFTER_S = 60.0
# Without an answer within this time it is alone.
ANSWER_S = 10.0


class Announcements:
    """The messages of one process. Nothing is announced while no other process has been heard."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.sender = secrets.token_hex(8)
        self._monotonic = monotonic
        self._positions: dict[UUID, int] = {}
        self._asking = False
        self._answers: set[str] = set()
        self._heard_at = self._asked_at = float("-inf")

    def join(self) -> None:
        """Begin with a hello. What was to be announced before is part of it."""
        self._positions.clear()
        self._answers.clear()
        self._asking = True

    def add(self, changes: Sequence[Change]) -> bool:
        """Announce these changes with the next messages; whether there is something to send."""
        now = self._monotonic()
        if self._heard_at < self._asked_at and now >= self._asked_at + ANSWER_S:
            return False
        for change in changes:
            self._positions[change.organisation_id] = change.position
        if now >= max(self._heard_at, self._asked_at) + ASK_AFTER_S:
            self._asking = True
        return True

    def take(self) -> Sequence[str]:
        """The messages to send now."""
        messages = [f"{self.sender} here {other}" for other in sorted(self._answers)]
        self._answers.clear()
        entries = [f"{organisation_id.hex}:{position}" for organisation_id, position in self._positions.items()]
        self._positions.clear()
        for first in range(0, len(entries), FEEDS_PER_MESSAGE):
            messages.append(f"{self.sender} at {','.join(entries[first : first + FEEDS_PER_MESSAGE])}")
        if self._asking:
            self._asking, self._asked_at = False, self._monotonic()
            messages.append(f"{self.sender} hello")
        return messages

    def hear(self, message: str, feeds: FollowedFeeds) -> bool:
        """Report what a message means for these feeds; whether there is an answer to send."""
        sender, _, said = message.partition(" ")
        if sender == self.sender:
            return False
        self._heard_at = self._monotonic()
        kind, _, rest = said.partition(" ")
        if kind == "at":
            try:
                positions = _positions(rest)
            except ValueError:
                feeds.may_have_advanced()
            else:
                feeds.advanced(positions)
        elif kind == "hello":
            self._answers.add(sender)
            feeds.may_have_advanced()
            return True
        elif kind != "here" or rest == self.sender:
            feeds.may_have_advanced()
        return False


def _positions(entries: str) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for entry in entries.split(","):
        organisation, _, position = entry.partition(":")
        found[UUID(hex=organisation)] = int(position)
    return found
