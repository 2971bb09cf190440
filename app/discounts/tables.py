"""The columns of an early bird discount."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from app.booking.values import OccurrenceRelation
from app.db.columns import at_least, counter, instant, one_of, text, wall_clock
from app.discounts.values import DiscountType, DiscountWindowType


def discounted(*, nullable: bool = False, default: Any = ...) -> Any:
    """Minor units of the currency if the discount is FIXED, else hundredths of a per cent."""
    return Field(default=None if nullable else default, sa_type=BigInteger, nullable=nullable)


def discount_constraints(prefix: str = "") -> tuple[CheckConstraint, ...]:
    """For the pair `<prefix>discount_type` and `<prefix>discount_minor`; new objects, which each table needs."""
    kind, amount = f"{prefix}discount_type", f"{prefix}discount_minor"
    return (
        one_of(kind, DiscountType),
        at_least(amount, 0),
        CheckConstraint(f"{kind} <> 'PERCENTAGE' OR {amount} <= 10000", name=f"{prefix}discount_at_most_whole"),
    )


class EarlyBirdColumns(SQLModel):
    """Null as the discount type means no discount. `…_at` and `…_local` are resolved for every type."""

    early_bird_discount_type: str | None = text(20, default=None)
    early_bird_discount_minor: int | None = discounted(nullable=True)
    early_bird_type: str | None = text(40, default=None)
    early_bird_customised_start: bool = False
    early_bird_starts_at: datetime | None = instant(nullable=True)
    early_bird_starts_local: datetime | None = wall_clock(nullable=True)
    early_bird_starts_relation: str | None = text(40, default=None)
    early_bird_starts_offset_minutes: int = counter()
    early_bird_ends_at: datetime | None = instant(nullable=True)
    early_bird_ends_local: datetime | None = wall_clock(nullable=True)
    early_bird_ends_relation: str | None = text(40, default=None)
    early_bird_ends_offset_minutes: int = counter()


def early_bird_constraints() -> tuple[CheckConstraint, ...]:
    """New constraint objects, which each table needs."""
    return (
        *discount_constraints("early_bird_"),
        one_of("early_bird_type", DiscountWindowType),
        one_of("early_bird_starts_relation", OccurrenceRelation),
        one_of("early_bird_ends_relation", OccurrenceRelation),
    )
