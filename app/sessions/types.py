"""Sessions (agenda items) in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.agenda.types import Location, ScheduleDate, Track
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import (
    Expression,
    column,
    entity,
    global_id,
    many,
    one,
    part,
    reads,
    values,
    zoned,
)
from app.graph.scalars import URL, TimeZone
from app.graph.times import ZonedDateTime
from app.people.types import Speaker
from app.sessions.values import LinkType, ProposalStatus, SessionKind, SessionStatus
from app.tickets.lists import TICKET_ORDER
from app.tickets.types import Ticket

if TYPE_CHECKING:
    from app.events.types import Event

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]

enum_type(
    SessionStatus,
    "Whether a session takes place. Source: EventBookings `sessions.status`.",
    ACTIVE="It takes place.",
    INACTIVE="It does not; only its organisation sees it.",
)
enum_type(
    ProposalStatus,
    "How far a proposal has come. Source: Swoogo `status`. Only LIVE sessions are public.",
    SUBMITTED="Proposed.",
    APPROVED="Accepted.",
    REJECTED="Not accepted.",
    CONVERTED="Turned into a session.",
    LIVE="In the programme.",
)
enum_type(
    SessionKind,
    "Whom a session is for. Source: Eventify `sessiontype`.",
    GENERAL="Everybody.",
    PRIVATE="The organisation only.",
    ADDITIONAL="Holders of a linked ticket; everybody sees it.",
    ADDPRIVATE="Holders of a linked ticket; the organisation only sees it.",
)
enum_type(
    LinkType,
    "Whether all are meant or some. Source: EventBookings `occurrences.type`, `tickets.type`.",
    ALL="All of the event.",
    SPECIFIC="Those named.",
)


@strawberry.type(description="The occurrences a session belongs to. Source: EventBookings `session.occurrences`.")
class SessionOccurrences:
    type: LinkType = column("occurrences_type", "All of the event, or those named.")
    uuids: list[UUID] = values(
        "so.occurrence_id",
        "session_occurrence so JOIN occurrence oc ON oc.id = so.occurrence_id WHERE so.session_id = {p}.id",
        "oc.starts_at, oc.id",
        "Those named; empty with ALL.",
    )


@strawberry.type(description="A titled address.")
class SessionAddress:
    name: str | None = column("name", "Its title, at most 255 characters.")
    url: URL = column("url", "The address or storage path.")


@entity("session_link")
@strawberry.type(description="A link of a session.")
class SessionLink(SessionAddress):
    uuid: UUID = column("id", "Identifier of the link.")


@entity("session_file")
@strawberry.type(description="A file of a session, such as slides. Source: Eventify `file1` to `file5`.")
class SessionFile(SessionAddress):
    uuid: UUID = column("id", "Identifier of the file.")


@entity(
    "session",
    visible="{t}.status = 'ACTIVE' AND {t}.proposal_status = 'LIVE' AND {t}.kind IN ('GENERAL', 'ADDITIONAL')",
    parent=("Event", "event_id"),
)
@strawberry.type(
    description="An item of an event's agenda. Source: EventBookings `sessions`, Swoogo and Eventify sessions."
)
class Session(Node):
    id: strawberry.ID = global_id("Session")
    uuid: UUID = column("id", "Identifier of the session.")
    name: str = column("name", "Name of the session, at most 75 characters.")
    display_name: str = column("display_name", "The whole title, at most 255 characters.")
    status: SessionStatus = column("status", "Whether it takes place.")
    proposal_status: ProposalStatus = column("proposal_status", "How far it has come as a proposal.")
    kind: SessionKind = column("kind", "Whom it is for.")
    sell_session: bool = column("sell_session", "Whether it is for sale.")
    description: str | None = column("description", "What it is about, at most 2,500 characters. Raw, as given.")
    details: str | None = column("details", "More of it in Markdown, at most 20,000 characters. Raw, as given.")
    language: str | None = column("language", "Language it is held in, a BCP 47 tag.")
    image: URL | None = column("image", "Address or storage path of its image.")
    starts_on: ZonedDateTime = zoned("starts", "When it starts (`session_starts_on`).")
    ends_on: ZonedDateTime = zoned("ends", "When it ends (`session_ends_on`).")
    duration_minutes: int = reads(
        Expression(
            "CAST((strftime('%s', {t}.ends_at) - strftime('%s', {t}.starts_at)) / 60 AS INTEGER)",
            "(extract(epoch FROM {t}.ends_at::timestamptz - {t}.starts_at::timestamptz) / 60)::bigint",
        ),
        "How long it lasts in minutes of elapsed time (`duration`).",
    )
    use_event_timezone: bool = column("use_event_timezone", "Whether its times are in the event's time zone.")
    timezone: TimeZone = column("timezone", "The zone of its wall clocks.")
    capacity: int | None = column("capacity", "How many can come; null is no limit.")
    track: Track | None = one("{c}.id = {p}.track_id", "Its track.", guarded=True)
    location: Location | None = one("{c}.id = {p}.location_id", "Where it is held.", guarded=True)
    schedule_date: ScheduleDate | None = one(
        "{c}.id = {p}.schedule_date_id", "The day of the programme it is listed under.", guarded=True
    )
    speakers: list[Speaker] = many(
        "{l}.session_id = {p}.id",
        "{l}.position, {c}.id",
        "Who speaks, in the organiser's order, at most 50.",
        join="JOIN session_speaker {l} ON {l}.speaker_id = {c}.id",
    )
    occurrences: SessionOccurrences = part("The occurrences it belongs to.")
    tickets_type: LinkType = column("tickets_type", "Whether all tickets admit to it or those listed.")
    tickets: list[Ticket] = many(
        "{c}.event_id = {p}.event_id AND ({p}.tickets_type = 'ALL' OR EXISTS (SELECT 1 FROM session_ticket st"
        " WHERE st.session_id = {p}.id AND st.ticket_id = {c}.id))",
        TICKET_ORDER,
        "The tickets that admit to it.",
    )
    links: list[SessionLink] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its links, at most 20.")
    files: list[SessionFile] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its files, at most 5.")
    event: LazyEvent = one("{c}.id = {p}.event_id", "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
