"""Hints by messages on a channel that all processes hear; PostgreSQL and Redis have such channels."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from app.db.feed.announcements import Announcements
from app.db.feed.hints import FollowedFeeds
from app.db.outbox import Change

# A channel that was silent for so long is checked.
CHECK_S = 5.0


class Channel(Protocol):
    """An open channel."""

    async def send(self, message: str) -> None: ...

    async def check(self) -> None:
        """Raises if the channel does not work."""


# Opens a channel. The functions are called for each message, and when the connection is lost.
Open = Callable[[Callable[[str], None], Callable[[], None]], AbstractAsyncContextManager[Channel]]


class Broadcast:
    """The hints of one process."""

    def __init__(self, open_channel: Open, announcements: Announcements | None = None) -> None:
        self._open = open_channel
        self._announcements = announcements or Announcements()
        self._wake = asyncio.Event()
        self._lost = False
        self.arriving = False

    def announce(self, changes: Sequence[Change]) -> None:
        # Without a channel nothing is kept: the hello after the next connection covers everything.
        if self.arriving and self._announcements.add(changes):
            self._wake.set()

    async def listen(self, feeds: FollowedFeeds) -> None:
        def heard(message: str) -> None:
            if self._announcements.hear(message, feeds):
                self._wake.set()

        self._lost = False
        async with self._open(heard, self._on_lost) as channel:
            self._announcements.join()
            self._wake.set()
            self.arriving = True
            # Others may have written before this process heard them.
            feeds.may_have_advanced()
            try:
                await self._send_and_check(channel)
            finally:
                self.arriving = False

    async def _send_and_check(self, channel: Channel) -> None:
        while True:
            try:
                async with asyncio.timeout(CHECK_S):
                    await self._wake.wait()
            except TimeoutError:
                await channel.check()
                continue
            if self._lost:
                raise ConnectionError("The connection was lost.")
            self._wake.clear()
            # What is announced during a message is sent with the next ones.
            for message in self._announcements.take():
                await channel.send(message)

    def _on_lost(self) -> None:
        self._lost = True
        self._wake.set()
