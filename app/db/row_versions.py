"""Raises versions in a transaction: once for each row, and only if the transaction changes anything."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect
from sqlmodel import Session as DbSession

from app.db.timestamps import touch

_WRITING = ("INSERT", "UPDATE", "DELETE")
_WRITES = "writes"


class RowVersions:
    """What a transaction changes from here on, in the session's rows and by statements.

    versions = RowVersions(db, now)
    ticket.name = name
    if versions.raise_for(ticket, event):
        record(...)
    """

    def __init__(self, db: DbSession, now: datetime) -> None:
        self._db = db
        self._now = now
        self._before = _writes(db)
        self._raised: list[Any] = []

    @property
    def is_changed(self) -> bool:
        """Whether anything has changed, or will when the session is flushed."""
        db = self._db
        return (
            bool(self._raised or db.new or db.deleted)
            or _writes(db) != self._before
            or any(is_modified(row) for row in db.dirty)
        )

    def raise_for(self, *rows: Any) -> bool:
        """If anything has changed, raise the version of each of these rows, unless that was done before.

        Call it before the session is flushed, so that each row is updated once.
        """
        if not self.is_changed:
            return False
        for row in rows:
            if not any(each is row for each in self._raised):
                touch(row, self._now)
                self._raised.append(row)
        return True


def is_modified(row: Any) -> bool:
    """Whether a column of a loaded row, which may be detached, has another value than in the store."""
    state: Any = inspect(row)
    # Of a hundred columns a few were set: only these can differ.
    return bool(state.modified) and any(state.attrs[name].history.has_changes() for name in (*state.committed_state,))


@event.listens_for(Engine, "after_cursor_execute")
def _count_writes(connection: Connection, cursor: Any, statement: str, *_rest: Any) -> None:
    # Drivers that do not count the rows of many executions say -1.
    if statement.lstrip()[:6].upper() in _WRITING and cursor.rowcount != 0:
        connection.info[_WRITES] = connection.info.get(_WRITES, 0) + 1


def _writes(db: DbSession) -> int:
    """How many statements on the session's connection have changed rows, in this and in earlier transactions."""
    writes: int = db.connection().info.get(_WRITES, 0)
    return writes
