"""What must be there before a documented field can be set: made through operations, never by writing rows."""

from dataclasses import dataclass, field
from typing import Any

from tests.contract.client import Client
from tests.gateway import Gateway, Organisation

# Ten days, so that every moment in early March that a test makes up lies inside.
RULE = {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2035-02-27T00:00"}, "durationMinutes": 14_400}
SESSION = {"name": "Opening", "startsOn": {"local": "2035-03-01T10:00"}, "durationMinutes": 60}


@dataclass
class Stage:
    """An organisation with an event and one of everything that a field can name; `uuids` by what they are."""

    gateway: Gateway
    acme: Organisation
    client: Client
    uuids: dict[str, str] = field(default_factory=dict)

    def make(self, what: str, mutation: str, **arguments: Any) -> str:
        """The uuid of one new thing, kept under its name."""
        self.uuids[what] = self.client.do(mutation, f"{what}.uuid", **arguments)
        return self.uuids[what]

    def event(self, **given: Any) -> str:
        return self.make("event", "createEvent", organisationUuid=self.acme.uuid, input={"name": "Gala"} | given)

    def session(self, **given: Any) -> str:
        return self.make("session", "createSession", eventUuid=self.uuids["event"], input=SESSION | given)


def bare(gateway: Gateway) -> Stage:
    """An organisation with the people and files that events and sessions refer to."""
    acme = gateway.organisation()
    stage = Stage(gateway, acme, Client(gateway, gateway.token(acme)))
    owner = {"organisationUuid": acme.uuid}
    stage.make("user", "createUser", **owner, input={"displayName": "Ada Nakamura"})
    stage.make("file", "registerFile", **owner, input={"url": "https://example.org/cover.png", "type": "IMAGE"})
    stage.make("customField", "createCustomField", **owner, input={"name": "Level", "key": "c_1001", "type": "TEXT"})
    return stage


def set_stage(gateway: Gateway) -> Stage:
    """The same with an event, and a ticket, an occurrence and an agenda in it."""
    stage = bare(gateway)
    event = {"eventUuid": stage.event(occurrence=RULE)}
    stage.make("ticket", "createTicket", **event, input={"name": "Day", "category": "FREE"})
    stage.make("agendaTab", "createAgendaTab", **event, input={"name": "Main"})
    tab = stage.uuids["agendaTab"]
    stage.make("scheduleDate", "createScheduleDate", **event, input={"date": "2035-03-01", "agendaTabUuid": tab})
    stage.make("track", "createTrack", **event, input={"name": "Makers"})
    stage.make("location", "createLocation", **event, input={"name": "Hall 1"})
    stage.make("speaker", "createSpeaker", **event, input={"name": "Grace Okafor"})
    stage.uuids["occurrence"] = stage.client.read("event", event["eventUuid"], ["Event.occurrences.nodes.uuid"])[
        "Event.occurrences.nodes.uuid"
    ][0]
    return stage
