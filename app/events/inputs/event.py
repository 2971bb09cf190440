"""The inputs of createEvent and updateEvent."""

from uuid import UUID

import strawberry

from app.core import limits
from app.discounts.inputs import EarlyBirdDiscountInput
from app.events.commerce.inputs import CouponInput, EventPricingInput, FeesInput, RefundInput, TaxInput
from app.events.dates.inputs import OccurrenceRuleInput
from app.events.inputs.interactions import InteractionInput
from app.events.listing.inputs import ListingInput
from app.events.page.inputs import BannerInput, PageInput, ResourceInput
from app.events.place.inputs import SOURCE, EventConfigurationInput
from app.events.settings.inputs import EventSettingsInput
from app.events.social.inputs import SocialInput
from app.events.values import EventStatusChange
from app.graph.scalars import CurrencyCode, TimeZone
from app.occurrences.values import BookingsChoice

NAME = f"1 to {limits.NAME} characters. {SOURCE}.name`."


@strawberry.input(description="What createEvent and updateEvent both take. Not used by itself.")
class EventInput(PageInput, InteractionInput, SocialInput):
    display_name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What visitors read; null means the name. At most {limits.DISPLAY_NAME} characters."
            f" {SOURCE}.display_name`."
        )
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"At most {limits.DESCRIPTION} characters. {SOURCE}.description`."
    )
    cover_image_file_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The picture of its cover: an image among the organisation's files; null takes it off."
            " Source: social.plus `coverImageFileId`."
        )
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
    pricing: strawberry.Maybe[EventPricingInput | None] = strawberry.field(
        description=f"What its prices contain; null sets all of it back. {SOURCE}.pricing`."
    )
    refund: strawberry.Maybe[RefundInput | None] = strawberry.field(
        description=f"Whether and how money is given back; null sets all of it back. {SOURCE}.refund`."
    )
    fees: strawberry.Maybe[FeesInput | None] = strawberry.field(
        description=f"What is charged beside its prices; null sets all of it back. {SOURCE}.fees`."
    )
    taxes: strawberry.Maybe[list[TaxInput] | None] = strawberry.field(
        description=f"All lines about its taxes, at most {limits.FEES}; null means none. {SOURCE}.taxes[]`."
    )
    early_bird_discount: strawberry.Maybe[EarlyBirdDiscountInput | None] = strawberry.field(
        description=f"What who books early saves; null is none. {SOURCE}.early_bird_discount`."
    )
    coupons: strawberry.Maybe[list[CouponInput] | None] = strawberry.field(
        description=(
            f"All its coupons in their order, at most {limits.COUPONS}; null means none. One that was used cannot be"
            f" left out. {SOURCE}.coupons[]`."
        )
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
    status: strawberry.Maybe[EventStatusChange | None] = strawberry.field(
        description=(
            "CANCELLED does what cancelEvent does, after the other changes; needs its scope `event.cancel` too. Never"
            " null. Source: social.plus `status`."
        )
    )
    bookings: strawberry.Maybe[BookingsChoice | None] = strawberry.field(
        description=(
            "Needed where a new rule moves booked dates to another day or leaves them out. MOVE moves them, and the"
            " seats of dates without a partner to the date in `moveTo`; KEEP leaves them as they are, outside the"
            " rule. Not in any document."
        )
    )
    move_to: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "With MOVE: the date of this event that takes the seats of dates without a partner in the new rule. It"
            " takes place, has not ended, stays on its day and has room. Not in any document."
        )
    )
    keep_instants: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "With a new time zone: whether the instants stay and the wall clocks move; null means the"
            " reverse. Not in any document."
        )
    )
