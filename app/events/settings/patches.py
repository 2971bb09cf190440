"""Patches of an event's settings. What is left out stays; null means the default."""

from typing import Required, TypedDict

from app.booking.patches import BookingEndPatch, BookingStartPatch
from app.booking.values import BookingLevel
from app.core.named_types import URL
from app.core.patches import ZonedDateTimePatch
from app.events.values import PricingDisplay, SessionChoice


class LevelSwitchPatch(TypedDict, total=False):
    enabled: bool | None
    level: BookingLevel | None


class BuyerInformationPatch(TypedDict, total=False):
    enabled: bool | None
    mandatory: bool | None


class PricingDisplayTextPatch(TypedDict, total=False):
    enabled: bool | None
    display: PricingDisplay | None


class TicketRemainingPatch(TypedDict, total=False):
    enabled: bool | None
    hide_on_the_event_details: bool | None
    level: BookingLevel | None
    remaining_tickets: int | None


class SeoDetailsPatch(TypedDict, total=False):
    enabled: bool | None
    title: str | None
    description: str | None
    image: URL | None


class ThumbnailsPatch(TypedDict, total=False):
    landscape: URL | None
    portrait: URL | None


class CustomThumbnailsPatch(TypedDict, total=False):
    enabled: bool | None
    thumbs: ThumbnailsPatch | None


class ReminderAfterEventPatch(TypedDict, total=False):
    enabled: bool | None
    reminder_email_time_minutes: int | None


class ReminderBeforeEventPatch(TypedDict, total=False):
    enabled: bool | None
    include_ticket: bool | None
    reminder_email_time_minutes: int | None


class TicketScanningPatch(TypedDict, total=False):
    enabled: bool | None
    allow_scanning_only_during_event_hour: bool | None


class TrackingCodePatch(TypedDict, total=False):
    name: Required[str]
    value: str | None


class EventSessionSettingsPatch(TypedDict, total=False):
    enabled: bool | None
    type: SessionChoice | None


class EventSettingsPatch(TypedDict, total=False):
    booking_starts_on: BookingStartPatch | None
    booking_ends_on: BookingEndPatch | None
    event_capacity: int | None
    max_ticket_per_customer: int | None
    enable_rsvp: bool | None
    abn_activate_on: ZonedDateTimePatch | None
    blockout_period_minutes: int | None
    boxoffice: bool | None
    company_registration_details: str | None
    collect_additional_info_from_buyer: BuyerInformationPatch | None
    configure_pricing_display_text: PricingDisplayTextPatch | None
    configure_ticket_remaining: TicketRemainingPatch | None
    custom_seo_details: SeoDetailsPatch | None
    custom_thumbnails: CustomThumbnailsPatch | None
    dgr_status: bool | None
    enable_full_day: bool | None
    enable_guest_checkout: bool | None
    enable_share: bool | None
    enable_ticket_mandatory: bool | None
    include_tax_or_gst: bool | None
    organisation_entity_name: str | None
    reminder_email_after_event: ReminderAfterEventPatch | None
    reminder_email_before_event: ReminderBeforeEventPatch | None
    restrictions: str | None
    terminology: str | None
    terms_and_conditions: list[str] | None
    ticket_scanning: TicketScanningPatch | None
    tracking_codes: list[TrackingCodePatch] | None
    coupon: LevelSwitchPatch | None
    digital_pass: LevelSwitchPatch | None
    discount: LevelSwitchPatch | None
    qr_code: LevelSwitchPatch | None
    sell_session: LevelSwitchPatch | None
    sell_session_individually: LevelSwitchPatch | None
    sell_tickets_on_venue: LevelSwitchPatch | None
    service_charge: LevelSwitchPatch | None
    special_instruction: LevelSwitchPatch | None
    waiting_list: LevelSwitchPatch | None
