"""All SQL of invitations and answers. Every function is given an event of the caller's organisation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.guests.tables import InvitationRow, RsvpRow
from app.users.tables import UserRow


def rsvp_of(db: DbSession, event_id: UUID, user_id: UUID) -> RsvpRow | None:
    """The user's answer to the event."""
    return db.exec(select(RsvpRow).where(RsvpRow.event_id == event_id, RsvpRow.user_id == user_id)).one_or_none()


def rsvps_of(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> list[RsvpRow]:
    """These users' answers to the event."""
    query = select(RsvpRow).where(RsvpRow.event_id == event_id, col(RsvpRow.user_id).in_(user_ids))
    return list(db.exec(query.order_by(col(RsvpRow.id))))


def invited_among(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these users are invited to the event."""
    query = select(InvitationRow.user_id).where(
        InvitationRow.event_id == event_id, col(InvitationRow.user_id).in_(user_ids)
    )
    return set(db.exec(query))


def users_among(db: DbSession, organisation_id: UUID, user_ids: Sequence[UUID]) -> dict[UUID, UserRow]:
    """Which of these are users of the organisation, deleted ones too."""
    query = select(UserRow).where(UserRow.organisation_id == organisation_id, col(UserRow.id).in_(user_ids))
    return {row.id: row for row in db.exec(query)}


def remove_invitations(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> None:
    """Delete the invitations of these users."""
    db.connection().execute(
        delete(InvitationRow).where(col(InvitationRow.event_id) == event_id, col(InvitationRow.user_id).in_(user_ids))
    )
