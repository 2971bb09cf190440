"""Inputs with every field of each mutation that updates something but an event, for the objects of `make_world`."""

from typing import Any

from tests.sessions.details import FULL as SESSION_DETAILS
from tests.users.requests import FULL as USER

Input = dict[str, Any]
# A mutation, what it changes, and an input.
Case = tuple[str, str, Input]

PICTURE = "https://example.org/a.png"
LINKS = [{"name": "One", "url": "https://example.org/1"}, {"name": None, "url": "https://example.org/2"}]
VALUES = [{"name": "One", "value": "1"}, {"name": "Two", "value": "2"}]
BEFORE = {"relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 60}
EARLY_BIRD = {
    "discount": "5.50",
    "discountType": "FIXED",
    "type": "SPECIFIC_TIME",
    "isEnableCustomiseDiscountStart": True,
    "discountStartsOn": {"local": "2026-06-10T10:00"},
    "discountEndsOn": {"local": "2026-06-20T10:00"},
}
DISCOUNTS: tuple[Input, ...] = (
    {
        "discount": "10",
        "discountType": "PERCENTAGE",
        "type": "RELATIVE_TO_OCCURRENCE",
        "isEnableCustomiseDiscountStart": True,
        "discountStartsOn": {"relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 6_000},
        "discountEndsOn": BEFORE,
    },
    {
        "type": "SPECIFIC_TIME",
        "isEnableCustomiseDiscountStart": False,
        "discountEndsOn": {"utc": "2026-06-20T10:00:00Z"},
    },
)
# Each way in which a booking window can start and end.
STARTS: tuple[Input, ...] = (
    {"type": "SPECIFIC_TIME", "local": "2026-06-10T10:00"},
    {"type": "RELATIVE_TO_OCCURRENCE", **BEFORE},
    {"type": "IMMEDIATE"},
)
ENDS: tuple[Input, ...] = (
    {"type": "SPECIFIC_TIME", "local": "2026-06-30T10:00"},
    {"type": "RELATIVE_TO_OCCURRENCE", "relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 30},
    {"type": "CONTINUE_UNTIL_EVENT_STARTS"},
)


def parts(uuids: dict[str, str]) -> list[Case]:
    """One whole input for each type but events."""
    return [
        (
            "updateOrganisation",
            "organisation",
            {
                "name": "Acme Ltd",
                "slug": "acme-ltd",
                "info": "All about us",
                "image": PICTURE,
                "currency": "AUD",
                "timezone": "Australia/Sydney",
                "enableDatetimeConversion": True,
                "preferences": [{"name": "news", "value": True}, {"name": "jobs", "value": False}],
            },
        ),
        ("updateUser", "user", USER | {"isGlobalBan": False, "avatarFileUuid": uuids["file"], "avatarCustomUrl": None}),
        (
            "updateCommunity",
            "community",
            {
                "displayName": "Friends",
                "description": "Of ours",
                "userUuid": uuids["user"],
                "categoryUuids": [],
                "metadata": {"a": [1, 2.5, None]},
                "tags": ["x", "y"],
                "avatarFileUuid": uuids["file"],
                "channelId": "c1",
                "notificationMode": "SILENT",
                **dict.fromkeys(
                    ("isPublic", "isOfficial", "isDiscoverable", "onlyAdminCanPost", "needApprovalOnPostCreation"), True
                ),
                **dict.fromkeys(("requiresJoinApproval", "allowCommentInStory"), True),
            },
        ),
        (
            "updateWebhook",
            "webhook",
            {"url": "https://127.0.0.1/a", "topics": ["event.*"], "enabled": False, "document": None},
        ),
        ("updateFile", "file", {"name": "b.png", "altText": "A boat", "accessType": "PRIVATE"}),
        (
            "updateCustomField",
            "customField",
            {
                "name": "Level",
                "internal": True,
                "required": False,
                "position": 4,
                "options": [{"id": 1, "label": "Low"}, {"id": 2, "label": "High"}],
            },
        ),
        ("updateAgendaTab", "agendaTab", {"name": "Main", "colour": "#112233", "position": 3}),
        (
            "updateScheduleDate",
            "scheduleDate",
            {
                "name": "First day",
                "date": "2026-07-01",
                "agendaTabUuid": uuids["agendaTab"],
                "startsOn": {"local": "2026-07-01T04:00"},
                "endsOn": {"local": "2026-07-02T04:00"},
            },
        ),
        (
            "updateTrack",
            "track",
            {
                "name": "Art",
                "description": "Pictures",
                "colour": "#112233",
                "position": 3,
                "scheduleDateUuid": uuids["scheduleDate"],
            },
        ),
        (
            "updateLocation",
            "location",
            {"name": "Curie", "description": "By the lake", "address": "1 Circular Quay", "position": 3},
        ),
        (
            "updateSpeaker",
            "speaker",
            {"name": "Ada Lovelace", "biography": "Engines", "image": "people/ada.jpg"},
        ),
        ("updateSession", "session", whole_session(uuids)),
        ("updateSession", "session", {"date": "2026-07-01", "startTime": "10:20", "endTime": "11:05"}),
        ("updateSession", "session", {"endsOn": {"utc": "2026-07-01T09:10:00Z"}, "agendaTabUuid": uuids["agendaTab"]}),
        ("updateSession", "session", {"location": "Another hall", "imageFileUuid": uuids["file"]}),
        (
            "updateSessionOccurrence",
            "sessionOccurrence",
            {
                "startsOn": {"utc": "2026-07-01T08:30:00Z"},
                "durationMinutes": 40,
                "capacity": 5,
                "rsvpCapacity": "FIXED",
            },
        ),
        ("updateSessionOccurrence", "sessionOccurrence", {"endsOn": {"utc": "2026-07-01T09:20:00Z"}}),
        ("updateSessionOccurrence", "sessionOccurrence", {"enabled": False, "reason": "Ill"}),
        ("updateCancellation", "sessionOccurrence", {"reason": "Very ill"}),
        (
            "updateOccurrence",
            "occurrence",
            {"startsOn": {"local": "2026-07-01T18:00"}, "durationMinutes": 200, "capacity": 50},
        ),
        ("updateOccurrence", "occurrence", {"endsOn": {"local": "2026-07-01T21:30"}}),
        ("updateOccurrence", "occurrence", {"enabled": False, "reason": "Storm"}),
        ("updateCancellation", "occurrence", {"reason": "Rain"}),
        ("updateOccurrence", "occurrence", {"enabled": True}),
    ]


def tickets(uuids: dict[str, str]) -> list[Case]:
    """A whole ticket but its prices, and each kind of booking window and discount."""
    return [
        (
            "updateTicket",
            "ticket",
            {
                "category": "DONATION",
                "minDonationAmount": "1",
                "maxDonationAmount": "100",
                "defaultDonationAmount": "5.50",
            },
        ),
        ("updateTicket", "ticket", whole_ticket(uuids)),
        *(
            ("updateTicket", "ticket", {"settings": {"bookingStartsOn": starts, "bookingEndsOn": ends}})
            for starts, ends in zip(STARTS[1:], ENDS[1:], strict=True)
        ),
        *(("updateTicket", "ticket", {"earlyBirdDiscount": discount}) for discount in DISCOUNTS),
    ]


def prices(*uuids: str | None) -> Input:
    """A ticket's prices, each new or one that is stored."""
    least = {"enable": True, "mandatory": False, "quantity": 2}
    items = [
        {"name": f"Price {n}", "amount": "25.50", "quantityIncluded": 1, "minimumQuantity": least}
        for n, _uuid in enumerate(uuids)
    ]
    return {"prices": [*map(with_uuid, items, uuids)]}


def with_uuid(item: Input, uuid: str | None) -> Input:
    return item if uuid is None else item | {"uuid": uuid}


def whole_session(uuids: dict[str, str]) -> Input:
    return SESSION_DETAILS | {
        "uuid": uuids["session"],
        "eventUuid": uuids["event"],
        "name": "Opening",
        "displayName": "Grand opening",
        "description": "Words",
        "details": "# More words",
        "language": "en",
        "status": "ACTIVE",
        "sellSession": True,
        "image": PICTURE,
        "startsOn": {"utc": "2026-07-01T08:15:00Z"},
        "durationMinutes": 45,
        "useEventTimezone": False,
        "timezone": "Europe/Berlin",
        "occurrences": {"type": "SPECIFIC", "uuids": [uuids["occurrence"]]},
        "tickets": {"type": "SPECIFIC", "uuids": [uuids["ticket"]]},
        "trackUuid": uuids["track"],
        "locationUuid": uuids["location"],
        "scheduleDateUuid": uuids["scheduleDate"],
        "speakerUuids": [uuids["speaker"]],
        "links": LINKS[:1],
        "files": [{"name": "Slides", "url": "https://example.org/slides.pdf"}],
        "customFields": [{"key": "c_1001", "value": [{"id": 1}]}],
    }


def whole_ticket(uuids: dict[str, str]) -> Input:
    return {
        "name": "Stalls",
        "description": "Down there",
        "category": "PAID",
        **dict.fromkeys(("minDonationAmount", "maxDonationAmount", "defaultDonationAmount")),
        "active": True,
        "instruction": "Show it",
        "displayOrder": "PRICE",
        "quantity": 100,
        "quantityPerOccurrence": 50,
        "maxQuantityPerCustomer": 4,
        "urlDigitalPass": "https://example.org/pass",
        "sessionUuid": uuids["session"],
        "parentUuid": None,
        "customAttributes": VALUES,
        "earlyBirdDiscount": EARLY_BIRD,
        "settings": {
            "bookingStartsOn": STARTS[0] | {"hideTicketUntilBookingStart": True},
            "bookingEndsOn": ENDS[0],
        },
    }
