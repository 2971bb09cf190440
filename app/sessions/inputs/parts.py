"""What a session is made of beside its plain fields: inputs that createSession and updateSession share."""

from app.graph.inputs import Input, described, described_input
from app.sessions.patches.parts import (
    CustomFieldValuePatch,
    SessionFilePatch,
    SessionLinkPatch,
    SessionOccurrencesPatch,
    SessionTicketsPatch,
    VideoPatch,
)


@described_input("The occurrences a session belongs to. Source: EventBookings `sessions.occurrences`.")
class SessionOccurrencesInput(Input[SessionOccurrencesPatch]):
    type = described("All occurrences of the event, or those named.")
    uuids = described("The occurrences, 1 to 1,000, with SPECIFIC; not looked at with ALL.")


@described_input("The tickets that let people into a session. Source: EventBookings `sessions.tickets`.")
class SessionTicketsInput(Input[SessionTicketsPatch]):
    type = described("All tickets of the event, or those named.")
    uuids = described("The tickets, 1 to 1,000, with SPECIFIC; not looked at with ALL.")


@described_input("A link from a session to somewhere else.")
class SessionLinkInput(Input[SessionLinkPatch]):
    name = described("What the link is called, at most 255 characters.")
    url = described("An http or https address of at most 2,048 characters.")


@described_input("A file that goes with a session. Source: Eventify `file1` to `file5`.")
class SessionFileInput(Input[SessionFilePatch]):
    name = described("What the file is called, at most 255 characters.")
    url = described("An http or https address or a storage path of at most 2,048 characters.")


@described_input("A video of a session. Source: Eventify `videolink`, `additionalvideo1` to `5`.")
class VideoInput(Input[VideoPatch]):
    url = described("An http or https address or a storage path of at most 2,048 characters.")
    locked_until_start = described(
        "Whether its address is shown only once the session has started; false by default. Source: Eventify"
        " `restrictstarttime1` to `5`."
    )


@described_input("What a session says in a custom field. Source: Swoogo `custom_fields`.")
class CustomFieldValueInput(Input[CustomFieldValuePatch]):
    key = described("The key of one of the organisation's custom fields, such as `c_1001`.")
    value = described(
        "Text, a number, a boolean or, for choices, a list of options written `{id: 1}`, as the field's type"
        " says; null or absent empties the field."
    )
