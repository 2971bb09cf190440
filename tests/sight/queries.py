"""The query of each root field for hidden objects; names after an @ are those of tests/sight/recipes.py.

A root field, a type of node, or a place for an identifier, without a row here fails.
"""

from dataclasses import dataclass, field
from typing import Any

from app.auth.rules import Scope

Variables = dict[str, Any]


@dataclass(frozen=True)
class Query:
    """The query. `outsiders`: the answer for outsiders, where it differs from that for an unknown uuid."""

    given: Variables
    selection: str = "{ uuid }"
    outsiders: Any = None
    # Who may is the owner with this scope alone.
    scope: Scope = Scope.EVENT_READ
    # The answer for the owner; only compared with that for others, from which it must differ.
    owner: dict[str, Any] = field(default_factory=dict)


def _by_uuid(name: str) -> Query:
    return Query({"uuid": f"@{name}"})


COUNTED = "{ totalCount nodes { uuid } }"
# Of an organisation everybody sees that it is there, and nothing that hangs on what is hidden.
HIDDEN_IN_ORGANISATION = (
    "{ events(filter: {status: [DRAFT, READY_TO_PUBLISH]}) { totalCount nodes { uuid } }"
    ' occurrences(filter: {tag: "hidden"}) { totalCount nodes { uuid } }'
    " customFields { uuid } interactions { preferences { uuid } mutes } privacyRecords { totalCount } }"
)
NOTHING_IN_ORGANISATION: dict[str, Any] = {
    "events": {"totalCount": 0, "nodes": []},
    "occurrences": {"totalCount": 0, "nodes": []},
    "customFields": [],
    "interactions": {"preferences": None, "mutes": None},
    "privacyRecords": None,
}
PARTS = ("session", "event", "agendaTab", "scheduleDate", "track", "location", "speaker", "customField")
QUERIES: dict[str, Query] = {
    **{name: _by_uuid(name) for name in (*PARTS, "user", "community", "file")},
    "eventBySlug": Query({"organisationSlug": "@organisationSlug", "slug": "@eventSlug"}),
    "events": Query({"filter": {"organisationUuid": "@organisation", "status": ["READY_TO_PUBLISH"]}}, COUNTED),
    "occurrences": Query({"filter": {"organisationUuid": "@organisation", "tag": "hidden"}}, COUNTED),
    "customFields": Query({"organisationUuid": "@organisation"}),
    "webhook": _by_uuid("webhook"),
    "webhooks": Query({"organisationUuid": "@organisation"}),
    "organisation": Query({"uuid": "@organisation"}, HIDDEN_IN_ORGANISATION, NOTHING_IN_ORGANISATION),
    "organisationBySlug": Query({"slug": "@organisationSlug"}, HIDDEN_IN_ORGANISATION, NOTHING_IN_ORGANISATION),
    "node": Query({"id": "@Event_event"}, "{ id }"),
    "nodes": Query({"ids": ["@Event_event", "@Session_session"]}, "{ id }"),
    "previewOccurrences": Query(
        {"input": {"eventUuid": "@series", "occurrence": {"type": "DAILY"}}},
        "{ message totalCount userErrors { code path message } }",
        scope=Scope.EVENT_UPDATE,
    ),
}
# They take no uuid: they answer what is the caller's own.
WITHOUT_NAMES = {"viewer", "changes"}

SUBSCRIPTIONS: dict[str, Variables] = {
    "eventChanged": {"uuid": "@event"},
    "agendaChanged": {"eventUuid": "@event"},
    "organisationChanged": {"uuid": "@organisation"},
}

# Of each type of node those that only their organisation sees: of what is hidden, and of a public event.
NODES: dict[str, tuple[str, ...]] = {
    "Event": ("event",),
    "Occurrence": ("occurrence",),
    "Session": ("session", "privateSession", "proposedSession", "rejectedSession"),
    "SessionOccurrence": ("sessionDate", "privateDate"),
    "SessionSelection": ("selection",),
    "Ticket": ("ticket", "archivedTicket"),
    "AgendaTab": ("agendaTab",),
    "ScheduleDate": ("scheduleDate",),
    "Track": ("track",),
    "Location": ("location",),
    "Speaker": ("speaker", "privateSpeaker", "proposedSpeaker", "rejectedSpeaker", "idleSpeaker"),
    "CustomField": ("customField",),
    "User": ("user", "quietUser"),
    "Community": ("community",),
    "CommunityMember": ("member",),
    "Post": ("post",),
    "File": ("file", "draftFile", "privateFile", "communityFile", "userFile", "ownFile"),
    "Rsvp": ("rsvp",),
    "Invitation": ("invitation",),
    "Save": ("save",),
    "Share": ("share",),
    "Review": ("review",),
    "Attendee": ("booked",),
    "WaitingListEntry": ("entry",),
    "Webhook": ("webhook",),
    "WebhookDelivery": ("delivery",),
    "Notice": ("notice",),
    "PrivacyRecord": ("privacyRecord",),
}
# Everybody sees them.
PUBLIC_NODES = {"Organisation"}
