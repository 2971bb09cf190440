"""What people do: saves, shares, reviews, attendance and waiting at events; following and muting organisations."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from app.core import limits
from app.db.columns import (
    CreatedColumns,
    UpdatedColumns,
    at_least,
    counter,
    long_text,
    optional_reference,
    primary_key,
    reference,
    text,
)

_OF_EVENT = sql("session_occurrence_id IS NULL")


class ActColumns(CreatedColumns):
    """Somebody did something at some time."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    user_id: UUID = reference("person.id", index=True)


class EventActColumns(ActColumns):
    """… to an event."""

    event_id: UUID = reference("event.id")


class SaveRow(EventActColumns, table=True):
    """A user has put an event aside, once."""

    __tablename__ = "save"
    __table_args__ = (UniqueConstraint("event_id", "user_id"), Index(None, "event_id", "created_at", "id"))


class ShareRow(EventActColumns, UpdatedColumns, table=True):
    """A user has passed an event on; `channel` is where they did last."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("event_id", "user_id"), Index(None, "event_id", "created_at", "id"))

    channel: str | None = text(limits.LABEL, default=None)


class ReviewRow(EventActColumns, UpdatedColumns, table=True):
    """What a user says of an event, once."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_known"),
    )

    rating: int = counter(default=1)
    body: str | None = long_text()


class WaitingRow(EventActColumns, table=True):
    """A user waits: for a place at the event, once, and once for each session on a date that they would choose.

    `turn` only rises, so that who was there first stays first. Who waits for a session has its date as `occurrence_id`.
    """

    __tablename__ = "waiting_list_entry"
    __table_args__ = (
        Index(None, "event_id", "user_id", unique=True, sqlite_where=_OF_EVENT, postgresql_where=_OF_EVENT),
        UniqueConstraint("session_occurrence_id", "user_id"),
        UniqueConstraint("event_id", "turn"),
        Index(None, "event_id", "created_at", "id"),
    )

    ticket_id: UUID | None = optional_reference("ticket.id")
    occurrence_id: UUID | None = optional_reference("occurrence.id")
    # Emptied, it would be an entry for the event.
    session_occurrence_id: UUID | None = reference("session_occurrence.id", nullable=True)
    turn: int = counter()


class AttendeeRow(EventActColumns, table=True):
    """A user's places. `seats` is what they took of every counter, whatever the price says later."""

    __tablename__ = "attendee"
    __table_args__ = (
        Index(None, "event_id", "created_at", "id"),
        Index(None, "ticket_id", "user_id"),
        Index(None, "occurrence_id", "ticket_id"),
        at_least("quantity", 1),
        at_least("seats", 1),
    )

    ticket_id: UUID = reference("ticket.id")
    occurrence_id: UUID = reference("occurrence.id")
    timeslot_id: UUID | None = optional_reference("timeslot.id")
    price_id: UUID | None = optional_reference("price.id")
    quantity: int = counter(default=1)
    seats: int = counter(default=1)


class FollowRow(ActColumns, UpdatedColumns, table=True):
    """A user follows an organisation, once."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)


class MuteRow(ActColumns, table=True):
    """A user wants to hear nothing of an organisation, once."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)
