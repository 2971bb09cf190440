"""EventBookings in its own words: the bodies of its requests, and the sentences and objects that it answers."""

from datetime import UTC, datetime
from typing import Any

from tests.contract.client import Client
from tests.contract.translation import eventbookings
from tests.gateway import Gateway

# The documented bodies with their placeholders filled in.
CREATE_EVENT: dict[str, Any] = {
    "event": {
        "name": "Summer of Ideas",
        "description": "An evening of talks.",
        "is_update_org_settings": False,
        "occurrence": {
            "type": "weekly",
            "attributes": {
                "starts_on": "2035-01-24 10:00",
                "event_duration": "1.5",
                "occurrence_ends": {"type": "AFTER_COUNT", "value": "4"},
            },
        },
        "banner": [{"name": "Evening", "image": "https://example.com/banner.jpg", "primary": "true"}],
        "timezone": "AUSTRALIA/SYDNEY",
        "enable_datetime_conversion": "true",
        "configuration": {
            "type": "VENUE_EVENT",
            "attributes": [
                {
                    "name": "VENUE",
                    "value": {
                        "name": "Pier 7",
                        "image": "https://example.com/map.png",
                        "url": "https://maps.example.com/pier7",
                        "latitude": "-33.8568",
                        "longitude": "151.2153",
                        "address": {
                            "address_line1": "7 Hickson Road",
                            "address_line2": "Level 1",
                            "country": "Australia",
                            "state": "NSW",
                            "city": "Sydney",
                            "post_code": "2000",
                        },
                    },
                }
            ],
        },
        "listing": {"enabled": True, "categories": ["BUSINESS"]},
        "resources": ["https://example.com/programme.pdf"],
    }
}
UPDATE_EVENT: dict[str, Any] = {
    "event": {
        "settings": {
            "booking_starts_on": {
                "type": "SPECIFIC_TIME",
                "utc": "2035-01-10 04:00",
                "local": "2035-01-10 15:00",
                "occurrence_booking_start_type": "BEFORE_OCCURRENCE_START",
                "occurrence_booking_start_offset": 60,
                "hide_ticket_until_booking_start": "true",
                "level": "EVENT",
            },
            "booking_ends_on": {
                "type": "RELATIVE_TO_OCCURRENCE",
                "utc": None,
                "local": None,
                "occurrence_booking_end_type": "BEFORE_OCCURRENCE_START",
                "occurrence_booking_end_offset": 60,
                "level": "EVENT",
            },
        }
    }
}
CREATE_SESSION: dict[str, Any] = {
    "sessions": {
        "name": "Managers' breakfast",
        "sell_session": "true",
        "status": "ACTIVE",
        "description": "For those who manage.",
        "image": "UPLOADS_DEFAULT_EVENTS/IMAGE.jpg",
        "session_starts_on": "2035-01-24 10:00",
        "duration": 20,
        "occurrences": {"type": "ALL"},
        "tickets": {"type": "ALL", "uuid": ["TICKET_UUID"]},
    }
}
UPDATE_SESSION: dict[str, Any] = {
    "sessions": CREATE_SESSION["sessions"]
    | {
        "name": "Managers' brunch",
        "status": "STATUS_ACTIVE",
        "session_starts_on": "2035-01-24 10:30",
        "occurrences": {"type": "SPECIFIC", "uuid": ["UUID_PLACEHOLDER"]},
        "tickets": {"type": "SPECIFIC", "uuid": ["TICKET_UUID_PLACEHOLDER"]},
    }
}
SESSION = {
    "Event.sessions.nodes.name": ["Managers' brunch"],
    "Event.sessions.nodes.status": ["ACTIVE"],
    "Event.sessions.nodes.sellSession": [True],
    "Event.sessions.nodes.description": ["For those who manage."],
    "Event.sessions.nodes.image": ["UPLOADS_DEFAULT_EVENTS/IMAGE.jpg"],
    "Event.sessions.nodes.durationMinutes": [20],
    "Event.sessions.nodes.startsOn.local": ["2035-01-24T10:30:00"],
    "Event.sessions.nodes.startsOn.utc": ["2035-01-23T23:30:00Z"],
    "Event.sessions.nodes.endsOn.local": ["2035-01-24T10:50:00"],
    "Event.sessions.nodes.occurrences.type": ["SPECIFIC"],
}
EVENT = {
    "Event.name": ["Summer of Ideas"],
    "Event.description": ["An evening of talks."],
    "Event.slug": ["summer-of-ideas"],
    "Event.timezone": ["Australia/Sydney"],
    "Event.enableDatetimeConversion": [True],
    "Event.banners.name": ["Evening"],
    "Event.banners.image": ["https://example.com/banner.jpg"],
    "Event.banners.primary": [True],
    "Event.occurrence.type": ["WEEKLY"],
    "Event.occurrence.durationMinutes": [90],
    "Event.occurrence.startsOn.utc": ["2035-01-23T23:00:00Z"],
    "Event.occurrence.ends.count": [4],
    "Event.occurrences.totalCount": [4],
    "Event.configuration.type": ["VENUE_EVENT"],
    "Event.configuration.venue.name": ["Pier 7"],
    "Event.configuration.venue.image": ["https://example.com/map.png"],
    "Event.configuration.venue.url": ["https://maps.example.com/pier7"],
    "Event.configuration.venue.latitude": [-33.8568],
    "Event.configuration.venue.longitude": [151.2153],
    "Event.configuration.venue.address.addressLine1": ["7 Hickson Road"],
    "Event.configuration.venue.address.addressLine2": ["Level 1"],
    "Event.configuration.venue.address.country": ["Australia"],
    "Event.configuration.venue.address.state": ["NSW"],
    "Event.configuration.venue.address.city": ["Sydney"],
    "Event.configuration.venue.address.postCode": ["2000"],
    "Event.listing.enabled": [True],
    "Event.listing.categories.name": ["BUSINESS"],
    "Event.resources.url": ["https://example.com/programme.pdf"],
}
WINDOW = {
    "Event.settings.bookingStartsOn.type": ["SPECIFIC_TIME"],
    "Event.settings.bookingStartsOn.utc": ["2035-01-10T04:00:00Z"],
    "Event.settings.bookingStartsOn.local": ["2035-01-10T15:00:00"],
    "Event.settings.bookingStartsOn.hideTicketUntilBookingStart": [True],
    "Event.settings.bookingStartsOn.level": ["EVENT"],
    "Event.settings.bookingEndsOn.type": ["RELATIVE_TO_OCCURRENCE"],
    "Event.settings.bookingEndsOn.relativeTo": ["BEFORE_OCCURRENCE_START"],
    "Event.settings.bookingEndsOn.offsetMinutes": [60],
}


def test_from_creation_to_cancellation(gateway: Gateway) -> None:
    gateway.clock.set(datetime(2035, 1, 1, tzinfo=UTC))
    acme = gateway.organisation()
    client, visitor = Client(gateway, gateway.token(acme)), Client(gateway, None)
    created = eventbookings.event(CREATE_EVENT["event"])
    event = client.do("createEvent", "event.uuid", organisationUuid=acme.uuid, input=created)
    assert client.read("event", event, EVENT) == EVENT
    client.do("updateEvent", "event.uuid", uuid=event, input=eventbookings.event(UPDATE_EVENT["event"]))
    assert client.read("event", event, WINDOW) == WINDOW
    assert client.read("event", event, EVENT) == EVENT

    ticket = client.do("createTicket", "ticket.uuid", eventUuid=event, input={"name": "Seat", "category": "FREE"})
    first = eventbookings.session(_filled(CREATE_SESSION["sessions"], [ticket], []))
    session = client.do("createSession", "session.uuid", eventUuid=event, input=first)
    path = "Event.occurrences.nodes.uuid"
    occurrence = client.read("event", event, [path])[path][0]
    second = eventbookings.session(_filled(UPDATE_SESSION["sessions"], [ticket], [occurrence]))
    client.do("updateSession", "session.uuid", uuid=session, input=second | {"eventUuid": event})

    # From here on in the documented sentences, with and without their full stop.
    assert _said(client, "publishEvent", event) == "Event has been published successfully"
    assert visitor.read("event", event, EVENT | SESSION) == EVENT | SESSION
    linked = {"Event.sessions.nodes.occurrences.uuids": [occurrence], "Event.sessions.nodes.tickets.uuid": [ticket]}
    assert client.read("event", event, linked) == linked
    # The tickets stay hidden until booking starts, from visitors only.
    assert visitor.read("event", event, ["Event.tickets.uuid"]) == {"Event.tickets.uuid": []}
    assert _said(client, "unpublishEvent", event) == "Event has been unpublished successfully"
    assert _said(client, "publishEvent", event) == "Event has been published successfully"
    copy = client.do("duplicateEvent", "event.uuid", uuid=event)
    shared = {path: value for path, value in (EVENT | WINDOW | SESSION).items() if path != "Event.slug"}
    assert client.read("event", copy, shared) == shared
    assert _said(client, "cancelEvent", event) == "Event has been cancelled successfully."
    assert visitor.read("event", event, ["Event.status"]) == {"Event.status": ["CANCELLED"]}
    assert client.read("event", copy, ["Event.status"]) == {"Event.status": ["READY_TO_PUBLISH"]}


def _said(client: Client, mutation: str, event: str) -> str:
    message: str = client.do(mutation, "message", uuid=event)
    return message


def _filled(answered: dict[str, Any], tickets: list[str], occurrences: list[str]) -> dict[str, Any]:
    """The body with real identifiers in place of its placeholders."""
    filled = answered | {"tickets": answered["tickets"] | {"uuid": tickets}}
    if occurrences:
        filled["occurrences"] = answered["occurrences"] | {"uuid": occurrences}
    return filled
