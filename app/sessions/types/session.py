"""Sessions (agenda items) in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.core.named_types import URL, TimeZone
from app.files.types import IN_USE, File
from app.graph.connections import Connection
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
@strawberry.type(
    description="An item of an event's agenda. Source: EventBookings `sessions`, Swoogo and Eventify sessions."
)
class Session(Node):
    id: strawberry.ID = global_id("Session")
    uuid: UUID = column("id", "Identifier of the session.")
    name: str = column("name", "Name of the session, at most 75 characters.")
    display_name: str = column("display_name", "The whole title, at most 255 characters.")
    short_name: str | None = column("short_name", "A name for its organisers (Swoogo `short_name`).", private=True)
    badge_name: str | None = column("badge_name", "What attendees' badges show (Swoogo `badge_name`).")
    secure_id: str | None = column(
        "secure_id", "An identifier that only its organisation sees (Swoogo `secure_id`).", private=True
    )
    status: SessionStatus = column("status", "Whether it takes place.")
    proposal_status: ProposalStatus = column("proposal_status", "How far it has come as a proposal.")
    kind: SessionKind = column("kind", "Whom it is for.")
    sell_session: bool = column("sell_session", "Whether it is for sale.")
    inclusion: SessionInclusion = column("inclusion", "Whether attendees choose it or always have it.")
    selected_by_default: bool = column(
        "selected_by_default", "Whether it is among the sessions of who has chosen none (Swoogo)."
    )
    locked_when_saved: bool = column("locked_when_saved", "Whether who has chosen it cannot leave it (Swoogo).")
    prevent_session_conflicts: bool = column(
        "prevent_session_conflicts", "Whether nobody can choose it beside another at the same time (Swoogo)."
    )
    wait_list_enabled: bool = column(
        "wait_list_enabled",
        "Whether users can wait for it on a date on which it is full: `joinWaitingList` (Eventify).",
    )
    check_in_type: CheckInType = column("check_in_type", "How people check in.")
    rsvp: bool = column("rsvp", "Whether coming has to be confirmed (Eventify).")
    rsvp_capacity: RsvpCapacity = column("rsvp_capacity", "Whether confirmed places are counted, where `rsvp` is on.")
    selected_count: int = expression(
        "(SELECT count(DISTINCT ss.selection_id) FROM session_selected ss WHERE ss.session_id = {t}.id)",
        "How many users have chosen it, on whichever of its dates. Ours.",
    )
    colour: str | None = column("colour", "Its colour, `#rrggbb` (Eventify `colorid`).")
    tags: list[str] = values(
        "st.tag", "session_tag st WHERE st.session_id = {p}.id", "st.position", "Its tags, at most 5 (Eventify)."
    )
    description: str | None = column("description", "What it is about, at most 2,500 characters. Raw, as given.")
    details: str | None = column("details", "More of it in Markdown, at most 20,000 characters. Raw, as given.")
    language: str | None = column("language", "Language it is held in, a BCP 47 tag.")
    image: URL | None = column("image", "Address or storage path of its image.")
    image_file: File | None = one(
        "{c}.id = {p}.image_file_id", "Its image, where that is a file that the caller may see.", listed=IN_USE
    )
    webinar_url: URL | None = column(
        "webinar_url", "Where it is held online (Swoogo `webinar_url`); only its organisation sees it.", private=True
    )
    sold_out_message: str | None = column("sold_out_message", "What is said when nothing is left (Swoogo).")
    starts_on: ZonedDateTime = zoned(
        "starts", "When it starts (`session_starts_on`): on its first enabled date, else on its first."
    )
    ends_on: ZonedDateTime = zoned("ends", "When it ends on that date (`session_ends_on`).")
    duration_minutes: int = reads(DURATION, "How long it lasts in minutes of elapsed time (`duration`).")
    use_event_timezone: bool = column("use_event_timezone", "Whether its times are in the event's time zone.")
    timezone: TimeZone = column("timezone", "The zone of its wall clocks.")
    capacity: int | None = column("capacity", "How many can come; null is no limit.")
    track: Track | None = one("{c}.id = {p}.track_id", "Its track.", guarded=True)
    location: Location | None = one("{c}.id = {p}.location_id", "Where it is held.", guarded=True)
    schedule_date: ScheduleDate | None = one(
        "{c}.id = {p}.schedule_date_id", "The day of the programme that this start is listed under.", guarded=True
    )
    agenda_tab: AgendaTab | None = one(
        "{c}.id = {p}.agenda_tab_id",
        "The agenda tab that it is filed in: that of its schedule date, if it has one (Eventify `apptabid`).",
        guarded=True,
    )
    speakers: list[Speaker] = many(
        "{l}.session_id = {p}.id",
        "{l}.position, {c}.id",
        "Who speaks, in the organiser's order, at most 50.",
        join="JOIN session_speaker {l} ON {l}.speaker_id = {c}.id",
        shown=True,
    )
    occurrences: SessionOccurrences = part("The occurrences it belongs to.")
    dates: Connection[SessionOccurrence] = agenda_of(
        "{c}.session_id = {p}.id",
        "The session in each of the dates that it takes place in; none as long as its event has no dates.",
        without=OF_ONE_SESSION,
    )
    tickets_type: LinkType = column("tickets_type", "Whether all tickets admit to it or those listed.")
    tickets: list[Ticket] = many(
        "{c}.event_id = {p}.event_id AND ({p}.tickets_type = 'ALL' OR EXISTS (SELECT 1 FROM session_ticket st"
        " WHERE st.session_id = {p}.id AND st.ticket_id = {c}.id))",
        TICKET_ORDER,
        "The tickets that admit to it.",
    )
    links: list[SessionLink] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its links, at most 20.")
    files: list[SessionFile] = many("{c}.session_id = {p}.id", "{c}.position, {c}.id", "Its files, at most 5.")
    video: Video | None = one("{c}.session_id = {p}.id AND {c}.main", "Its video (Eventify `videolink`).", guarded=True)
    additional_videos: list[Video] = many(
        "{c}.session_id = {p}.id AND NOT {c}.main",
        "{c}.position, {c}.id",
        "More videos, at most 5 (Eventify `additionalvideo1` to `5`).",
    )
    custom_fields: list[CustomFieldValue] = many(
        "{c}.session_id = {p}.id",
        "(SELECT cf.position FROM custom_field cf WHERE cf.id = {c}.custom_field_id), {c}.custom_field_id",
        "What it says in its organisation's custom fields, in their order; internal ones are its organisation's.",
    )
    event: LazyEvent = one("{c}.id = {p}.event_id", "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
