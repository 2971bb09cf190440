"""EventBookings (documents 000 and 001): the bodies of its requests, and a whole event as it answers one."""

import re
from collections.abc import Callable
from typing import Any

from tests.contract.translation.spelling import local, minutes, renamed, truth, utc, word

Given = dict[str, Any]


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def event(told: Given) -> Given:
    """The body of createEvent or updateEvent (`event`) as our input."""
    made = renamed(told, {"name": "name", "description": "description", "timezone": "timezone"})
    for name in ("is_update_org_settings", "enable_datetime_conversion"):
        if name in told:
            made[camel(name)] = truth(told[name])
    if "occurrence" in told:
        made["occurrence"] = occurrence(told["occurrence"])
    if "banner" in told:
        made["banners"] = [banner(item) for item in told["banner"]]
    if "configuration" in told:
        made["configuration"] = configuration(told["configuration"])
    if "listing" in told:
        made["listing"] = listing(told["listing"])
    if "resources" in told:
        made["resources"] = [{"url": item} for item in told["resources"]]
    if "settings" in told:
        made["settings"] = settings(told["settings"])
    return made


def occurrence(told: Given) -> Given:
    attributes = told["attributes"]
    starts = attributes["starts_on"]
    made: Given = {
        "type": word(told["type"]),
        "startsOn": moment(starts) if isinstance(starts, dict) else {"local": local(starts)},
        "durationMinutes": minutes(attributes["event_duration"]),
    }
    if "exclusions" in told:
        made["exclusions"] = told["exclusions"]
    ends = attributes.get("occurrence_ends")
    if ends is not None:
        kind = word(ends["type"])
        made["ends"] = {"type": kind}
        if kind == "AFTER_COUNT":
            made["ends"]["count"] = int(ends["value"])
        if kind == "ON_DATE":
            made["ends"]["on"] = ends["value"]
    return made


def moment(told: Given) -> Given:
    """`{utc, local}`, of which one may be missing."""
    made = {}
    if told.get("utc") is not None:
        made["utc"] = utc(told["utc"])
    if told.get("local") is not None:
        made["local"] = local(told["local"])
    return made


def banner(told: Given) -> Given:
    return renamed(told, {"name": "name", "image": "image"}) | {"primary": truth(told["primary"])}


def configuration(told: Given) -> Given:
    made: Given = {"type": word(told["type"])}
    for attribute in told["attributes"]:
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


def listing(told: Given) -> Given:
    made = {camel(name): truth(told[name]) for name in ("enabled", "visibility_in_org_profile") if name in told}
    categories = [
        {"name": item} if isinstance(item, str) else {key: value for key, value in item.items() if key != "uuid"}
        for item in told["categories"]
    ]
    return made | {"categories": categories} | renamed(told, {"tags": "tags"})


def window(told: Given, side: str) -> Given:
    """`booking_starts_on` or `booking_ends_on` (`side`: start, end)."""
    made: Given = {"type": word(told["type"])}
    if made["type"] == "SPECIFIC_TIME":
        made |= moment(told)
    if made["type"] == "RELATIVE_TO_OCCURRENCE":
        made["relativeTo"] = word(told[f"occurrence_booking_{side}_type"])
        made["offsetMinutes"] = int(told[f"occurrence_booking_{side}_offset"])
    if "hide_ticket_until_booking_start" in told:
        made["hideTicketUntilBookingStart"] = truth(told["hide_ticket_until_booking_start"])
    if "level" in told:
        made["level"] = told["level"]
    return made


def settings(told: Given) -> Given:
    """The settings keep their names; what is not a plain value is told apart here."""
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
    for name, value in told.items():
        if name in special:
            made[camel(name)] = special[name](value)
        elif isinstance(value, dict):
            made[camel(name)] = settings(value)
        else:
            made[names.get(name, camel(name))] = value
    return made


def session(told: Given) -> Given:
    """The body of createSession or updateSession (`sessions`) as our input."""
    made = renamed(
        told, {"name": "name", "description": "description", "image": "image", "duration": "durationMinutes"}
    )
    if "sell_session" in told:
        made["sellSession"] = truth(told["sell_session"])
    if "status" in told:
        # A number in one sample, and with a prefix in two.
        made["status"] = {"1": "ACTIVE", "0": "INACTIVE"}.get(str(told["status"])) or word(told["status"])
    if "session_starts_on" in told:
        made["startsOn"] = {"local": local(told["session_starts_on"])}
    for name in ("occurrences", "tickets"):
        if name in told:
            made[name] = {"type": told[name]["type"]} | renamed(told[name], {"uuid": "uuids"})
    return made


def discount(told: Given) -> Given:
    """An early-bird discount of an event or a ticket."""
    made: Given = {
        "discountType": told["discount_type"],
        "discount": told["discount"],
        "type": told["type"],
        "isEnableCustomiseDiscountStart": told["is_enable_customise_discount_start"],
    }
    for side in ("start", "end"):
        at = told[f"discount_{side}s_on"]
        relative = told["type"] == "RELATIVE_TO_OCCURRENCE"
        made[f"discount{side.capitalize()}sOn"] = (
            {
                "relativeTo": at[f"occurrence_discount_{side}_type"],
                "offsetMinutes": at[f"occurrence_discount_{side}_offset"],
            }
            if relative
            else moment(at)
        )
    return made


def ticket(told: Given) -> Given:
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
    made = {name: value for name, value in renamed(told, names).items() if value is not None}
    if "pricing_details" in told:
        made["prices"] = [
            {
                "name": item["variation"],
                "amount": item["price"],
                "quantityIncluded": item["quantity_included"],
                "minimumQuantity": item["minimum_quantity"],
            }
            for item in told["pricing_details"]
        ]
    if "early_bird_discount" in told:
        made["earlyBirdDiscount"] = discount(told["early_bird_discount"])
    if "settings" in told:
        made["settings"] = settings(told["settings"])
    if "custom_attributes" in told:
        made["customAttributes"] = [{"name": item, "value": item} for item in told["custom_attributes"]]
    return made


def page(told: Given) -> Given:
    """What a whole event has beside the body of createEvent, as our input of updateEvent."""
    fees, refund, policy = told["fees"], told["refund"], told["refund"]["policy"]
    return {
        "displayName": told["display_name"],
        "location": told["location"],
        "premium": told["premium"],
        "eventSettingsReviewed": told["event_settings_reviewed"],
        "ticketInstruction": told["ticket_instruction"],
        "links": [{"name": item["name"], "url": item["value"]} for item in told["links"]],
        "activities": told["activities"],
        "customAttributes": [{"name": item, "value": item} for item in told["custom_attributes"]],
        "surveyConfiguration": [{"name": item, "value": item} for item in told["survey_configuration"]],
        "merchandise": {"products": [{"name": item} for item in told["merchandise"]["products"]]},
        "joinUrls": [{"url": item} for item in told["interactions"]["join_url"]],
        "sessionSettings": {"enabled": told["sessions"]["enabled"], "type": told["sessions"]["type"]},
        "earlyBirdDiscount": discount(told["early_bird_discount"]),
        "taxes": told["tax"],
        "pricing": {
            "priceIsFeeInclusive": told["tickets"]["price_is_fee_inclusive"],
            "priceIsTaxInclusive": told["tickets"]["price_is_tax_inclusive"],
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
