"""What an event's settings may be: one tree of limits and defaults, in which the columns are named. Pure."""

from app.booking.values import BookingLevel
from app.core import limits
from app.core.compound_fields import Texts
from app.core.fields import Address, Choice, Number, Rule, Rules, Text
from app.core.nested import Tree
from app.core.problems import Path, Problem, ProblemCode
from app.events.common.rules import OFF, ON, ListRule
from app.events.settings.columns import TrackingCodeValues
from app.events.values import PricingDisplay

SHORT = Text(limits.DISPLAY_NAME)
LEVEL = Choice(default=BookingLevel.EVENT.name)
PICTURE = Address(stored=True)

# What is switched on or off for the event as a whole or ticket by ticket.
SWITCHES = (
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


def _minutes(default: int) -> Rule:
    return Number(0, limits.OFFSET_MINUTES, default=default)


SETTINGS: Tree = {
    "event_capacity": Number(0, limits.COUNT),
    "max_ticket_per_customer": Number(1, limits.COUNT),
    "enable_rsvp": OFF,
    "blockout_period_minutes": _minutes(0),
    "boxoffice": OFF,
    "company_registration_details": SHORT,
    "collect_additional_info_from_buyer": {"enabled": OFF, "mandatory": OFF},
    "configure_pricing_display_text": {
        "enabled": OFF,
        "display": Choice(default=PricingDisplay.PRICE_RANGE.name),
    },
    "configure_ticket_remaining": {
        "enabled": OFF,
        "hide_on_the_event_details": OFF,
        "level": LEVEL,
        "remaining_tickets": Number(0, limits.COUNT),
    },
    "custom_seo_details": {
        "enabled": OFF,
        "title": SHORT,
        "description": Text(limits.DESCRIPTION, least=0),
        "image": PICTURE,
    },
    "custom_thumbnails": {"enabled": OFF, "thumbs": {"landscape": PICTURE, "portrait": PICTURE}},
    "dgr_status": OFF,
    "enable_full_day": OFF,
    "enable_guest_checkout": ON,
    "enable_share": ON,
    "enable_ticket_mandatory": OFF,
    "include_tax_or_gst": OFF,
    "organisation_entity_name": SHORT,
    "restrictions": SHORT,
    "terminology": SHORT,
    "reminder_email_after_event": {"enabled": OFF, "reminder_email_time_minutes": _minutes(60)},
    "reminder_email_before_event": {
        "enabled": OFF,
        "include_ticket": OFF,
        "reminder_email_time_minutes": _minutes(1_440),
    },
    "terms_and_conditions": Texts(limits.TERMS, limits.DESCRIPTION),
    "ticket_scanning": {"enabled": OFF, "allow_scanning_only_during_event_hour": OFF},
    **{name: {"enabled": OFF, "level": LEVEL} for name in SWITCHES},
}
TRACKING_CODE = Rules(
    TrackingCodeValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "value": Text(limits.DESCRIPTION, least=0),
    },
)
TRACKING_CODES = ListRule(("settings", "tracking_codes"), TRACKING_CODE, limits.TRACKING_CODES)


def problems_with_capacity(
    capacity: int | None, largest_session: int | None, sold: int, going: int, path: Path
) -> list[Problem]:
    """The capacity of an event bounds that of its sessions, and covers the tickets and the answers that it has."""
    if capacity is None or capacity < 0:
        return []
    found = []
    if largest_session is not None and capacity < largest_session:
        sentence = f"A session of the event has a capacity of {largest_session}; the event's cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    if capacity < sold:
        sentence = f"The event has sold {sold} tickets; its capacity cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    if capacity < going:
        sentence = f"{going} users have answered that they come; the event's capacity cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    return found
