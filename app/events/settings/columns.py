"""The stored values of an event's settings, by column."""

from datetime import datetime
from typing import TypedDict

from app.events.settings.patches import TrackingCodePatch


class SettingsValues(TypedDict, total=False):
    """The single values, named by the tree of rules.py."""

    event_capacity: int | None
    max_ticket_per_customer: int | None
    enable_rsvp: bool
    blockout_period_minutes: int
    boxoffice: bool
    company_registration_details: str | None
    collect_additional_info_from_buyer_enabled: bool
    collect_additional_info_from_buyer_mandatory: bool
    configure_pricing_display_text_enabled: bool
    configure_pricing_display_text_display: str
    configure_ticket_remaining_enabled: bool
    configure_ticket_remaining_hide_on_the_event_details: bool
    configure_ticket_remaining_level: str
    configure_ticket_remaining_remaining_tickets: int | None
    coupon_enabled: bool
    coupon_level: str
    custom_seo_details_enabled: bool
    custom_seo_details_title: str | None
    custom_seo_details_description: str | None
    custom_seo_details_image: str | None
    custom_thumbnails_enabled: bool
    custom_thumbnails_thumbs_landscape: str | None
    custom_thumbnails_thumbs_portrait: str | None
    dgr_status: bool
    digital_pass_enabled: bool
    digital_pass_level: str
    discount_enabled: bool
    discount_level: str
    enable_full_day: bool
    enable_guest_checkout: bool
    enable_share: bool
    enable_ticket_mandatory: bool
    include_tax_or_gst: bool
    organisation_entity_name: str | None
    qr_code_enabled: bool
    qr_code_level: str
    reminder_email_after_event_enabled: bool
    reminder_email_after_event_reminder_email_time_minutes: int
    reminder_email_before_event_enabled: bool
    reminder_email_before_event_include_ticket: bool
    reminder_email_before_event_reminder_email_time_minutes: int
    restrictions: str | None
    sell_session_enabled: bool
    sell_session_level: str
    sell_session_individually_enabled: bool
    sell_session_individually_level: str
    sell_tickets_on_venue_enabled: bool
    sell_tickets_on_venue_level: str
    service_charge_enabled: bool
    service_charge_level: str
    special_instruction_enabled: bool
    special_instruction_level: str
    terminology: str | None
    terms_and_conditions: list[str]
    ticket_scanning_enabled: bool
    ticket_scanning_allow_scanning_only_during_event_hour: bool
    waiting_list_enabled: bool
    waiting_list_level: str


class ActivationValues(TypedDict, total=False):
    """When the number of a company applies."""

    abn_activate_at: datetime | None
    abn_activate_local: datetime | None


class TrackingCodeValues(TrackingCodePatch, total=False):
    """A tracking code is stored as it is sent."""
