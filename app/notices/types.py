"""Notices in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, one, zoned
from app.graph.times import ZonedDateTime
from app.notices.values import NoticeKind
from app.users.types import User

if TYPE_CHECKING:
    from app.events.types import Event
    from app.occurrences.types import Occurrence
    from app.sessions.types import Session, SessionOccurrence

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyOccurrence = Annotated["Occurrence", strawberry.lazy("app.occurrences.types")]
LazySession = Annotated["Session", strawberry.lazy("app.sessions.types")]
LazySessionOccurrence = Annotated["SessionOccurrence", strawberry.lazy("app.sessions.types")]

enum_type(
    NoticeKind,
    "What a notice is about. An open list: keep a default branch.",
    CANCELLED="The event was cancelled.",
    CALLED_OFF="A date was called off.",
    RESTORED="A date that was called off takes place after all.",
    RESCHEDULED="A date or the user's timeslot has another start, or their place is on another date or timeslot.",
    SESSION_MOVED="A session has another start on a date.",
    SESSION_CANCELLED="A session no longer takes place on a date.",
    SESSION_RESTORED="A session takes place on a date after all.",
)


@entity("notice", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(
    description=(
        "What a user has to know: something that they have a place at was cancelled or has moved. Recorded with the"
        " change itself; to notify them is up to the organisation's applications. Visible to the organisation only."
    )
)
class Notice(Node):
    id: strawberry.ID = global_id("Notice")
    uuid: UUID = column("id", "Identifier of the notice.")
    kind: NoticeKind = column("kind", "What happened.")
    user: User | None = one("{c}.id = {p}.user_id", "Whom it concerns.", guarded=True)
    event: LazyEvent = one("{c}.id = {p}.event_id", "The event.", guarded=True)
    occurrence: LazyOccurrence | None = one(
        "{c}.id = {p}.occurrence_id",
        "The date: where the user's place is now. Null if the whole event was cancelled, or the date is gone.",
        guarded=True,
    )
    session: LazySession | None = one("{c}.id = {p}.session_id", "The session, if it is about one.", guarded=True)
    session_occurrence: LazySessionOccurrence | None = one(
        "{c}.id = {p}.session_occurrence_id",
        "The session on this date; null if it is not about one, or the session was taken off the date.",
        guarded=True,
    )
    previous_starts_on: ZonedDateTime | None = zoned(
        "previous_starts",
        "When it started before: the date or timeslot, or the session. Null if the event was cancelled.",
    )
    starts_on: ZonedDateTime | None = zoned("starts", "When it starts now; null if it does not take place.")
    created_on: ZonedDateTime = zoned("created", "When it was recorded.")
