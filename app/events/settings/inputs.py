"""Inputs of an event's settings. What is left out stays; null means the default."""

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
TITLE = f"At most {limits.DISPLAY_NAME} characters; null removes it."
TEXT = f"At most {limits.DESCRIPTION} characters; null removes it."
PICTURE = "An http(s) address or a storage path; null removes it."
OFF = "null means false."
LEVEL = "Whether the event or each ticket decides; null means EVENT."
COUNT = f"0 to {limits.COUNT}; null means no limit."
MINUTES = f"Minutes, 0 to {limits.OFFSET_MINUTES}"


@described_input("Something to switch on or off, for the whole event or ticket by ticket.")
class LevelSwitchInput(Input[LevelSwitchPatch]):
    enabled = described(f"Whether it is on; {OFF}")
    level = described(LEVEL)


@described_input(f"Additional questions to buyers. {SOURCE}collect_additional_info_from_buyer`.")
class BuyerInformationInput(Input[BuyerInformationPatch]):
    enabled = described(f"Whether buyers are asked; {OFF}")
    mandatory = described(f"Whether it must be answered; {OFF}")


@described_input(f"How prices are shown. {SOURCE}configure_pricing_display_text`.")
class PricingDisplayTextInput(Input[PricingDisplayTextPatch]):
    enabled = described(f"Whether a text replaces the prices; {OFF}")
    display = described("What it shows; null means PRICE_RANGE.")


@described_input(f"How the number of remaining tickets is shown. {SOURCE}configure_ticket_remaining`.")
class TicketRemainingInput(Input[TicketRemainingPatch]):
    enabled = described(f"Whether it is shown; {OFF}")
    hide_on_the_event_details = described(f"Whether the event's own page leaves it out; {OFF}")
    level = described(LEVEL)
    remaining_tickets = described(f"Show the number below this count, 0 to {limits.COUNT}; null means always.")


@described_input(f"Texts for search engines. {SOURCE}custom_seo_details`.")
class SeoDetailsInput(Input[SeoDetailsPatch]):
    enabled = described(f"Whether these replace the event's own texts; {OFF}")
    title = described(f"The title. {TITLE}")
    description = described(f"The description. {TEXT}")
    image = described(f"A picture. {PICTURE}")


@described_input(f"The two shapes of a thumbnail. {SOURCE}custom_thumbnails.thumbs`.")
class ThumbnailsInput(Input[ThumbnailsPatch]):
    landscape = described(f"The wide one. {PICTURE}")
    portrait = described(f"The tall one. {PICTURE}")


@described_input(f"Custom thumbnails. {SOURCE}custom_thumbnails`.")
class CustomThumbnailsInput(Input[CustomThumbnailsPatch]):
    enabled = described(f"Whether they replace the banner; {OFF}")
    thumbs = described("The pictures; null removes them.")


@described_input(f"The message after the event. {SOURCE}reminder_email_after_event`.")
class ReminderAfterEventInput(Input[ReminderAfterEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    reminder_email_time_minutes = described(f"How long after the end. {MINUTES}; null means 60.")


@described_input(f"The message before the event. {SOURCE}reminder_email_before_event`.")
class ReminderBeforeEventInput(Input[ReminderBeforeEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    include_ticket = described(f"Whether the ticket is attached; {OFF}")
    reminder_email_time_minutes = described(f"How long before the start. {MINUTES}; null means 1440.")


@described_input(f"How tickets are scanned. {SOURCE}ticket_scanning`.")
class TicketScanningInput(Input[TicketScanningPatch]):
    enabled = described(f"Whether they are scanned; {OFF}")
    allow_scanning_only_during_event_hour = described(f"Whether they are scanned only during the event; {OFF}")


@described_input(f"A code of an analytics service; its shape is ours. {SOURCE}tracking_codes[]`.")
class TrackingCodeInput(Input[TrackingCodePatch]):
    name = described(f"Name of the service, 1 to {limits.DISPLAY_NAME} characters.")
    value = described(f"The code. {TEXT}")


@described_input("Whether an event has sessions to choose. Source: EventBookings `event.sessions`.")
class EventSessionSettingsInput(Input[EventSessionSettingsPatch]):
    enabled = described("Whether sessions can be chosen; null means true.")
    type = described("How many one person may choose; null means MULTIPLE_CHOICE.")


@described_input("How the event is booked, shown and announced. Source: EventBookings `event.settings`.")
class EventSettingsInput(Input[EventSettingsPatch]):
    booking_starts_on = described(f"When booking opens; null means at once. {SOURCE}booking_starts_on`.")
    booking_ends_on = described(f"When booking closes; null means with the event. {SOURCE}booking_ends_on`.")
    event_capacity = described(
        "Capacity of the event, at least that of each session and the number of sold tickets; null means"
        f" no limit. At most {limits.COUNT}. {SOURCE}event_capacity`."
    )
    max_ticket_per_customer = described(
        f"How many tickets one customer can have, at least 1; null means no limit. {SOURCE}max_ticket_per_customer`."
    )
    enable_rsvp = described(
        "Whether users can answer with an RSVP; such an event can be published without a ticket. null means"
        f" false. {SOURCE}enable_rsvp`."
    )
    abn_activate_on = described(
        f"When the organiser's business number (ABN) becomes active; null means unknown. {SOURCE}abn_activate_on`."
    )
    blockout_period_minutes = described(
        f"How long before each start sales stop. {MINUTES}; null means 0. {SOURCE}blockout_period`."
    )
    boxoffice = described(f"Whether a box office also sells tickets; {OFF} {SOURCE}boxoffice`.")
    company_registration_details = described(
        f"Registration details of the company. {TITLE} {SOURCE}company_registration_details`."
    )
    collect_additional_info_from_buyer = described(
        f"Additional questions to buyers; null means none. {SOURCE}collect_additional_info_from_buyer`."
    )
    configure_pricing_display_text = described(
        f"How prices are shown; null means the default. {SOURCE}configure_pricing_display_text`."
    )
    configure_ticket_remaining = described(
        f"How the number of remaining tickets is shown; null means not at all. {SOURCE}configure_ticket_remaining`."
    )
    custom_seo_details = described(
        f"Texts for search engines; null means the event's own. {SOURCE}custom_seo_details`."
    )
    custom_thumbnails = described(f"Custom thumbnails; null removes them. {SOURCE}custom_thumbnails`.")
    dgr_status = described(f"Whether donations are tax-deductible; {OFF} {SOURCE}dgr_status`.")
    enable_full_day = described(f"Whether it is shown as all day; {OFF} {SOURCE}enable_full_day`.")
    enable_guest_checkout = described(
        f"Whether guests can buy without an account; null means true. {SOURCE}enable_guest_checkout`."
    )
    enable_share = described(f"Whether it can be shared; null means true. {SOURCE}enable_share`.")
    enable_ticket_mandatory = described(
        f"Whether every attendee needs a ticket; {OFF} {SOURCE}enable_ticket_mandatory`."
    )
    include_tax_or_gst = described(f"Whether invoices show tax; {OFF} {SOURCE}include_tax_or_gst`.")
    organisation_entity_name = described(f"The organiser's legal name. {TITLE} {SOURCE}organisation_entity_name`.")
    reminder_email_after_event = described(
        f"The message after it; null means the default. {SOURCE}reminder_email_after_event`."
    )
    reminder_email_before_event = described(
        f"The message before it; null means the default. {SOURCE}reminder_email_before_event`."
    )
    restrictions = described(f"Restrictions on who may attend. {TITLE} {SOURCE}restrictions`.")
    terminology = described(f"Term used for its tickets. {TITLE} {SOURCE}terminology`.")
    terms_and_conditions = described(
        f"Terms that a buyer accepts: at most {limits.TERMS} texts of at most {limits.DESCRIPTION} characters; null"
        " removes all."
        f" {SOURCE}terms_and_condition[]`."
    )
    ticket_scanning = described(f"How tickets are scanned; null means not at all. {SOURCE}ticket_scanning`.")
    tracking_codes = described(
        f"Codes of analytics services, at most {limits.TRACKING_CODES}; null removes them. {SOURCE}tracking_codes[]`."
    )
    coupon = described(f"Whether coupons are taken; null means no. {SOURCE}coupon`.")
    digital_pass = described(f"Whether there is a digital pass; null means no. {SOURCE}digital_pass`.")
    discount = described(f"Whether there are discounts; null means no. {SOURCE}discount`.")
    qr_code = described(f"Whether tickets have a QR code; null means no. {SOURCE}qr_code`.")
    sell_session = described(f"Whether sessions are sold; null means no. {SOURCE}sell_session`.")
    sell_session_individually = described(
        f"Whether sessions are sold individually; null means no. {SOURCE}sell_session_individually`."
    )
    sell_tickets_on_venue = described(
        f"Whether tickets are sold at the venue; null means no. {SOURCE}sell_tickets_on_venue`."
    )
    service_charge = described(f"Whether a service charge is taken; null means no. {SOURCE}service_charge`.")
    special_instruction = described(
        f"Whether there are special instructions; null means no. {SOURCE}special_instruction`."
    )
    waiting_list = described(f"Whether there is a waiting list; null means no. {SOURCE}waiting_list`.")
