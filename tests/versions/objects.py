"""One object of every type that has a version, and a change of it by each mutation that compares versions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.communities.tables import CommunityRow
from app.custom_fields.tables import CustomFieldRow
from app.events.tables import EventRow
from app.files.tables import FileRow
from app.occurrences.tables import OccurrenceRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import TicketRow
from app.users.tables import UserRow
from app.webhooks.tables import WebhookRow
from tests.builders import (
    make_agenda_tab,
    make_custom_field,
    make_event,
    make_location,
    make_occurrence,
    make_schedule_date,
    make_session,
    make_session_date,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.contract.client import Client
from tests.gateway import Gateway, Organisation
from tests.user_builders import make_community, make_user
from tests.webhooks.builders import make_webhook

TABLES: dict[str, type[SQLModel]] = {
    "agendaTab": AgendaTabRow,
    "community": CommunityRow,
    "customField": CustomFieldRow,
    "event": EventRow,
    "file": FileRow,
    "location": LocationRow,
    "occurrence": OccurrenceRow,
    "organisation": OrganisationRow,
    "scheduleDate": ScheduleDateRow,
    "session": SessionRow,
    "sessionOccurrence": SessionOccurrenceRow,
    "speaker": SpeakerRow,
    "ticket": TicketRow,
    "track": TrackRow,
    "user": UserRow,
    "webhook": WebhookRow,
}

# Mutation, what it changes and its arguments, in an order in which all of them are possible.
CHANGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("updateOrganisation", "organisation", {"input": {"name": "New"}}),
    ("updateUser", "user", {"input": {"displayName": "New"}}),
    ("rotateUserCalendar", "user", {}),
    ("updateCommunity", "community", {"input": {"displayName": "New"}}),
    ("updateFile", "file", {"input": {"name": "new.png"}}),
    ("updateCustomField", "customField", {"input": {"name": "New"}}),
    ("updateAgendaTab", "agendaTab", {"input": {"name": "New"}}),
    ("updateScheduleDate", "scheduleDate", {"input": {"name": "New"}}),
    ("updateTrack", "track", {"input": {"name": "New"}}),
    ("updateLocation", "location", {"input": {"name": "New"}}),
    ("updateSpeaker", "speaker", {"input": {"name": "New"}}),
    ("updateTicket", "ticket", {"input": {"name": "New"}}),
    ("updateSession", "session", {"input": {"name": "New"}}),
    ("updateSessionOccurrence", "sessionOccurrence", {"input": {"enabled": False}}),
    ("updateCancellation", "sessionOccurrence", {"input": {"reason": "Ill"}}),
    ("updateEvent", "event", {"input": {"name": "New"}}),
    ("rescheduleEvent", "event", {"input": {"byDays": 1}}),
    ("publishEvent", "event", {}),
    ("unpublishEvent", "event", {}),
    ("updateOccurrence", "occurrence", {"input": {"enabled": False}}),
    ("updateCancellation", "occurrence", {"input": {"reason": "Ill"}}),
    ("updateWebhook", "webhook", {"input": {"url": "https://127.0.0.1/new"}}),
    ("rotateWebhookSecret", "webhook", {}),
    ("archiveTicket", "ticket", {}),
    ("cancelEvent", "event", {"input": {"reason": "Ill"}}),
    ("updateCancellation", "event", {"input": {"reason": "Rain"}}),
    ("deleteCommunity", "community", {}),
    ("deleteUser", "user", {}),
    ("eraseUser", "user", {}),
)


@dataclass
class World:
    """An organisation and one of everything. `uuids` are by the names of payloads' fields."""

    gateway: Gateway
    acme: Organisation
    client: Client
    uuids: dict[str, str]

    def version(self, what: str) -> int:
        [row] = stored(self.gateway, TABLES[what], id=UUID(self.uuids[what]))
        version: int = row["version"]
        return version


def make_world(gateway: Gateway) -> World:
    acme = gateway.organisation()
    client = Client(gateway, gateway.token(acme))
    event = make_event(gateway, acme)
    occurrence, ticket = make_occurrence(gateway, event), make_ticket(gateway, event)
    session = make_session(gateway, event, offset_seconds=0)
    rows: dict[str, Any] = {
        "agendaTab": make_agenda_tab(gateway, event, name="Main"),
        "community": make_community(gateway, acme),
        "customField": make_custom_field(gateway, acme.uuid, ("Low", "High"), name="Level", type="MULTIPLE_CHOICE"),
        "event": event,
        "location": make_location(gateway, event, name="Hall"),
        "occurrence": occurrence,
        "scheduleDate": make_schedule_date(gateway, event, date=occurrence.starts_local.date()),
        "session": session,
        "sessionOccurrence": make_session_date(gateway, session, occurrence),
        "speaker": make_speaker(gateway, event, name="Ada"),
        "ticket": ticket,
        "track": make_track(gateway, event, name="Science"),
        "user": make_user(gateway, acme),
        "webhook": make_webhook(gateway, acme),
    }
    uuids = {key: str(row.id) for key, row in rows.items()} | {"organisation": acme.uuid}
    given = {"url": "https://example.org/a.png", "type": "IMAGE", "mimeType": "image/png", "width": 1600, "height": 900}
    uuids["file"] = client.do("registerFile", "file.uuid", organisationUuid=acme.uuid, input=given)
    return World(gateway, acme, client, uuids)
