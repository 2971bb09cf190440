"""What users do: saves, shares, reviews, attendance and waiting at events; following and muting organisations."""

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
    """Who did it and when."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    user_id: UUID = reference("user_account.id", index=True)


class EventActColumns(ActColumns):
    """The same, and to which event."""

    event_id: UUID = reference("event.id")


class SaveRow(EventActColumns, table=True):
    """A user saves an event once."""

    __tablename__ = "save"
    __table_args__ = (UniqueConstraint("event_id", "user_id"), Index(None, "event_id", "created_at", "id"))


class ShareRow(EventActColumns, UpdatedColumns, table=True):
    """A user shares an event; `channel` is the last one."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("event_id", "user_id"), Index(None, "event_id", "created_at", "id"))

    channel: str | None = text(limits.LABEL, default=None)


class ReviewRow(EventActColumns, UpdatedColumns, table=True):
    """A user reviews an event once."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index(None, "event_id", "created_at", "id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_known"),
    )

    rating: int = counter(default=1)
    body: str | None = long_text()


class WaitingRow(EventActColumns, table=True):
    """A user waits once for a place at the event, and once for each session on each of its dates.

    `turn` only rises, so that the order of joining stays. For a session, `occurrence_id` is its date.
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
    # Not set to null with the session: that would be an entry for the event.
    session_occurrence_id: UUID | None = reference("session_occurrence.id", nullable=True)
    turn: int = counter()


class AttendeeRow(EventActColumns, table=True):
    """A user's places. `seats` is what was added to every counter; later changes of the price do not alter it."""

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
    """A user mutes an organisation, once."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)
