"""Compares the revision of a database with those that this version knows: may this version serve it?

A newer version writes into the database which revisions can go on serving it (`serves_from`), so that processes of an
older version know whether the migrations that they do not know leave them what they need.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from app.db import revisions
from app.db.database import Database
from app.db.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HAS_TABLE = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT count(*) FROM pg_class WHERE oid = to_regclass('alembic_version')",
}
# Earlier revisions do not have the column.
HAS_SERVES_FROM = {
    "sqlite": "SELECT count(*) FROM pragma_table_info('alembic_version') WHERE name = 'serves_from'",
    "postgresql": "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('alembic_version')"
    " AND attname = 'serves_from' AND NOT attisdropped",
}
REVISION = "SELECT version_num FROM alembic_version"
SERVES_FROM = "SELECT serves_from FROM alembic_version"


class SchemaState(StrEnum):
    """The database's tables compared with those that this version needs. The values are readiness codes."""

    CURRENT = "current"
    OLDER = "not-migrated"
    # A newer version has migrated it and says that this version can go on serving it.
    COMPATIBLE = "compatible"
    NEWER = "migrated-by-a-newer-version"

    @property
    def can_serve(self) -> bool:
        return self in (SchemaState.CURRENT, SchemaState.COMPATIBLE)


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """The revision of a database, and the oldest one whose version can serve it; None without tables."""

    revision: str | None
    serves_from: str | None = None

    @property
    def state(self) -> SchemaState:
        if self.revision == revisions.head():
            return SchemaState.CURRENT
        known = revisions.known()
        if self.revision is None or self.revision in known:
            return SchemaState.OLDER
        return SchemaState.COMPATIBLE if self.serves_from in known else SchemaState.NEWER


async def schema_state(database: Database) -> SchemaState:
    """Whether the database has tables that this version can serve."""
    if database.is_missing:
        return SchemaState.OLDER
    dialect = database.dialect
    async with database.reading() as statements:
        if not await statements.fetch_value(HAS_TABLE[dialect], ()):
            return SchemaState.OLDER
        stored = StoredRevision(await statements.fetch_value(REVISION, ()))
        if stored.state is SchemaState.NEWER and await statements.fetch_value(HAS_SERVES_FROM[dialect], ()):
            stored = StoredRevision(stored.revision, await statements.fetch_value(SERVES_FROM, ()))
    return stored.state


def stored_revision(connection: Connection) -> StoredRevision:
    """The revision of the database that this connection is to."""
    return _stored(lambda sql: connection.execute(text(sql)).scalar(), connection.dialect.name)


def stored_in_file(path: str) -> StoredRevision:
    """The revision of a SQLite database, whose file is neither created nor changed. Raises `sqlite3.Error`."""
    file = SqliteFile(path)
    if file.is_missing:
        return StoredRevision(None)
    with closing(sqlite3.connect(file.uri, uri=True)) as connection:
        return stored_on_sqlite(connection)


def stored_on_sqlite(connection: sqlite3.Connection) -> StoredRevision:
    """The revision of the database that this connection of the driver is to."""
    return _stored(lambda sql: next(iter(connection.execute(sql)), (None,))[0], "sqlite")


def record_serves_from(connection: Connection, script: "ScriptDirectory") -> None:
    """Write which revision is the oldest that can serve the database as it is now. Called after each migration."""
    stored = stored_revision(connection)
    if stored.revision is not None and connection.execute(text(HAS_SERVES_FROM[connection.dialect.name])).scalar():
        oldest = oldest_that_serves(script, stored.revision)
        connection.execute(text("UPDATE alembic_version SET serves_from = :oldest"), {"oldest": oldest})


def oldest_that_serves(script: "ScriptDirectory", revision: str) -> str:
    """The newest of the revisions that this one and those before it name as the oldest whose version can serve."""
    line = [each.revision for each in script.iterate_revisions(revision, "base")]
    named = [getattr(script.get_revision(each).module, "serves_from", each) for each in line]
    # The line begins with the newest one.
    return min((each or line[-1] for each in named), key=line.index)


def _stored(fetch: "Callable[[str], str | int | None]", dialect: str) -> StoredRevision:
    def name(sql: str) -> str | None:
        value = fetch(sql)
        return None if value is None else str(value)

    if not fetch(HAS_TABLE[dialect]):
        return StoredRevision(None)
    return StoredRevision(name(REVISION), name(SERVES_FROM) if fetch(HAS_SERVES_FROM[dialect]) else None)
