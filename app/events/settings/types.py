"""An event's settings in the schema."""

from typing import Any
from uuid import UUID

import strawberry

from app.booking.types import EventBookingEnd, EventBookingStart
from app.booking.values import BookingLevel
from app.core.named_types import URL
from app.events.values import PricingDisplay
from app.graph.descriptions import NO_EFFECT
from app.graph.enums import enum_type
from app.graph.reading.mapping import Column, Embedded, column, entity, many, part, reads, zoned
from app.graph.times import ZonedDateTime

enum_type(
    PricingDisplay,
    "How prices are shown.",
    PRICE_RANGE="From the lowest to the highest.",
    LOWEST_PRICE="The lowest.",
    HIDDEN="None.",
)


@strawberry.type(description="A feature that is on or off, for the whole event or ticket by ticket.")
class LevelSwitch:
    enabled: bool = strawberry.field(description="Whether it is on.")
    level: BookingLevel = strawberry.field(description="Whether the event or each ticket decides the details.")


def _switch(name: str, description: str) -> Any:
    fields = {"enabled": Column(f"{name}_enabled"), "level": Column(f"{name}_level")}
    return reads(Embedded(None, fields), description)


@strawberry.type(description="Additional questions to buyers.")
class AdditionalInfo:
    enabled: bool = column("collect_additional_info_from_buyer_enabled", "Whether the buyer is asked.")
    mandatory: bool = column("collect_additional_info_from_buyer_mandatory", "Whether the buyer has to answer.")


@strawberry.type(description="How prices are shown on the event's page.")
class PricingDisplayText:
    enabled: bool = column("configure_pricing_display_text_enabled", "Whether `display` applies.")
    display: PricingDisplay = column("configure_pricing_display_text_display", "What is shown.")


@strawberry.type(description="How the number of remaining tickets is shown.")
class TicketRemaining:
    enabled: bool = column("configure_ticket_remaining_enabled", "Whether the number of remaining tickets is shown.")
    hide_on_the_event_details: bool = column(
        "configure_ticket_remaining_hide_on_the_event_details", "Whether the event's page leaves it out."
    )
    level: BookingLevel = column(
        "configure_ticket_remaining_level", "Whether remaining tickets are counted for the event or for each ticket."
    )
    remaining_tickets: int | None = column(
        "configure_ticket_remaining_remaining_tickets", "Show the remaining number below this count; null means always."
    )


@strawberry.type(description="Texts for search engines.")
class SeoDetails:
    enabled: bool = column("custom_seo_details_enabled", "Whether these replace the event's own texts.")
    title: str | None = column("custom_seo_details_title", "The title, at most 255 characters.")
    description: str | None = column("custom_seo_details_description", "The description, at most 2,500 characters.")
    image: URL | None = column("custom_seo_details_image", "Address or storage path of a picture.")


@strawberry.type(description="Pictures in two shapes.")
class Thumbs:
    landscape: URL | None = column("custom_thumbnails_thumbs_landscape", "Address or storage path of the wide one.")
    portrait: URL | None = column("custom_thumbnails_thumbs_portrait", "Address or storage path of the tall one.")


@strawberry.type(description="Pictures for lists of events.")
class CustomThumbnails:
    enabled: bool = column("custom_thumbnails_enabled", "Whether these replace the primary banner.")
    thumbs: Thumbs = part("The pictures.")


@strawberry.type(description="A mail after the event.")
class ReminderAfterEvent:
    enabled: bool = column("reminder_email_after_event_enabled", "Whether it is sent.")
    reminder_email_time_minutes: int = column(
        "reminder_email_after_event_reminder_email_time_minutes", "How many minutes after the event ends."
    )


@strawberry.type(description="A mail before the event.")
class ReminderBeforeEvent:
    enabled: bool = column("reminder_email_before_event_enabled", "Whether it is sent.")
    include_ticket: bool = column("reminder_email_before_event_include_ticket", "Whether the ticket is attached.")
    reminder_email_time_minutes: int = column(
        "reminder_email_before_event_reminder_email_time_minutes", "How many minutes before the event starts."
    )


@strawberry.type(description="How tickets are scanned.")
class TicketScanning:
    enabled: bool = column("ticket_scanning_enabled", "Whether tickets are scanned.")
    allow_scanning_only_during_event_hour: bool = column(
        "ticket_scanning_allow_scanning_only_during_event_hour", "Whether they are scanned only during the event."
    )


@entity("tracking_code")
@strawberry.type(description="A code of an analytics service.")
class TrackingCode:
    uuid: UUID = column("id", "Identifier of the code.")
    name: str = column("name", "Name of the service, at most 255 characters.")
    value: str | None = column("value", "The code, at most 2,500 characters.")


@strawberry.type(description="Booking windows, limits and switches of an event.")
class EventSettings:
    booking_starts_on: EventBookingStart = part("When booking opens.")
    booking_ends_on: EventBookingEnd = part("When booking closes.")
    event_capacity: int | None = column("event_capacity", "Capacity of the event; null means no limit.")
    max_ticket_per_customer: int | None = column(
        "max_ticket_per_customer", "How many tickets one customer can buy; null means no limit."
    )
    enable_rsvp: bool = column("enable_rsvp", "Whether users can answer with an RSVP.")
    abn_activate_on: ZonedDateTime | None = zoned(
        "abn_activate", "When the organisation's business number (ABN) becomes active."
    )
    blockout_period_minutes: int = column(
        "blockout_period_minutes",
        "How many minutes before the start of an occurrence its sales stop; 0 means at the start.",
    )
    boxoffice: bool = column("boxoffice", f"{NO_EFFECT} Whether a box office also sells tickets.")
    company_registration_details: str | None = column(
        "company_registration_details", "Registration details of the company on invoices, at most 255 characters."
    )
    collect_additional_info_from_buyer: AdditionalInfo = part(f"{NO_EFFECT} Additional questions to buyers.")
    configure_pricing_display_text: PricingDisplayText = part(f"{NO_EFFECT} How prices are shown.")
    configure_ticket_remaining: TicketRemaining = part(f"{NO_EFFECT} How the number of remaining tickets is shown.")
    coupon: LevelSwitch = _switch("coupon", f"{NO_EFFECT} Whether coupons are taken.")
    digital_pass: LevelSwitch = _switch("digital_pass", f"{NO_EFFECT} Whether tickets come as digital passes.")
    discount: LevelSwitch = _switch("discount", f"{NO_EFFECT} Whether discounts are given.")
    qr_code: LevelSwitch = _switch("qr_code", f"{NO_EFFECT} Whether tickets have a QR code.")
    sell_session: LevelSwitch = _switch("sell_session", f"{NO_EFFECT} Whether sessions are sold.")
    sell_session_individually: LevelSwitch = _switch(
        "sell_session_individually", f"{NO_EFFECT} Whether sessions are sold individually."
    )
    sell_tickets_on_venue: LevelSwitch = _switch(
        "sell_tickets_on_venue", f"{NO_EFFECT} Whether tickets are sold at the venue."
    )
    service_charge: LevelSwitch = _switch("service_charge", f"{NO_EFFECT} Whether a service charge is added.")
    special_instruction: LevelSwitch = _switch(
        "special_instruction", f"{NO_EFFECT} Whether buyers can leave an instruction."
    )
    waiting_list: LevelSwitch = _switch("waiting_list", "Whether there is a waiting list for sold-out tickets.")
    custom_seo_details: SeoDetails = part(f"{NO_EFFECT} Texts for search engines.")
    custom_thumbnails: CustomThumbnails = part(f"{NO_EFFECT} Pictures for lists of events.")
    dgr_status: bool = column("dgr_status", "Whether donations to the organisation are tax-deductible (DGR).")
    enable_full_day: bool = column("enable_full_day", f"{NO_EFFECT} Whether it is shown as taking the full day.")
    enable_guest_checkout: bool = column(
        "enable_guest_checkout", f"{NO_EFFECT} Whether guests can buy without an account."
    )
    enable_share: bool = column("enable_share", "Whether people can share it.")
    enable_ticket_mandatory: bool = column(
        "enable_ticket_mandatory", f"{NO_EFFECT} Whether every attendee needs a ticket."
    )
    include_tax_or_gst: bool = column("include_tax_or_gst", f"{NO_EFFECT} Whether invoices show tax (GST).")
    organisation_entity_name: str | None = column(
        "organisation_entity_name", "Legal name of the organiser, at most 255 characters."
    )
    restrictions: str | None = column("restrictions", "Restrictions on who may attend, at most 255 characters.")
    terminology: str | None = column("terminology", "Term used for the event or its tickets, at most 255 characters.")
    reminder_email_after_event: ReminderAfterEvent = part(f"{NO_EFFECT} A mail after the event.")
    reminder_email_before_event: ReminderBeforeEvent = part(f"{NO_EFFECT} A mail before the event.")
    terms_and_conditions: list[str] = column(
        "terms_and_conditions",
        "Terms that a buyer accepts: at most 20 texts of 2,500 characters.",
    )
    tracking_codes: list[TrackingCode] = many(
        "{c}.event_id = {p}.id", "{c}.position, {c}.id", "Codes of analytics services, at most 50."
    )
    ticket_scanning: TicketScanning = part(f"{NO_EFFECT} How tickets are scanned.")
