"""How each mutation is called so that it does something: with the caller's own things, each written as its name
behind an @ (tests/sight/population.py). A mutation, or a place for an identifier, that no recipe holds fails.
"""

from typing import Any, NamedTuple

from app.auth.rules import Scope

Variables = dict[str, Any]


class Mutation(NamedTuple):
    """The scope it needs, and arguments under which it goes through."""

    scope: Scope
    recipes: tuple[Variables, ...]


def _of(scope: Scope, *recipes: Variables) -> Mutation:
    return Mutation(scope, recipes)


ACT = Scope.INTERACTION_WRITE
NEW, CHANGED = {"name": "New"}, {"name": "Changed"}
TALK: Variables = {"name": "New", "startsOn": {"utc": "2026-07-01T08:30:00Z"}, "durationMinutes": 15}
# Filed under the day and its tab, linked by name to a date and a ticket; and filed in a tab alone.
FILED: Variables = {
    "imageFileUuid": "@file",
    "occurrences": {"type": "SPECIFIC", "uuids": ["@show"]},
    "tickets": {"type": "SPECIFIC", "uuids": ["@ticket"]},
    "trackUuid": "@track",
    "locationUuid": "@location",
    "scheduleDateUuid": "@scheduleDate",
    "speakerUuids": ["@speaker"],
    "agendaTabUuid": "@agendaTab",
    "eventUuid": "@event",
}
SHOWN: Variables = {
    "merchandise": {"products": [{"uuid": "@product", "name": "Cup"}]},
    "creatorUserUuid": "@user",
    "origin": {"type": "COMMUNITY", "uuid": "@community"},
    "coverImageFileUuid": "@file",
    "configuration": {"survey": {"list": [{"uuid": "@question", "question": "What?"}]}},
    "listing": {"categories": [{"uuid": "@category"}]},
    "coupons": [{"uuid": "@coupon", "tickets": {"type": "SPECIFIC", "uuids": ["@ticket"]}}],
    "organisationUuid": "@organisation",
}
NEW_EVENT = {name: SHOWN[name] for name in ("creatorUserUuid", "origin", "coverImageFileUuid", "listing")}
TWO_DAYS: Variables = {
    "occurrence": {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 2}},
    "bookings": "MOVE",
    "moveTo": "@seriesFirst",
}
BY_ADA = {"eventUuid": "@open", "userUuid": "@ada"}
FOLLOWS = {"organisationUuid": "@organisation", "userUuid": "@bob"}
PLACE: Variables = {
    "ticketUuid": "@openTicket",
    "priceUuid": "@openPrice",
    "occurrenceUuid": "@first",
    "timeslotUuid": "@slot",
}
TICKET: Variables = {"sessionUuid": "@session", "parentUuid": "@ticket"}
CLUB: Variables = {"userUuid": "@user", "avatarFileUuid": "@file", "categoryUuids": ["@category"]}

MUTATIONS: dict[str, Mutation] = {
    "createEvent": _of(Scope.EVENT_CREATE, {"organisationUuid": "@organisation", "input": NEW | NEW_EVENT}),
    "updateEvent": _of(Scope.EVENT_UPDATE, {"uuid": "@event", "input": SHOWN}, {"uuid": "@series", "input": TWO_DAYS}),
    "publishEvent": _of(Scope.EVENT_PUBLISH, {"uuid": "@event"}),
    "unpublishEvent": _of(Scope.EVENT_UNPUBLISH, {"uuid": "@published"}),
    "cancelEvent": _of(Scope.EVENT_CANCEL, {"uuid": "@event"}),
    "updateCancellation": _of(Scope.EVENT_CANCEL, {"uuid": "@calledOff", "input": {"reason": "Storm"}}),
    "duplicateEvent": _of(Scope.EVENT_CREATE, {"uuid": "@event"}),
    "rescheduleEvent": _of(
        Scope.EVENT_UPDATE, {"uuid": "@event", "input": {"byDays": 1, "occurrenceUuid": "@occurrence"}}
    ),
    "updateOccurrence": _of(
        Scope.EVENT_UPDATE,
        {"uuid": "@seriesLast", "input": {"enabled": False, "bookings": "MOVE", "moveTo": "@seriesFirst"}},
    ),
    "createSession": _of(Scope.EVENT_ADD_SESSION, {"eventUuid": "@event", "input": TALK | FILED}),
    "createSessions": _of(Scope.EVENT_ADD_SESSION, {"eventUuid": "@event", "input": [TALK | FILED]}),
    "selectSessions": _of(
        ACT,
        {"eventUuid": "@open", "userUuid": "@ada", "input": {"sessionUuids": ["@workshop"]}},
        {"eventUuid": "@open", "userUuid": "@ada", "input": {"sessionOccurrenceUuids": ["@workshopDate"]}},
    ),
    "updateSession": _of(
        Scope.EVENT_UPDATE_SESSION, {"uuid": "@movable", "input": TALK | FILED | {"uuid": "@movable"}}
    ),
    "updateSessionOccurrence": _of(Scope.EVENT_UPDATE_SESSION, {"uuid": "@sessionDate", "input": {"capacity": 7}}),
    "createTicket": _of(Scope.EVENT_ADD_TICKET, {"eventUuid": "@event", "input": NEW | {"category": "FREE"} | TICKET}),
    "updateTicket": _of(
        Scope.EVENT_UPDATE_TICKET,
        {"uuid": "@ticket", "input": {"sessionUuid": "@session", "prices": [{"uuid": "@price", "amount": "9.00"}]}},
        {"uuid": "@otherTicket", "input": {"parentUuid": "@ticket"}},
    ),
    "archiveTicket": _of(Scope.EVENT_UPDATE_TICKET, {"uuid": "@ticket"}),
    "updateOrganisation": _of(Scope.ORGANISATION_UPDATE, {"uuid": "@organisation", "input": CHANGED}),
    "createUser": _of(
        ACT, {"organisationUuid": "@organisation", "input": {"displayName": "New", "avatarFileUuid": "@file"}}
    ),
    "updateUser": _of(ACT, {"uuid": "@user", "input": {"displayName": "Changed", "avatarFileUuid": "@file"}}),
    "rotateUserCalendar": _of(ACT, {"uuid": "@user"}),
    "deleteUser": _of(ACT, {"uuid": "@user"}),
    "exportUser": _of(ACT, {"uuid": "@user"}),
    "eraseUser": _of(ACT, {"uuid": "@user"}),
    "flagUser": _of(ACT, {"flaggedUserUuid": "@user", "userUuid": "@ada"}),
    "unflagUser": _of(ACT, {"flaggedUserUuid": "@flagged", "userUuid": "@ada"}),
    "createCommunity": _of(ACT, {"organisationUuid": "@organisation", "input": {"displayName": "New"} | CLUB}),
    "updateCommunity": _of(ACT, {"uuid": "@community", "input": {"displayName": "Changed"} | CLUB}),
    "deleteCommunity": _of(ACT, {"uuid": "@community"}),
    "joinCommunity": _of(ACT, {"communityUuid": "@community", "userUuid": "@user"}),
    "leaveCommunity": _of(ACT, {"communityUuid": "@community", "userUuid": "@ada"}),
    "createPost": _of(
        ACT, {"communityUuid": "@community", "userUuid": "@ada", "input": {"parentUuid": "@post", "text": "Hi"}}
    ),
    "flagPost": _of(ACT, {"postUuid": "@post", "userUuid": "@ada"}),
    "unflagPost": _of(ACT, {"postUuid": "@flaggedPost", "userUuid": "@ada"}),
    "rsvpEvent": _of(ACT, {"eventUuid": "@answered", "userUuid": "@ada", "input": {"status": "NOT_GOING"}}),
    "removeRsvp": _of(ACT, {"eventUuid": "@answered", "userUuid": "@ada"}),
    "inviteUsers": _of(ACT, {"eventUuid": "@event", "userUuids": ["@user"]}),
    "uninviteUsers": _of(ACT, {"eventUuid": "@answered", "userUuids": ["@ada"]}),
    "registerFile": _of(
        Scope.FILE_WRITE,
        {
            "organisationUuid": "@organisation",
            "input": {"url": "https://cdn.example/a.jpg", "eventUuid": "@event"},
        },
    ),
    "updateFile": _of(Scope.FILE_WRITE, {"uuid": "@file", "input": {"altText": "Changed"}}),
    "saveEvent": _of(ACT, {"eventUuid": "@published", "userUuid": "@ada"}),
    "unsaveEvent": _of(ACT, BY_ADA),
    "shareEvent": _of(ACT, {"eventUuid": "@published", "userUuid": "@ada"}),
    "reviewEvent": _of(ACT, {"eventUuid": "@published", "userUuid": "@ada", "input": {"rating": 5}}),
    "removeReview": _of(ACT, BY_ADA),
    "joinWaitingList": _of(
        ACT,
        {
            "eventUuid": "@waiting",
            "userUuid": "@ada",
            "input": {"ticketUuid": "@waitingTicket", "occurrenceUuid": "@waitingDate"},
        },
        {"eventUuid": "@open", "userUuid": "@cem", "input": {"sessionOccurrenceUuid": "@fullDate"}},
    ),
    "leaveWaitingList": _of(
        ACT, BY_ADA, {"eventUuid": "@open", "userUuid": "@bob", "input": {"sessionOccurrenceUuid": "@fullDate"}}
    ),
    "registerAttendee": _of(ACT, {"eventUuid": "@open", "userUuid": "@cem", "input": PLACE}),
    "removeAttendee": _of(ACT, {"uuid": "@attendee"}),
    "moveAttendee": _of(
        ACT, {"uuid": "@attendee", "input": {"occurrenceUuid": "@second", "timeslotUuid": "@laterSlot"}}
    ),
    "followOrganisation": _of(ACT, FOLLOWS | {"userUuid": "@ada"}),
    "unfollowOrganisation": _of(ACT, FOLLOWS),
    "muteOrganisation": _of(ACT, FOLLOWS | {"userUuid": "@ada"}),
    "unmuteOrganisation": _of(ACT, FOLLOWS),
    "createAgendaTab": _of(Scope.AGENDA_WRITE, {"eventUuid": "@event", "input": NEW}),
    "updateAgendaTab": _of(Scope.AGENDA_WRITE, {"uuid": "@agendaTab", "input": CHANGED}),
    "createScheduleDate": _of(
        Scope.AGENDA_WRITE,
        {"eventUuid": "@event", "input": {"date": "2026-07-02", "agendaTabUuid": "@agendaTab"}},
    ),
    "updateScheduleDate": _of(
        Scope.AGENDA_WRITE, {"uuid": "@scheduleDate", "input": CHANGED | {"agendaTabUuid": "@agendaTab"}}
    ),
    "createTrack": _of(
        Scope.AGENDA_WRITE, {"eventUuid": "@event", "input": NEW | {"scheduleDateUuid": "@scheduleDate"}}
    ),
    "updateTrack": _of(
        Scope.AGENDA_WRITE, {"uuid": "@track", "input": CHANGED | {"scheduleDateUuid": "@scheduleDate"}}
    ),
    "createLocation": _of(Scope.AGENDA_WRITE, {"eventUuid": "@event", "input": NEW}),
    "updateLocation": _of(Scope.AGENDA_WRITE, {"uuid": "@location", "input": CHANGED}),
    "createSpeaker": _of(Scope.AGENDA_WRITE, {"eventUuid": "@event", "input": NEW}),
    "updateSpeaker": _of(Scope.AGENDA_WRITE, {"uuid": "@speaker", "input": CHANGED}),
    "createCustomField": _of(
        Scope.AGENDA_WRITE, {"organisationUuid": "@organisation", "input": NEW | {"type": "TEXT"}}
    ),
    "updateCustomField": _of(Scope.AGENDA_WRITE, {"uuid": "@customField", "input": CHANGED}),
    "createWebhook": _of(
        Scope.WEBHOOK_WRITE,
        {"organisationUuid": "@organisation", "input": {"url": "https://127.0.0.1/new", "topics": ["*"]}},
    ),
    "updateWebhook": _of(Scope.WEBHOOK_WRITE, {"uuid": "@webhook", "input": {"topics": ["event.*"]}}),
    "rotateWebhookSecret": _of(Scope.WEBHOOK_WRITE, {"uuid": "@webhook"}),
    "deleteWebhook": _of(Scope.WEBHOOK_WRITE, {"uuid": "@webhook"}),
    "redeliverWebhook": _of(Scope.WEBHOOK_WRITE, {"uuid": "@delivery"}),
}

# Places where even an identifier of one's own names nothing: new objects keep no stored items.
NOTHING_TO_NAME: dict[str, tuple[Variables, ...]] = {
    "createEvent": tuple(
        {"organisationUuid": "@organisation", "input": NEW | {name: SHOWN[name]}}
        for name in ("merchandise", "configuration", "coupons")
    ),
    "createTicket": (
        {
            "eventUuid": "@event",
            "input": NEW | {"category": "PAID", "prices": [{"uuid": "@price", "amount": "9.00"}]},
        },
    ),
}
