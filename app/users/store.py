"""All SQL of the users. Every function is given the tenant it may touch."""

from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.core.problems import Path, Refused
from app.users.rules import no_such_user
from app.users.tables import UserFlagRow, UserRow


def user_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> UserRow:
    """A user of the caller's organisation, locked until the transaction ends. NOT_FOUND for anyone else."""
    query = (
        select(UserRow)
        .where(UserRow.id == uuid, UserRow.organisation_id == caller.organisation_id)
        .with_for_update(key_share=True)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise Refused(no_such_user(path))
    return row


def find_user(db: DbSession, organisation_id: UUID | None, uuid: UUID) -> UserRow | None:
    """A user of this organisation, deleted ones too, or None."""
    query = select(UserRow).where(UserRow.id == uuid, UserRow.organisation_id == organisation_id)
    return db.exec(query).one_or_none()


def is_taken(db: DbSession, organisation_id: UUID, column: str, value: str, but: UUID) -> bool:
    """Whether another user of the organisation has this value in the column."""
    query = select(UserRow.id).where(
        UserRow.organisation_id == organisation_id, getattr(UserRow, column) == value, col(UserRow.id) != but
    )
    return db.exec(query.limit(1)).first() is not None


def flaggers_of(db: DbSession, user_id: UUID) -> list[UUID]:
    """Who has flagged the user."""
    return list(db.exec(select(col(UserFlagRow.by_user_id)).where(UserFlagRow.user_id == user_id)))
