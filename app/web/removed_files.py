"""Removes the bytes of files that this process has deleted, right after the commit. `maintain` removes what is left."""

import asyncio
import logging
from collections.abc import Sequence

from app.db.database import Database
from app.db.error_classification import reason
from app.db.outbox import Change, ChangeKind
from app.files.store.folder import Storage
from app.files.store.removal import remove_bytes

LOG = logging.getLogger("marquee.files")


class RemovedFiles:
    """One per process."""

    def __init__(self, database: Database, storage: Storage) -> None:
        self._database = database
        self._storage = storage
        self._deleted = asyncio.Event()

    def notice(self, changes: Sequence[Change]) -> None:
        """A commit listener."""
        if any(change.entity == "File" and change.kind is ChangeKind.DELETED for change in changes):
            self._deleted.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._deleted.wait()
            self._deleted.clear()
            try:
                await remove_bytes(self._database, self._storage)
            except Exception as error:
                LOG.warning("the bytes of deleted files stay until the next maintenance: %s", reason(error))
