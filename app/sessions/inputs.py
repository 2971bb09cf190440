"""What a client says of a session: the inputs of its mutations."""

from uuid import UUID

import strawberry

from app.graph.scalars import URL, TimeZone
from app.graph.times import ZonedDateTimeInput
from app.sessions.values import LinkType, SessionStatus


@strawberry.input(description="The occurrences a session belongs to. Source: EventBookings `sessions.occurrences`.")
class SessionOccurrencesInput:
    type: LinkType = strawberry.field(description="All occurrences of the event, or those named.")
    uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(
        description="The occurrences, 1 to 1,000, with SPECIFIC; not looked at with ALL."
    )


@strawberry.input(description="The tickets that let people into a session. Source: EventBookings `sessions.tickets`.")
class SessionTicketsInput:
    type: LinkType = strawberry.field(description="All tickets of the event, or those named.")
    uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(
        description="The tickets, 1 to 1,000, with SPECIFIC; not looked at with ALL."
    )


@strawberry.input(description="A link from a session to somewhere else.")
class SessionLinkInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="What the link is called, at most 255 characters."
    )
    url: URL = strawberry.field(description="An http or https address of at most 2,048 characters.")


@strawberry.input(description="A file that goes with a session. Source: Eventify `file1` to `file5`.")
class SessionFileInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="What the file is called, at most 255 characters."
    )
    url: URL = strawberry.field(description="An http or https address or a storage path of at most 2,048 characters.")


@strawberry.input(
    description=(
        "What to change of a session. What is absent stays as it is; null empties a field or sets it back to"
        " its default; a list replaces the whole list. Sources: EventBookings PATCH"
        " /events/{event_uuid}/sessions/{session_uuid}, Swoogo session update."
    )
)
class UpdateSessionInput:
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
    starts_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=(
            "When the session starts: in the future when this is new, never empty. A session that is moved"
            " keeps its length unless `durationMinutes` or `endsOn` comes with it. Source: EventBookings"
            " `sessions.session_starts_on`."
        )
    )
    duration_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "How long it lasts, 1 to 527,040 minutes. This or `endsOn` is needed; if both are there they must"
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
            "How many people may come, at most as many as to the event; null for no limit. Sources: Swoogo"
            " and Eventify `capacity`."
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


@strawberry.input(
    description=(
        "A new session. What is absent or null has its default. Source: EventBookings POST"
        " /events/{event_uuid}/sessions."
    )
)
class CreateSessionInput(UpdateSessionInput):
    name: str = strawberry.field(  # type: ignore[assignment]
        description="Name of the session, 1 to 75 characters. Source: EventBookings `sessions.name`."
    )
    starts_on: ZonedDateTimeInput = strawberry.field(  # type: ignore[assignment]
        description=("When the session starts, in the future. Source: EventBookings `sessions.session_starts_on`.")
    )
