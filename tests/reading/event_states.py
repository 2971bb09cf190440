"""An organisation with an event in each state, its callers, and parts of each kind on an event."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.sessions.tables import SessionSpeakerRow, SessionTicketRow
from tests.builders import (
    make_event,
    make_link,
    make_location,
    make_occurrence,
    make_price,
    make_schedule_date,
    make_session,
    make_session_row,
    make_speaker,
    make_ticket,
    make_track,
)
from tests.gateway import START, Gateway, Organisation

CALLERS = ("anonymous", "owner", "owner without event.read", "stranger")
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
EVENTS: dict[str, dict[str, Any]] = {
    "draft": {},
    "ready": {"enable_rsvp": True},
    "published": PUBLISHED,
    "unlisted": PUBLISHED | {"listing_enabled": False},
    "not in profile": PUBLISHED | {"visible_in_organisation_profile": False},
    "unpublished": PUBLISHED | {"lifecycle": "UNPUBLISHED"},
    "cancelled": PUBLISHED | {"lifecycle": "CANCELLED", "cancelled_at": START},
    "cancelled draft": {"lifecycle": "CANCELLED", "cancelled_at": START},
}
# What others than the owner see: by name, in the list of all, in the organisation's list.
PUBLIC = ["published", "unlisted", "not in profile", "cancelled"]
LISTED = ["published", "not in profile"]
IN_PROFILE = ["published"]

SESSIONS: dict[str, dict[str, Any]] = {
    "general": {},
    "additional": {"kind": "ADDITIONAL"},
    "private": {"kind": "PRIVATE"},
    "addprivate": {"kind": "ADDPRIVATE"},
    "inactive": {"status": "INACTIVE"},
    **{f"{state.lower()} proposal": {"proposal_status": state} for state in ("SUBMITTED", "APPROVED", "REJECTED")},
    "converted": {"proposal_status": "CONVERTED"},
}
PUBLIC_SESSIONS = ["general", "additional"]
# Behind all of them.
LAST = timedelta(hours=2)

LATER, HIDES = START + timedelta(days=1), {"hide_ticket_until_booking_start": True}
TICKETS: dict[str, dict[str, Any]] = {
    "on sale": {"opens_at": START},
    "not yet open": {"opens_at": LATER},
    "hidden until later": {"opens_at": LATER} | HIDES,
    "hidden until now": {"opens_at": START} | HIDES,
    "without window": HIDES,
    "inactive": {"active": False},
    "archived": {"archived_at": START},
}
# The event leaves its windows to its tickets, so that each ticket's own hiding holds.
PUBLIC_TICKETS = ["on sale", "not yet open", "hidden until now", "without window"]


@dataclass
class Town:
    """An organisation with an event in each state; `parts` are what hangs on one event."""

    gateway: Gateway
    owner: Organisation
    stranger: Organisation
    events: dict[str, EventRow]

    def token(self, caller: str) -> str | None:
        if caller == "anonymous":
            return None
        if caller == "owner without event.read":
            return self.gateway.token(self.owner, *(scope for scope in Scope if scope != Scope.EVENT_READ))
        return self.gateway.token(self.owner if caller == "owner" else self.stranger)

    def ask(self, caller: str, query: str, **variables: Any) -> Any:
        return self.gateway.gql(query, self.token(caller), **variables)


def make_town(gateway: Gateway) -> Town:
    owner, stranger = gateway.organisation("owner"), gateway.organisation("stranger")
    events = {}
    for number, (name, columns) in enumerate(EVENTS.items()):
        event = make_event(gateway, owner, name=name, **columns)
        if name != "draft":
            make_occurrence(gateway, event, starts_at=LATER + timedelta(days=number))
        events[name] = event
    make_event(gateway, stranger, name="draft of the stranger")
    return Town(gateway, owner, stranger, events)


@dataclass
class Parts:
    """One event with sessions and tickets of each kind, and everything they can be reached from."""

    event: EventRow
    ids: dict[str, UUID]
    sessions: dict[str, UUID]
    tickets: dict[str, UUID]
    # Of the sessions, those in their one date.
    rows: dict[str, UUID]


def make_parts(gateway: Gateway, event: EventRow) -> Parts:
    place = {
        "track_id": make_track(gateway, event).id,
        "location_id": make_location(gateway, event).id,
        "schedule_date_id": make_schedule_date(gateway, event).id,
    }
    speaker = make_speaker(gateway, event).id
    occurrence = make_occurrence(gateway, event, starts_at=LATER + timedelta(days=40))
    sessions, tickets, rows = {}, {}, {}
    for minutes, (name, columns) in enumerate(SESSIONS.items()):
        starts_at = LATER + timedelta(days=40, minutes=minutes)
        session = make_session(gateway, event, name=name, starts_at=starts_at, **place | columns)
        make_link(gateway, SessionSpeakerRow, session_id=session.id, speaker_id=speaker)
        row = make_session_row(gateway, session, occurrence, schedule_date_id=place["schedule_date_id"])
        sessions[name], rows[name] = session.id, row.id
    linked = make_session(gateway, event, name="linked", starts_at=occurrence.starts_at + LAST, tickets_type="SPECIFIC")
    rows["linked"], only = make_session_row(gateway, linked, occurrence).id, linked.id
    for position, (name, columns) in enumerate(TICKETS.items()):
        ticket = make_ticket(gateway, event, name=name, position=position, **columns)
        make_price(gateway, ticket, name=name)
        make_link(gateway, SessionTicketRow, session_id=only, ticket_id=ticket.id)
        tickets[name] = ticket.id
    ids = {"Track": place["track_id"], "Location": place["location_id"], "ScheduleDate": place["schedule_date_id"]}
    ids |= {"Speaker": speaker, "Occurrence": occurrence.id, "linked": only}
    return Parts(event, ids, sessions, tickets, rows)


def make_open_event(gateway: Gateway, owner: Organisation, **columns: Any) -> EventRow:
    """An event whose tickets have windows of their own."""
    return make_event(gateway, owner, name="Parts", slug="parts", booking_starts_level="TICKET", **columns)
