"""Hints between processes that share a database: an organisation's feed has grown. Hints may be lost, changes never."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from app.db.outbox import Change


class FollowedFeeds(Protocol):
    """The feeds that have subscribers in this process."""

    @property
    def any_followed(self) -> bool:
        """Whether there is a subscriber."""

    async def wait_until_followed(self) -> None:
        """Return when there is a subscriber."""

    def advanced(self, positions: Mapping[UUID, int]) -> None:
        """Other processes have appended to these organisations' feeds, up to these positions."""

    def may_have_advanced(self) -> None:
        """Other processes may have appended to any feed."""


class Hints(Protocol):
    """Sends hints to the other processes, and receives theirs."""

    @property
    def arriving(self) -> bool:
        """Whether hints of all other processes arrive at present."""

    async def listen(self, feeds: FollowedFeeds) -> None:
        """Report hints for as long as they are needed. Raises when they do not arrive, and can be called again."""

    def announce(self, changes: Sequence[Change]) -> None:
        """A commit listener: this process has committed these changes. Must neither raise nor wait."""
