"""Keeps the hub up to date with what other processes have written."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID

from app.db.database import Database
from app.db.error_classification import reason
from app.db.feed.hints import Hints
from app.db.feed.reading import Head, changes_between, heads
from app.db.outbox import Change
from app.graph.hub import FollowedFeed, Hub

LOG = logging.getLogger("marquee.feed")
# Changes that are read at a time.
PAGE = 1_000
# Between two looks at the database: where hints of other processes arrive, and where none do.
HINTED_POLL_S = 5.0
POLL_S = 0.5
# After a failure to read.
RETRY_S = 1.0
# For a read that has begun when the process stops.
STOP_S = 1.0
# Pauses before the next attempt to receive hints: the first one, and the longest after repeated failures. Hints that
# arrived for longer than that reset the pause.
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0


class Follower:
    """Reads the followed feeds after each hint, and from time to time without one."""

    def __init__(self, database: Database, hub: Hub, hints: Hints | None = None) -> None:
        self._database = database
        self._hub = hub
        self._hints = hints
        self._failing = False

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            if self._hints is not None:
                tasks.create_task(self._listen(self._hints))
            tasks.create_task(self._follow())

    async def catch_up(self, *, everywhere: bool = True) -> None:
        """Send what has been committed before this call, in all feeds or in those known to be behind.

        Raises `StoreError`.
        """
        feeds = {
            feed.organisation_id: feed
            for feed in self._hub.followed()
            if feed.position is not None and (everywhere or feed.position < feed.announced)
        }
        if not feeds:
            return
        found = await self._database.read(lambda db: heads(db, list(feeds)))
        for organisation_id, head in found.items():
            await self._send(feeds[organisation_id], head)

    async def _listen(self, hints: Hints) -> None:
        pause = FIRST_PAUSE_S
        failing = False
        while True:
            started = time.monotonic()
            try:
                await hints.listen(self._hub)
            except Exception as error:
                # Hints may have been lost, and from now on the database is looked at more often.
                self._hub.may_have_advanced()
                if time.monotonic() > started + LONGEST_PAUSE_S:
                    pause, failing = FIRST_PAUSE_S, False
                if not failing:
                    failing = True
                    LOG.warning("hints of other processes do not arrive, so changes come later: %s", reason(error))
                await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311
                pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _follow(self) -> None:
        while True:
            pause = HINTED_POLL_S if self._hints is not None and self._hints.arriving else POLL_S
            everywhere = False
            try:
                async with asyncio.timeout(pause):
                    await self._hub.behind.wait()
            except TimeoutError:
                everywhere = True
            everywhere = self._hub.take_behind() or everywhere
            try:
                await _finished(self.catch_up(everywhere=everywhere))
            except Exception as error:
                # Subscribers keep what they have, and get the rest later.
                if not self._failing:
                    LOG.warning("changes of other processes cannot be read now: %s", reason(error))
                self._failing = True
                self._hub.may_have_advanced()
                await asyncio.sleep(RETRY_S)
            else:
                self._failing = False

    async def _send(self, feed: FollowedFeed, head: Head) -> None:
        assert feed.position is not None
        if not feed.epoch:
            feed.epoch = head.epoch
        if feed.epoch != head.epoch:
            feed.restart(head)
        while feed.position < head.position:
            changes = await self._page(feed.organisation_id, feed.position, head.position)
            feed.deliver(changes, head.position if len(changes) < PAGE else changes[-1].position)

    async def _page(self, organisation_id: UUID, after: int, up_to: int) -> Sequence[Change]:
        return await self._database.read(lambda db: changes_between(db, organisation_id, after, up_to, limit=PAGE))


async def _finished(reading: Coroutine[Any, Any, None]) -> None:
    """Let a read end before this task does: a cancelled one would give back its connection later."""
    task = asyncio.create_task(reading)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=STOP_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
