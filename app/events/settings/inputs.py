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
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input

TITLE = f"At most {limits.DISPLAY_NAME:,} characters; null removes it."
TEXT = f"At most {limits.DESCRIPTION:,} characters; null removes it."
PICTURE = "An http(s) address or a storage path; null removes it."
OFF = "null means false."
LEVEL = "Whether the event or each ticket decides; null means EVENT."
COUNT = f"0 to {limits.COUNT:,}; null means no limit."
MINUTES = f"Minutes, 0 to {limits.OFFSET_MINUTES:,}"


@described_input("A feature to switch on or off, for the whole event or ticket by ticket.")
class LevelSwitchInput(Input[LevelSwitchPatch]):
    enabled = described(f"Whether it is on; {OFF}")
    level = described(LEVEL)


@described_input("Additional questions to buyers.")
class BuyerInformationInput(Input[BuyerInformationPatch]):
    enabled = described(f"Whether buyers are asked; {OFF}")
    mandatory = described(f"Whether it must be answered; {OFF}")


@described_input("How prices are shown.")
class PricingDisplayTextInput(Input[PricingDisplayTextPatch]):
    enabled = described(f"Whether a text replaces the prices; {OFF}")
    display = described("What it shows; null means PRICE_RANGE.")


@described_input("How the number of remaining tickets is shown.")
class TicketRemainingInput(Input[TicketRemainingPatch]):
    enabled = described(f"Whether it is shown; {OFF}")
    hide_on_the_event_details = described(f"Whether the event's own page leaves it out; {OFF}")
    level = described(LEVEL)
    remaining_tickets = described(f"Show the number below this count, 0 to {limits.COUNT:,}; null means always.")


@described_input("Texts for search engines.")
class SeoDetailsInput(Input[SeoDetailsPatch]):
    enabled = described(f"Whether these replace the event's own texts; {OFF}")
    title = described(f"The title. {TITLE}")
    description = described(f"The description. {TEXT}")
    image = described(f"A picture. {PICTURE}")


@described_input("The two shapes of a thumbnail.")
class ThumbnailsInput(Input[ThumbnailsPatch]):
    landscape = described(f"The wide one. {PICTURE}")
    portrait = described(f"The tall one. {PICTURE}")


@described_input("Custom thumbnails.")
class CustomThumbnailsInput(Input[CustomThumbnailsPatch]):
    enabled = described(f"Whether they replace the banner; {OFF}")
    thumbs = described("The pictures; null removes them.")


@described_input("The message after the event.")
class ReminderAfterEventInput(Input[ReminderAfterEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    reminder_email_time_minutes = described(f"How long after the end. {MINUTES}; null means 60.")


@described_input("The message before the event.")
class ReminderBeforeEventInput(Input[ReminderBeforeEventPatch]):
    enabled = described(f"Whether it is sent; {OFF}")
    include_ticket = described(f"Whether the ticket is attached; {OFF}")
    reminder_email_time_minutes = described(f"How long before the start. {MINUTES}; null means 1440.")


@described_input("How tickets are scanned.")
class TicketScanningInput(Input[TicketScanningPatch]):
    enabled = described(f"Whether they are scanned; {OFF}")
    allow_scanning_only_during_event_hour = described(f"Whether they are scanned only during the event; {OFF}")


@described_input("A code of an analytics service.")
class TrackingCodeInput(Input[TrackingCodePatch]):
    name = described(f"Name of the service, 1 to {limits.DISPLAY_NAME:,} characters.")
    value = described(f"The code. {TEXT}")


@described_input("How attendees choose sessions.")
class EventSessionSettingsInput(Input[EventSessionSettingsPatch]):
    enabled = described("Whether sessions can be chosen; null means true.")
    type = described("How many one person may choose; null means MULTIPLE_CHOICE.")


@described_input("How the event is booked, shown and announced.")
class EventSettingsInput(Input[EventSettingsPatch]):
    booking_starts_on = described("When booking opens; null means at once.")
    booking_ends_on = described("When booking closes; null means when the event ends.")
    event_capacity = described(
        "Capacity of the event, at least that of each session and the number of sold tickets; null means"
        f" no limit. At most {limits.COUNT:,}."
    )
    max_ticket_per_customer = described("How many tickets one customer can have, at least 1; null means no limit.")
    enable_rsvp = described(
        "Whether users can answer with an RSVP; such an event can be published without a ticket. Null means false."
    )
    abn_activate_on = described("When the organiser's business number (ABN) becomes active; null means unknown.")
    blockout_period_minutes = described(f"How long before each start sales stop. {MINUTES}; null means 0.")
    boxoffice = described(f"{NO_EFFECT} Whether a box office also sells tickets; {OFF}")
    company_registration_details = described(f"Registration details of the company. {TITLE}")
    collect_additional_info_from_buyer = described(f"{NO_EFFECT} Additional questions to buyers; null means none.")
    configure_pricing_display_text = described(f"{NO_EFFECT} How prices are shown; null means the default.")
    configure_ticket_remaining = described(
        f"{NO_EFFECT} How the number of remaining tickets is shown; null means not at all."
    )
    custom_seo_details = described(f"{NO_EFFECT} Texts for search engines; null means the event's own.")
    custom_thumbnails = described(f"{NO_EFFECT} Custom thumbnails; null removes them.")
    dgr_status = described(f"Whether donations are tax-deductible; {OFF}")
    enable_full_day = described(f"{NO_EFFECT} Whether it is shown as all day; {OFF}")
    enable_guest_checkout = described(f"{NO_EFFECT} Whether guests can buy without an account; null means true.")
    enable_share = described("Whether it can be shared; null means true.")
    enable_ticket_mandatory = described(f"{NO_EFFECT} Whether every attendee needs a ticket; {OFF}")
    include_tax_or_gst = described(f"{NO_EFFECT} Whether invoices show tax; {OFF}")
    organisation_entity_name = described(f"The organiser's legal name. {TITLE}")
    reminder_email_after_event = described(f"{NO_EFFECT} The message after it; null means the default.")
    reminder_email_before_event = described(f"{NO_EFFECT} The message before it; null means the default.")
    restrictions = described(f"Restrictions on who may attend. {TITLE}")
    terminology = described(f"Term used for its tickets. {TITLE}")
    terms_and_conditions = described(
        f"Terms that a buyer accepts: at most {limits.TERMS:,} texts of at most {limits.DESCRIPTION:,}"
        " characters; null removes all."
    )
    ticket_scanning = described(f"{NO_EFFECT} How tickets are scanned; null means not at all.")
    tracking_codes = described(f"Codes of analytics services, at most {limits.TRACKING_CODES:,}; null removes them.")
    coupon = described(f"{NO_EFFECT} Whether coupons are taken; null means no.")
    digital_pass = described(f"{NO_EFFECT} Whether there is a digital pass; null means no.")
    discount = described(f"{NO_EFFECT} Whether there are discounts; null means no.")
    qr_code = described(f"{NO_EFFECT} Whether tickets have a QR code; null means no.")
    sell_session = described(f"{NO_EFFECT} Whether sessions are sold; null means no.")
    sell_session_individually = described(f"{NO_EFFECT} Whether sessions are sold individually; null means no.")
    sell_tickets_on_venue = described(f"{NO_EFFECT} Whether tickets are sold at the venue; null means no.")
    service_charge = described(f"{NO_EFFECT} Whether a service charge is taken; null means no.")
    special_instruction = described(f"{NO_EFFECT} Whether there are special instructions; null means no.")
    waiting_list = described("Whether there is a waiting list; null means no.")
