"""What is derived and stored nowhere: status, phase and publish readiness; and values as they are written."""

from datetime import UTC, datetime
from typing import Any

from app.core.money import from_minor
from app.events.rules import (
    NO_ONLINE_ADDRESS,
    NO_TICKET,
    NO_UPCOMING_OCCURRENCE,
    NO_VENUE,
    UNPRICED_TICKET,
    Blocker,
)
from tests.reading.plain.sight import Sight, on_sale, unpriced
from tests.reading.plain.world import Row


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
    """What keeps the event from being published, computed from the rows."""
    occurrences = see.world.where("Occurrence", "event_id", event["id"])
    tickets = see.world.where("Ticket", "event_id", event["id"])
    asked_for, on_offer = event["configuration_type"], [row for row in tickets if on_sale(row)]
    lines = {
        NO_UPCOMING_OCCURRENCE: not any(row["enabled"] and row["ends_at"] > see.now for row in occurrences),
        NO_VENUE: asked_for == "VENUE_EVENT"
        and all(event[name] is None for name in ("venue_name", "address_line1", "venue_latitude")),
        NO_ONLINE_ADDRESS: asked_for == "ONLINE_EVENT" and event["online_url"] is None,
        NO_TICKET: not on_offer and not event["enable_rsvp"],
        UNPRICED_TICKET: any(unpriced(see, row) for row in on_offer),
    }
    return [blocker for blocker, is_open in lines.items() if is_open]


def readiness(see: Sight, event: Row) -> Row:
    found = blockers(see, event)
    lines = [{"message": blocker.message, "path": list(blocker.path)} for blocker in found]
    return {"ready": not found, "blockers": lines}


def status(see: Sight, event: Row) -> str:
    if event["lifecycle"] != "UNRELEASED":
        return str(event["lifecycle"])
    return "DRAFT" if blockers(see, event) else "READY_TO_PUBLISH"


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
