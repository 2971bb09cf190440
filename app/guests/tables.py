"""Invitations to events, and answers."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from app.db.columns import CreatedColumns, UpdatedColumns, one_of, primary_key, reference, text
from app.guests.values import RsvpStatus

# SQL over a user `us` who takes part in the event `:event`: whether they are deleted, banned, and invited.
STANDING = (
    "us.is_deleted, us.is_global_ban,"
    " EXISTS (SELECT 1 FROM invitation iv WHERE iv.event_id = :event AND iv.user_id = us.id)"
)


class RsvpRow(UpdatedColumns, table=True):
    """A user answers an event once; the event's row counts the answers."""

    __tablename__ = "rsvp"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
        one_of("status", RsvpStatus),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    user_id: UUID = reference("user_account.id", index=True)
    status: str = text(20)


class InvitationRow(CreatedColumns, table=True):
    """A user is invited to an event once."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    user_id: UUID = reference("user_account.id", index=True)
