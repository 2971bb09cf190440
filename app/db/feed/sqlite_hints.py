"""Hints by the version of the SQLite file, which every commit of another connection changes."""

import asyncio
from collections.abc import Sequence

import aiosqlite

from app.db.feed.hints import FollowedFeeds
from app.db.outbox import Change
from app.db.sqlite_file import SqliteFile

# Between two looks at the version, while there are subscribers.
POLL_S = 0.025


class SqliteHints:
    """The hints of one process. Commits of the process itself change the version as well: its connections are many."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.arriving = False

    def announce(self, changes: Sequence[Change]) -> None:
        """The other processes look at the file."""

    async def listen(self, feeds: FollowedFeeds) -> None:
        await feeds.wait_until_followed()
        connection = await self._open()
        try:
            self._file.check()
            version = None
            while feeds.any_followed:
                found = await connection.execute_fetchall("PRAGMA data_version")
                if found != version:
                    version = found
                    feeds.may_have_advanced()
                self.arriving = True
                await asyncio.sleep(POLL_S)
        finally:
            self.arriving = False
            await connection.close()

    async def _open(self) -> aiosqlite.Connection:
        self._file.try_opening()
        opening = aiosqlite.connect(self._file.uri, uri=True, isolation_level=None)
        # A disk that does not respond must not keep the process from exiting.
        opening._thread.daemon = True
        return await opening
