"""Who is invited to an event, and what they have answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from app.db.columns import instant, one_of, primary_key, reference, text, wall_clock
from app.guests.values import RsvpStatus


class RsvpRow(SQLModel, table=True):
    """A user answers for an event once; the event's row counts the answers."""

    __tablename__ = "rsvp"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
        one_of("status", RsvpStatus),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    user_id: UUID = reference("person.id", index=True)
    status: str = text(20)
    timezone: str = text(64)
    created_at: datetime = instant()
    created_local: datetime = wall_clock()
    updated_at: datetime = instant()
    updated_local: datetime = wall_clock()


class InvitationRow(SQLModel, table=True):
    """A user is invited to an event once."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    user_id: UUID = reference("person.id", index=True)
    timezone: str = text(64)
    created_at: datetime = instant()
    created_local: datetime = wall_clock()
