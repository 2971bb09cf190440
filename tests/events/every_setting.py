"""Every single value of an event's settings and page: two values for each, what null means, and how to ask for all.

create(gateway, acme, **nested(which(0)))       # every first value
answered(gateway, acme, uuid) == which(2)       # every default
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tests.gateway import Gateway, Organisation

Way = tuple[str, ...]
SWITCHES = (
    *("coupon", "digitalPass", "discount", "qrCode", "sellSession", "sellSessionIndividually"),
    *("sellTicketsOnVenue", "serviceCharge", "specialInstruction", "waitingList"),
)
ON = (True, False, False)
OFF = (False, True, True)
WORDS = ("Ü “quoted”", "other words", None)
PICTURE = ("https://example.org/a.png", "maps/b.png", None)
# The way to each value, two values for it, and what null means.
FIELDS: dict[Way, tuple[Any, Any, Any]] = {
    ("settings", "blockoutPeriodMinutes"): (30, 527_040, 0),
    ("settings", "boxoffice"): ON,
    ("settings", "companyRegistrationDetails"): WORDS,
    ("settings", "collectAdditionalInfoFromBuyer", "enabled"): ON,
    ("settings", "collectAdditionalInfoFromBuyer", "mandatory"): ON,
    ("settings", "configurePricingDisplayText", "enabled"): ON,
    ("settings", "configurePricingDisplayText", "display"): ("LOWEST_PRICE", "HIDDEN", "PRICE_RANGE"),
    ("settings", "configureTicketRemaining", "enabled"): ON,
    ("settings", "configureTicketRemaining", "hideOnTheEventDetails"): ON,
    ("settings", "configureTicketRemaining", "level"): ("TICKET", "EVENT", "EVENT"),
    ("settings", "configureTicketRemaining", "remainingTickets"): (0, 1_000_000_000, None),
    ("settings", "customSeoDetails", "enabled"): ON,
    ("settings", "customSeoDetails", "title"): WORDS,
    ("settings", "customSeoDetails", "description"): ("d" * 2_500, "", None),
    ("settings", "customSeoDetails", "image"): PICTURE,
    ("settings", "customThumbnails", "enabled"): ON,
    ("settings", "customThumbnails", "thumbs", "landscape"): PICTURE,
    ("settings", "customThumbnails", "thumbs", "portrait"): PICTURE,
    ("settings", "dgrStatus"): ON,
    ("settings", "enableFullDay"): ON,
    ("settings", "enableGuestCheckout"): OFF,
    ("settings", "enableShare"): OFF,
    ("settings", "enableTicketMandatory"): ON,
    ("settings", "includeTaxOrGst"): ON,
    ("settings", "organisationEntityName"): WORDS,
    ("settings", "restrictions"): WORDS,
    ("settings", "terminology"): WORDS,
    ("settings", "reminderEmailAfterEvent", "enabled"): ON,
    ("settings", "reminderEmailAfterEvent", "reminderEmailTimeMinutes"): (0, 527_040, 60),
    ("settings", "reminderEmailBeforeEvent", "enabled"): ON,
    ("settings", "reminderEmailBeforeEvent", "includeTicket"): ON,
    ("settings", "reminderEmailBeforeEvent", "reminderEmailTimeMinutes"): (0, 527_040, 1_440),
    ("settings", "termsAndConditions"): (["Be kind.", "Be there."], ["Ü" * 2_500], []),
    ("settings", "ticketScanning", "enabled"): ON,
    ("settings", "ticketScanning", "allowScanningOnlyDuringEventHour"): ON,
    **{("settings", name, "enabled"): ON for name in SWITCHES},
    **{("settings", name, "level"): ("TICKET", "EVENT", "EVENT") for name in SWITCHES},
    ("sessionSettings", "enabled"): OFF,
    ("sessionSettings", "type"): ("SINGLE_CHOICE", "MULTIPLE_CHOICE", "MULTIPLE_CHOICE"),
    ("configuration", "survey", "enabled"): ON,
    ("configuration", "survey", "haveConditions"): ON,
    ("premium",): ON,
    ("eventSettingsReviewed",): ON,
    ("ticketInstruction",): ("Show it at the door.\nThen smile.", "i" * 2_500, None),
}


def nested(values: Mapping[Way, Any]) -> dict[str, Any]:
    """{("a", "b"): 1} as {"a": {"b": 1}}."""
    whole: dict[str, Any] = {}
    for way, value in values.items():
        inner = whole
        for name in way[:-1]:
            inner = inner.setdefault(name, {})
        inner[way[-1]] = value
    return whole


def selection(ways: Iterable[Way]) -> str:
    def spelt(tree: Mapping[str, Any]) -> str:
        return " ".join(f"{name} {{ {spelt(inner)} }}" if inner else name for name, inner in tree.items())

    return spelt(nested({(*way, ""): None for way in ways})).replace(" {  }", "")


def answered(gateway: Gateway, organisation: Organisation, uuid: UUID) -> dict[Way, Any]:
    """Every value as the schema answers it."""
    document = f"query ($uuid: UUID!) {{ event(uuid: $uuid) {{ {selection(FIELDS)} }} }}"
    event = gateway.gql(document, gateway.token(organisation), uuid=uuid)["event"]
    found = {}
    for way in FIELDS:
        value = event
        for name in way:
            value = value[name]
        found[way] = value
    return found


def which(number: int) -> dict[Way, Any]:
    return {way: values[number] for way, values in FIELDS.items()}
