"""Resolve the booking windows of an event again after a change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.booking.columns import ResolvedValues, WindowEndsValues
from app.booking.rules import Edge, Span, end_of, inverted, opens_too_late, ordered_moments, start_of, window
from app.booking.store import OccurrenceWindow, TicketWindow, occurrences_with_windows, tickets_with_windows
from app.booking.values import BookingLevel, BookingStartType
from app.core.problems import Path, Problem, refuse_any
from app.core.time import local_of
from app.db.bulk import write_columns
from app.db.outbox import ChangeKind, record, record_within
from app.db.rows import set_values, values_of
from app.db.timestamps import stamp
from app.discounts.columns import EarlyBirdMoments, EarlyBirdValues
from app.discounts.rules import early_bird_moments, ends_before_it_starts, problem_with_order
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.store import naming
from app.tickets.tables import TicketRow

CLOSING: Path = ("input", "settings", "bookingEndsOn")
DISCOUNT_END: Path = ("input", "earlyBirdDiscount", "discountEndsOn")
Pair = tuple[Edge, Edge]


class OccurrenceMoments(ResolvedValues):
    """What is written of an occurrence."""

    id: UUID


class TicketMoments(OccurrenceMoments, EarlyBirdMoments):
    """What is written of a ticket."""

    booking_starts_at: datetime | None
    booking_starts_local: datetime | None
    booking_ends_at: datetime | None
    booking_ends_local: datetime | None


def rewrite_windows(
    db: DbSession,
    event: EventRow,
    now: datetime,
    *,
    path: Path = CLOSING,
    created: TicketRow | None = None,
    others: Sequence[TicketWindow] = (),
) -> None:
    """Resolve every booking window and early bird discount of the event, in at most five statements, and record it.

    Refuses, at `path`, a window in force that would open after it closes. With IMMEDIATE, or not in force, such a
    window is closed instead. The same holds for discounts. `created`: a ticket that is still to be stored, and is
    given its moments before; `others`: the stored ones, which were read to place it.
    """
    if created is None:
        db.flush()
    occurrences = occurrences_with_windows(db, event.id)
    tickets = tickets_with_windows(db, event.id) if created is None else [*others, values_of(created, TicketWindow)]
    spans: list[Span] = [(row["starts_at"], row["ends_at"]) for row in occurrences if row["enabled"]]
    own, blockout = _pair(values_of(event, WindowEndsValues), now), event.blockout_period_minutes
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
    discounted_from, discounted_until = early_bird_moments(values_of(event, EarlyBirdValues), spans, now)
    stamp(event, "early_bird_starts", discounted_from)
    stamp(event, "early_bird_ends", discounted_until)
    of_tickets = [
        moments
        for row in tickets
        if (moments := _ticket_values(row, by_ticket[row["id"]], in_force[row["id"]], spans, blockout, now))
    ]
    if created is not None:
        for moments in of_tickets:
            if moments["id"] == created.id:
                set_values(created, moments)
        of_tickets = [moments for moments in of_tickets if moments["id"] != created.id]
    write_columns(db, TicketRow, of_tickets)
    changed = [moments["id"] for moments in of_tickets]
    # Some tickets are seen only once they can be booked.
    hides = event.hide_ticket_until_booking_start or event.booking_starts_level == BookingLevel.TICKET
    record_within(db, event, "Ticket", changed, now, direct=hides)
    if hides:
        record_naming(db, changed, now)
    on_sale = [in_force[row["id"]] for row in tickets if row["active"] and row["archived_at"] is None]
    starts, ends = _of_occurrences(own, on_sale, levels)
    of_occurrences = [values for row in occurrences if (values := _occurrence_values(row, starts, ends, blockout))]
    write_columns(db, OccurrenceRow, of_occurrences)
    record_within(db, event, "Occurrence", [values["id"] for values in of_occurrences], now)
    db.flush()


def record_naming(db: DbSession, ticket_ids: Sequence[UUID], now: datetime) -> None:
    """Record what names these tickets to those who see them, when others see them than before."""
    for each in naming(db, ticket_ids) if ticket_ids else ():
        record(
            db,
            ChangeKind.UPDATED,
            each.entity,
            each.id,
            organisation_id=each.organisation_id,
            event_id=each.event_id,
            at=now,
            direct=False,
        )


def _pair(stored: WindowEndsValues, now: datetime) -> Pair:
    starts = start_of(stored)
    if starts.type == BookingStartType.IMMEDIATE and starts.at is None:
        starts = Edge(starts.type, now)
    return starts, end_of(stored)


def _in_force(own: Pair, ticket: Pair, levels: tuple[str, str]) -> Pair:
    """The window of a ticket: each end is the event's or its own."""
    starts, ends = (
        mine if level == BookingLevel.TICKET else events
        for events, mine, level in zip(own, ticket, levels, strict=True)
    )
    return starts, ends


def _windows_in_force(
    own: Pair, tickets: Sequence[TicketWindow], in_force: Mapping[UUID, Pair], levels: tuple[str, str]
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
    event: EventRow, tickets: Sequence[TicketWindow], spans: Sequence[Span], path: Path
) -> list[Problem]:
    """Refuse early bird discounts that would start after they end."""
    found = [problem_with_order(path)] if ends_before_it_starts(values_of(event, EarlyBirdValues), spans) else []
    return found + [
        problem_with_order(path, f"The early bird discount of the ticket “{row['name']}”")
        for row in tickets
        if row["archived_at"] is None and ends_before_it_starts(row, spans)
    ]


def _ticket_values(
    row: TicketWindow, own: Pair, in_force: Pair, spans: Sequence[Span], blockout: int, now: datetime
) -> TicketMoments | None:
    """The row's moments, or None if none differs from the stored ones."""
    starts_at, ends_at = ordered_moments(*own, spans)
    opens_at, closes_at = window([in_force[0]], [in_force[1]], spans, blockout)
    discounted_from, discounted_until = early_bird_moments(row, spans, now)
    zone = row["timezone"]
    values: TicketMoments = {
        "id": row["id"],
        "booking_starts_at": starts_at,
        "booking_starts_local": _local(starts_at, zone),
        "booking_ends_at": ends_at,
        "booking_ends_local": _local(ends_at, zone),
        "opens_at": opens_at,
        "opens_local": _local(opens_at, zone),
        "closes_at": closes_at,
        "closes_local": _local(closes_at, zone),
        "early_bird_starts_at": discounted_from,
        "early_bird_starts_local": _local(discounted_from, zone),
        "early_bird_ends_at": discounted_until,
        "early_bird_ends_local": _local(discounted_until, zone),
    }
    return None if values.items() <= row.items() else values


def _occurrence_values(
    row: OccurrenceWindow, starts: set[Edge], ends: set[Edge], blockout: int
) -> OccurrenceMoments | None:
    """The row's moments, or None if none differs from the stored ones."""
    opens_at, closes_at = window(starts, ends, [(row["starts_at"], row["ends_at"])], blockout)
    values: OccurrenceMoments = {
        "id": row["id"],
        "opens_at": opens_at,
        "opens_local": _local(opens_at, row["timezone"]),
        "closes_at": closes_at,
        "closes_local": _local(closes_at, row["timezone"]),
    }
    return None if values.items() <= row.items() else values


def _local(at: datetime | None, zone: str) -> datetime | None:
    return None if at is None else local_of(at, zone)
