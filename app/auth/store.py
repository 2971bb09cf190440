"""SQL of applications and their tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session as DbSession
from sqlmodel import col, delete, select

from app.auth.tables import ApplicationRow, TokenRow
from app.organisations.tables import OrganisationRow


def organisation_exists(db: DbSession, organisation_id: UUID) -> bool:
    return db.get(OrganisationRow, organisation_id) is not None


def application(db: DbSession, application_id: UUID) -> ApplicationRow | None:
    return db.get(ApplicationRow, application_id)


def applications_of(db: DbSession, organisation_id: UUID) -> Sequence[ApplicationRow]:
    """The organisation's applications, oldest first."""
    return db.exec(
        select(ApplicationRow)
        .where(ApplicationRow.organisation_id == organisation_id)
        .order_by(col(ApplicationRow.created_at), col(ApplicationRow.id))
    ).all()


def tokens_and_applications(db: DbSession, token_hashes: Sequence[str]) -> Sequence[tuple[TokenRow, ApplicationRow]]:
    return db.exec(
        select(TokenRow, ApplicationRow)
        .join(ApplicationRow, col(ApplicationRow.id) == col(TokenRow.application_id))
        .where(col(TokenRow.hash).in_(token_hashes))
    ).all()


def delete_tokens(db: DbSession, application_id: UUID) -> None:
    db.exec(delete(TokenRow).where(col(TokenRow.application_id) == application_id))


def delete_expired_tokens(db: DbSession, application_id: UUID, now: datetime) -> None:
    db.exec(
        delete(TokenRow).where(col(TokenRow.application_id) == application_id).where(col(TokenRow.expires_at) <= now)
    )


def live_tokens(db: DbSession, application_id: UUID, now: datetime) -> tuple[int, datetime | None]:
    """How many valid tokens the application has, and when the first of them expires."""
    query = select(func.count(), func.min(col(TokenRow.expires_at))).where(
        TokenRow.application_id == application_id, col(TokenRow.expires_at) > now
    )
    return db.exec(query).one()


def lock_application(db: DbSession, application_id: UUID) -> None:
    """Lock the row until the transaction ends; others may insert rows that refer to it."""
    db.exec(select(ApplicationRow.id).where(ApplicationRow.id == application_id).with_for_update(key_share=True)).one()


def delete_all_expired_tokens(db: DbSession, now: datetime) -> int:
    """Delete expired tokens; returns how many there were."""
    return db.exec(delete(TokenRow).where(col(TokenRow.expires_at) <= now)).rowcount
