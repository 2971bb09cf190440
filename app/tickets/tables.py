"""Tickets (kinds of ticket on sale) and their prices. Money is whole minor units of the event's currency."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.booking.tables import BookingWindowColumns, window_constraints
from app.core import limits
from app.db.columns import (
    AuditColumns,
    at_least,
    counter,
    instant,
    long_text,
    one_of,
    optional_reference,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.discounts.tables import EarlyBirdColumns, early_bird_constraints
from app.tickets.values import TicketCategory, TicketDisplayOrder


def amount(*, nullable: bool = False) -> Any:
    """Whole minor units of the row's currency."""
    return Field(default=None if nullable else ..., sa_type=BigInteger, nullable=nullable)


class TicketRow(BookingWindowColumns, EarlyBirdColumns, AuditColumns, table=True):
    """`opens_at` and `closes_at` are the resolved booking window: the event's or the ticket's own, by level."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index(None, "event_id", "position", "id"),
        one_of("category", TicketCategory),
        one_of("display_order", TicketDisplayOrder),
        at_least("quantity", 0),
        at_least("quantity_sold", 0),
        at_least("quantity_per_occurrence", 0),
        at_least("max_quantity_per_customer", 1),
        CheckConstraint("quantity_sold <= quantity", name="not_oversold"),
        CheckConstraint("donation_min_minor >= 0", name="donation_min_positive"),
        CheckConstraint("donation_min_minor <= donation_max_minor", name="donation_range"),
        CheckConstraint("donation_default_minor >= donation_min_minor", name="donation_default_not_below"),
        CheckConstraint("donation_default_minor <= donation_max_minor", name="donation_default_not_above"),
        *window_constraints(),
        *early_bird_constraints(),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    position: int = counter()
    name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    category: str = text(10)
    currency: str = text(3)
    quantity: int | None = None
    quantity_sold: int = counter()
    quantity_per_occurrence: int | None = None
    max_quantity_per_customer: int | None = None
    display_order: str = text(10, default="NATURAL")
    active: bool = True
    archived_at: datetime | None = instant(nullable=True)
    archived_local: datetime | None = wall_clock(nullable=True)
    session_id: UUID | None = optional_reference("session.id")
    parent_id: UUID | None = optional_reference("ticket.id")
    donation_min_minor: int | None = amount(nullable=True)
    donation_max_minor: int | None = amount(nullable=True)
    donation_default_minor: int | None = amount(nullable=True)
    instruction: str | None = long_text()
    url_digital_pass: str | None = text(limits.URL, default=None)
    opens_at: datetime | None = instant(nullable=True)
    opens_local: datetime | None = wall_clock(nullable=True)
    closes_at: datetime | None = instant(nullable=True)
    closes_local: datetime | None = wall_clock(nullable=True)


class PriceRow(SQLModel, table=True):
    """One way to pay for a ticket."""

    __tablename__ = "price"
    __table_args__ = (
        Index(None, "ticket_id", "position", "id"),
        at_least("amount_minor", 0),
        at_least("quantity_included", 1),
        at_least("quantity_sold", 0),
        at_least("minimum_quantity", 1),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    ticket_id: UUID = reference("ticket.id")
    position: int = counter()
    name: str | None = text(limits.DISPLAY_NAME, default=None)
    amount_minor: int = amount()
    currency: str = text(3)
    quantity_included: int = counter(default=1)
    quantity_sold: int = counter()
    minimum_quantity_enabled: bool = False
    minimum_quantity_mandatory: bool = False
    minimum_quantity: int | None = None


class TicketAttributeRow(SQLModel, table=True):
    """A named attribute of a ticket."""

    __tablename__ = "ticket_attribute"
    __table_args__ = (Index(None, "ticket_id", "position", "id"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    ticket_id: UUID = reference("ticket.id")
    position: int = counter()
    name: str = text(limits.DISPLAY_NAME)
    value: str | None = text(limits.DISPLAY_NAME, default=None)
