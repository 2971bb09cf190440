"""The single values of an event's settings and page, on its own row, and the list of tracking codes."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from app.booking.values import BookingLevel
from app.core import limits
from app.db.columns import at_least, counter, instant, json_value, long_text, one_of, text, wall_clock
from app.events.common.tables import EventPart
from app.events.values import PricingDisplay, SessionChoice

LEVELLED = (
    "configure_ticket_remaining",
    "coupon",
    "digital_pass",
    "discount",
    "qr_code",
    "sell_session",
    "sell_session_individually",
    "sell_tickets_on_venue",
    "service_charge",
    "special_instruction",
    "waiting_list",
)


def _level() -> str:
    level: str = text(10, default=BookingLevel.EVENT.name)
    return level


class SettingsColumns(SQLModel):
    """Named by the tree of rules.py, which a test compares with these, defaults included."""

    abn_activate_at: datetime | None = instant(nullable=True)
    abn_activate_local: datetime | None = wall_clock(nullable=True)
    blockout_period_minutes: int = counter()
    boxoffice: bool = False
    company_registration_details: str | None = text(limits.DISPLAY_NAME, default=None)
    collect_additional_info_from_buyer_enabled: bool = False
    collect_additional_info_from_buyer_mandatory: bool = False
    configure_pricing_display_text_enabled: bool = False
    configure_pricing_display_text_display: str = text(20, default=PricingDisplay.PRICE_RANGE.name)
    configure_ticket_remaining_enabled: bool = False
    configure_ticket_remaining_hide_on_the_event_details: bool = False
    configure_ticket_remaining_level: str = _level()
    configure_ticket_remaining_remaining_tickets: int | None = None
    coupon_enabled: bool = False
    coupon_level: str = _level()
    custom_seo_details_enabled: bool = False
    custom_seo_details_title: str | None = text(limits.DISPLAY_NAME, default=None)
    custom_seo_details_description: str | None = long_text()
    custom_seo_details_image: str | None = text(limits.URL, default=None)
    custom_thumbnails_enabled: bool = False
    custom_thumbnails_thumbs_landscape: str | None = text(limits.URL, default=None)
    custom_thumbnails_thumbs_portrait: str | None = text(limits.URL, default=None)
    dgr_status: bool = False
    digital_pass_enabled: bool = False
    digital_pass_level: str = _level()
    discount_enabled: bool = False
    discount_level: str = _level()
    enable_full_day: bool = False
    enable_guest_checkout: bool = True
    enable_share: bool = True
    enable_ticket_mandatory: bool = False
    include_tax_or_gst: bool = False
    organisation_entity_name: str | None = text(limits.DISPLAY_NAME, default=None)
    qr_code_enabled: bool = False
    qr_code_level: str = _level()
    reminder_email_after_event_enabled: bool = False
    reminder_email_after_event_reminder_email_time_minutes: int = counter(default=60)
    reminder_email_before_event_enabled: bool = False
    reminder_email_before_event_include_ticket: bool = False
    reminder_email_before_event_reminder_email_time_minutes: int = counter(default=1_440)
    restrictions: str | None = text(limits.DISPLAY_NAME, default=None)
    sell_session_enabled: bool = False
    sell_session_level: str = _level()
    sell_session_individually_enabled: bool = False
    sell_session_individually_level: str = _level()
    sell_tickets_on_venue_enabled: bool = False
    sell_tickets_on_venue_level: str = _level()
    service_charge_enabled: bool = False
    service_charge_level: str = _level()
    special_instruction_enabled: bool = False
    special_instruction_level: str = _level()
    terminology: str | None = text(limits.DISPLAY_NAME, default=None)
    terms_and_conditions: list[str] = json_value(default_factory=list)
    ticket_scanning_enabled: bool = False
    ticket_scanning_allow_scanning_only_during_event_hour: bool = False
    waiting_list_enabled: bool = False
    waiting_list_level: str = _level()
    session_settings_enabled: bool = True
    session_settings_type: str = text(20, default=SessionChoice.MULTIPLE_CHOICE.name)
    survey_enabled: bool = False
    survey_have_conditions: bool = False
    premium: bool = False
    event_settings_reviewed: bool = False
    ticket_instruction: str | None = long_text()


def settings_constraints() -> tuple[CheckConstraint, ...]:
    """For the event's table alone."""
    return (
        *(one_of(f"{name}_level", BookingLevel) for name in LEVELLED),
        one_of("configure_pricing_display_text_display", PricingDisplay),
        one_of("session_settings_type", SessionChoice),
        at_least("blockout_period_minutes", 0),
        # Spelt out: the name that follows from the column is too long for PostgreSQL.
        CheckConstraint("configure_ticket_remaining_remaining_tickets >= 0", name="remaining_tickets_at_least_0"),
    )


class TrackingCodeRow(EventPart, table=True):
    __tablename__ = "tracking_code"

    name: str = text(limits.DISPLAY_NAME)
    value: str | None = long_text()
