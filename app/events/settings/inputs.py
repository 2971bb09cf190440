"""What is sent about how an event is booked, shown and told of. What is left out stays; null is the default."""

from app.core import limits
from app.events.settings.patches import (
    BuyerInformationPatch,
    CustomThumbnailsPatch,
    EventSessionSettingsPatch,
    EventSettingsPatch,
    LevelSwitchPatch,
    PricingDisplayTextPatch,
    ReminderAfterEventPatch,
    ReminderBeforeEventPatch,
    SeoDetailsPatch,
    ThumbnailsPatch,
    TicketRemainingPatch,
    TicketScanningPatch,
    TrackingCodePatch,
)
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: EventBookings `event.settings."
TITLE = f"At most {limits.DISPLAY_NAME} characters; null is none."
TEXT = f"At most {limits.DESCRIPTION} characters; null is none."
PICTURE = "An http(s) address or a storage path; null is none."
OFF = "null is false."
LEVEL = "Whether the event or each ticket decides; null is EVENT."
COUNT = f"0 to {limits.COUNT}; null is no limit."
MINUTES = f"Minutes, 0 to {limits.OFFSET_MINUTES}"


@described_input("Something to switch on or off, for the whole event or ticket by ticket.")
class LevelSwitchInput(Input[LevelSwitchPatch]):
    enabled = described(f"Whether it is on; {OFF}")
    level = described(LEVEL)


@described_input(f"What buyers are asked. {SOURCE}collect_additional_info_from_buyer`.")
class BuyerInformationInput(Input[BuyerInformationPatch]):
    enabled = described(f"Whether more is asked; {OFF}")
    mandatory = described(f"Whether it must be answered; {OFF}")


@described_input(f"How prices are shown. {SOURCE}configure_pricing_display_text`.")
class PricingDisplayTextInput(Input[PricingDisplayTextPatch]):
    enabled = described(f"Whether a text stands for the prices; {OFF}")
    display = described("What it shows; null is PRICE_RANGE.")


@described_input(f"Whether it is shown how many are left. {SOURCE}configure_ticket_remaining`.")
class TicketRemainingInput(Input[TicketRemainingPatch]):
    enabled = described(f"Whether it is shown; {OFF}")
    hide_on_the_event_details = described(f"Whether the event's own page leaves it out; {OFF}")
    level = described(LEVEL)
    remaining_tickets = described(f"From how many on it is shown, 0 to {limits.COUNT}; null is always.")


@described_input(f"What search engines are told. {SOURCE}custom_seo_details`.")
class SeoDetailsInput(Input[SeoDetailsPatch]):
    enabled = described(f"Whether these stand for the event's own texts; {OFF}")
    title = described(f"The title. {TITLE}")
    description = described(f"The description. {TEXT}")
    image = described(f"A picture. {PICTURE}")


@described_input(f"Two shapes of the small picture. {SOURCE}custom_thumbnails.thumbs`.")
class ThumbnailsInput(Input[ThumbnailsPatch]):
    landscape = described(f"The wide one. {PICTURE}")
    portrait = described(f"The tall one. {PICTURE}")


@described_input(f"Small pictures of one's own. {SOURCE}custom_thumbnails`.")
class CustomThumbnailsInput(Input[CustomThumbnailsPatch]):
    enabled = described(f"Whether they stand for the banner; {OFF}")
    thumbs = described("The pictures; null is none.")


@described_input(f"The message after the event. {SOURCE}reminder_email_after_event`.")
class ReminderAfterEventInput(Input[ReminderAfterEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    reminder_email_time_minutes = described(f"How long after the end. {MINUTES}; null is 60.")


@described_input(f"The message before the event. {SOURCE}reminder_email_before_event`.")
class ReminderBeforeEventInput(Input[ReminderBeforeEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    include_ticket = described(f"Whether the ticket goes with it; {OFF}")
    reminder_email_time_minutes = described(f"How long before the start. {MINUTES}; null is 1440.")


@described_input(f"How tickets are scanned. {SOURCE}ticket_scanning`.")
class TicketScanningInput(Input[TicketScanningPatch]):
    enabled = described(f"Whether they are scanned; {OFF}")
    allow_scanning_only_during_event_hour = described(f"Whether only while the event runs; {OFF}")


@described_input(f"A code by which visits are counted elsewhere; its shape is ours. {SOURCE}tracking_codes[]`.")
class TrackingCodeInput(Input[TrackingCodePatch]):
    name = described(f"Where it is from, 1 to {limits.DISPLAY_NAME} characters.")
    value = described(f"The code. {TEXT}")


@described_input("Whether an event has sessions to choose. Source: EventBookings `event.sessions`.")
class EventSessionSettingsInput(Input[EventSessionSettingsPatch]):
    enabled = described("Whether sessions can be chosen; null is true.")
    type = described("How many one person may choose; null is MULTIPLE_CHOICE.")


@described_input("How the event is booked, shown and told of. Source: EventBookings `event.settings`.")
class EventSettingsInput(Input[EventSettingsPatch]):
    booking_starts_on = described(f"When booking opens; null means at once. {SOURCE}booking_starts_on`.")
    booking_ends_on = described(f"When booking closes; null means with the event. {SOURCE}booking_ends_on`.")
    event_capacity = described(
        "How many people the event takes, not less than any of its sessions and what is sold; null means"
        f" no limit. At most {limits.COUNT}. {SOURCE}event_capacity`."
    )
    max_ticket_per_customer = described(
        f"How many tickets one customer can have, at least 1; null means no limit. {SOURCE}max_ticket_per_customer`."
    )
    enable_rsvp = described(
        "Whether people can say that they come; such an event needs no ticket to be published. null means"
        f" false. {SOURCE}enable_rsvp`."
    )
    abn_activate_on = described(
        f"When the organiser's business number becomes active; null is not known. {SOURCE}abn_activate_on`."
    )
    blockout_period_minutes = described(
        f"For how long before each start nothing is sold. {MINUTES}; null is 0. {SOURCE}blockout_period`."
    )
    boxoffice = described(f"Whether a box office sells too; {OFF} {SOURCE}boxoffice`.")
    company_registration_details = described(
        f"How the company is registered. {TITLE} {SOURCE}company_registration_details`."
    )
    collect_additional_info_from_buyer = described(
        f"What buyers are asked; null is nothing more. {SOURCE}collect_additional_info_from_buyer`."
    )
    configure_pricing_display_text = described(
        f"How prices are shown; null is the default. {SOURCE}configure_pricing_display_text`."
    )
    configure_ticket_remaining = described(
        f"Whether it is shown how many are left; null is no. {SOURCE}configure_ticket_remaining`."
    )
    custom_seo_details = described(
        f"What search engines are told; null is the event's own. {SOURCE}custom_seo_details`."
    )
    custom_thumbnails = described(f"Small pictures of its own; null is none. {SOURCE}custom_thumbnails`.")
    dgr_status = described(f"Whether gifts are tax-deductible; {OFF} {SOURCE}dgr_status`.")
    enable_full_day = described(f"Whether it is shown as all day; {OFF} {SOURCE}enable_full_day`.")
    enable_guest_checkout = described(
        f"Whether one buys without an account; null is true. {SOURCE}enable_guest_checkout`."
    )
    enable_share = described(f"Whether it can be shared; null is true. {SOURCE}enable_share`.")
    enable_ticket_mandatory = described(
        f"Whether nobody comes without a ticket; {OFF} {SOURCE}enable_ticket_mandatory`."
    )
    include_tax_or_gst = described(f"Whether taxes are told on the bill; {OFF} {SOURCE}include_tax_or_gst`.")
    organisation_entity_name = described(f"The organiser's legal name. {TITLE} {SOURCE}organisation_entity_name`.")
    reminder_email_after_event = described(
        f"The message after it; null is the default. {SOURCE}reminder_email_after_event`."
    )
    reminder_email_before_event = described(
        f"The message before it; null is the default. {SOURCE}reminder_email_before_event`."
    )
    restrictions = described(f"Who may not come. {TITLE} {SOURCE}restrictions`.")
    terminology = described(f"What its tickets are called. {TITLE} {SOURCE}terminology`.")
    terms_and_conditions = described(
        f"What is agreed to: at most {limits.TERMS} texts of at most {limits.DESCRIPTION} characters; null is none."
        f" {SOURCE}terms_and_condition[]`."
    )
    ticket_scanning = described(f"How tickets are scanned; null is not at all. {SOURCE}ticket_scanning`.")
    tracking_codes = described(
        f"All codes that count visits, at most {limits.TRACKING_CODES}; null is none. {SOURCE}tracking_codes[]`."
    )
    coupon = described(f"Whether coupons are taken; null is no. {SOURCE}coupon`.")
    digital_pass = described(f"Whether there is a digital pass; null is no. {SOURCE}digital_pass`.")
    discount = described(f"Whether there are discounts; null is no. {SOURCE}discount`.")
    qr_code = described(f"Whether tickets have a QR code; null is no. {SOURCE}qr_code`.")
    sell_session = described(f"Whether sessions are sold; null is no. {SOURCE}sell_session`.")
    sell_session_individually = described(
        f"Whether sessions are sold one by one; null is no. {SOURCE}sell_session_individually`."
    )
    sell_tickets_on_venue = described(
        f"Whether tickets are sold at the door; null is no. {SOURCE}sell_tickets_on_venue`."
    )
    service_charge = described(f"Whether a service charge is taken; null is no. {SOURCE}service_charge`.")
    special_instruction = described(
        f"Whether there are special instructions; null is no. {SOURCE}special_instruction`."
    )
    waiting_list = described(f"Whether there is a waiting list; null is no. {SOURCE}waiting_list`.")
