"""What users do to events and organisations, in the schema."""

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
    read_without_resolver,
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


def _user(description: str) -> Any:
    return one("{c}.id = {p}.user_id", f"{description}; null where the caller may not see them.")


def _private_user(description: str) -> Any:
    """Visible to the organisation only: saving or sharing an event is not public."""
    return one("{c}.id = {p}.user_id", f"{description}. Visible to the event's organisation only.", private=True)


def _event() -> Any:
    return one("{c}.id = {p}.event_id", "The event.", guarded=True)


@entity("save", parent=("Event", "event_id"))
@strawberry.type(description="An event saved by a user; each user can save it once.")
class Save(Node):
    id: strawberry.ID = global_id("Save")
    uuid: UUID = column("id", "Identifier of the save.")
    user: User | None = _private_user("The user who saved it")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When it was saved.")


@entity("share", parent=("Event", "event_id"))
@strawberry.type(description="An event shared by a user.")
class Share(Node):
    id: strawberry.ID = global_id("Share")
    uuid: UUID = column("id", "Identifier of the share.")
    user: User | None = _private_user("The user who shared it")
    channel: str | None = column("channel", "Where it was last shared, at most 120 characters.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When it was first shared.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last shared.")


@entity("review", parent=("Event", "event_id"))
@strawberry.type(description="A user's review of an event, one for each user.")
class Review(Node):
    id: strawberry.ID = global_id("Review")
    uuid: UUID = column("id", "Identifier of the review.")
    user: User | None = _user("The author")
    rating: int = column("rating", "From 1 (worst) to 5 (best).")
    text: str | None = column("body", "The review in words, at most 2,500 characters, exactly as it was sent.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When the event was first reviewed by the user.")
    updated_on: ZonedDateTime = zoned("updated", "When the review was last replaced.")


@entity("attendee", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(description=("A user's places at an event. Visible to the event's organisation only."))
class Attendee(Node):
    id: strawberry.ID = global_id("Attendee")
    uuid: UUID = column("id", "Identifier of the attendee.")
    user: User | None = one("{c}.id = {p}.user_id", "The user.", guarded=True)
    ticket: LazyTicket = one("{c}.id = {p}.ticket_id", "Their ticket.", guarded=True)
    price: LazyPrice | None = one("{c}.id = {p}.price_id", "The price of the ticket, if it has prices.", guarded=True)
    occurrence: LazyOccurrence = one("{c}.id = {p}.occurrence_id", "The occurrence.", guarded=True)
    timeslot: LazyTimeslot | None = one(
        "{c}.id = {p}.timeslot_id",
        "The timeslot. Null if the occurrence has none, and for bookings from before timeslots were counted.",
        guarded=True,
    )
    quantity: int = column("quantity", "The quantity of the price, or of the ticket where it has none.")
    seats: int = column("seats", "The places: `quantity` times what the price included when they were taken.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When the places were taken.")


POSITION = (
    "(SELECT count(*) FROM waiting_list_entry wa WHERE wa.event_id = {t}.event_id AND wa.turn <= {t}.turn"
    " AND wa.session_occurrence_id IS NOT DISTINCT FROM {t}.session_occurrence_id)"
)


@entity("waiting_list_entry", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(
    description=(
        "A user on a waiting list: once for a place at an event, and once for each session on each of its dates."
        " Visible to the event's organisation only."
    )
)
class WaitingListEntry(Node):
    id: strawberry.ID = global_id("WaitingListEntry")
    uuid: UUID = column("id", "Identifier of the entry.")
    user: User | None = one("{c}.id = {p}.user_id", "The user who waits.", guarded=True)
    ticket: LazyTicket | None = one("{c}.id = {p}.ticket_id", "The ticket; null means any.", guarded=True)
    occurrence: LazyOccurrence | None = one(
        "{c}.id = {p}.occurrence_id",
        "The occurrence; null means any. For a session, its date.",
        guarded=True,
    )
    session_occurrence: LazySessionOccurrence | None = one(
        "{c}.id = {p}.session_occurrence_id",
        "The session on one of its dates; null means a place at the event as a whole.",
        guarded=True,
    )
    position: int = expression(POSITION, "The position among those who wait for the same; 1 is next.")
    event: LazyEvent = _event()
    created_on: ZonedDateTime = zoned("created", "When they joined the list.")


@strawberry.type(description="A number by its name.")
class Metric:
    name: str = reads(
        Column("name"),
        "What is counted. Of an event: SHARED_COUNT, SAVED_COUNT, REVIEW_COUNT, ATTENDEE_COUNT (places taken),"
        " RSVP_COUNT, INTERESTED_COUNT. Of an organisation: FOLLOWER_COUNT, EVENT_COUNT (its listed events).",
    )
    value: int = reads(Column("value"), "How many.")


@entity("preference", aggregate=None)
@strawberry.type(description="A preference of an organisation.")
class Preference:
    uuid: UUID = column("id", "Identifier of the preference.")
    name: str = column("name", "Its name, 1 to 255 characters.")
    value: bool = column("value", "Whether the organisation wants it.")


@entity("follow", aggregate=None)
@strawberry.type(description="A user who follows an organisation; each user can follow it once.")
class Follow:
    uuid: UUID = column("id", "Identifier of the entry.")
    user: User | None = _user("The follower")
    created_on: ZonedDateTime = zoned("created", "When they followed it.")
    updated_on: ZonedDateTime = zoned("updated", "When this was last changed.")


def _of_user(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.user_id = {value.uuid()}"


async def _followed_by(
    root: Any, info: strawberry.Info, user_uuid: Annotated[UUID, strawberry.argument(description="The user.")]
) -> Any:
    read_without_resolver()


@strawberry.type(description="What users have done to an organisation, and its preferences.")
class OrganisationInteractions:
    preferences: list[Preference] | None = reads(
        Many("{c}.organisation_id = {p}.id", "{c}.position, {c}.id", private=True),
        "Its preferences, at most 50. Visible to the organisation only.",
    )
    follows: int = expression(FOLLOWS, "How many users follow it.")
    mutes: int | None = expression(
        MUTES, "How many users have muted it. Visible to the organisation only.", private=True
    )
    followed_by: Follow | None = reads(
        One("{c}.organisation_id = {p}.id", arguments={"userUuid": _of_user}, guarded=True),
        "The user's entry among its followers, or null.",
        resolver=_followed_by,
    )
