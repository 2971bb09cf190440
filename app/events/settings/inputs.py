"""What is sent about how an event is booked, shown and told of. What is left out stays; null is the default."""

import strawberry

from app.booking.inputs import BookingEndInput, BookingStartInput
from app.booking.values import BookingLevel
from app.core import limits
from app.events.values import PricingDisplay, SessionChoice
from app.graph.scalars import URL
from app.graph.times import ZonedDateTimeInput

SOURCE = "Source: EventBookings `event.settings."
TITLE = f"At most {limits.DISPLAY_NAME} characters; null is none."
TEXT = f"At most {limits.DESCRIPTION} characters; null is none."
PICTURE = "An http(s) address or a storage path; null is none."
OFF = "null is false."
LEVEL = "Whether the event or each ticket decides; null is EVENT."
COUNT = f"0 to {limits.COUNT}; null is no limit."
MINUTES = f"Minutes, 0 to {limits.OFFSET_MINUTES}"


@strawberry.input(description="Something to switch on or off, for the whole event or ticket by ticket.")
class LevelSwitchInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether it is on; {OFF}")
    level: strawberry.Maybe[BookingLevel | None] = strawberry.field(description=LEVEL)


@strawberry.input(description=f"What buyers are asked. {SOURCE}collect_additional_info_from_buyer`.")
class BuyerInformationInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether more is asked; {OFF}")
    mandatory: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether it must be answered; {OFF}")


@strawberry.input(description=f"How prices are shown. {SOURCE}configure_pricing_display_text`.")
class PricingDisplayTextInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether a text stands for the prices; {OFF}"
    )
    display: strawberry.Maybe[PricingDisplay | None] = strawberry.field(
        description="What it shows; null is PRICE_RANGE."
    )


@strawberry.input(description=f"Whether it is shown how many are left. {SOURCE}configure_ticket_remaining`.")
class TicketRemainingInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether it is shown; {OFF}")
    hide_on_the_event_details: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether the event's own page leaves it out; {OFF}"
    )
    level: strawberry.Maybe[BookingLevel | None] = strawberry.field(description=LEVEL)
    remaining_tickets: strawberry.Maybe[int | None] = strawberry.field(
        description=f"From how many on it is shown, 0 to {limits.COUNT}; null is always."
    )


@strawberry.input(description=f"What search engines are told. {SOURCE}custom_seo_details`.")
class SeoDetailsInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether these stand for the event's own texts; {OFF}"
    )
    title: strawberry.Maybe[str | None] = strawberry.field(description=f"The title. {TITLE}")
    description: strawberry.Maybe[str | None] = strawberry.field(description=f"The description. {TEXT}")
    image: strawberry.Maybe[URL | None] = strawberry.field(description=f"A picture. {PICTURE}")


@strawberry.input(description=f"Two shapes of the small picture. {SOURCE}custom_thumbnails.thumbs`.")
class ThumbnailsInput:
    landscape: strawberry.Maybe[URL | None] = strawberry.field(description=f"The wide one. {PICTURE}")
    portrait: strawberry.Maybe[URL | None] = strawberry.field(description=f"The tall one. {PICTURE}")


@strawberry.input(description=f"Small pictures of one's own. {SOURCE}custom_thumbnails`.")
class CustomThumbnailsInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether they stand for the banner; {OFF}")
    thumbs: strawberry.Maybe[ThumbnailsInput | None] = strawberry.field(description="The pictures; null is none.")


@strawberry.input(description=f"The message after the event. {SOURCE}reminder_email_after_event`.")
class ReminderAfterEventInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether it is sent; {OFF}")
    reminder_email_time_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How long after the end. {MINUTES}; null is 60."
    )


@strawberry.input(description=f"The message before the event. {SOURCE}reminder_email_before_event`.")
class ReminderBeforeEventInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether it is sent; {OFF}")
    include_ticket: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether the ticket goes with it; {OFF}"
    )
    reminder_email_time_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How long before the start. {MINUTES}; null is 1440."
    )


@strawberry.input(description=f"How tickets are scanned. {SOURCE}ticket_scanning`.")
class TicketScanningInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description=f"Whether they are scanned; {OFF}")
    allow_scanning_only_during_event_hour: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether only while the event runs; {OFF}"
    )


@strawberry.input(
    description=f"A code by which visits are counted elsewhere; its shape is ours. {SOURCE}tracking_codes[]`."
)
class TrackingCodeInput:
    name: str = strawberry.field(description=f"Where it is from, 1 to {limits.DISPLAY_NAME} characters.")
    value: strawberry.Maybe[str | None] = strawberry.field(description=f"The code. {TEXT}")


@strawberry.input(description="Whether an event has sessions to choose. Source: EventBookings `event.sessions`.")
class EventSessionSettingsInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether sessions can be chosen; null is true."
    )
    type: strawberry.Maybe[SessionChoice | None] = strawberry.field(
        description="How many one person may choose; null is MULTIPLE_CHOICE."
    )


@strawberry.input(description="How the event is booked, shown and told of. Source: EventBookings `event.settings`.")
class EventSettingsInput:
    booking_starts_on: strawberry.Maybe[BookingStartInput | None] = strawberry.field(
        description=f"When booking opens; null means at once. {SOURCE}booking_starts_on`."
    )
    booking_ends_on: strawberry.Maybe[BookingEndInput | None] = strawberry.field(
        description=f"When booking closes; null means with the event. {SOURCE}booking_ends_on`."
    )
    event_capacity: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "How many people the event takes, not less than any of its sessions and what is sold; null means"
            f" no limit. At most {limits.COUNT}. {SOURCE}event_capacity`."
        )
    )
    max_ticket_per_customer: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "How many tickets one customer can have, at least 1; null means no limit."
            f" {SOURCE}max_ticket_per_customer`."
        )
    )
    enable_rsvp: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether people can say that they come; such an event needs no ticket to be published. null means"
            f" false. {SOURCE}enable_rsvp`."
        )
    )
    abn_activate_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=f"When the organiser's business number becomes active; null is not known. {SOURCE}abn_activate_on`."
    )
    blockout_period_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=f"For how long before each start nothing is sold. {MINUTES}; null is 0. {SOURCE}blockout_period`."
    )
    boxoffice: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether a box office sells too; {OFF} {SOURCE}boxoffice`."
    )
    company_registration_details: strawberry.Maybe[str | None] = strawberry.field(
        description=f"How the company is registered. {TITLE} {SOURCE}company_registration_details`."
    )
    collect_additional_info_from_buyer: strawberry.Maybe[BuyerInformationInput | None] = strawberry.field(
        description=f"What buyers are asked; null is nothing more. {SOURCE}collect_additional_info_from_buyer`."
    )
    configure_pricing_display_text: strawberry.Maybe[PricingDisplayTextInput | None] = strawberry.field(
        description=f"How prices are shown; null is the default. {SOURCE}configure_pricing_display_text`."
    )
    configure_ticket_remaining: strawberry.Maybe[TicketRemainingInput | None] = strawberry.field(
        description=f"Whether it is shown how many are left; null is no. {SOURCE}configure_ticket_remaining`."
    )
    custom_seo_details: strawberry.Maybe[SeoDetailsInput | None] = strawberry.field(
        description=f"What search engines are told; null is the event's own. {SOURCE}custom_seo_details`."
    )
    custom_thumbnails: strawberry.Maybe[CustomThumbnailsInput | None] = strawberry.field(
        description=f"Small pictures of its own; null is none. {SOURCE}custom_thumbnails`."
    )
    dgr_status: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether gifts are tax-deductible; {OFF} {SOURCE}dgr_status`."
    )
    enable_full_day: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it is shown as all day; {OFF} {SOURCE}enable_full_day`."
    )
    enable_guest_checkout: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether one buys without an account; null is true. {SOURCE}enable_guest_checkout`."
    )
    enable_share: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it can be shared; null is true. {SOURCE}enable_share`."
    )
    enable_ticket_mandatory: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether nobody comes without a ticket; {OFF} {SOURCE}enable_ticket_mandatory`."
    )
    include_tax_or_gst: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether taxes are told on the bill; {OFF} {SOURCE}include_tax_or_gst`."
    )
    organisation_entity_name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The organiser's legal name. {TITLE} {SOURCE}organisation_entity_name`."
    )
    reminder_email_after_event: strawberry.Maybe[ReminderAfterEventInput | None] = strawberry.field(
        description=f"The message after it; null is the default. {SOURCE}reminder_email_after_event`."
    )
    reminder_email_before_event: strawberry.Maybe[ReminderBeforeEventInput | None] = strawberry.field(
        description=f"The message before it; null is the default. {SOURCE}reminder_email_before_event`."
    )
    restrictions: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Who may not come. {TITLE} {SOURCE}restrictions`."
    )
    terminology: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What its tickets are called. {TITLE} {SOURCE}terminology`."
    )
    terms_and_conditions: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=(
            f"What is agreed to: at most {limits.TERMS} texts of at most {limits.DESCRIPTION} characters; null is none."
            f" {SOURCE}terms_and_condition[]`."
        )
    )
    ticket_scanning: strawberry.Maybe[TicketScanningInput | None] = strawberry.field(
        description=f"How tickets are scanned; null is not at all. {SOURCE}ticket_scanning`."
    )
    tracking_codes: strawberry.Maybe[list[TrackingCodeInput] | None] = strawberry.field(
        description=(
            f"All codes that count visits, at most {limits.TRACKING_CODES}; null is none. {SOURCE}tracking_codes[]`."
        )
    )
    coupon: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether coupons are taken; null is no. {SOURCE}coupon`."
    )
    digital_pass: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether there is a digital pass; null is no. {SOURCE}digital_pass`."
    )
    discount: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether there are discounts; null is no. {SOURCE}discount`."
    )
    qr_code: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether tickets have a QR code; null is no. {SOURCE}qr_code`."
    )
    sell_session: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether sessions are sold; null is no. {SOURCE}sell_session`."
    )
    sell_session_individually: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether sessions are sold one by one; null is no. {SOURCE}sell_session_individually`."
    )
    sell_tickets_on_venue: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether tickets are sold at the door; null is no. {SOURCE}sell_tickets_on_venue`."
    )
    service_charge: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether a service charge is taken; null is no. {SOURCE}service_charge`."
    )
    special_instruction: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether there are special instructions; null is no. {SOURCE}special_instruction`."
    )
    waiting_list: strawberry.Maybe[LevelSwitchInput | None] = strawberry.field(
        description=f"Whether there is a waiting list; null is no. {SOURCE}waiting_list`."
    )
