"""What is derived and stored nowhere: status, phase, publish readiness, bookability; and values as they are written."""

from datetime import UTC, datetime
from typing import Any

from app.core.money import from_minor
from app.events.rules import Blocker, PublishFacts, publish_blockers, status_of
from tests.reading.plain.sight import Sight, on_sale
from tests.reading.plain.world import Row

REASONS = {
    "NOT_PUBLISHED": "The event is not published.",
    "CANCELLED": "The event is cancelled.",
    "HIDDEN": "This is hidden until booking opens.",
    "NOT_YET_OPEN": "Booking has not opened yet.",
    "OPEN": "Booking is open.",
    "SOLD_OUT": "Nothing is left.",
    "CLOSED": "Booking is closed.",
}


def utc_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_text(clock: datetime | None) -> str | None:
    return None if clock is None else clock.strftime("%Y-%m-%dT%H:%M:%S")


def zoned(row: Row, prefix: str) -> Row | None:
    """The triple of an instant, or null where there is none."""
    if row[f"{prefix}_local"] is None:
        return None
    return {
        "utc": utc_text(row[f"{prefix}_at"]),
        "local": local_text(row[f"{prefix}_local"]),
        "timezone": row["timezone"],
    }


def money(row: Row, column: str) -> Row | None:
    if row[column] is None:
        return None
    return {"amount": from_minor(row[column], row["currency"]), "currency": row["currency"]}


def blockers(see: Sight, event: Row) -> list[Blocker]:
    """What keeps the event from being published, asked of the rows."""
    occurrences = see.world.where("Occurrence", "event_id", event["id"])
    tickets = see.world.where("Ticket", "event_id", event["id"])
    facts = PublishFacts(
        configuration_type=event["configuration_type"],
        has_upcoming_occurrence=any(row["enabled"] and row["ends_at"] > see.now for row in occurrences),
        has_venue=any(event[name] is not None for name in ("venue_name", "address_line1", "venue_latitude")),
        has_online_address=event["online_url"] is not None,
        has_ticket=any(on_sale(row) for row in tickets),
        rsvp=event["enable_rsvp"],
    )
    return publish_blockers(facts)


def readiness(see: Sight, event: Row) -> Row:
    found = blockers(see, event)
    lines = [{"message": blocker.message, "path": list(blocker.path)} for blocker in found]
    return {"ready": not found, "blockers": lines}


def status(see: Sight, event: Row) -> str:
    return status_of(event["lifecycle"], blockers(see, event)).name


def phase(see: Sight, event: Row) -> str:
    """By the enabled occurrences alone: between two of them the event is scheduled, after the last it has ended."""
    held = [row for row in see.world.where("Occurrence", "event_id", event["id"]) if row["enabled"]]
    if event["lifecycle"] == "CANCELLED":
        return "CANCELLED"
    if any(row["starts_at"] <= see.now < row["ends_at"] for row in held):
        return "LIVE"
    return "ENDED" if held and all(row["ends_at"] <= see.now for row in held) else "SCHEDULED"


def next_date(see: Sight, event: Row) -> Row | None:
    """The first enabled date that has not ended; a cancelled event has none to come."""
    dates = [row for row in see.world.where("Occurrence", "event_id", event["id"]) if row["enabled"]]
    to_come = [row for row in dates if row["ends_at"] > see.now and event["lifecycle"] != "CANCELLED"]
    return min(to_come, key=lambda row: (row["starts_at"], row["id"]), default=None)


def bookability(see: Sight, row: Row) -> Row:
    """Of an occurrence or a ticket."""
    state = _bookable(see, row)
    changes = {"NOT_YET_OPEN": "opens", "HIDDEN": "opens", "OPEN": "closes", "SOLD_OUT": "closes"}
    change = zoned(row, changes[state]) if state in changes else None
    return {"state": state, "reason": REASONS[state], "nextChangeAt": change}


def _bookable(see: Sight, row: Row) -> str:
    event = see.world.get("Event", row["event_id"])
    lifecycle = event["lifecycle"]
    ticket = row["type"] == "Ticket"
    if lifecycle != "PUBLISHED":
        return "CANCELLED" if lifecycle == "CANCELLED" else "NOT_PUBLISHED"
    if not (on_sale(row) if ticket else row["enabled"]):
        return "CLOSED"
    if row["opens_at"] is None or (row["closes_at"] is not None and row["closes_at"] <= see.now):
        return "CLOSED"
    if row["opens_at"] > see.now:
        return "HIDDEN" if ticket and see.hides(row) else "NOT_YET_OPEN"
    of_row = (row["quantity"], row["quantity_sold"]) if ticket else (row["capacity"], row["booked_count"])
    bounds = (of_row, (event["event_capacity"], event["booked_count"]))
    gone = any(most is not None and most <= taken for most, taken in bounds)
    return "SOLD_OUT" if gone else "OPEN"


def booking_edge(row: Row, side: str, **more: Any) -> Row:
    """One end of a booking window as it was set, of an event or a ticket."""
    of = f"booking_{side}_"
    edge = {
        "type": row[f"{of}type"],
        "utc": utc_text(row[f"{of}at"]),
        "local": local_text(row[f"{of}local"]),
        "relativeTo": row[f"{of}relation"],
        "offsetMinutes": row[f"{of}offset_minutes"],
        **more,
    }
    if side == "starts":
        edge["hideTicketUntilBookingStart"] = row["hide_ticket_until_booking_start"]
    return edge
