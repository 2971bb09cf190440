"""The requests: four operations, each with many different variables, as bytes of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from tests.bench.conference import EVENTS, EVENTS_A_DAY, Stored

# So many different requests are sent in turn that no server can answer from a cache.
DIFFERENT = 64
PAGES = 16
PAGE = 50

EVENT_PAGE = """
query EventPage($uuid: UUID!) {
  event(uuid: $uuid) {
    uuid slug name displayName timezone currency
    startsOn { utc local } endsOn { utc local }
    organisation { slug name timezone }
    configuration { type venue { name latitude longitude address { addressLine1 city country } } }
    settings { eventCapacity maxTicketPerCustomer enableRsvp bookingStartsOn { type utc } bookingEndsOn { type utc } }
    occurrences(first: 5) { nodes { startsOn { utc local } capacity } }
    sessions(first: 6) {
      nodes { name startsOn { local } track { name } location { name } speakers { name } tickets { name } }
    }
    tickets { name quantity prices { name price { amount } } }
  }
}
"""
FIFTY_EVENTS = """
query FiftyEvents($from: DateTime!) {
  events(first: 50, filter: { startsFrom: $from }) {
    nodes {
      uuid slug name startsOn { utc local }
      organisation { name }
      configuration { venue { name address { city } } }
      occurrences(first: 5) { nodes { startsOn { utc local } } }
      sessions(first: 6) { nodes { name speakers { name } } }
      tickets { name prices { price { amount currency } } }
    }
    pageInfo { hasNextPage }
  }
}
"""
TINY = "query Tiny($uuid: UUID!) { event(uuid: $uuid) { name } }"
UPDATE_EVENT = """
mutation UpdateEvent($uuid: UUID!, $input: UpdateEventInput!) {
  updateEvent(uuid: $uuid, input: $input) {
    message
    userErrors { message }
    event { uuid name description startsOn { utc local } }
  }
}
"""


@dataclass(frozen=True)
class Question:
    """One operation with its variables."""

    title: str
    name: str
    document: str
    variables: Sequence[dict[str, Any]]
    token: str | None = None

    def body(self, variables: dict[str, Any]) -> bytes:
        return orjson.dumps({"query": self.document, "variables": variables, "operationName": self.name})

    def requests(self) -> list[bytes]:
        """Each of them as it goes over the wire."""
        return [self._request(self.body(variables)) for variables in self.variables]

    def _request(self, body: bytes) -> bytes:
        headers = [
            "POST /graphql HTTP/1.1",
            "Host: bench",
            "Content-Type: application/json",
            "Accept: application/json",
            f"Content-Length: {len(body)}",
        ]
        if self.token is not None:
            headers.append(f"Authorization: Bearer {self.token}")
        return "\r\n".join((*headers, "", "")).encode() + body


def questions(stored: Stored) -> tuple[Question, ...]:
    """All four. Who updates events updates other ones than those that are read."""
    pages = [{"uuid": str(uuid)} for uuid in stored.others[:: len(stored.others) // DIFFERENT][:DIFFERENT]]
    last_start = EVENTS // EVENTS_A_DAY - PAGE // EVENTS_A_DAY
    days = [stored.first_day + timedelta(days=number * last_start // PAGES) for number in range(PAGES)]
    updates = [
        {"uuid": str(uuid), "input": {"description": f"Rewritten, version {version}."}}
        for version in range(2)
        for uuid in stored.own[:DIFFERENT]
    ]
    return (
        Question("event page", "EventPage", EVENT_PAGE, pages),
        Question("50 nested events", "FiftyEvents", FIFTY_EVENTS, [{"from": day.isoformat()} for day in days]),
        Question("tiny query", "Tiny", TINY, pages),
        Question("`updateEvent`", "UpdateEvent", UPDATE_EVENT, updates, stored.token),
    )
