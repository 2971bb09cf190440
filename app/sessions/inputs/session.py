"""The inputs of createSession and updateSession."""

from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input
from app.sessions.patches.session import CreateSessionPatch, UpdateSessionPatch


class SessionInput:
    """The fields that createSession and updateSession share."""

    name = described("Name of the session, 1 to 75 characters; never null.")
    display_name = described(
        "Name to show, at most 255 characters; `name` by default, which it then follows when that changes."
    )
    description = described("Description, at most 2,500 characters.")
    details = described("Long description in Markdown, at most 20,000 characters.")
    language = described("A language tag such as `en` or `pt-BR` (BCP 47), at most 35 characters.")
    status = described("Whether the session takes place; ACTIVE by default.")
    sell_session = described(f"{NO_EFFECT} Whether the session is for sale; false by default.")
    image = described("Its image: an http or https address or a storage path of at most 2,048 characters.")
    image_file_uuid = described(
        "Its image as a file of the organisation: a JPEG or PNG of more than 300 by 300 pixels, if its size is known."
        " Independent of `image`."
    )
    starts_on = described(
        "When the session starts; a new start must be in the future, and never null. An update may send a start in any"
        " date of the session, also in one that has begun: the start then moves by the same amount on the dates where"
        " the session has not begun, and is refused if there are none. The session keeps its length unless"
        " `durationMinutes`, `endsOn` or `endTime` is sent too."
    )
    duration_minutes = described(
        "Its length, 1 to 527,040 minutes. A new session needs this, `endsOn` or `endTime`; several must agree."
    )
    ends_on = described("When the session ends, a whole number of minutes after its start.")
    use_event_timezone = described("Whether its local times are in the event's time zone; true by default.")
    timezone = described(
        "The time zone of its local times, needed if `useEventTimezone` is false. A new zone keeps the local times and"
        " changes the instants."
    )
    capacity = described(
        "How many people may come, at most the event's capacity and no fewer than have chosen it; null means no limit."
    )
    occurrences = described("The occurrences it belongs to; all by default. It must lie inside one of them.")
    tickets = described("The tickets that admit to it; all by default.")
    track_uuid = described("Its track, of the same event.")
    location_uuid = described("Its location, of the same event.")
    schedule_date_uuid = described(
        "The day of the programme that it belongs to, of the same event. By default the day of its start, which is"
        " created if it is missing."
    )
    speaker_uuids = described("Its speakers in this order, at most 50, of the same event.")
    links = described("Its links in this order, at most 20.")
    files = described("Its files in this order, at most 5.")
    short_name = described("A name for organisers, at most 255 characters; only the organisation sees it.")
    badge_name = described("The name on attendees' badges, at most 255 characters.")
    secure_id = described("An identifier that only the organisation sees, at most 255 characters.")
    webinar_url = described(
        "Where the session is held online: an http or https address that only the organisation sees."
    )
    sold_out_message = described("The message when nothing is left, at most 2,500 characters.")
    proposal_status = described(
        "Its status as a proposal; LIVE by default. SUBMITTED can become APPROVED or REJECTED; APPROVED can become"
        " REJECTED, CONVERTED or LIVE; REJECTED can become SUBMITTED or APPROVED; CONVERTED can become LIVE or"
        " REJECTED; LIVE can become APPROVED."
    )
    kind = described("Whom the session is for; GENERAL by default.")
    inclusion = described("Whether attendees choose the session or always have it; OPTIONAL by default.")
    selected_by_default = described("Whether users who name no sessions in `selectSessions` get it; false by default.")
    locked_when_saved = described("Whether users who have chosen it cannot leave it; false by default.")
    prevent_session_conflicts = described(
        "Whether users cannot choose it together with another at the same time; false by default."
    )
    wait_list_enabled = described(
        "Whether users can wait for it (`joinWaitingList`) on a date on which it is full; false by default. Users who"
        " wait already stay on the list."
    )
    check_in_type = described(f"{NO_EFFECT} How people check in; NO_CHECK_IN_NEEDED by default.")
    rsvp = described("Whether attendees must confirm; false by default.")
    rsvp_capacity = described(
        "Whether confirmed places count against `capacity` if `rsvp` is true; UNLIMITED by default, and FIXED needs a"
        " capacity."
    )
    colour = described("Its colour, `#rrggbb`.")
    tags = described("At most 5 different tags of 1 to 24 characters.")
    video = described("Its video.")
    additional_videos = described("More videos in this order, at most 5.")
    custom_fields = described(
        "Values of custom fields: keys that are sent change, the others stay; null removes all. A new session that"
        " sends any must send the required ones."
    )
    agenda_tab_uuid = described(
        "The agenda tab that shows it, of the same event; its schedule date must be in that tab."
    )
    location = described(
        "Its location by name or address, at most 200 characters: the event's location with that name or address,"
        " ignoring case and accents, or a new one. Not together with `locationUuid`."
    )
    date = described(
        "The date of its start in its time zone. Of `date`, `startTime` and `endTime`, those that are not sent keep"
        " their values. Must agree with `startsOn` if both are sent."
    )
    start_time = described("The time of its start in its time zone. Sent alone, it keeps the date and the end.")
    end_time = described(
        "The time of its end in its time zone, on the day on which it starts; use `endsOn` for an end after midnight."
        " Must agree with `endsOn` or `durationMinutes` if both are sent."
    )
    event_uuid = described("Its event. Optional; if sent, it must be the event of the mutation or of the session.")


@described_input(
    "What to change of a session. Fields that are not sent keep their values; null removes a value or restores its"
    " default; a list replaces the whole list."
)
class UpdateSessionInput(SessionInput, Input[UpdateSessionPatch]):
    uuid = described("The session. Optional; if sent, it must be the session of the mutation.")


@described_input(
    "A new session. Absent and null fields get their defaults. It needs a start (`startsOn`, or `date` and"
    " `startTime`) and an end (`endsOn`, `durationMinutes` or `endTime`)."
)
class CreateSessionInput(SessionInput, Input[CreateSessionPatch]):
    name = described("Name of the session, 1 to 75 characters.")
