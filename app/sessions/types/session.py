"""Sessions (agenda items) in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.core.named_types import URL, TimeZone
from app.files.types import IN_USE, File
from app.graph.connections import Connection
from app.graph.descriptions import NO_EFFECT
from app.graph.node import Node
from app.graph.reading.mapping import (
    column,
    entity,
    expression,
    global_id,
    many,
    one,
    part,
    reads,
    values,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.sessions.lists.agenda import OF_ONE_SESSION, agenda_of
from app.sessions.store.visible import PUBLIC
from app.sessions.types.dates import SessionOccurrence
from app.sessions.types.parts import (
    DURATION,
    CustomFieldValue,
    SessionFile,
    SessionLink,
    SessionOccurrences,
    Video,
)
from app.sessions.values import (
    CheckInType,
    LinkType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)
from app.speakers.types import Speaker
from app.tickets.lists import TICKET_ORDER
from app.tickets.types import Ticket

if TYPE_CHECKING:
    from app.events.types import Event

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]


@entity("session", visible=PUBLIC, parent=("Event", "event_id"))
@strawberry.type(description="An item of an event's agenda.")
class Session(Node):
    id: strawberry.ID = global_id("Session")
    uuid: UUID = column("id", "Identifier of the session.")
    name: str = column("name", "Name of the session, at most 75 characters.")
    display_name: str = column("display_name", "Name to show, at most 255 characters.")
    short_name: str | None = column("short_name", "A name for organisers; null for outsiders.", private=True)
    badge_name: str | None = column("badge_name", "The name on attendees' badges.")
    secure_id: str | None = column("secure_id", "An identifier; null for outsiders.", private=True)
    status: SessionStatus = column("status", "Whether it takes place.")
    proposal_status: ProposalStatus = column("proposal_status", "Its status as a proposal.")
    kind: SessionKind = column("kind", "Whom it is for.")
    sell_session: bool = column("sell_session", f"{NO_EFFECT} Whether it is for sale.")
    inclusion: SessionInclusion = column("inclusion", "Whether attendees choose it or always have it.")
    selected_by_default: bool = column(
        "selected_by_default", "Whether users who name no sessions in `selectSessions` get it."
    )
    locked_when_saved: bool = column("locked_when_saved", "Whether users who have chosen it cannot leave it.")
    prevent_session_conflicts: bool = column(
        "prevent_session_conflicts", "Whether users cannot choose it together with another at the same time."
    )
    wait_list_enabled: bool = column(
        "wait_list_enabled",
        "Whether users can wait for it (`joinWaitingList`) on a date on which it is full.",
    )
    check_in_type: CheckInType = column("check_in_type", f"{NO_EFFECT} How people check in.")
    rsvp: bool = column("rsvp", "Whether attendees must confirm.")
    rsvp_capacity: RsvpCapacity = column(
        "rsvp_capacity", "Whether confirmed places count against `capacity` if `rsvp` is true."
    )
    selected_count: int = expression(
        "(SELECT count(DISTINCT ss.selection_id) FROM session_selected ss WHERE ss.session_id = {t}.id)",
        "How many users have chosen it on any of its dates.",
    )
    colour: str | None = column("colour", "Its colour, `#rrggbb`.")
    tags: list[str] = values(
        "st.tag", "session_tag st WHERE st.session_id = {p}.id", "st.position", "Its tags, at most 5."
    )
    description: str | None = column("description", "Description, at most 2,500 characters, as sent and not escaped.")
    details: str | None = column(
        "details", "Long description in Markdown, at most 20,000 characters, as sent and not escaped."
    )
    language: str | None = column("language", "Its language, a BCP 47 tag.")
    image: URL | None = column("image", "Address or storage path of its image.")
    image_file: File | None = one(
        "{c}.id = {p}.image_file_id", "Its image as a file, if the caller may see that.", listed=IN_USE
    )
    webinar_url: URL | None = column("webinar_url", "Where it is held online; null for outsiders.", private=True)
    sold_out_message: str | None = column("sold_out_message", "The message when nothing is left.")
    starts_on: ZonedDateTime = zoned("starts", "When it starts on its first enabled date, else on its first date.")
    ends_on: ZonedDateTime = zoned("ends", "When it ends on that date.")
    duration_minutes: int = reads(DURATION, "Its length in minutes of elapsed time.")
    use_event_timezone: bool = column("use_event_timezone", "Whether its times are in the event's time zone.")
    timezone: TimeZone = column("timezone", "The time zone of its local times.")
    capacity: int | None = column("capacity", "How many can come; null means no limit.")
    track: Track | None = one("{c}.id = {p}.track_id", "Its track.", guarded=True)
    location: Location | None = one("{c}.id = {p}.location_id", "Where it is held.", guarded=True)
    schedule_date: ScheduleDate | None = one(
        "{c}.id = {p}.schedule_date_id", "The day of the programme that this start belongs to.", guarded=True
    )
    agenda_tab: AgendaTab | None = one(
        "{c}.id = {p}.agenda_tab_id",
        "The agenda tab that shows it: that of its schedule date, if it has one.",
        guarded=True,
    )
    speakers: list[Speaker] = many(
        "{l}.session_id = {p}.id",
        "{l}.position, {c}.id",
        "Its speakers in the organiser's order, at most 50.",
        join="JOIN session_speaker {l} ON {l}.speaker_id = {c}.id",
        shown=True,
    )
    occurrences: SessionOccurrences = part("The occurrences it belongs to.")
    dates: Connection[SessionOccurrence] = agenda_of(
        "{c}.session_id = {p}.id",
        "The session on each of its dates; empty while its event has no dates.",
        without=OF_ONE_SESSION,
    )
    tickets_type: LinkType = column("tickets_type", "Whether all tickets admit to it, or those in `tickets`.")
    tickets: list[Ticket] = many(
        "{c}.event_id = {p}.event_id AND ({p}.tickets_type = 'ALL' OR EXISTS (SELECT 1 FROM session_ticket st"
        " WHERE st.session_id = {p}.id AND st.ticket_id = {c}.id))",
        TICKET_ORDER,
        "The tickets that admit to it.",
    )
    links: list[SessionLink] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its links, at most 20.")
    files: list[SessionFile] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its files, at most 5.")
    video: Video | None = one("{c}.session_id = {p}.id AND {c}.main", "Its video.", guarded=True)
    additional_videos: list[Video] = many(
        "{c}.session_id = {p}.id AND NOT {c}.main",
        "{c}.position, {c}.id",
        "More videos, at most 5.",
    )
    custom_fields: list[CustomFieldValue] = many(
        "{c}.session_id = {p}.id",
        "(SELECT cf.position FROM custom_field cf WHERE cf.id = {c}.custom_field_id), {c}.custom_field_id",
        "Its values of custom fields, in the order of the fields; only its organisation sees internal ones.",
    )
    event: LazyEvent = one("{c}.id = {p}.event_id", "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
