"""All SQL of users. Every function is given the tenant whose rows it may read."""

from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.core.problems import Path, Problem
from app.db.own_rows import row_to_change
from app.users.columns import UniqueColumn
from app.users.rules import no_such_user, problems_with_acting
from app.users.tables import UserFlagRow, UserPictureRow, UserRow


def user_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> UserRow:
    """A user of the caller's organisation, locked until the transaction ends. NOT_FOUND for anyone else."""
    return row_to_change(db, caller, UserRow, uuid, "user", path)


def find_user(db: DbSession, organisation_id: UUID | None, uuid: UUID) -> UserRow | None:
    """A user of this organisation, deleted ones too, or None."""
    query = select(UserRow).where(UserRow.id == uuid, UserRow.organisation_id == organisation_id)
    return db.exec(query).one_or_none()


def acting_user(
    db: DbSession, organisation_id: UUID | None, uuid: UUID, path: Path
) -> tuple[UserRow | None, list[Problem]]:
    """The user of this organisation who does something, and why they may not."""
    user = find_user(db, organisation_id, uuid)
    if user is None:
        return None, [no_such_user(path)]
    return user, problems_with_acting(user.is_deleted, user.is_global_ban, path)


def is_taken(db: DbSession, organisation_id: UUID, column: UniqueColumn, value: str, but: UUID) -> bool:
    """Whether another user of the organisation has this value in the column."""
    query = select(UserRow.id).where(
        UserRow.organisation_id == organisation_id, getattr(UserRow, column) == value, col(UserRow.id) != but
    )
    return db.exec(query.limit(1)).first() is not None


def flaggers_of(db: DbSession, user_id: UUID) -> list[UUID]:
    """The users who have flagged this one."""
    return list(db.exec(select(col(UserFlagRow.by_user_id)).where(UserFlagRow.user_id == user_id)))


def keep_picture(db: DbSession, user: UserRow) -> None:
    """Note that the user's avatar shows them."""
    if user.avatar_file_id is None:
        return
    # The user is updated once, with their version.
    with db.no_autoflush:
        is_kept = db.get(UserPictureRow, (user.id, user.avatar_file_id)) is not None
    if not is_kept:
        db.add(UserPictureRow(user_id=user.id, file_id=user.avatar_file_id))
