"""The same questions in the schema that PostGraphile makes: the same values in the same order, by other names."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.bench.peers.circles import circle

Variables = dict[str, Any]

DOCUMENTS = {
    "EventPage": """
query EventPage($uuid: UUID!) {
  event: eventByRowId(rowId: $uuid) {
    rowId slug name displayName timezone currency startsAt startsLocal endsAt endsLocal
    organisationByOrganisationId { slug name timezone }
    configurationType venueName venueLatitude venueLongitude addressLine1 addressCity addressCountry
    eventCapacity maxTicketPerCustomer enableRsvp bookingStartsType bookingStartsAt bookingEndsType bookingEndsAt
    occurrencesByEventId(first: 5, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) { nodes { startsAt startsLocal capacity } }
    sessionsByEventId(first: 6, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
      nodes {
        name startsLocal
        trackByTrackId { name }
        locationByLocationId { name }
        sessionSpeakersBySessionId(orderBy: [POSITION_ASC, SPEAKER_ID_ASC]) { nodes { name } }
        sessionTicketsBySessionId(orderBy: [POSITION_ASC, TICKET_ID_ASC]) { nodes { name } }
      }
    }
    ticketsByEventId(orderBy: [POSITION_ASC, ROW_ID_ASC]) {
      nodes { name quantity pricesByTicketId(orderBy: [POSITION_ASC, ROW_ID_ASC]) { nodes { name amount } } }
    }
  }
}
""",
    "FiftyEvents": """
query FiftyEvents($from: String!) {
  events: eventsFrom(startsFrom: $from, first: 50) {
    nodes {
      rowId slug name startsAt startsLocal
      organisationByOrganisationId { name }
      venueName addressCity
      occurrencesByEventId(first: 5, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) { nodes { startsAt startsLocal } }
      sessionsByEventId(first: 6, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
        nodes { name sessionSpeakersBySessionId(orderBy: [POSITION_ASC, SPEAKER_ID_ASC]) { nodes { name } } }
      }
      ticketsByEventId(orderBy: [POSITION_ASC, ROW_ID_ASC]) {
        nodes { name pricesByTicketId(orderBy: [POSITION_ASC, ROW_ID_ASC]) { nodes { amount currency } } }
      }
    }
    pageInfo { hasNextPage }
  }
}
""",
    "Tiny": "query Tiny($uuid: UUID!) { event: eventByRowId(rowId: $uuid) { name } }",
    "Agenda": """
query Agenda($uuid: UUID!, $day: UUID!) {
  event: eventByRowId(rowId: $uuid) {
    name
    sessionDatesByEventId(first: 100, orderBy: [STARTS_AT_ASC, ROW_ID_ASC], condition: { scheduleDateId: $day }) {
      nodes {
        startsAt startsLocal endsLocal
        sessionBySessionId {
          name
          trackByTrackId { name }
          locationByLocationId { name }
          sessionSpeakersBySessionId(orderBy: [POSITION_ASC, SPEAKER_ID_ASC]) { nodes { name } }
        }
      }
      pageInfo { hasNextPage }
    }
  }
}
""",
    "Nearby": """
query Nearby(
  $from: String!, $south: Float!, $north: Float!, $x: Float!, $y: Float!, $z: Float!, $chord: Float!
) {
  events: eventsNear(
    startsFrom: $from, south: $south, north: $north, x: $x, y: $y, z: $z, chord: $chord, first: 20
  ) {
    nodes {
      rowId name startsAt startsLocal
      organisationByOrganisationId { name }
      venueName venueLatitude venueLongitude addressCity
    }
    pageInfo { hasNextPage }
  }
}
""",
    "Rename": """
mutation Rename($uuid: UUID!, $name: String!) {
  updateEvent: updateEventByRowId(input: { rowId: $uuid, eventPatch: { name: $name } }) {
    event { rowId name startsAt startsLocal }
  }
}
""",
    "Register": """
mutation Register($attendee: AttendeeInput!) {
  registerAttendee: createAttendee(input: { attendee: $attendee }) {
    attendee { quantity seats ticketId occurrenceId }
  }
}
""",
}


def _instant(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _from(variables: Variables) -> Variables:
    return {"from": _instant(variables["from"])}


def _near(variables: Variables) -> Variables:
    near = variables["near"]
    numbers = circle(near["latitude"], near["longitude"], near["radiusKm"])
    return _from(variables) | dict(zip(("south", "north", "x", "y", "z", "chord"), numbers, strict=True))


def _attendee(organisation: str) -> Callable[[Variables], Variables]:
    def attendee(variables: Variables) -> Variables:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return {
            "attendee": {
                "rowId": str(uuid4()),
                "organisationId": organisation,
                "eventId": variables["event"],
                "userId": variables["user"],
                "ticketId": variables["ticket"],
                "occurrenceId": variables["occurrence"],
                "priceId": variables["price"],
                "quantity": 1,
                "seats": 1,
                "timezone": "Europe/Berlin",
                "createdAt": now,
                "createdLocal": now[:19],
            }
        }

    return attendee


def variables_of(organisation: str) -> Mapping[str, Callable[[Variables], Variables]]:
    """For the operations whose variables are others than Marquee's, by name."""
    return {"FiftyEvents": _from, "Nearby": _near, "Register": _attendee(organisation)}
