"""All SQL of files. Every function is given the tenant whose rows it may read."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.files.rules import problems_with_cover
from app.files.tables import FileRow


def file_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> FileRow:
    """A file of the caller's organisation, locked until the transaction ends. NOT_FOUND for every other."""
    query = (
        select(FileRow)
        .where(FileRow.id == uuid, FileRow.organisation_id == caller.organisation_id)
        .with_for_update(key_share=True)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise Refused(no_such_file(path))
    return row


def find_file(db: DbSession, organisation_id: UUID, uuid: UUID) -> FileRow | None:
    """A file of the organisation."""
    query = select(FileRow).where(FileRow.id == uuid, FileRow.organisation_id == organisation_id)
    return db.exec(query).one_or_none()


def bytes_kept(db: DbSession, organisation_id: UUID) -> int:
    """How many bytes the organisation's uploads have."""
    query = select(func.sum(FileRow.size)).where(
        FileRow.organisation_id == organisation_id, col(FileRow.storage_key).is_not(None)
    )
    return int(db.exec(query).one() or 0)


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
