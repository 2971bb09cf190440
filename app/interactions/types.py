"""What people do, in the schema."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.graph.node import Node
from app.graph.reading.mapping import (
    Bound,
    Column,
    Many,
    One,
    Sql,
    column,
    entity,
    expression,
    global_id,
    one,
    reads,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.interactions.lists import FOLLOWS, MUTES
from app.users.types import User

if TYPE_CHECKING:
    from app.events.types import Event
    from app.occurrences.types import Occurrence, Timeslot
    from app.sessions.types import SessionOccurrence
    from app.tickets.types import Price, Ticket

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyOccurrence = Annotated["Occurrence", strawberry.lazy("app.occurrences.types")]
LazySessionOccurrence = Annotated["SessionOccurrence", strawberry.lazy("app.sessions.types")]
LazyTimeslot = Annotated["Timeslot", strawberry.lazy("app.occurrences.types")]
LazyTicket = Annotated["Ticket", strawberry.lazy("app.tickets.types")]
LazyPrice = Annotated["Price", strawberry.lazy("app.tickets.types")]

_OURS = "its shape is ours."


def _user(description: str) -> Any:
    return one("{c}.id = {p}.user_id", f"{description}; null where the caller may not see them.")


def _quietly(description: str) -> Any:
    """For the organisation's readers alone: to put an event aside, or to pass it on, says nothing in public."""
    return one("{c}.id = {p}.user_id", f"{description}. Only the event's organisation sees them.", private=True)


def _event() -> Any:
    return one("{c}.id = {p}.event_id", "The event.", guarded=True)


@entity("save", parent=("Event", "event_id"))
@strawberry.type(
    description=f"A user has put an event aside, once. Source: EventBookings `event.interactions.saves[]`; {_OURS}"
)
class Save(Node):
    id: strawberry.ID = global_id("Save")
    uuid: UUID = column("id", "Identifier of the save.")
    user: User | None = _quietly("Who saved it")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When.")


@entity("share", parent=("Event", "event_id"))
@strawberry.type(
    description=f"A user has passed an event on. Source: EventBookings `event.interactions.shares[]`; {_OURS}"
)
class Share(Node):
    id: strawberry.ID = global_id("Share")
    uuid: UUID = column("id", "Identifier of the share.")
    user: User | None = _quietly("Who shared it")
    channel: str | None = column("channel", "Where they did so last, at most 120 characters.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When they first did.")
    updated_on: ZonedDateTime = zoned("updated", "When they last did.")


@entity("review", parent=("Event", "event_id"))
@strawberry.type(
    description=f"What a user says of an event, once. Source: EventBookings `event.interactions.reviews[]`; {_OURS}"
)
class Review(Node):
    id: strawberry.ID = global_id("Review")
    uuid: UUID = column("id", "Identifier of the review.")
    user: User | None = _user("Who says so")
    rating: int = column("rating", "From 1 (worst) to 5 (best).")
    text: str | None = column("body", "What they say, at most 2,500 characters. Answered raw.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When they first said so.")
    updated_on: ZonedDateTime = zoned("updated", "When they last said so.")


@entity("attendee", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(
    description=(
        "A user's places at an event. Only the event's organisation sees it."
        f" Source: EventBookings `event.interactions.attendees[]`; {_OURS}"
    )
)
class Attendee(Node):
    id: strawberry.ID = global_id("Attendee")
    uuid: UUID = column("id", "Identifier of the attendee.")
    user: User | None = one("{c}.id = {p}.user_id", "Who comes.", guarded=True)
    ticket: LazyTicket = one("{c}.id = {p}.ticket_id", "The ticket they have.", guarded=True)
    price: LazyPrice | None = one("{c}.id = {p}.price_id", "How it is paid for, if it has prices.", guarded=True)
    occurrence: LazyOccurrence = one("{c}.id = {p}.occurrence_id", "When they come.", guarded=True)
    timeslot: LazyTimeslot | None = one(
        "{c}.id = {p}.timeslot_id",
        "In which timeslot of it. Null where it has none, and where it was booked before timeslots were counted.",
        guarded=True,
    )
    quantity: int = column("quantity", "How many times they took the price, or the ticket where it has none.")
    seats: int = column("seats", "How many places that is: `quantity` times what the price included then.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When the places were taken.")


POSITION = (
    "(SELECT count(*) FROM waiting_list_entry wa WHERE wa.event_id = {t}.event_id AND wa.turn <= {t}.turn"
    " AND wa.session_occurrence_id IS NOT DISTINCT FROM {t}.session_occurrence_id)"
)


@entity("waiting_list_entry", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(
    description=(
        "A user who waits: once for a place at an event, and once for each session on each of its dates. Only the"
        " event's organisation sees it."
        f" Source: EventBookings `event.interactions.waiting_list[]`; {_OURS}"
    )
)
class WaitingListEntry(Node):
    id: strawberry.ID = global_id("WaitingListEntry")
    uuid: UUID = column("id", "Identifier of the entry.")
    user: User | None = one("{c}.id = {p}.user_id", "Who waits.", guarded=True)
    ticket: LazyTicket | None = one("{c}.id = {p}.ticket_id", "For which ticket; null is any.", guarded=True)
    occurrence: LazyOccurrence | None = one(
        "{c}.id = {p}.occurrence_id",
        "For which occurrence; null is any. Of an entry for a session, its date.",
        guarded=True,
    )
    session_occurrence: LazySessionOccurrence | None = one(
        "{c}.id = {p}.session_occurrence_id",
        "For which session, on which of its dates; null is a place at the event as a whole.",
        guarded=True,
    )
    position: int = expression(POSITION, "Their place among those who wait for the same; 1 is the next.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "Since when.")


@strawberry.type(
    description=(
        "A number by its name. Source: EventBookings `event.metrics[]`, `event.org.metrics[]`; the names are ours."
    )
)
class Metric:
    name: str = reads(
        Column("name"),
        "What is counted. Of an event: SHARED_COUNT, SAVED_COUNT, REVIEW_COUNT, ATTENDEE_COUNT (places taken),"
        " RSVP_COUNT, INTERESTED_COUNT. Of an organisation: FOLLOWER_COUNT, EVENT_COUNT (its listed events).",
    )
    value: int = reads(Column("value"), "How many.")


@entity("preference", aggregate=None)
@strawberry.type(
    description=f"What an organisation prefers. Source: EventBookings `org.interactions.preferences`; {_OURS}"
)
class Preference:
    uuid: UUID = column("id", "Identifier of the preference.")
    name: str = column("name", "What it is about, 1 to 255 characters.")
    value: bool = column("value", "Whether they want it.")


@entity("follow", aggregate=None)
@strawberry.type(
    description=f"A user follows an organisation, once. Source: EventBookings `org.interactions.followed_by`; {_OURS}"
)
class Follow:
    uuid: UUID = column("id", "Identifier of the following.")
    user: User | None = _user("Who follows")
    created_on: ZonedDateTime = zoned("created", "Since when.")
    updated_on: ZonedDateTime = zoned("updated", "When this was last changed.")


def _of_user(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.user_id = {value.uuid()}"


async def _followed_by(
    root: Any, info: strawberry.Info, user_uuid: Annotated[UUID, strawberry.argument(description="The user.")]
) -> Any:
    raise AssertionError("The reader answers this field.")


@strawberry.type(description="What people have with an organisation. Source: EventBookings `event.org.interactions`.")
class OrganisationInteractions:
    preferences: list[Preference] | None = reads(
        Many("{c}.organisation_id = {p}.id", "{c}.position, {c}.id", private=True),
        "What it prefers, at most 50. Null to others than the organisation.",
    )
    follows: int = expression(FOLLOWS, "How many users follow it.")
    mutes: int | None = expression(
        MUTES, "How many users have muted it. Null to others than the organisation.", private=True
    )
    followed_by: Follow | None = reads(
        One("{c}.organisation_id = {p}.id", arguments={"userUuid": _of_user}, guarded=True),
        "This user's following, or null.",
        resolver=_followed_by,
    )
