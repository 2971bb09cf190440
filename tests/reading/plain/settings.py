"""What an event's settings and page say, read off its row by hand."""

from tests.reading.plain.facts import booking_edge, money, zoned
from tests.reading.plain.fields import Fields, arranged, named, parts
from tests.reading.plain.sight import Sight
from tests.reading.plain.society import column
from tests.reading.plain.world import Row

# Each object with its fields and, where they are objects, theirs; columns are named by the way to them.
SINGLE = (
    "eventCapacity",
    "maxTicketPerCustomer",
    "enableRsvp",
    "blockoutPeriodMinutes",
    "boxoffice",
    "companyRegistrationDetails",
    "dgrStatus",
    "enableFullDay",
    "enableGuestCheckout",
    "enableShare",
    "enableTicketMandatory",
    "includeTaxOrGst",
    "organisationEntityName",
    "restrictions",
    "terminology",
    "termsAndConditions",
)
GROUPS = {
    "collectAdditionalInfoFromBuyer": ("enabled", "mandatory"),
    "configurePricingDisplayText": ("enabled", "display"),
    "configureTicketRemaining": ("enabled", "hideOnTheEventDetails", "level", "remainingTickets"),
    "customSeoDetails": ("enabled", "title", "description", "image"),
    "reminderEmailAfterEvent": ("enabled", "reminderEmailTimeMinutes"),
    "reminderEmailBeforeEvent": ("enabled", "includeTicket", "reminderEmailTimeMinutes"),
    "ticketScanning": ("enabled", "allowScanningOnlyDuringEventHour"),
    **dict.fromkeys(
        (
            *("coupon", "digitalPass", "discount", "qrCode", "sellSession", "sellSessionIndividually"),
            *("sellTicketsOnVenue", "serviceCharge", "specialInstruction", "waitingList"),
        ),
        ("enabled", "level"),
    ),
}
MADE = {
    *("LevelSwitch", "AdditionalInfo", "PricingDisplayText", "TicketRemaining", "SeoDetails", "Thumbs"),
    *("CustomThumbnails", "ReminderAfterEvent", "ReminderBeforeEvent", "TicketScanning", "Survey", "Merchandise"),
    "EventSessionSettings",
}


def _column(*way: str) -> str:
    return "_".join(column for step in way for column in named(step).values() if isinstance(column, str))


def settings(see: Sight, event: Row) -> Row:
    return {
        "bookingStartsOn": booking_edge(event, "starts", level=event["booking_starts_level"]),
        "bookingEndsOn": booking_edge(event, "ends", level=event["booking_ends_level"]),
        "abnActivateOn": zoned(event, "abn_activate"),
        **{name: event[_column(name)] for name in SINGLE},
        **{group: {name: event[_column(group, name)] for name in names} for group, names in GROUPS.items()},
        "customThumbnails": {
            "enabled": event["custom_thumbnails_enabled"],
            "thumbs": {name: event[f"custom_thumbnails_thumbs_{name}"] for name in ("landscape", "portrait")},
        },
        "trackingCodes": arranged(see.world.where("TrackingCode", "event_id", event["id"])),
    }


EVENT: Fields = {
    **named("premium", "eventSettingsReviewed"),
    "ticketInstruction": column("ticket_instruction"),
    "settings": settings,
    "sessionSettings": lambda _see, event: {
        "enabled": event["session_settings_enabled"],
        "type": event["session_settings_type"],
    },
    "links": parts("EventLink"),
    "activities": parts("Activity"),
    "customAttributes": parts("CustomAttribute"),
    "surveyConfiguration": parts("SurveySetting"),
    "merchandise": lambda see, event: {"products": arranged(see.world.where("Product", "event_id", event["id"]))},
}
TYPES: dict[str, Fields] = {
    "EventLink": {**named("name", "url"), "uuid": "id"},
    **{kind: {**named("name", "value"), "uuid": "id"} for kind in ("Activity", "CustomAttribute", "SurveySetting")},
    "TrackingCode": {**named("name", "value"), "uuid": "id"},
    "SurveyQuestion": {**named("question", "options", "required"), "uuid": "id", "type": "own_type"},
    "Product": {
        **named("name", "description", "image", "url", "quantity"),
        "uuid": "id",
        "price": lambda _see, product: money(product, "amount_minor"),
    },
}
