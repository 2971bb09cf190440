"""The tables of occurrences (dated instances of an event) and their timeslots."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from app.db.columns import (
    AuditColumns,
    at_least,
    counter,
    instant,
    long_text,
    one_of,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.occurrences.values import DisabledReason


class OccurrenceRow(AuditColumns, table=True):
    """`opens_at` and `closes_at` are the resolved booking window of this occurrence.

    `original_starts_at` is its start by the rule (RFC 5545 RECURRENCE-ID); with `own_times` it takes place at another
    time, which an organiser chose. `previous_starts_at` is its start before it last moved, in public. `out_of_rule`:
    the rule no longer produces this date. `history`: it belongs to an earlier rule, and changes of the rule do not
    affect it.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("event_id", "starts_at"),
        # Over all dates, not only enabled ones: lists by date may include dates that are called off.
        Index(None, "starts_at", "id"),
        Index(None, "organisation_id", "starts_at", "id"),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint("enabled = (disabled_reason IS NULL)", name="disabled_for_a_reason"),
        one_of("disabled_reason", DisabledReason),
        at_least("capacity", 0),
        at_least("booked_count", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    ends_at: datetime = instant()
    ends_local: datetime = wall_clock()
    original_starts_at: datetime = instant()
    original_starts_local: datetime = wall_clock()
    previous_starts_at: datetime | None = instant(nullable=True)
    previous_starts_local: datetime | None = wall_clock(nullable=True)
    own_times: bool = False
    out_of_rule: bool = False
    history: bool = False
    enabled: bool = True
    disabled_reason: str | None = text(20, default=None)
    cancellation_reason: str | None = long_text()
    capacity: int | None = None
    booked_count: int = counter()
    opens_at: datetime | None = instant(nullable=True)
    opens_local: datetime | None = wall_clock(nullable=True)
    closes_at: datetime | None = instant(nullable=True)
    closes_local: datetime | None = wall_clock(nullable=True)


class TimeslotRow(SQLModel, table=True):
    """A bookable slot inside one occurrence of a `TIMESLOTS` event."""

    __tablename__ = "timeslot"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "position"),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        at_least("capacity", 1),
        at_least("booked_count", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    occurrence_id: UUID = reference("occurrence.id")
    position: int = counter()
    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    ends_at: datetime = instant()
    ends_local: datetime = wall_clock()
    timezone: str = text(64)
    capacity: int | None = None
    booked_count: int = counter()
