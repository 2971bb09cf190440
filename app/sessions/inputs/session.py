"""What a client says of a session: the inputs of createSession and updateSession."""

from app.graph.inputs import Input, described, described_input
from app.sessions.patches.session import CreateSessionPatch, UpdateSessionPatch


class SessionInput:
    """What createSession and updateSession take alike."""

    name = described("Name of the session, 1 to 75 characters; never empty. Source: EventBookings `sessions.name`.")
    display_name = described(
        "Name to show, at most 255 characters. The name by default, and then it changes with it. Source:"
        " EventBookings `session.display_name`."
    )
    description = described(
        "What the session is about, at most 2,500 characters. Source: EventBookings `sessions.description`."
    )
    details = described("The long text in Markdown, at most 20,000 characters. Ours: real programmes need it.")
    language = described("A language tag such as `en` or `pt-BR` (BCP 47), at most 35 characters. Ours.")
    status = described("Whether the session is on; ACTIVE by default. Source: EventBookings `sessions.status`.")
    sell_session = described(
        "Whether the session is for sale; false by default. Source: EventBookings `sessions.sell_session`."
    )
    image = described(
        "An http or https address or a storage path of at most 2,048 characters. Source: EventBookings"
        " `sessions.image`, Eventify `coverimage`."
    )
    image_file_uuid = described(
        "Its image as one of the organisation's files: a JPEG or PNG of more than 300 by 300 pixels, as far as"
        " that is known. Beside `image`, which is an address. Source: EventBookings `sessions.image`."
    )
    starts_on = described(
        "When the session starts: in the future when this is new, never empty. In an update it may lie in any"
        " date that the session takes place on, also in one that has begun: the start moves as much on the"
        " dates where the session has not begun, and it is refused where there are none. A session that is moved"
        " keeps its length unless `durationMinutes`, `endsOn` or `endTime` comes with it. Source: EventBookings"
        " `sessions.session_starts_on`."
    )
    duration_minutes = described(
        "How long it lasts, 1 to 527,040 minutes. This, `endsOn` or `endTime` is needed; if several are there"
        " they must"
        " agree. Source: EventBookings `sessions.duration`."
    )
    ends_on = described("When the session ends: whole minutes behind its start. Source: Eventify `endtime`.")
    use_event_timezone = described(
        "Whether its wall clocks are those of the event; true by default. Source: Swoogo `use_event_timezone`."
    )
    timezone = described(
        "The zone of its wall clocks, needed where `useEventTimezone` is false. Another zone keeps the"
        " wall clock and moves the instant. Ours."
    )
    capacity = described(
        "How many people may come, at most as many as to the event and no fewer than have chosen it; null for"
        " no limit. Sources: Swoogo and Eventify `capacity`."
    )
    occurrences = described(
        "The occurrences it belongs to; all by default. It must lie inside one of them. Source:"
        " EventBookings `sessions.occurrences`."
    )
    tickets = described("The tickets that let people in; all by default. Source: EventBookings `sessions.tickets`.")
    track_uuid = described("Its track, one of the event's. Sources: Swoogo `track_id`, Eventify `scheduletrackid`.")
    location_uuid = described("Its location, one of the event's. Source: Swoogo `location_id`.")
    schedule_date_uuid = described(
        "The day of the programme it is filed under, one of the event's. By default the day of its start,"
        " which is made where it is missing. Source: Eventify `scheduledateid`."
    )
    speaker_uuids = described(
        "Who speaks, in this order, at most 50 of the event's speakers. Source: Eventify `speakerid`."
    )
    links = described("Links, in this order, at most 20. Ours: real programmes need them.")
    files = described("Files, in this order, at most 5. Source: Eventify `file1` to `file5`.")
    short_name = described(
        "A name for the organisers, at most 255 characters; only they see it. Source: Swoogo `short_name`."
    )
    badge_name = described("What attendees' badges show, at most 255 characters. Source: Swoogo `badge_name`.")
    secure_id = described(
        "An identifier that only its organisation sees, at most 255 characters. Source: Swoogo `secure_id`."
    )
    webinar_url = described(
        "Where the session is held online, an http or https address that only its organisation sees. Source:"
        " Swoogo `webinar_url`."
    )
    sold_out_message = described(
        "What is said when nothing is left, at most 2,500 characters. Source: Swoogo `sold_out_message`."
    )
    proposal_status = described(
        "How far it has come as a proposal; LIVE by default. SUBMITTED becomes APPROVED or REJECTED; APPROVED"
        " becomes REJECTED, CONVERTED or LIVE; REJECTED becomes SUBMITTED or APPROVED; CONVERTED becomes LIVE or"
        " REJECTED; LIVE becomes APPROVED (ours: no document says). Source: Swoogo `status`."
    )
    kind = described("Whom the session is for; GENERAL by default. Source: Eventify `sessiontype`.")
    inclusion = described(
        "Whether attendees choose the session or always have it; OPTIONAL by default. Source: Swoogo"
        " `session_included`."
    )
    selected_by_default = described(
        "Whether it is among the sessions of who has chosen none; false by default. Source: Swoogo `default`."
    )
    locked_when_saved = described(
        "Whether who has chosen it cannot leave it; false by default. Source: Swoogo `locked_when_saved`."
    )
    prevent_session_conflicts = described(
        "Whether nobody can choose it beside another at the same time; false by default. Source: Swoogo"
        " `prevent_session_conflicts`."
    )
    wait_list_enabled = described(
        "Whether users can wait for it on a date on which it is full, with `joinWaitingList`; false by default."
        " Users who wait already stay on the list. Source: Eventify `wait_list_enabled`."
    )
    check_in_type = described("How people check in; NO_CHECK_IN_NEEDED by default. Source: Eventify `checkintype`.")
    rsvp = described("Whether coming has to be confirmed; false by default. Source: Eventify `rsvp`.")
    rsvp_capacity = described(
        "Whether confirmed places are counted against `capacity`, where `rsvp` is on; UNLIMITED by default, and"
        " FIXED needs a capacity. Source: Eventify `rsvp_capacity`."
    )
    colour = described("Its colour, `#rrggbb`. Source: Eventify `colorid`.")
    tags = described("At most 5 tags of 1 to 24 characters, each once. Source: Eventify `tags`.")
    video = described("Its video. Source: Eventify `videolink`.")
    additional_videos = described("More videos, in this order, at most 5. Source: Eventify `additionalvideo1` to `5`.")
    custom_fields = described(
        "What it says in custom fields: keys that are sent change, the others stay; null empties all. A new"
        " session that sends any has to send the required ones. Source: Swoogo `custom_fields`."
    )
    agenda_tab_uuid = described(
        "The agenda tab it is filed in, one of the event's; it is found through the schedule date, which lies in"
        " it. Source: Eventify `apptabid`."
    )
    location = described(
        "Its location by name or address, at most 200 characters: one of the event's that has it, without regard"
        " to case and accents, or a new one of this name. Not together with `locationUuid`. Source: Eventify"
        " `location`."
    )
    date = described(
        "The date of its start on the clocks of its zone; what is not sent of `date`, `startTime` and `endTime`"
        " stays. Beside `startsOn` it must say the same. Source: Swoogo `date`."
    )
    start_time = described(
        "The time of its start on the clocks of its zone. Alone it keeps the date and the end. Source: Swoogo"
        " `start_time`."
    )
    end_time = described(
        "The time of its end on the clocks of its zone, on the day on which it starts; past midnight, use"
        " `endsOn`. Beside `endsOn` or `durationMinutes` it must say the same. Source: Swoogo `end_time`."
    )
    event_uuid = described(
        "Its event, for callers that name it twice: it must be the one that is addressed or that has the"
        " session. Sources: Swoogo `event_id`, Eventify `eventid`."
    )


@described_input(
    "What to change of a session. What is absent stays as it is; null empties a field or sets it back to"
    " its default; a list replaces the whole list. Sources: EventBookings PATCH"
    " /events/{event_uuid}/sessions/{session_uuid}, Swoogo session update."
)
class UpdateSessionInput(SessionInput, Input[UpdateSessionPatch]):
    uuid = described("The session, for callers that name it twice: it must be the one addressed. Source: Swoogo `id`.")


@described_input(
    "A new session. What is absent or null has its default. It needs a start, by `startsOn` or by `date` and"
    " `startTime`, and an end, by `endsOn`, `durationMinutes` or `endTime`. Sources: EventBookings POST"
    " /events/{event_uuid}/sessions, Eventify session creation."
)
class CreateSessionInput(SessionInput, Input[CreateSessionPatch]):
    name = described("Name of the session, 1 to 75 characters. Source: EventBookings `sessions.name`.")
