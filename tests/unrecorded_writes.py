"""Finds transactions that write rows which feeds are to record, and record nothing: a 304 would miss them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from app.db.metadata import is_outside_the_feed, metadata
from tests.gateway import Gateway

_WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM) \"?([a-z_]+)")
_WRITTEN = "tables written"


@contextmanager
def unrecorded_writes(gateway: Gateway) -> Iterator[list[set[str]]]:
    """The tables that such transactions of the service write in the block; a set for each transaction."""
    engine = gateway.database.engine.sync_engine
    found: list[set[str]] = []
    # Changes are appended right before the commit, without SQLAlchemy.
    appended: list[str] = []

    def note_append(statement: str) -> None:
        if "INSERT INTO feed" in statement:
            appended.append(statement)

    def note(connection: Connection, cursor: Any, statement: str, *_rest: Any) -> None:
        if cursor.rowcount != 0:
            written = set(_WRITES.findall(statement)) & metadata.tables.keys()
            connection.info.setdefault(_WRITTEN, set()).update(written)

    def check(connection: Connection) -> None:
        written = connection.info.pop(_WRITTEN, set())
        of_feeds = {table for table in written if not is_outside_the_feed(table)}
        if of_feeds and not appended:
            found.append(of_feeds)
        appended.clear()

    def forget(connection: Connection) -> None:
        connection.info.pop(_WRITTEN, None)
        appended.clear()

    listeners = (("after_cursor_execute", note), ("commit", check), ("rollback", forget))
    gateway.database.listeners.append(note_append)
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield found
    finally:
        gateway.database.listeners.remove(note_append)
        for name, listener in listeners:
            event.remove(engine, name, listener)
