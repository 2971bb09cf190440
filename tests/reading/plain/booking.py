"""Whether a thing can be booked now: each part says so of itself, and the whole is as good as the least of them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from tests.reading.plain.facts import zoned
from tests.reading.plain.sight import Sight, on_sale, unpriced
from tests.reading.plain.world import Row

REASONS = {
    "NOT_PUBLISHED": "The event is not published.",
    "CANCELLED": "The event is cancelled.",
    "CALLED_OFF": "This date has been called off.",
    "HIDDEN": "This is hidden until booking opens.",
    "NOT_YET_OPEN": "Booking has not opened yet.",
    "OPEN": "Booking is open.",
    "SOLD_OUT": "Nothing is left.",
    "CLOSED": "Booking is closed.",
}
# From the least to the best.
STATES = ("CALLED_OFF", "CLOSED", "HIDDEN", "NOT_YET_OPEN", "SOLD_OUT", "OPEN")


def least(states: Iterable[str]) -> str:
    return min(states, key=STATES.index)


def best(states: Iterable[str], default: str) -> str:
    return max(states, key=STATES.index, default=default)


def full(most: int | None, taken: int) -> str:
    return "SOLD_OUT" if most is not None and most <= taken else "OPEN"


def window(row: Row, now: datetime) -> str:
    if row["opens_at"] is None or (row["closes_at"] is not None and row["closes_at"] <= now):
        return "CLOSED"
    return "NOT_YET_OPEN" if row["opens_at"] > now else "OPEN"


def of_ticket(see: Sight, ticket: Row, now: datetime) -> str:
    if not on_sale(ticket) or unpriced(see, ticket):
        return "CLOSED"
    state = window(ticket, now)
    if state == "NOT_YET_OPEN":
        return "HIDDEN" if see.hides(ticket) else state
    return least((state, full(ticket["quantity"], ticket["quantity_sold"])))


def of_date(see: Sight, date: Row, now: datetime) -> str:
    event = see.world.get("Event", date["event_id"])
    if not date["enabled"]:
        return "CALLED_OFF" if date["disabled_reason"] == "CALLED_OFF" else "CLOSED"
    slots = see.world.where("Timeslot", "occurrence_id", date["id"])
    attendees = see.world.where("Attendee", "occurrence_id", date["id"])
    parts = [
        window(date, now),
        full(date["capacity"], date["booked_count"]),
        full(event["event_capacity"], event["booked_count"]),
        best((full(slot["capacity"], slot["booked_count"]) for slot in slots), "OPEN"),
    ]
    offers = []
    for ticket in see.world.where("Ticket", "event_id", date["event_id"]):
        seats = sum(row["seats"] for row in attendees if row["ticket_id"] == ticket["id"])
        offers.append(least((of_ticket(see, ticket, now), full(ticket["quantity_per_occurrence"], seats))))
    return least((*parts, best(offers, "OPEN")))


def of_event(see: Sight, event: Row, now: datetime) -> str:
    dates = [row for row in see.world.where("Occurrence", "event_id", event["id"]) if row["ends_at"] > now]
    return best((of_date(see, date, now) for date in dates), "CLOSED")


def lifecycle(event: Row) -> str | None:
    if event["lifecycle"] == "PUBLISHED":
        return None
    return "CANCELLED" if event["lifecycle"] == "CANCELLED" else "NOT_PUBLISHED"


def said(state: str, change: Row | None) -> Row:
    return {"state": state, "reason": REASONS[state], "nextChangeAt": change}


def ticket(see: Sight, row: Row) -> Row:
    event = see.world.get("Event", row["event_id"])
    state = lifecycle(event) or of_ticket(see, row, see.now)
    if state == "OPEN" and full(event["event_capacity"], event["booked_count"]) == "SOLD_OUT":
        state = "SOLD_OUT"
    edges = {"NOT_YET_OPEN": "opens", "HIDDEN": "opens", "OPEN": "closes", "SOLD_OUT": "closes"}
    return said(state, zoned(row, edges[state]) if state in edges else None)


def date(see: Sight, row: Row) -> Row:
    return _part(see, row, lambda now: of_date(see, row, now))


def timeslot(see: Sight, row: Row) -> Row:
    own, its_date = full(row["capacity"], row["booked_count"]), see.world.get("Occurrence", row["occurrence_id"])
    return _part(see, its_date, lambda now: least((own, of_date(see, its_date, now))))


def session_date(see: Sight, row: Row) -> Row:
    session, its_date = see.world.get("Session", row["session_id"]), see.world.get("Occurrence", row["occurrence_id"])
    capacity = session["capacity"] if row["capacity"] is None else row["capacity"]
    counted = row["rsvp_capacity"] or session["rsvp_capacity"]
    chosen = len(see.world.where("session_selected", "session_occurrence_id", row["id"]))
    own = full(None if session["rsvp"] and counted == "UNLIMITED" else capacity, chosen)
    off = "OPEN" if row["enabled"] else "CALLED_OFF"
    return _part(see, its_date, lambda now: least((off, own, of_date(see, its_date, now))))


def _part(see: Sight, its_date: Row, state_at: Callable[[datetime], str]) -> Row:
    """Of a date or of something on it: the state, and when the clock alone changes it."""
    event = see.world.get("Event", its_date["event_id"])
    if state := lifecycle(event):
        return said(state, None)
    state = state_at(see.now)
    moments = _edges([its_date, *see.world.where("Ticket", "event_id", event["id"])], ("opens", "closes"), see.now)
    return said(state, next((edge for at, edge in moments if state_at(at) != state), None))


def event(see: Sight, row: Row) -> Row:
    state = lifecycle(row) or of_event(see, row, see.now)
    if state not in STATES[2:]:
        return said(state, None)
    dates = see.world.where("Occurrence", "event_id", row["id"])
    dates = [each for each in dates if each["enabled"] and each["ends_at"] > see.now]
    tickets = [each for each in see.world.where("Ticket", "event_id", row["id"]) if on_sale(each)]
    edges = _edges(tickets, ("opens", "closes"), see.now) + _edges(dates, ("opens", "closes", "ends"), see.now)
    first = min(edges, key=lambda edge: edge[0], default=None)
    return said(state, None if first is None else first[1])


def _edges(rows: Iterable[Row], names: tuple[str, ...], now: datetime) -> list[tuple[datetime, Row | None]]:
    found = [(row[f"{name}_at"], zoned(row, name)) for row in rows for name in names if row[f"{name}_at"] is not None]
    return sorted((edge for edge in found if edge[0] > now), key=lambda edge: edge[0])
