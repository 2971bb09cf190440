"""EventBookings (documents 000 and 001): the bodies of its requests, and a whole event as it answers one."""

import re
from collections.abc import Callable
from typing import Any

from tests.contract.translation.spelling import local, minutes, renamed, truth, utc, word

Given = dict[str, Any]


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def event(answered: Given) -> Given:
    """The body of createEvent or updateEvent (`event`) as our input."""
    made = renamed(answered, {"name": "name", "description": "description", "timezone": "timezone"})
    for name in ("is_update_org_settings", "enable_datetime_conversion"):
        if name in answered:
            made[camel(name)] = truth(answered[name])
    if "occurrence" in answered:
        made["occurrence"] = occurrence(answered["occurrence"])
    if "banner" in answered:
        made["banners"] = [banner(item) for item in answered["banner"]]
    if "configuration" in answered:
        made["configuration"] = configuration(answered["configuration"])
    if "listing" in answered:
        made["listing"] = listing(answered["listing"])
    if "resources" in answered:
        made["resources"] = [{"url": item} for item in answered["resources"]]
    if "settings" in answered:
        made["settings"] = settings(answered["settings"])
    return made


def occurrence(answered: Given) -> Given:
    attributes = answered["attributes"]
    starts = attributes["starts_on"]
    made: Given = {
        "type": word(answered["type"]),
        "startsOn": moment(starts) if isinstance(starts, dict) else {"local": local(starts)},
        "durationMinutes": minutes(attributes["event_duration"]),
    }
    if "exclusions" in answered:
        made["exclusions"] = answered["exclusions"]
    ends = attributes.get("occurrence_ends")
    if ends is not None:
        kind = word(ends["type"])
        made["ends"] = {"type": kind}
        if kind == "AFTER_COUNT":
            made["ends"]["count"] = int(ends["value"])
        if kind == "ON_DATE":
            made["ends"]["on"] = ends["value"]
    return made


def moment(answered: Given) -> Given:
    """`{utc, local}`, of which one may be missing."""
    made = {}
    if answered.get("utc") is not None:
        made["utc"] = utc(answered["utc"])
    if answered.get("local") is not None:
        made["local"] = local(answered["local"])
    return made


def banner(answered: Given) -> Given:
    return renamed(answered, {"name": "name", "image": "image"}) | {"primary": truth(answered["primary"])}


def configuration(answered: Given) -> Given:
    made: Given = {"type": word(answered["type"])}
    for attribute in answered["attributes"]:
        value = attribute["value"]
        if attribute["name"] == "VENUE":
            venue = renamed(value, {"name": "name", "image": "image", "url": "url"})
            venue |= {name: float(value[name]) for name in ("latitude", "longitude") if name in value}
            venue["address"] = {camel(name): item for name, item in value["address"].items()}
            made["venue"] = venue
        if attribute["name"] == "SURVEY":
            made["survey"] = {
                "enabled": truth(value["enabled"]),
                "haveConditions": truth(value.get("have_conditions")),
                "list": [{"question": question, "type": "TEXT"} for question in value["list"]],
            }
    return made


def listing(answered: Given) -> Given:
    made = {camel(name): truth(answered[name]) for name in ("enabled", "visibility_in_org_profile") if name in answered}
    categories = [
        {"name": item} if isinstance(item, str) else {key: value for key, value in item.items() if key != "uuid"}
        for item in answered["categories"]
    ]
    return made | {"categories": categories} | renamed(answered, {"tags": "tags"})


def window(answered: Given, side: str) -> Given:
    """`booking_starts_on` or `booking_ends_on` (`side`: start, end)."""
    made: Given = {"type": word(answered["type"])}
    if made["type"] == "SPECIFIC_TIME":
        made |= moment(answered)
    if made["type"] == "RELATIVE_TO_OCCURRENCE":
        made["relativeTo"] = word(answered[f"occurrence_booking_{side}_type"])
        made["offsetMinutes"] = int(answered[f"occurrence_booking_{side}_offset"])
    if "hide_ticket_until_booking_start" in answered:
        made["hideTicketUntilBookingStart"] = truth(answered["hide_ticket_until_booking_start"])
    if "level" in answered:
        made["level"] = answered["level"]
    return made


def settings(answered: Given) -> Given:
    """The settings keep their names; those that are not plain values are converted here."""
    special: dict[str, Callable[[Any], Any]] = {
        "booking_starts_on": lambda value: window(value, "start"),
        "booking_ends_on": lambda value: window(value, "end"),
        "tracking_codes": lambda value: [{"name": item, "value": item} for item in value],
        "abn_activate_on": lambda value: {"utc": utc(value)},
    }
    names = {
        "blockout_period": "blockoutPeriodMinutes",
        "terms_and_condition": "termsAndConditions",
        "reminder_email_time": "reminderEmailTimeMinutes",
    }
    made: Given = {}
    for name, value in answered.items():
        if name in special:
            made[camel(name)] = special[name](value)
        elif isinstance(value, dict):
            made[camel(name)] = settings(value)
        else:
            made[names.get(name, camel(name))] = value
    return made


def session(answered: Given) -> Given:
    """The body of createSession or updateSession (`sessions`) as our input."""
    made = renamed(
        answered, {"name": "name", "description": "description", "image": "image", "duration": "durationMinutes"}
    )
    if "sell_session" in answered:
        made["sellSession"] = truth(answered["sell_session"])
    if "status" in answered:
        # A number in one sample, and with a prefix in two.
        made["status"] = {"1": "ACTIVE", "0": "INACTIVE"}.get(str(answered["status"])) or word(answered["status"])
    if "session_starts_on" in answered:
        made["startsOn"] = {"local": local(answered["session_starts_on"])}
    for name in ("occurrences", "tickets"):
        if name in answered:
            made[name] = {"type": answered[name]["type"]} | renamed(answered[name], {"uuid": "uuids"})
    return made


def discount(answered: Given) -> Given:
    """An early-bird discount of an event or a ticket."""
    made: Given = {
        "discountType": answered["discount_type"],
        "discount": answered["discount"],
        "type": answered["type"],
        "isEnableCustomiseDiscountStart": answered["is_enable_customise_discount_start"],
    }
    for side in ("start", "end"):
        at = answered[f"discount_{side}s_on"]
        relative = answered["type"] == "RELATIVE_TO_OCCURRENCE"
        made[f"discount{side.capitalize()}sOn"] = (
            {
                "relativeTo": at[f"occurrence_discount_{side}_type"],
                "offsetMinutes": at[f"occurrence_discount_{side}_offset"],
            }
            if relative
            else moment(at)
        )
    return made


def ticket(answered: Given) -> Given:
    """An item of `tickets.levels[]` as our input, apart from what it is linked to."""
    names = {
        "name": "name",
        "category": "category",
        "description": "description",
        "display_order": "displayOrder",
        "quantity": "quantity",
        "max_quantity_per_customer": "maxQuantityPerCustomer",
        "min_donation_amount": "minDonationAmount",
        "max_donation_amount": "maxDonationAmount",
        "default_donation_amount": "defaultDonationAmount",
        "status": "active",
        "ticket_instruction": "instruction",
        "url_digital_pass": "urlDigitalPass",
    }
    made = {name: value for name, value in renamed(answered, names).items() if value is not None}
    if "pricing_details" in answered:
        made["prices"] = [
            {
                "name": item["variation"],
                "amount": item["price"],
                "quantityIncluded": item["quantity_included"],
                "minimumQuantity": item["minimum_quantity"],
            }
            for item in answered["pricing_details"]
        ]
    if "early_bird_discount" in answered:
        made["earlyBirdDiscount"] = discount(answered["early_bird_discount"])
    if "settings" in answered:
        made["settings"] = settings(answered["settings"])
    if "custom_attributes" in answered:
        made["customAttributes"] = [{"name": item, "value": item} for item in answered["custom_attributes"]]
    return made


def page(answered: Given) -> Given:
    """What a whole event has beside the body of createEvent, as our input of updateEvent."""
    fees, refund, policy = answered["fees"], answered["refund"], answered["refund"]["policy"]
    return {
        "displayName": answered["display_name"],
        "location": answered["location"],
        "premium": answered["premium"],
        "eventSettingsReviewed": answered["event_settings_reviewed"],
        "ticketInstruction": answered["ticket_instruction"],
        "links": [{"name": item["name"], "url": item["value"]} for item in answered["links"]],
        "activities": answered["activities"],
        "customAttributes": [{"name": item, "value": item} for item in answered["custom_attributes"]],
        "surveyConfiguration": [{"name": item, "value": item} for item in answered["survey_configuration"]],
        "merchandise": {"products": [{"name": item} for item in answered["merchandise"]["products"]]},
        "joinUrls": [{"url": item} for item in answered["interactions"]["join_url"]],
        "sessionSettings": {"enabled": answered["sessions"]["enabled"], "type": answered["sessions"]["type"]},
        "earlyBirdDiscount": discount(answered["early_bird_discount"]),
        "taxes": answered["tax"],
        "pricing": {
            "priceIsFeeInclusive": answered["tickets"]["price_is_fee_inclusive"],
            "priceIsTaxInclusive": answered["tickets"]["price_is_tax_inclusive"],
        },
        "fees": {
            "passOn": fees["pass_on"],
            "priceIsTaxInclusive": fees["price_is_tax_inclusive"],
            "rates": fees["rate"],
            "taxes": fees["tax"],
        },
        "refund": {
            "available": refund["available"],
            "policy": {
                "automatic": policy["automatic"],
                "cancelBeforeEventStartsHours": policy["cancel_before_event_starts"],
                "amount": {
                    "discountType": policy["amount"]["discount_type"],
                    "discountUnit": policy["amount"]["discount_unit"],
                },
            },
        },
    }
