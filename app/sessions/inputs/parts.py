"""Nested inputs of createSession and updateSession."""

from app.graph.inputs import Input, described, described_input
from app.sessions.patches.parts import (
    CustomFieldValuePatch,
    SessionFilePatch,
    SessionLinkPatch,
    SessionOccurrencesPatch,
    SessionTicketsPatch,
    VideoPatch,
)


@described_input("The occurrences a session belongs to.")
class SessionOccurrencesInput(Input[SessionOccurrencesPatch]):
    type = described("All occurrences of the event, or those in `uuids`.")
    uuids = described("The occurrences, 1 to 1,000, with SPECIFIC; ignored with ALL.")


@described_input("The tickets that admit to a session.")
class SessionTicketsInput(Input[SessionTicketsPatch]):
    type = described("All tickets of the event, or those in `uuids`.")
    uuids = described("The tickets, 1 to 1,000, with SPECIFIC; ignored with ALL.")


@described_input("A link of a session.")
class SessionLinkInput(Input[SessionLinkPatch]):
    name = described("Title of the link, at most 255 characters.")
    url = described("An http or https address of at most 2,048 characters.")


@described_input("A file of a session, such as slides.")
class SessionFileInput(Input[SessionFilePatch]):
    name = described("Title of the file, at most 255 characters.")
    url = described("An http or https address or a storage path of at most 2,048 characters.")


@described_input("A video of a session.")
class VideoInput(Input[VideoPatch]):
    url = described("An http or https address or a storage path of at most 2,048 characters.")
    locked_until_start = described(
        "Whether outsiders see its address only once the session has started; false by default."
    )


@described_input("A session's value of a custom field.")
class CustomFieldValueInput(Input[CustomFieldValuePatch]):
    key = described("The key of one of the organisation's custom fields, such as `c_1001`.")
    value = described(
        "Text, a number, a boolean or, for choices, a list of options written `{id: 1}`, by the field's type; null or"
        " absent removes the value."
    )
