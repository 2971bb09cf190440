"""Booking windows and bookability in the schema."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import strawberry

from app.booking.values import (
    REASONS,
    BookabilityState,
    BookingEndType,
    BookingLevel,
    BookingStartType,
    OccurrenceRelation,
)
from app.core.named_types import LocalDateTime
from app.graph.enums import enum_type
from app.graph.reading.mapping import Embedded, Expression, FieldMap, column, expression, reads, zoned_map
from app.graph.times import ZonedDateTime

enum_type(
    BookingStartType,
    "When booking opens.",
    IMMEDIATE="From the moment that this was set.",
    SPECIFIC_TIME="At the given time.",
    RELATIVE_TO_OCCURRENCE="Relative to each occurrence.",
)
enum_type(
    BookingEndType,
    "When booking closes.",
    CONTINUE_UNTIL_EVENT_ENDS="When the occurrence ends; for the event, its last one.",
    CONTINUE_UNTIL_EVENT_STARTS="When the occurrence starts; for the event, its last one.",
    SPECIFIC_TIME="At the given time.",
    RELATIVE_TO_OCCURRENCE="Relative to each occurrence.",
)
enum_type(
    OccurrenceRelation,
    "What the offset of a relative window counts from.",
    BEFORE_OCCURRENCE_START="Before the occurrence starts.",
    AFTER_OCCURRENCE_START="After the occurrence has started.",
    BEFORE_OCCURRENCE_END="Before the occurrence ends.",
)
enum_type(
    BookingLevel,
    "Whether the event's window applies, or each ticket's own.",
    EVENT="The event's, for all its tickets.",
    TICKET="Each ticket's own.",
)
enum_type(
    BookabilityState,
    "Whether it can be booked now.",
    NOT_PUBLISHED="The event is not published.",
    CANCELLED="The event is cancelled.",
    CALLED_OFF="This date has been called off.",
    HIDDEN="Not shown until booking opens.",
    NOT_YET_OPEN="Booking opens later.",
    OPEN="Booking is open.",
    SOLD_OUT="Nothing is left.",
    CLOSED="Booking has closed, or this is not on sale.",
)

_RELATIVE = "Only with RELATIVE_TO_OCCURRENCE: "


@strawberry.type(description="When booking opens.")
class BookingStart:
    type: BookingStartType = column("booking_starts_type", "How the opening is defined.")
    utc: datetime | None = column(
        "booking_starts_at",
        "The opening in UTC, resolved for every type; null if there is no occurrence to count from.",
    )
    local: LocalDateTime | None = column("booking_starts_local", "The opening in the event's time zone.")
    relative_to: OccurrenceRelation | None = column(
        "booking_starts_relation", _RELATIVE + "what the offset counts from."
    )
    offset_minutes: int = column("booking_starts_offset_minutes", _RELATIVE + "minutes.")
    hide_ticket_until_booking_start: bool = column(
        "hide_ticket_until_booking_start", "Whether tickets stay hidden until booking opens."
    )


@strawberry.type(description="When booking closes.")
class BookingEnd:
    type: BookingEndType = column("booking_ends_type", "How the closing is defined.")
    utc: datetime | None = column(
        "booking_ends_at", "The closing in UTC, resolved for every type; null without an occurrence to count from."
    )
    local: LocalDateTime | None = column("booking_ends_local", "The closing in the event's time zone.")
    relative_to: OccurrenceRelation | None = column("booking_ends_relation", _RELATIVE + "what the offset counts from.")
    offset_minutes: int = column("booking_ends_offset_minutes", _RELATIVE + "minutes.")


@strawberry.type(description="When booking opens for the event.")
class EventBookingStart(BookingStart):
    level: BookingLevel = column("booking_starts_level", "Whether this opening applies, or each ticket's own.")


@strawberry.type(description="When booking closes for the event.")
class EventBookingEnd(BookingEnd):
    level: BookingLevel = column("booking_ends_level", "Whether this closing applies, or each ticket's own.")


@strawberry.type(description="When booking closes for a ticket.")
class TicketBookingEnd(BookingEnd):
    level: BookingLevel = expression(
        "(SELECT ev.booking_ends_level FROM event ev WHERE ev.id = {t}.event_id)",
        "Whether the event's closing applies or the ticket's own, as the event sets it.",
    )


@strawberry.type(description="When booking is open: from `opensOn` until just before `closesOn`.")
class BookingWindow:
    opens_on: ZonedDateTime | None = reads(zoned_map("opens"), "When booking opens.")
    closes_on: ZonedDateTime | None = reads(zoned_map("closes"), "When booking closes.")


@strawberry.type(description="Whether something can be booked now, why, and when that changes.")
class Bookability:
    state: BookabilityState = strawberry.field(description="The state, for programs.")
    reason: str = strawberry.field(description="The state as a sentence.")
    next_change_at: ZonedDateTime | None = strawberry.field(
        description="When the state changes without any write, for a client's timer; null if it does not."
    )


def bookability(
    state: str, description: str, *, change: Callable[[str], str] | None = None, zone: str = "{t}.timezone"
) -> Any:
    """A field with the state that this SQL computes: see app/booking/store/states.py.

    `change`: the SQL of `at` and of `local`, the state's next change in UTC and as local time in `zone`; without it,
    the state changes when the row's own window opens or closes.
    """
    reasons = " ".join(f"WHEN '{name}' THEN '{text}'" for name, text in REASONS.items())

    def at_change(column_name: str) -> Expression:
        if change is not None:
            return _same(change(column_name))
        return _same(
            f"CASE {state} WHEN 'NOT_YET_OPEN' THEN {{t}}.opens_{column_name}"
            f" WHEN 'HIDDEN' THEN {{t}}.opens_{column_name}"
            f" WHEN 'OPEN' THEN {{t}}.closes_{column_name} WHEN 'SOLD_OUT' THEN {{t}}.closes_{column_name} END"
        )

    moment = Embedded(
        f"{at_change('at').sqlite} IS NULL",
        {"utc": at_change("at"), "local": at_change("local"), "timezone": _same(zone)},
    )
    fields: dict[str, FieldMap] = {
        "state": _same(state),
        "reason": _same(f"CASE {state} {reasons} END"),
        "nextChangeAt": moment,
    }
    return reads(Embedded(None, fields), description)


def _same(sql: str) -> Expression:
    return Expression(sql, sql)
