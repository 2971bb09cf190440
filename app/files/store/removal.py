"""Removing files for good: first the rows, with a note of the bytes to remove, then the bytes, then the note.

The note is committed with the rows. Whatever kills the process, the bytes go with the next round of `maintain`.
"""

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, delete, exists, or_, select
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.core import limits
from app.db.all_tables import metadata
from app.db.columns import Text
from app.db.database import Database
from app.files.store.folder import Storage
from app.files.tables import FileRow, RemovedFileRow

LOG = logging.getLogger("marquee.files")
BATCH = 100


def remove_unused(db: DbSession, organisation_id: UUID, candidates: Collection[UUID], now: datetime) -> list[UUID]:
    """Delete those of the organisation's files that nothing uses, and note their bytes; answers their ids, sorted."""
    file = FileRow
    wanted = col(file.id).in_(candidates), col(file.organisation_id) == organisation_id
    # Locked before anyone looks: whoever begins to use one of them meanwhile waits, and does not find it then.
    db.connection().execute(select(col(file.id)).where(*wanted).with_for_update())
    unused = select(col(file.id), col(file.storage_key)).where(*wanted, ~_is_used()).order_by(col(file.id))
    found = db.connection().execute(unused).all()
    db.connection().execute(delete(file).where(col(file.id).in_([row.id for row in found])))
    db.add_all(RemovedFileRow(storage_key=row.storage_key, created_at=now) for row in found if row.storage_key)
    return [row.id for row in found]


async def remove_bytes(database: Database, storage: Storage) -> int:
    """Remove the bytes of deleted files; how many files they were. What cannot be removed is noted for the next time.

    Raises `StoreError`.
    """
    removed, after = 0, ""
    while keys := await database.read(partial(_noted, after=after)):
        gone = await asyncio.to_thread(_drop, storage, keys)
        if gone:
            await database.change(partial(_forget, keys=gone))
        removed, after = removed + len(gone), keys[-1]
    return removed


def _is_used() -> ColumnElement[bool]:
    """Whether another row refers to a file, or has its address on this service.

    To have been added for an event, or to have been a user's avatar, is no use.
    """
    columns = [(table, column) for table in metadata.tables.values() for column in table.c if table.name != "file"]
    referring = [
        (table, column)
        for table, column in columns
        if not column.primary_key and any(key.column.table.name == "file" for key in column.foreign_keys)
    ]
    address = "%/files/" + cast(col(FileRow.id), String) + "/%"
    return or_(
        *(exists(select(1).select_from(table).where(column == col(FileRow.id))) for table, column in referring),
        *(
            exists(select(1).select_from(table).where(column.like(address)))
            for table, column in columns
            if isinstance(column.type, Text) and column.type.impl_instance.length == limits.URL  # type: ignore[attr-defined]
        ),
    )


def _noted(db: DbSession, after: str) -> list[str]:
    key = col(RemovedFileRow.storage_key)
    return list(db.connection().execute(select(key).where(key > after).order_by(key).limit(BATCH)).scalars())


def _drop(storage: Storage, keys: Collection[str]) -> list[str]:
    """Those whose bytes are gone."""
    gone = []
    for key in keys:
        try:
            storage.drop(key)
        except OSError as error:
            LOG.warning("the bytes of a deleted file cannot be removed now: %s", error.strerror)
        else:
            gone.append(key)
    return gone


def _forget(db: DbSession, keys: Collection[str]) -> None:
    db.connection().execute(delete(RemovedFileRow).where(col(RemovedFileRow.storage_key).in_(keys)))
