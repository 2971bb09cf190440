"""Invitations and answers in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, one, zoned
from app.graph.times import ZonedDateTime
from app.guests.values import RsvpStatus
from app.users.types import User

if TYPE_CHECKING:
    from app.events.types import Event

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]


@entity("rsvp", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(
    description=("A user's answer to an event, one for each user. Visible to the event's organisation only.")
)
class Rsvp(Node):
    id: strawberry.ID = global_id("Rsvp")
    uuid: UUID = column("id", "Identifier of the answer.")
    user: User | None = one("{c}.id = {p}.user_id", "Who has answered.", guarded=True)
    status: RsvpStatus = column("status", "The answer.")
    event: LazyEvent = one("{c}.id = {p}.event_id", "The event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When they first answered.")
    updated_on: ZonedDateTime = zoned("updated", "When they last answered.")


@entity("invitation", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(description=("An invitation of a user to an event. Visible to the event's organisation only."))
class Invitation(Node):
    id: strawberry.ID = global_id("Invitation")
    uuid: UUID = column("id", "Identifier of the invitation.")
    user: User | None = one("{c}.id = {p}.user_id", "Who is invited.", guarded=True)
    event: LazyEvent = one("{c}.id = {p}.event_id", "The event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When they were invited.")
