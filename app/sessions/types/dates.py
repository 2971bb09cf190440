"""A session on one of its dates, in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.agenda.types import Location, ScheduleDate, Track
from app.booking.types import Bookability, bookability
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, expression, global_id, many, one, reads, zoned
from app.graph.times import ZonedDateTime
from app.sessions.lists.agenda import TAKES_PLACE
from app.sessions.store.states import SESSION_DATE_CHANGE, SESSION_DATE_STATE, ZONE_OF_DATE
from app.sessions.store.visible import PUBLIC
from app.sessions.types.parts import DURATION
from app.sessions.values import RsvpCapacity, SessionKind
from app.speakers.types import Speaker

if TYPE_CHECKING:
    from app.occurrences.types import Occurrence
    from app.sessions.types.session import Session

LazyOccurrence = Annotated["Occurrence", strawberry.lazy("app.occurrences.types")]
LazySession = Annotated["Session", strawberry.lazy("app.sessions.types.session")]


def of_session(name: str, row: str = "{t}") -> str:
    """SQL: a column of the session."""
    return f"(SELECT s.{name} FROM session s WHERE s.id = {row}.session_id)"


@entity(
    "session_occurrence",
    visible=f"EXISTS (SELECT 1 FROM session s WHERE s.id = {{t}}.session_id AND {PUBLIC.format(t='s')})",
    parent=("Event", "event_id"),
)
@strawberry.type(
    description=(
        "A session on one of its dates, with the times of that date. Everybody who sees the session sees it, even when"
        " it is called off."
    )
)
class SessionOccurrence(Node):
    id: strawberry.ID = global_id("SessionOccurrence")
    uuid: UUID = column("id", "Identifier of the session on this date; stays when the date moves.")
    starts_on: ZonedDateTime = zoned("starts", "When it starts on this date.")
    ends_on: ZonedDateTime = zoned("ends", "When it ends on this date.")
    duration_minutes: int = reads(DURATION, "Its length in minutes of elapsed time.")
    enabled: bool = expression(
        TAKES_PLACE.replace("{c}", "{t}"), "Whether it takes place: neither it nor its date is called off."
    )
    cancellation_reason: str | None = expression(
        "coalesce({t}.cancellation_reason,"
        " (SELECT oc.cancellation_reason FROM occurrence oc WHERE oc.id = {t}.occurrence_id))",
        "Why it does not take place, in the organiser's words: its own reason, else that of its date.",
    )
    capacity: int | None = column("capacity", "How many can come on this date; null means the session's `capacity`.")
    rsvp_capacity: RsvpCapacity | None = column(
        "rsvp_capacity", "Whether confirmed places count on this date; null means the session's `rsvpCapacity`."
    )
    selected_count: int = expression(
        "(SELECT count(*) FROM session_selected ss WHERE ss.session_occurrence_id = {t}.id)",
        "How many users have chosen it on this date.",
    )
    bookability: Bookability = bookability(
        SESSION_DATE_STATE,
        "Whether it can be booked now: its date can, it takes place, and it has places left.",
        change=SESSION_DATE_CHANGE,
        zone=ZONE_OF_DATE,
    )
    occurrence: LazyOccurrence = one("{c}.id = {p}.occurrence_id", "The date.", guarded=True)
    session: LazySession = one("{c}.id = {p}.session_id", "The session.", guarded=True)
    name: str = expression(of_session("name"), "Name of the session, at most 75 characters.")
    kind: SessionKind = expression(of_session("kind"), "Whom the session is for.")
    track: Track | None = one(
        f"{{c}}.id = {of_session('track_id', '{p}')}"
        " AND ({c}.schedule_date_id IS NULL OR {c}.schedule_date_id = {p}.schedule_date_id)",
        "The session's track; null on other days than the track's, if it is a track of one day.",
        guarded=True,
    )
    location: Location | None = one(
        f"{{c}}.id = {of_session('location_id', '{p}')}", "Where the session is held.", guarded=True
    )
    speakers: list[Speaker] = many(
        "{l}.session_id = {p}.session_id",
        "{l}.position, {c}.id",
        "Its speakers in the organiser's order, at most 50.",
        join="JOIN session_speaker {l} ON {l}.speaker_id = {c}.id",
        shown=True,
    )
    schedule_date: ScheduleDate | None = one(
        "{c}.id = {p}.schedule_date_id", "The day of the programme that it starts on.", guarded=True
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
