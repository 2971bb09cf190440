"""What a session is made of beside its plain fields: inputs that createSession and updateSession share."""

from uuid import UUID

import strawberry

from app.graph.scalars import JSON, URL
from app.sessions.values import LinkType


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


@strawberry.input(description="A video of a session. Source: Eventify `videolink`, `additionalvideo1` to `5`.")
class VideoInput:
    url: URL = strawberry.field(description="An http or https address or a storage path of at most 2,048 characters.")
    locked_until_start: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether its address is shown only once the session has started; false by default. Source: Eventify"
            " `restrictstarttime1` to `5`."
        )
    )


@strawberry.input(description="What a session says in a custom field. Source: Swoogo `custom_fields`.")
class CustomFieldValueInput:
    key: str = strawberry.field(description="The key of one of the organisation's custom fields, such as `c_1001`.")
    value: strawberry.Maybe[JSON | None] = strawberry.field(
        description=(
            "Text, a number, a boolean or, for choices, a list of options written `{id: 1}`, as the field's type"
            " says; null or absent empties the field."
        )
    )
