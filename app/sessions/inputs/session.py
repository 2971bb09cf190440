"""What a client says of a session: the inputs of createSession and updateSession."""

import datetime as dt
from uuid import UUID

import strawberry

from app.graph.scalars import URL, TimeZone
from app.graph.times import ZonedDateTimeInput
from app.sessions.inputs.parts import (
    CustomFieldValueInput,
    SessionFileInput,
    SessionLinkInput,
    SessionOccurrencesInput,
    SessionTicketsInput,
    VideoInput,
)
from app.sessions.values import (
    CheckInType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)


@strawberry.input
class SessionInput:
    """What createSession and updateSession take alike."""

    name: strawberry.Maybe[str | None] = strawberry.field(
        description=("Name of the session, 1 to 75 characters; never empty. Source: EventBookings `sessions.name`.")
    )
    display_name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "Name to show, at most 255 characters. The name by default, and then it changes with it. Source:"
            " EventBookings `session.display_name`."
        )
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "What the session is about, at most 2,500 characters. Source: EventBookings `sessions.description`."
        )
    )
    details: strawberry.Maybe[str | None] = strawberry.field(
        description="The long text in Markdown, at most 20,000 characters. Ours: real programmes need it."
    )
    language: strawberry.Maybe[str | None] = strawberry.field(
        description="A language tag such as `en` or `pt-BR` (BCP 47), at most 35 characters. Ours."
    )
    status: strawberry.Maybe[SessionStatus | None] = strawberry.field(
        description="Whether the session is on; ACTIVE by default. Source: EventBookings `sessions.status`."
    )
    sell_session: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether the session is for sale; false by default. Source: EventBookings `sessions.sell_session`."
        )
    )
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description=(
            "An http or https address or a storage path of at most 2,048 characters. Source: EventBookings"
            " `sessions.image`, Eventify `coverimage`."
        )
    )
    image_file_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "Its image as one of the organisation's files: a JPEG or PNG of more than 300 by 300 pixels, as far as"
            " that is known. Beside `image`, which is an address. Source: EventBookings `sessions.image`."
        )
    )
    starts_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=(
            "When the session starts: in the future when this is new, never empty. In an update it may lie in any"
            " date that the session takes place on, also in one that has begun: the start moves as much on the"
            " dates where the session has not begun, and it is refused where there are none. A session that is moved"
            " keeps its length unless `durationMinutes`, `endsOn` or `endTime` comes with it. Source: EventBookings"
            " `sessions.session_starts_on`."
        )
    )
    duration_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "How long it lasts, 1 to 527,040 minutes. This, `endsOn` or `endTime` is needed; if several are there"
            " they must"
            " agree. Source: EventBookings `sessions.duration`."
        )
    )
    ends_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description="When the session ends: whole minutes behind its start. Source: Eventify `endtime`."
    )
    use_event_timezone: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether its wall clocks are those of the event; true by default. Source: Swoogo `use_event_timezone`."
        )
    )
    timezone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description=(
            "The zone of its wall clocks, needed where `useEventTimezone` is false. Another zone keeps the"
            " wall clock and moves the instant. Ours."
        )
    )
    capacity: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "How many people may come, at most as many as to the event and no fewer than have chosen it; null for"
            " no limit. Sources: Swoogo and Eventify `capacity`."
        )
    )
    occurrences: strawberry.Maybe[SessionOccurrencesInput | None] = strawberry.field(
        description=(
            "The occurrences it belongs to; all by default. It must lie inside one of them. Source:"
            " EventBookings `sessions.occurrences`."
        )
    )
    tickets: strawberry.Maybe[SessionTicketsInput | None] = strawberry.field(
        description=("The tickets that let people in; all by default. Source: EventBookings `sessions.tickets`.")
    )
    track_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="Its track, one of the event's. Sources: Swoogo `track_id`, Eventify `scheduletrackid`."
    )
    location_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="Its location, one of the event's. Source: Swoogo `location_id`."
    )
    schedule_date_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The day of the programme it is filed under, one of the event's. By default the day of its start,"
            " which is made where it is missing. Source: Eventify `scheduledateid`."
        )
    )
    speaker_uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(
        description=("Who speaks, in this order, at most 50 of the event's speakers. Source: Eventify `speakerid`.")
    )
    links: strawberry.Maybe[list[SessionLinkInput] | None] = strawberry.field(
        description="Links, in this order, at most 20. Ours: real programmes need them."
    )
    files: strawberry.Maybe[list[SessionFileInput] | None] = strawberry.field(
        description="Files, in this order, at most 5. Source: Eventify `file1` to `file5`."
    )
    short_name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "A name for the organisers, at most 255 characters; only they see it. Source: Swoogo `short_name`."
        )
    )
    badge_name: strawberry.Maybe[str | None] = strawberry.field(
        description=("What attendees' badges show, at most 255 characters. Source: Swoogo `badge_name`.")
    )
    secure_id: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "An identifier that only its organisation sees, at most 255 characters. Source: Swoogo `secure_id`."
        )
    )
    webinar_url: strawberry.Maybe[URL | None] = strawberry.field(
        description=(
            "Where the session is held online, an http or https address that only its organisation sees. Source:"
            " Swoogo `webinar_url`."
        )
    )
    sold_out_message: strawberry.Maybe[str | None] = strawberry.field(
        description=("What is said when nothing is left, at most 2,500 characters. Source: Swoogo `sold_out_message`.")
    )
    proposal_status: strawberry.Maybe[ProposalStatus | None] = strawberry.field(
        description=(
            "How far it has come as a proposal; LIVE by default. SUBMITTED becomes APPROVED or REJECTED; APPROVED"
            " becomes REJECTED, CONVERTED or LIVE; REJECTED becomes SUBMITTED or APPROVED; CONVERTED becomes LIVE or"
            " REJECTED; LIVE becomes APPROVED (ours: no document says). Source: Swoogo `status`."
        )
    )
    kind: strawberry.Maybe[SessionKind | None] = strawberry.field(
        description=("Whom the session is for; GENERAL by default. Source: Eventify `sessiontype`.")
    )
    inclusion: strawberry.Maybe[SessionInclusion | None] = strawberry.field(
        description=(
            "Whether attendees choose the session or always have it; OPTIONAL by default. Source: Swoogo"
            " `session_included`."
        )
    )
    selected_by_default: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether it is among the sessions of who has chosen none; false by default. Source: Swoogo `default`."
        )
    )
    locked_when_saved: strawberry.Maybe[bool | None] = strawberry.field(
        description=("Whether who has chosen it cannot leave it; false by default. Source: Swoogo `locked_when_saved`.")
    )
    prevent_session_conflicts: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether nobody can choose it beside another at the same time; false by default. Source: Swoogo"
            " `prevent_session_conflicts`."
        )
    )
    wait_list_enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether users can wait for it on a date on which it is full, with `joinWaitingList`; false by default."
            " Users who wait already stay on the list. Source: Eventify `wait_list_enabled`."
        )
    )
    check_in_type: strawberry.Maybe[CheckInType | None] = strawberry.field(
        description=("How people check in; NO_CHECK_IN_NEEDED by default. Source: Eventify `checkintype`.")
    )
    rsvp: strawberry.Maybe[bool | None] = strawberry.field(
        description=("Whether coming has to be confirmed; false by default. Source: Eventify `rsvp`.")
    )
    rsvp_capacity: strawberry.Maybe[RsvpCapacity | None] = strawberry.field(
        description=(
            "Whether confirmed places are counted against `capacity`, where `rsvp` is on; UNLIMITED by default, and"
            " FIXED needs a capacity. Source: Eventify `rsvp_capacity`."
        )
    )
    colour: strawberry.Maybe[str | None] = strawberry.field(
        description=("Its colour, `#rrggbb`. Source: Eventify `colorid`.")
    )
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=("At most 5 tags of 1 to 24 characters, each once. Source: Eventify `tags`.")
    )
    video: strawberry.Maybe[VideoInput | None] = strawberry.field(
        description=("Its video. Source: Eventify `videolink`.")
    )
    additional_videos: strawberry.Maybe[list[VideoInput] | None] = strawberry.field(
        description=("More videos, in this order, at most 5. Source: Eventify `additionalvideo1` to `5`.")
    )
    custom_fields: strawberry.Maybe[list[CustomFieldValueInput] | None] = strawberry.field(
        description=(
            "What it says in custom fields: keys that are sent change, the others stay; null empties all. A new"
            " session that sends any has to send the required ones. Source: Swoogo `custom_fields`."
        )
    )
    agenda_tab_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The agenda tab it is filed in, one of the event's; it is found through the schedule date, which lies in"
            " it. Source: Eventify `apptabid`."
        )
    )
    location: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "Its location by name or address, at most 200 characters: one of the event's that has it, without regard"
            " to case and accents, or a new one of this name. Not together with `locationUuid`. Source: Eventify"
            " `location`."
        )
    )
    date: strawberry.Maybe[dt.date | None] = strawberry.field(
        description=(
            "The date of its start on the clocks of its zone; what is not sent of `date`, `startTime` and `endTime`"
            " stays. Beside `startsOn` it must say the same. Source: Swoogo `date`."
        )
    )
    start_time: strawberry.Maybe[dt.time | None] = strawberry.field(
        description=(
            "The time of its start on the clocks of its zone. Alone it keeps the date and the end. Source: Swoogo"
            " `start_time`."
        )
    )
    end_time: strawberry.Maybe[dt.time | None] = strawberry.field(
        description=(
            "The time of its end on the clocks of its zone, on the day on which it starts; past midnight, use"
            " `endsOn`. Beside `endsOn` or `durationMinutes` it must say the same. Source: Swoogo `end_time`."
        )
    )
    event_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "Its event, for callers that name it twice: it must be the one that is addressed or that has the"
            " session. Sources: Swoogo `event_id`, Eventify `eventid`."
        )
    )


@strawberry.input(
    description=(
        "What to change of a session. What is absent stays as it is; null empties a field or sets it back to"
        " its default; a list replaces the whole list. Sources: EventBookings PATCH"
        " /events/{event_uuid}/sessions/{session_uuid}, Swoogo session update."
    )
)
class UpdateSessionInput(SessionInput):
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="The session, for callers that name it twice: it must be the one addressed. Source: Swoogo `id`."
    )


@strawberry.input(
    description=(
        "A new session. What is absent or null has its default. It needs a start, by `startsOn` or by `date` and"
        " `startTime`, and an end, by `endsOn`, `durationMinutes` or `endTime`. Sources: EventBookings POST"
        " /events/{event_uuid}/sessions, Eventify session creation."
    )
)
class CreateSessionInput(SessionInput):
    name: str = strawberry.field(  # type: ignore[assignment]
        description="Name of the session, 1 to 75 characters. Source: EventBookings `sessions.name`."
    )
