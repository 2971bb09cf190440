"""What is sent about organisations."""

import strawberry

from app.core import limits
from app.graph.scalars import URL, CurrencyCode, TimeZone


@strawberry.input(description="What an organisation prefers. Source: EventBookings `org.interactions.preferences`.")
class PreferenceInput:
    name: str = strawberry.field(description=f"What it is about, 1 to {limits.DISPLAY_NAME} characters.")
    value: bool = strawberry.field(description="Whether they want it.")


@strawberry.input(description="What to change of an organisation; what is left out stays as it is.")
class UpdateOrganisationInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Name of the organisation, 1 to {limits.DISPLAY_NAME} characters; never null."
            " Source: EventBookings `event.org.name`."
        )
    )
    info: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What the organisation says of itself, at most {limits.DESCRIPTION} characters; null clears it."
            " Source: EventBookings `event.org.info`."
        )
    )
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description=(
            "Address or storage path of its image; null clears it. Stored and answered, never fetched."
            " Source: EventBookings `event.org.image`."
        )
    )
    timezone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description="Time zone of later events that name none; never null. Events there are keep theirs."
    )
    currency: strawberry.Maybe[CurrencyCode | None] = strawberry.field(
        description="Currency of later events that name none; never null. Events there are keep theirs."
    )
    enable_datetime_conversion: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether later events ask clients to show times in the viewer's zone, unless they say otherwise;"
            " null is false. Source: EventBookings `event.enable_datetime_conversion`."
        )
    )
    preferences: strawberry.Maybe[list[PreferenceInput] | None] = strawberry.field(
        description=(
            f"All that it prefers, at most {limits.LINKS}, each name once; null means nothing. Source: EventBookings"
            " `org.interactions.preferences`; its shape is ours."
        )
    )
