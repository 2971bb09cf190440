"""The whole documented event (examples/eventbookings_event.json), made through operations as its organiser would.

What a document leaves to the system (identifiers, moments, counters) stands there as a word in capitals;
`World.words` says what each has become.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.contract.client import Client
from tests.contract.translation import eventbookings
from tests.gateway import Gateway

NOW = datetime(2035, 1, 15, tzinfo=UTC)
EXAMPLE = Path(__file__).parent / "examples" / "eventbookings_event.json"
USER = {"userUuid": ("UUID!", "")}


@dataclass
class World:
    client: Client
    event: str
    words: dict[str, list[Any]] = field(default_factory=dict)


@cache
def answered() -> dict[str, Any]:
    """The event as the documents say it."""
    read: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return read


def make_world(gateway: Gateway) -> World:
    gateway.clock.set(NOW)
    acme = gateway.organisation()
    client = Client(gateway, gateway.token(acme))
    owner = {"organisationUuid": acme.uuid}
    user = client.do("createUser", "user.uuid", **owner, input={"displayName": "Ada Nakamura"})
    client.arguments["userUuid"] = ("UUID!", user)
    _organisation(client, acme.uuid, user)

    event = client.do(
        "createEvent", "event.uuid", **owner, input=eventbookings.event(answered()) | eventbookings.page(answered())
    )
    world = World(client, event)
    tickets, session = _programme(world)
    client.do("publishEvent", "event.uuid", uuid=event)
    _people(world, user, tickets[0])
    slots = _timeslots(client, acme.uuid)
    _words(world, acme.uuid, acme.slug)
    world.words |= {"SESSION_UUID": [session], "TICKET_UUID": tickets, "DONATION_UUID": tickets, "TIMESLOT_UUID": slots}
    return world


def _organisation(client: Client, uuid: str, user: str) -> None:
    org = answered()["org"]
    given = {"name": org["name"], "info": org["info"], "image": org["image"]}
    given["preferences"] = org["interactions"]["preferences"]
    client.do("updateOrganisation", "organisation.uuid", uuid=uuid, input=given)
    client.do("followOrganisation", "message", organisationUuid=uuid, userUuid=user)
    client.do("muteOrganisation", "message", organisationUuid=uuid, userUuid=user)


def _programme(world: World) -> tuple[list[str], str]:
    """Tickets, a session of one occurrence and one ticket, a coupon and a speaker."""
    client, at = world.client, {"eventUuid": world.event}
    listed, donation = answered()["tickets"]["levels"]
    parent = client.do("createTicket", "ticket.uuid", **at, input={"name": "Any seat", "category": "FREE"})
    ticket = client.do("createTicket", "ticket.uuid", **at, input=eventbookings.ticket(listed) | {"parentUuid": parent})
    given = client.do("createTicket", "ticket.uuid", **at, input=eventbookings.ticket(donation))
    speaker = answered()["interactions"]["speaker"][0]
    client.do("createSpeaker", "speaker.uuid", **at, input={"name": speaker})
    occurrence = client.read("event", world.event, ["Event.occurrences.nodes.uuid"])["Event.occurrences.nodes.uuid"][0]
    session = client.do("createSession", "session.uuid", **at, input=_session(occurrence, ticket))
    client.do("updateTicket", "ticket.uuid", uuid=ticket, input={"sessionUuid": session})
    coupon = {
        "code": answered()["coupons"][0],
        "discountType": "PERCENTAGE",
        "discount": "10",
        "tickets": {"type": "SPECIFIC", "uuids": [ticket]},
    }
    client.do("updateEvent", "event.uuid", uuid=world.event, input={"coupons": [coupon]})
    world.words["PARENT_UUID"] = [parent]
    return [ticket, given], session


def _session(occurrence: str, ticket: str) -> dict[str, Any]:
    listed = answered()["sessions"]["session_lists"][0]
    given = listed | {
        "session_starts_on": listed["session_starts_on"]["local"],
        "occurrences": {"type": "SPECIFIC", "uuid": [occurrence]},
        "tickets": {"type": "SPECIFIC", "uuid": [ticket]},
    }
    more = {"capacity": listed["capacity"], "displayName": listed["display_name"]}
    return eventbookings.session(given) | more


def _people(world: World, user: str, ticket: str) -> None:
    client, at = world.client, {"eventUuid": world.event}
    client.do("saveEvent", "message", **at, userUuid=user)
    client.do("shareEvent", "message", **at, userUuid=user)
    review = {"rating": 5, "text": answered()["interactions"]["reviews"][0]}
    client.do("reviewEvent", "message", **at, userUuid=user, input=review)
    client.do("joinWaitingList", "message", **at, userUuid=user, input={"ticketUuid": ticket})
    paths = ["Event.tickets.prices.uuid", "Event.occurrences.nodes.uuid"]
    prices, occurrences = client.read("event", world.event, paths).values()
    attendee = {
        "ticketUuid": ticket,
        "priceUuid": prices[0],
        "occurrenceUuid": occurrences[0],
        "quantity": 2,
    }
    client.do("registerAttendee", "message", **at, userUuid=user, input=attendee)


def _timeslots(client: Client, organisation: str) -> list[str]:
    rule = {
        "type": "TIMESLOTS",
        "frequency": "DAILY",
        "startsOn": {"local": "2035-03-01T00:00"},
        "ends": {"type": "AFTER_COUNT", "count": 2},
        "timeslots": [{"startsAt": "10:00", "durationMinutes": 60}],
    }
    given = {"name": "Tours", "occurrence": rule}
    path = "Event.occurrences.nodes.timeslots.uuid"
    tours = client.do("createEvent", "event.uuid", organisationUuid=organisation, input=given)
    return client.read("event", tours, [path])[path]


def _words(world: World, organisation: str, slug: str) -> None:
    """The value of each placeholder, read through other paths than those under test."""
    now = NOW.isoformat().replace("+00:00", "Z")
    wall = "2035-01-15T11:00:00"
    uuids = {
        "OCCURRENCE_UUID": "Event.occurrences.nodes.uuid",
        "PRICE_UUID": "Event.tickets.prices.uuid",
        "CATEGORY_UUID": "Event.listing.categories.uuid",
        "FOLLOW_UUID": "Event.organisation.interactions.followedBy.uuid",
        "SAVE_UUID": "Event.saves.nodes.uuid",
        "SHARE_UUID": "Event.shares.nodes.uuid",
        "ATTENDEE_UUID": "Event.attendees.nodes.uuid",
        "WAITING_UUID": "Event.waitingList.nodes.uuid",
    }
    answers = world.client.read("event", world.event, uuids.values())
    world.words |= {word: answers[path] for word, path in uuids.items()}
    store = f"http://marquee.test/events/{slug}/{answered()['slug']}"
    world.words |= {
        "EVENT_UUID": [world.event],
        "ORG_UUID": [organisation],
        "ORG_SLUG": [slug],
        "CREATED": [now],
        "CREATED_LOCAL": [wall],
        "UPDATED": [now],
        "PUBLISHED_ON": [now],
        "PUBLISHED_UTC": [now],
        "PUBLISHED_LOCAL": [wall],
        "STORE_URL": [store],
        "CODE_URL": [f"http://marquee.test/events/{world.event}/code.png"],
        # 11:00 in the morning of the last occurrence, a week before the one left out, less the offset of each.
        "ENDS_UTC": ["2035-01-30T23:15:00Z", "2035-01-30T23:30:00Z"],
        "ENDS_LOCAL": ["2035-01-31T10:15:00", "2035-01-31T10:30:00"],
    }
