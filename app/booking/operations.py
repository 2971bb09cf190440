"""Resolve the booking windows of an event again after a change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.booking.rules import (
    ENDS,
    STARTS,
    Edge,
    Span,
    inverted,
    opens_too_late,
    ordered_moments,
    window,
)
from app.booking.store import (
    Values,
    occurrences_with_windows,
    tickets_with_windows,
)
from app.booking.values import BookingLevel, BookingStartType
from app.core.problems import Path, Problem, refuse_any
from app.core.time import local_of
from app.db.bulk import write_columns
from app.db.timestamps import stamp
from app.discounts.rules import early_bird_moments, ends_before_it_starts, problem_with_order
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow

CLOSING: Path = ("input", "settings", "bookingEndsOn")
DISCOUNT_END: Path = ("input", "earlyBirdDiscount", "discountEndsOn")
Pair = tuple[Edge, Edge]


def rewrite_windows(db: DbSession, event: EventRow, now: datetime, *, path: Path = CLOSING) -> None:
    """Resolve every booking window and early bird discount of the event, in at most five statements.

    Refuses, at `path`, a window in force that would open after it closes. With IMMEDIATE, or not in force, such a
    window is closed instead. The same holds for discounts.
    """
    db.flush()
    occurrences, tickets = occurrences_with_windows(db, event.id), tickets_with_windows(db, event.id)
    spans: list[Span] = [(row["starts_at"], row["ends_at"]) for row in occurrences if row["enabled"]]
    own, blockout = _pair(event.model_dump(), now), event.blockout_period_minutes
    by_ticket = {row["id"]: _pair(row, now) for row in tickets}
    levels = event.booking_starts_level, event.booking_ends_level
    in_force = {uuid: _in_force(own, pair, levels) for uuid, pair in by_ticket.items()}

    refuse_any(
        [
            opens_too_late(path, owner)
            for owner, pair in _windows_in_force(own, tickets, in_force, levels)
            if inverted(*pair, spans)
        ]
        + _problems_with_discounts(event, tickets, spans, DISCOUNT_END if path == CLOSING else path)
    )
    opens, closes = ordered_moments(*own, spans)
    stamp(event, "booking_starts", opens)
    stamp(event, "booking_ends", closes)
    for prefix, at in early_bird_moments(event.model_dump(), spans, now).items():
        stamp(event, prefix, at)
    write_columns(
        db,
        TicketRow,
        [
            values
            for row in tickets
            if (values := _ticket_values(row, by_ticket[row["id"]], in_force[row["id"]], spans, blockout, now))
        ],
    )
    on_sale = [in_force[row["id"]] for row in tickets if row["active"] and row["archived_at"] is None]
    starts, ends = _of_occurrences(own, on_sale, levels)
    write_columns(
        db,
        OccurrenceRow,
        [values for row in occurrences if (values := _occurrence_values(row, starts, ends, blockout))],
    )
    db.flush()


def _pair(columns: Mapping[str, Any], now: datetime) -> Pair:
    starts = Edge.of(STARTS, columns)
    if starts.type == BookingStartType.IMMEDIATE and starts.at is None:
        starts = Edge(starts.type, now)
    return starts, Edge.of(ENDS, columns)


def _in_force(own: Pair, ticket: Pair, levels: tuple[str, str]) -> Pair:
    """The window of a ticket: each end is the event's or its own."""
    starts, ends = (
        mine if level == BookingLevel.TICKET else events
        for events, mine, level in zip(own, ticket, levels, strict=True)
    )
    return starts, ends


def _windows_in_force(
    own: Pair, tickets: Sequence[Values], in_force: Mapping[UUID, Pair], levels: tuple[str, str]
) -> list[tuple[str, Pair]]:
    """The windows that must open before they close, with their owners."""
    if BookingLevel.TICKET not in levels:
        return [("Booking", own)]
    return [
        (f"Booking of the ticket “{row['name']}”", in_force[row["id"]]) for row in tickets if row["archived_at"] is None
    ]


def _of_occurrences(own: Pair, on_sale: Sequence[Pair], levels: tuple[str, str]) -> tuple[set[Edge], set[Edge]]:
    """An occurrence can be booked while any ticket can: its window spans those of the tickets on sale."""
    pairs = on_sale if BookingLevel.TICKET in levels and on_sale else [own]
    return {starts for starts, _ends in pairs}, {ends for _starts, ends in pairs}


def _problems_with_discounts(
    event: EventRow, tickets: Sequence[Values], spans: Sequence[Span], path: Path
) -> list[Problem]:
    """Refuse early bird discounts that would start after they end."""
    found = [problem_with_order(path)] if ends_before_it_starts(event.model_dump(), spans) else []
    return found + [
        problem_with_order(path, f"The early bird discount of the ticket “{row['name']}”")
        for row in tickets
        if row["archived_at"] is None and ends_before_it_starts(row, spans)
    ]


def _ticket_values(
    row: Values, own: Pair, in_force: Pair, spans: Sequence[Span], blockout: int, now: datetime
) -> Values | None:
    starts_at, ends_at = ordered_moments(*own, spans)
    opens_at, closes_at = window([in_force[0]], [in_force[1]], spans, blockout)
    moments = {
        "booking_starts": starts_at,
        "booking_ends": ends_at,
        "opens": opens_at,
        "closes": closes_at,
        **early_bird_moments(row, spans, now),
    }
    return _changed(row, moments)


def _occurrence_values(row: Values, starts: set[Edge], ends: set[Edge], blockout: int) -> Values | None:
    opens_at, closes_at = window(starts, ends, [(row["starts_at"], row["ends_at"])], blockout)
    return _changed(row, {"opens": opens_at, "closes": closes_at})


def _changed(row: Values, moments: Mapping[str, datetime | None]) -> Values | None:
    """The row's columns for these moments, or None if none differs from the stored ones."""
    values: dict[str, Any] = {"id": row["id"]}
    for prefix, at in moments.items():
        values[f"{prefix}_at"] = at
        values[f"{prefix}_local"] = None if at is None else local_of(at, row["timezone"])
    return None if values.items() <= row.items() else values
