"""What programs of operations do to what a client copies: the recipes of all mutations, and what those leave out.

The steps beside the recipes change who sees what, and what many objects show.
"""

from typing import Any
from uuid import UUID

from tests.builders import event_of, make_schedule_date, make_track
from tests.gateway import Gateway, Organisation
from tests.sight.population import make_things
from tests.sight.recipes import MUTATIONS
from tests.user_builders import make_community, make_member, make_post, make_user

Step = tuple[str, dict[str, Any]]


def _event(uuid: str = "@open", **given: Any) -> Step:
    return "updateEvent", {"uuid": uuid, "input": given}


def _session(uuid: str = "@workshop", **given: Any) -> Step:
    return "updateSession", {"uuid": uuid, "input": given}


def _date(uuid: str = "@first", **given: Any) -> Step:
    return "updateOccurrence", {"uuid": uuid, "input": given}


TOKYO = {"timezone": "Asia/Tokyo"}
HIDING = {"type": "SPECIFIC_TIME", "local": "2026-06-20T10:00:00", "hideTicketUntilBookingStart": True}
AT_ONCE = {"type": "IMMEDIATE", "hideTicketUntilBookingStart": False}
# Step by step, in any order: some are refused for what others have done.
BESIDE: tuple[Step, ...] = (
    _event(coverImageFileUuid="@file"),
    _event(coverImageFileUuid=None),
    _event(isInviteOnly=True),
    _event(isInviteOnly=False),
    _event("@published", currency="JPY"),
    _event(**TOKYO),
    _event(**TOKYO, keepInstants=True),
    _event(name="Renamed"),
    _event(creatorUserUuid="@quietUser"),
    _event(origin={"type": "COMMUNITY", "uuid": "@club"}),
    _event(listing={"enabled": True}),
    _event(settings={"bookingStartsOn": HIDING}),
    _event(settings={"bookingStartsOn": AT_ONCE}),
    _event("@event", coupons=[]),
    ("unpublishEvent", {"uuid": "@open"}),
    ("publishEvent", {"uuid": "@open"}),
    ("rescheduleEvent", {"uuid": "@open", "input": {"byDays": 1}}),
    ("rescheduleEvent", {"uuid": "@open", "input": {"byDays": 1, "dryRun": True}}),
    _date(enabled=False, reason="Storm", bookings="KEEP"),
    _date(enabled=True),
    _date(enabled=False, bookings="MOVE", moveTo="@second"),
    _date(capacity=50),
    _date("@second", enabled=False),
    ("createScheduleDate", {"eventUuid": "@open", "input": {"date": "2026-07-01"}}),
    ("createScheduleDate", {"eventUuid": "@open", "input": {"date": "2026-07-10"}}),
    ("createAgendaTab", {"eventUuid": "@open", "input": {"name": "Tab"}}),
    ("updateScheduleDate", {"uuid": "@openDay", "input": {"date": "2026-07-01", "agendaTabUuid": None}}),
    ("updateScheduleDate", {"uuid": "@openDay", "input": {"date": "2026-07-03"}}),
    ("updateTrack", {"uuid": "@openTrack", "input": {"scheduleDateUuid": "@openDay"}}),
    ("updateTrack", {"uuid": "@openTrack", "input": {"scheduleDateUuid": None}}),
    _session(name="Renamed", trackUuid="@openTrack"),
    _session(description="Described"),
    _session(kind="PRIVATE"),
    _session(kind="GENERAL"),
    _session(speakerUuids=["@idleSpeaker"]),
    _session(speakerUuids=[]),
    _session(tickets={"type": "SPECIFIC", "uuids": ["@openTicket"]}),
    _session(customFields=[{"key": "c_1001", "value": "Expert"}]),
    _session(imageFileUuid="@privateFile"),
    _session("@privateSession", kind="GENERAL"),
    _session("@privateSession", kind="PRIVATE"),
    ("updateSessionOccurrence", {"uuid": "@workshopDate", "input": {"enabled": False}}),
    ("updateSessionOccurrence", {"uuid": "@workshopDate", "input": {"enabled": True}}),
    ("selectSessions", {"eventUuid": "@open", "userUuid": "@bob", "input": {"sessionUuids": ["@workshop"]}}),
    ("selectSessions", {"eventUuid": "@open", "userUuid": "@ada", "input": {"sessionUuids": []}}),
    ("updateTicket", {"uuid": "@openTicket", "input": {"active": False}}),
    ("updateTicket", {"uuid": "@openTicket", "input": {"active": True}}),
    (
        "createTicket",
        {"eventUuid": "@open", "input": {"name": "Child", "category": "FREE", "parentUuid": "@openTicket"}},
    ),
    ("createTicket", {"eventUuid": "@open", "input": {"name": "Late", "category": "FREE"}}),
    ("updateFile", {"uuid": "@file", "input": {"accessType": "PRIVATE"}}),
    ("updateFile", {"uuid": "@file", "input": {"accessType": "PUBLIC"}}),
    ("updateCustomField", {"uuid": "@customField", "input": {"internal": False}}),
    ("updateCustomField", {"uuid": "@customField", "input": {"internal": True}}),
    ("updateCommunity", {"uuid": "@club", "input": {"isPublic": False}}),
    ("updateCommunity", {"uuid": "@club", "input": {"isPublic": True}}),
    ("deleteCommunity", {"uuid": "@club"}),
    ("joinCommunity", {"communityUuid": "@club", "userUuid": "@cem", "input": {"role": "MODERATOR"}}),
    ("leaveCommunity", {"communityUuid": "@club", "userUuid": "@poster"}),
    ("createPost", {"communityUuid": "@club", "userUuid": "@poster", "input": {"text": "Hi"}}),
    ("flagPost", {"postUuid": "@clubPost", "userUuid": "@ada"}),
    ("deleteUser", {"uuid": "@poster"}),
    ("eraseUser", {"uuid": "@poster"}),
    ("reviewEvent", {"eventUuid": "@open", "userUuid": "@quietUser", "input": {"rating": 4}}),
    ("removeReview", {"eventUuid": "@open", "userUuid": "@quietUser"}),
    ("updateUser", {"uuid": "@quietUser", "input": {"displayName": "Loud", "avatarFileUuid": "@file"}}),
    ("rsvpEvent", {"eventUuid": "@answered", "userUuid": "@ada", "input": {"status": "INTERESTED"}}),
)
ALL_STEPS: tuple[Step, ...] = (
    *((name, recipe) for name, (_, recipes) in MUTATIONS.items() for recipe in recipes),
    *BESIDE,
)


def make_copied(gateway: Gateway, owner: Organisation) -> dict[str, str]:
    """The things that recipes name, and those that the other steps name."""
    things = make_things(gateway, owner)
    event = event_of(gateway, UUID(things["open"]))
    poster = make_user(gateway, owner)
    club = make_community(gateway, owner, is_public=True)
    make_member(gateway, club, poster)
    day = make_schedule_date(gateway, event)
    found = {
        "poster": poster.id,
        "club": club.id,
        "clubPost": make_post(gateway, club, poster).id,
        "openDay": day.id,
        "openTrack": make_track(gateway, event).id,
    }
    return things | {name: str(uuid) for name, uuid in found.items()}
