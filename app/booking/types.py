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
    "When booking opens. Source: EventBookings `booking_starts_on.type`; its documents show IMMEDIATE only.",
    IMMEDIATE="From the moment this was set.",
    SPECIFIC_TIME="At the given time.",
    RELATIVE_TO_OCCURRENCE="Counted from each occurrence.",
)
enum_type(
    BookingEndType,
    "When booking closes. Source: EventBookings `booking_ends_on.type`; its documents show one of these only.",
    CONTINUE_UNTIL_EVENT_ENDS="When the occurrence ends (the event: its last).",
    CONTINUE_UNTIL_EVENT_STARTS="When the occurrence starts (the event: its last).",
    SPECIFIC_TIME="At the given time.",
    RELATIVE_TO_OCCURRENCE="Counted from each occurrence.",
)
enum_type(
    OccurrenceRelation,
    "What the offset of a relative window counts from.",
    BEFORE_OCCURRENCE_START="So long before the occurrence starts.",
    AFTER_OCCURRENCE_START="So long after the occurrence has started.",
    BEFORE_OCCURRENCE_END="So long before the occurrence ends.",
)
enum_type(
    BookingLevel,
    "Whose window rules.",
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


@strawberry.type(description="When booking opens. Source: EventBookings `settings.booking_starts_on`.")
class BookingStart:
    type: BookingStartType = column("booking_starts_type", "How the opening is decided.")
    utc: datetime | None = column(
        "booking_starts_at", "The opening in UTC, resolved for every type; null without any occurrence to count from."
    )
    local: LocalDateTime | None = column("booking_starts_local", "The opening in the event's time zone.")
    relative_to: OccurrenceRelation | None = column(
        "booking_starts_relation", _RELATIVE + "what the offset counts from (`occurrence_booking_start_type`)."
    )
    offset_minutes: int = column(
        "booking_starts_offset_minutes", _RELATIVE + "minutes (`occurrence_booking_start_offset`)."
    )
    hide_ticket_until_booking_start: bool = column(
        "hide_ticket_until_booking_start", "Whether tickets stay hidden until booking opens."
    )


@strawberry.type(description="When booking closes. Source: EventBookings `settings.booking_ends_on`.")
class BookingEnd:
    type: BookingEndType = column("booking_ends_type", "How the closing is decided.")
    utc: datetime | None = column(
        "booking_ends_at", "The closing in UTC, resolved for every type; null without any occurrence to count from."
    )
    local: LocalDateTime | None = column("booking_ends_local", "The closing in the event's time zone.")
    relative_to: OccurrenceRelation | None = column(
        "booking_ends_relation", _RELATIVE + "what the offset counts from (`occurrence_booking_end_type`)."
    )
    offset_minutes: int = column(
        "booking_ends_offset_minutes", _RELATIVE + "minutes (`occurrence_booking_end_offset`)."
    )


@strawberry.type(description="When booking opens for the event. Source: EventBookings `settings.booking_starts_on`.")
class EventBookingStart(BookingStart):
    level: BookingLevel = column("booking_starts_level", "Whether this opening or each ticket's own holds.")


@strawberry.type(description="When booking closes for the event. Source: EventBookings `settings.booking_ends_on`.")
class EventBookingEnd(BookingEnd):
    level: BookingLevel = column("booking_ends_level", "Whether this closing or each ticket's own holds.")


@strawberry.type(
    description="When a ticket's booking closes. Source: EventBookings `levels[].settings.booking_ends_on`."
)
class TicketBookingEnd(BookingEnd):
    level: BookingLevel = expression(
        "(SELECT ev.booking_ends_level FROM event ev WHERE ev.id = {t}.event_id)",
        "Whether the event's closing or the ticket's own holds: the event's choice.",
    )


@strawberry.type(description="The resolved time of booking: from `opensOn` until just before `closesOn`.")
class BookingWindow:
    opens_on: ZonedDateTime | None = reads(zoned_map("opens"), "When booking opens.")
    closes_on: ZonedDateTime | None = reads(zoned_map("closes"), "When booking closes.")


@strawberry.type(description="Whether something can be booked at this moment, why, and when that changes.")
class Bookability:
    state: BookabilityState = strawberry.field(description="The state, for programs.")
    reason: str = strawberry.field(description="The state, as a sentence for a person.")
    next_change_at: ZonedDateTime | None = strawberry.field(
        description="When the clock alone will change the state: a client needs one timer. Null if it will not."
    )


def bookability(
    state: str, description: str, *, change: Callable[[str], str] | None = None, zone: str = "{t}.timezone"
) -> Any:
    """The field of a row whose state is this SQL: see app/booking/store/states.py.

    `change`: the SQL of `at` and of `local`, the moment of the state's next change and its wall clock in `zone`;
    without it, the row's own window opens or closes.
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
