"""The inputs of createEvent and updateEvent."""

from uuid import UUID

import strawberry

from app.core import limits
from app.events.inputs.details import (
    SOURCE,
    BannerInput,
    EventConfigurationInput,
    EventSettingsInput,
    ListingInput,
    ResourceInput,
)
from app.events.inputs.recurrence import OccurrenceRuleInput
from app.graph.scalars import CurrencyCode, TimeZone

NAME = f"1 to {limits.NAME} characters. {SOURCE}.name`."


@strawberry.input(description="What createEvent and updateEvent both take. Not used by itself.")
class EventInput:
    display_name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What visitors read; null means the name. At most {limits.DISPLAY_NAME} characters."
            f" {SOURCE}.display_name`."
        )
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"At most {limits.DESCRIPTION} characters. {SOURCE}.description`."
    )
    is_update_org_settings: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether the time zone, date-time conversion, configuration, listing and settings of this request"
            " also become the organisation's for later events (a dated booking window does not); null means"
            f" false. {SOURCE}.is_update_org_settings`."
        )
    )
    occurrence: strawberry.Maybe[OccurrenceRuleInput | None] = strawberry.field(
        description=f"When it takes place; null means not yet. {SOURCE}.occurrence`."
    )
    banners: strawberry.Maybe[list[BannerInput] | None] = strawberry.field(
        description=f"All its banners, at most {limits.BANNERS}; null means none. {SOURCE}.banner[]`."
    )
    timezone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description=(
            "The zone of its wall clocks; null means the organisation's. A new one keeps the wall clocks and"
            f" moves the instants, unless `keepInstants`. {SOURCE}.timezone`."
        )
    )
    enable_datetime_conversion: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether clients should convert times to the viewer's zone; null means as the organisation has"
            f" it. {SOURCE}.enable_datetime_conversion`."
        )
    )
    currency: strawberry.Maybe[CurrencyCode | None] = strawberry.field(
        description=(
            "The ISO 4217 currency of its prices; null means the organisation's. Fixed once a ticket has a"
            f" price. {SOURCE}.currency`."
        )
    )
    configuration: strawberry.Maybe[EventConfigurationInput | None] = strawberry.field(
        description=f"Where it happens. {SOURCE}.configuration`."
    )
    listing: strawberry.Maybe[ListingInput | None] = strawberry.field(
        description=f"How it is found. {SOURCE}.listing`."
    )
    resources: strawberry.Maybe[list[ResourceInput] | None] = strawberry.field(
        description=f"All its resources, at most {limits.RESOURCES}; null means none. {SOURCE}.resources[]`."
    )
    settings: strawberry.Maybe[EventSettingsInput | None] = strawberry.field(
        description=f"How it is booked. {SOURCE}.settings`."
    )


@strawberry.input(description="A new event. What is left out is as the organisation's settings say, or empty.")
class CreateEventInput(EventInput):
    name: str = strawberry.field(description=f"The name, of which the slug is made. {NAME}")


@strawberry.input(
    description=(
        "What to change of an event; what is left out stays as it is, in inner objects too. Lists are"
        " replaced as a whole. null empties a field or sets it back to its default."
    )
)
class UpdateEventInput(EventInput):
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The name. The slug stays; a display name that was the same follows. {NAME}"
    )
    organisation_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="The organisation the event belongs to; another one is refused. Source: EventBookings `org_uuid`."
    )
    keep_instants: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "With a new time zone: whether the instants stay and the wall clocks move; null means the"
            " reverse. Not in any document."
        )
    )
