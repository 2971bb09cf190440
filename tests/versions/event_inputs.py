"""Inputs with every field of an event, for the objects of `make_world`."""

from collections.abc import Sequence

from tests.events.editing import daily
from tests.events.every_setting import nested, which
from tests.versions.inputs import DISCOUNTS, EARLY_BIRD, ENDS, LINKS, PICTURE, STARTS, VALUES, Case, Input, with_uuid

RULES: tuple[Input, ...] = (
    {
        "type": "TIMESLOTS",
        "frequency": "DAILY",
        "startsOn": {"local": "2026-07-01T18:00"},
        "timeslots": [
            {"startsAt": "18:00", "durationMinutes": 60, "capacity": 10},
            {"startsAt": "19:30", "durationMinutes": 60, "capacity": None},
        ],
        "ends": {"type": "AFTER_COUNT", "count": 3},
    },
    {
        "type": "SCHEDULE",
        "durationMinutes": 120,
        "schedule": [{"local": "2026-07-01T18:00"}, {"utc": "2026-07-08T08:00:00Z"}],
    },
    {
        "type": "WEEKLY",
        "startsOn": {"local": "2026-07-01T18:00"},
        "endsOn": {"local": "2026-07-01T20:00"},
        "interval": 2,
        "weekdays": ["WEDNESDAY"],
        "ends": {"type": "NEVER"},
    },
    {
        "type": "MONTHLY",
        "startsOn": {"local": "2026-07-01T18:00"},
        "durationMinutes": 120,
        "monthlyPosition": {"ordinal": "FIRST", "weekday": "WEDNESDAY"},
        "ends": {"type": "ON_DATE", "on": "2027-07-01"},
    },
    daily(5, exclusions=["2026-07-02"]),
    {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2026-07-01T18:00"}, "durationMinutes": 180},
)


def coupons(uuids: dict[str, str], *of: str | None) -> Input:
    """An event's coupons, each new or one that is stored."""
    items: list[Input] = [
        {
            "name": "Early",
            "code": f"CODE{index}" if uuid is None else None,
            "active": True,
            "discount": "10",
            "discountType": "PERCENTAGE",
            "quantity": 5,
            "startsOn": {"local": "2026-06-10T10:00"},
            "endsOn": {"local": "2026-06-20T10:00"},
            "tickets": {"type": "SPECIFIC", "uuids": [uuids["ticket"]]},
            "uuid": uuid,
        }
        for index, uuid in enumerate(of)
    ]
    return {"coupons": [{name: value for name, value in item.items() if value is not None} for item in items]}


def lists(uuids: dict[str, str], products: Sequence[str] = (), questions: Sequence[str] = ()) -> Input:
    """An event's lists whose items may keep their uuids."""
    goods = [{"name": f"Print {n}", "amount": "15.50", "quantity": n, "url": PICTURE, "image": PICTURE} for n in (1, 2)]
    requested = [{"question": f"Question {n}?", "type": "TEXT", "required": True} for n in (1, 2)]
    return {
        "merchandise": {"products": [*map(with_uuid, goods, products or (None, None))]},
        "configuration": {"survey": {"list": [*map(with_uuid, requested, questions or (None, None))]}},
    }


def whole_event(uuids: dict[str, str]) -> Input:
    """All of an event but its dates, whose rules have cases of their own."""
    whole: Input = nested(which(0))
    whole["configuration"] |= {
        "type": "VENUE_EVENT",
        "online": {"name": "Stream", "url": "https://example.org/live", "image": PICTURE},
        "venue": {
            "name": "Hall",
            "latitude": -33.8599,
            "longitude": 151.2111,
            "url": "https://example.org/hall",
            "image": PICTURE,
            "address": {"addressLine1": "1 Quay", "city": "Sydney", "country": "AU", "postCode": "2000"},
        },
    }
    whole["settings"] |= {
        "eventCapacity": 500,
        "maxTicketPerCustomer": 5,
        "abnActivateOn": {"local": "2026-06-15T10:00"},
        "trackingCodes": VALUES,
    }
    return whole | {
        "name": "Gala",
        "displayName": "The gala",
        "description": "An evening",
        "timezone": "Australia/Sydney",
        "currency": "AUD",
        "organisationUuid": uuids["organisation"],
        "creatorUserUuid": uuids["user"],
        "origin": {"type": "USER", "uuid": uuids["user"]},
        "coverImageFileUuid": uuids["file"],
        "hasDiscussionCommunity": True,
        "enableDatetimeConversion": True,
        "externalUrl": "https://example.org/e",
        "isInviteOnly": True,
        "isLocationVisible": True,
        "isUpdateOrgSettings": True,
        "keepInstants": True,
        "livestreamId": "l1",
        "location": "By the quay",
        "metadata": {"k": [1, {"x": None}]},
        "activities": VALUES,
        "customAttributes": VALUES,
        "surveyConfiguration": VALUES,
        "taxes": VALUES,
        "links": LINKS,
        "joinUrls": LINKS,
        "resources": LINKS,
        "banners": [{"name": "One", "image": PICTURE, "primary": True}, {"name": None, "image": PICTURE}],
        "listing": {
            "enabled": True,
            "visibilityInOrgProfile": True,
            "tags": ["Music", "Ünder"],
            "categories": [{"name": "Concerts", "description": "Loud", "image": PICTURE, "url": PICTURE}],
        },
        "merchandise": {"products": [{"name": "Print", "amount": "15.50", "quantity": 3, "url": PICTURE}]},
        "pricing": {"priceIsFeeInclusive": True, "priceIsTaxInclusive": True},
        "fees": {
            "passOn": True,
            "priceIsTaxInclusive": True,
            "rates": [{"name": "CARD", "value": "1.50"}],
            "taxes": VALUES,
        },
        "refund": {
            "available": True,
            "policy": {
                "automatic": True,
                "cancelBeforeEventStartsHours": 24,
                "amount": {"discountType": "FIXED", "discountUnit": "2.50"},
            },
        },
        "earlyBirdDiscount": EARLY_BIRD,
    }


def events(uuids: dict[str, str]) -> list[Case]:
    """The whole event, each kind of rule, and each kind of booking window."""
    windows = [
        {
            "bookingStartsOn": starts | {"level": "EVENT"},
            "bookingEndsOn": ends | {"level": "EVENT"},
        }
        for starts, ends in zip(STARTS, ENDS, strict=True)
    ]
    return [
        ("updateEvent", "event", whole_event(uuids)),
        ("updateEvent", "event", {"slug": "another-slug"}),
        *(("updateEvent", "event", {"occurrence": rule}) for rule in RULES),
        *(("updateEvent", "event", {"settings": settings}) for settings in windows),
        *(("updateEvent", "event", {"earlyBirdDiscount": discount}) for discount in DISCOUNTS),
    ]
