"""All SQL of files. Every function is given the tenant whose rows it may read."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, null
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.communities.tables import CommunityRow
from app.core.problems import Path, Problem, ProblemCode
from app.db.own_rows import row_to_change
from app.events.tables import EventRow
from app.files.rules import problems_with_cover
from app.files.tables import FileRow
from app.sessions.tables import SessionRow
from app.users.tables import UserRow


def file_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> FileRow:
    """A file of the caller's organisation, locked until the transaction ends. NOT_FOUND for every other."""
    return row_to_change(db, caller, FileRow, uuid, "file", path)


def find_file(db: DbSession, organisation_id: UUID, uuid: UUID) -> FileRow | None:
    """A file of the organisation, which nobody can delete until the transaction ends."""
    query = select(FileRow).where(FileRow.id == uuid, FileRow.organisation_id == organisation_id)
    return db.exec(query.with_for_update(read=True, key_share=True)).one_or_none()


def bytes_kept(db: DbSession, organisation_id: UUID) -> int:
    """How many bytes the organisation's uploads have."""
    query = select(func.sum(FileRow.size)).where(
        FileRow.organisation_id == organisation_id, col(FileRow.storage_key).is_not(None)
    )
    return int(db.exec(query).one() or 0)


def used_by(db: DbSession, file_id: UUID) -> list[tuple[str, UUID, UUID | None]]:
    """The type and id of everything that uses the file, with its event if it belongs to one."""
    uses: tuple[tuple[str, Any, Any, Any], ...] = (
        ("Event", EventRow.cover_image_file_id, EventRow.id, EventRow.id),
        ("Session", SessionRow.image_file_id, SessionRow.id, SessionRow.event_id),
        ("Community", CommunityRow.avatar_file_id, CommunityRow.id, null()),
        ("User", UserRow.avatar_file_id, UserRow.id, null()),
    )
    return [
        (entity, UUID(int=uuid.int), event)
        for entity, column, key, of in uses
        for uuid, event in db.connection().execute(select_columns(key, of).where(column == file_id).order_by(key))
    ]


def image_file(
    db: DbSession, organisation_id: UUID, uuid: UUID, path: Path = ("input", "imageFileUuid")
) -> tuple[FileRow | None, list[Problem]]:
    """A picture of the organisation, and the problems at `path` if it is not one."""
    row = find_file(db, organisation_id, uuid)
    if row is None:
        return None, [no_such_file(path)]
    return row, problems_with_cover(row.type, path)


def no_such_file(path: Path) -> Problem:
    """Also for another organisation's file."""
    return Problem(ProblemCode.NOT_FOUND, "The organisation has no file with this uuid.", path)
