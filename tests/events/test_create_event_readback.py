"""Every field of createEvent's input is returned by the schema as it was sent."""

from typing import Any

from tests.edges import EDGE, place
from tests.events.editing import once
from tests.gateway import Gateway

EVENT = """
  uuid slug name displayName description timezone enableDatetimeConversion currency status version
  occurrence {
    type startsOn { utc local timezone } durationMinutes ends { type on count } frequency interval weekdays
    exclusions schedule { startsOn { local } } timeslots { startsAt durationMinutes capacity }
  }
  occurrences {
    totalCount
    nodes { enabled startsOn { utc local } endsOn { local } timeslots { startsOn { local } capacity } }
  }
  banners { name image primary }
  resources { name url }
  listing { enabled visibilityInOrgProfile categories { name description url image } tags }
  configuration {
    type
    venue {
      name image url latitude longitude
      address { addressLine1 addressLine2 country state city postCode }
    }
    online { name url image }
  }
  settings {
    bookingStartsOn { type utc local relativeTo offsetMinutes hideTicketUntilBookingStart level }
    bookingEndsOn { type utc local relativeTo offsetMinutes level }
    eventCapacity maxTicketPerCustomer enableRsvp
  }
"""
CREATE = (
    "mutation ($org: UUID!, $input: CreateEventInput!) { createEvent(organisationUuid: $org, input: $input) {"
    f" userErrors {{ code message path }} event {{ {EVENT} }}"
    " eventEdge { cursor node { uuid } } } }"
)

GIVEN: dict[str, Any] = {
    "name": "Harbour Night",
    "displayName": "A Night at the Harbour",
    "description": "Música after dark.",
    "timezone": "Europe/Lisbon",
    "enableDatetimeConversion": True,
    "currency": "EUR",
    "banners": [{"name": "Wide", "image": "a/wide.png", "primary": True}],
    "resources": [{"name": "Map", "url": "https://a.example/map"}],
    "listing": {
        "enabled": False,
        "visibilityInOrgProfile": False,
        "categories": [{"name": "Music", "description": "Loud", "url": "https://m.example", "image": "m.png"}],
        "tags": ["late", "Jazz"],
    },
    "configuration": {
        "type": "VENUE_EVENT",
        "venue": {
            "name": "Custom House",
            "image": "maps/a.png",
            "url": "https://v.example",
            "latitude": 38.7,
            "longitude": -9.1,
            "address": {
                "addressLine1": "1 Quay Street",
                "addressLine2": "Second floor",
                "country": "Portugal",
                "state": "Lisboa",
                "city": "Lisbon",
                "postCode": "1100-148",
            },
        },
        "online": {"name": "Stream", "url": "https://live.example", "image": "https://live.example/i"},
    },
    "settings": {"eventCapacity": 120, "maxTicketPerCustomer": 4, "enableRsvp": True},
}
WINDOWS: dict[str, Any] = {
    "bookingStartsOn": {
        "type": "RELATIVE_TO_OCCURRENCE",
        "relativeTo": "BEFORE_OCCURRENCE_START",
        "offsetMinutes": 1440,
        "hideTicketUntilBookingStart": True,
        "level": "TICKET",
    },
    "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-01T20:00:00", "level": "EVENT"},
}


def created(gateway: Gateway, **given: Any) -> Any:
    acme = gateway.organisation()
    token = gateway.token(acme)
    payload = gateway.gql(CREATE, token, org=acme.uuid, input={"name": "Gala"} | given)["createEvent"]
    assert payload["userErrors"] == []
    event = payload["event"]
    query = f"query ($uuid: UUID!) {{ event(uuid: $uuid) {{ {EVENT} }} }}"
    read = gateway.gql(query, token, uuid=event["uuid"])
    assert read["event"] == event
    assert payload["eventEdge"]["node"] == {"uuid": event["uuid"]}
    return event


def test_the_fields_of_an_event(gateway: Gateway) -> None:
    event = created(gateway, **GIVEN)
    assert {name: event[name] for name in GIVEN if name != "settings"} == {
        name: value for name, value in GIVEN.items() if name != "settings"
    }
    assert {name: event["settings"][name] for name in GIVEN["settings"]} == GIVEN["settings"]
    assert (event["slug"], event["version"], event["occurrence"]) == ("harbour-night", 1, None)
    assert event["occurrences"] == {"totalCount": 0, "nodes": []}


def test_the_booking_windows(gateway: Gateway) -> None:
    event = created(gateway, occurrence=once(), settings=WINDOWS)
    assert event["settings"]["bookingStartsOn"] == WINDOWS["bookingStartsOn"] | {
        "utc": "2026-06-30T08:00:00Z",
        "local": "2026-06-30T18:00:00",
    }
    assert event["settings"]["bookingEndsOn"] == WINDOWS["bookingEndsOn"] | {
        "utc": "2026-07-01T10:00:00Z",
        "relativeTo": None,
        "offsetMinutes": 0,
    }


def test_a_rule_that_repeats(gateway: Gateway) -> None:
    rule: dict[str, Any] = {
        "type": "WEEKLY",
        "startsOn": {"utc": "2026-07-01T08:00:00Z"},
        "durationMinutes": 90,
        "ends": {"type": "ON_DATE", "on": "2026-07-20"},
        "interval": 1,
        "weekdays": ["WEDNESDAY", "FRIDAY"],
        "exclusions": ["2026-07-03"],
    }
    event = created(gateway, occurrence=rule)
    assert event["occurrence"] == rule | {
        "startsOn": {
            "utc": "2026-07-01T08:00:00Z",
            "local": "2026-07-01T18:00:00",
            "timezone": "Australia/Sydney",
        },
        "ends": {"type": "ON_DATE", "on": "2026-07-20", "count": None},
        "frequency": None,
        "schedule": [],
        "timeslots": [],
    }
    assert [node["startsOn"]["local"][:10] for node in event["occurrences"]["nodes"]] == [
        "2026-07-01",
        "2026-07-08",
        "2026-07-10",
        "2026-07-15",
        "2026-07-17",
    ]


def test_timeslots_and_a_count(gateway: Gateway) -> None:
    slots = [
        {"startsAt": "10:00:00", "durationMinutes": 30, "capacity": 4},
        {"startsAt": "11:00:00", "durationMinutes": 60, "capacity": None},
    ]
    rule: dict[str, Any] = {
        "type": "TIMESLOTS",
        "startsOn": {"local": "2026-07-01T00:00:00"},
        "ends": {"type": "AFTER_COUNT", "count": 2},
        "frequency": "MONTHLY",
        "interval": 2,
        "timeslots": slots,
    }
    event = created(gateway, occurrence=rule)
    answered = event["occurrence"]
    assert (answered["frequency"], answered["interval"], answered["durationMinutes"]) == ("MONTHLY", 2, 120)
    assert answered["ends"] == {"type": "AFTER_COUNT", "on": None, "count": 2}
    assert answered["timeslots"] == slots
    assert event["occurrences"]["nodes"][1] == {
        "enabled": True,
        "startsOn": {"utc": "2026-09-01T00:00:00Z", "local": "2026-09-01T10:00:00"},
        "endsOn": {"local": "2026-09-01T12:00:00"},
        "timeslots": [
            {"startsOn": {"local": "2026-09-01T10:00:00"}, "capacity": 4},
            {"startsOn": {"local": "2026-09-01T11:00:00"}, "capacity": None},
        ],
    }


def test_a_schedule(gateway: Gateway) -> None:
    rule: dict[str, Any] = {
        "type": "SCHEDULE",
        "durationMinutes": 60,
        "schedule": [{"local": "2026-07-02T10:00:00"}, {"local": "2026-07-01T10:00:00"}],
    }
    event = created(gateway, occurrence=rule)
    assert [item["startsOn"] for item in event["occurrence"]["schedule"]] == rule["schedule"]
    assert event["occurrence"]["startsOn"]["local"] == "2026-07-01T10:00:00"
    assert event["occurrences"]["totalCount"] == 2


def test_the_edge_is_the_place_among_the_events_by_their_start(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    document = f"""mutation ($org: UUID!, $input: CreateEventInput!) {{
        createEvent(organisationUuid: $org, input: $input) {{ eventEdge {EDGE} }} }}"""
    edges = [
        gateway.gql(document, token, org=acme.uuid, input={"name": "Gala"} | given)["createEvent"]["eventEdge"]
        for given in ({}, {"occurrence": once("2027-03-02 19:00")}, {"occurrence": once("2027-03-01 19:00")})
    ]
    # Without a start it comes last.
    assert [place(gateway, token, edge, "Organisation", acme.uuid, "events") for edge in edges] == [2, 1, 0]
    assert gateway.gql(document, token, org=acme.uuid, input={"name": ""})["createEvent"]["eventEdge"] is None
