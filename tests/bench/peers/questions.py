"""What is asked: seven operations, and the forms in which a request can carry them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import orjson

from tests.bench.conference import EVENTS_A_DAY
from tests.bench.peers.population import Population
from tests.bench.questions import DIFFERENT, EVENT_PAGE, FIFTY_EVENTS, PAGE, PAGES, TINY

AGENDA = """
query Agenda($uuid: UUID!, $day: UUID!) {
  event(uuid: $uuid) {
    name
    agenda(scheduleDateUuid: $day, first: 100) {
      nodes { startsOn { utc local } endsOn { local } name track { name } location { name } speakers { name } }
      pageInfo { hasNextPage }
    }
  }
}
"""
NEARBY = """
query Nearby($from: DateTime!, $near: NearInput!) {
  events(first: 20, filter: { startsFrom: $from, near: $near }) {
    nodes {
      uuid name startsOn { utc local }
      organisation { name }
      configuration { venue { name latitude longitude address { city } } }
    }
    pageInfo { hasNextPage }
  }
}
"""
RENAME = """
mutation Rename($uuid: UUID!, $name: String!) {
  updateEvent(uuid: $uuid, input: { name: $name }) {
    userErrors { message }
    event { uuid name startsOn { utc local } }
  }
}
"""
REGISTER = """
mutation Register($event: UUID!, $user: UUID!, $ticket: UUID!, $occurrence: UUID!, $price: UUID!, $key: String!) {
  registerAttendee(
    eventUuid: $event
    userUuid: $user
    input: { ticketUuid: $ticket, occurrenceUuid: $occurrence, priceUuid: $price }
    idempotencyKey: $key
  ) {
    userErrors { message }
    attendee { quantity seats ticket { uuid } occurrence { uuid } }
  }
}
"""
POST, TOKEN, GET, UNCHANGED, BY_ID = "POST", "POST by token", "GET", "GET, 304", "documentId"
RADIUS_KM = 1_500.0


@dataclass(frozen=True)
class Question:
    """One operation, the variables of its n-th request, and after how many requests those repeat (0: never)."""

    key: str
    title: str
    name: str
    document: str
    variables: Callable[[int], dict[str, Any]]
    cycle: int
    forms: Sequence[str] = (POST,)
    writes: bool = field(default=False)

    @property
    def digest(self) -> str:
        """The identifier of its persisted document."""
        return sha256(self.document.encode()).hexdigest()


def questions(stored: Population) -> tuple[Question, ...]:
    """All seven. What is written is not what is read."""
    base = stored.base
    pages = [{"uuid": str(uuid)} for uuid in base.others[:: len(base.others) // DIFFERENT][:DIFFERENT]]
    last_start = base.events // EVENTS_A_DAY - PAGE // EVENTS_A_DAY
    days = [base.first_day + timedelta(days=number * last_start // PAGES) for number in range(PAGES)]
    starts = [{"from": day.isoformat()} for day in days]
    circles = [
        {"from": day.isoformat(), "near": {"latitude": north, "longitude": east, "radiusKm": RADIUS_KM}}
        for day, (north, east) in zip(days, stored.places[:PAGES], strict=True)
    ]
    agendas = [{"uuid": str(stored.demo), "day": str(day)} for day in stored.days]
    own, registrations = [str(uuid) for uuid in base.own[:DIFFERENT]], stored.registrations

    def rename(number: int) -> dict[str, Any]:
        return {"uuid": own[number % len(own)], "name": f"Renamed {number:09d}"}

    def register(number: int) -> dict[str, Any]:
        # The number of users has no divisor in common with that of events: pairs repeat late.
        user = stored.users[number % len(stored.users)]
        return {"user": str(user), "key": f"bench-{number:09d}", **registrations[number % len(registrations)]}

    every = (POST, TOKEN, GET, UNCHANGED, BY_ID)
    return (
        Question("page", "event page", "EventPage", EVENT_PAGE, _turn(pages), len(pages), every),
        Question("fifty", "50 nested events", "FiftyEvents", FIFTY_EVENTS, _turn(starts), len(starts)),
        Question("tiny", "tiny query", "Tiny", TINY, _turn(pages), len(pages), (POST, TOKEN, GET, BY_ID)),
        Question("agenda", "agenda of one day", "Agenda", AGENDA, _turn(agendas), len(agendas)),
        Question("nearby", "page by date and place", "Nearby", NEARBY, _turn(circles), len(circles)),
        Question("rename", "rename", "Rename", RENAME, rename, 0, (TOKEN,), writes=True),
        Question("register", "registration", "Register", REGISTER, register, 0, (TOKEN,), writes=True),
    )


def _turn(variables: Sequence[dict[str, Any]]) -> Callable[[int], dict[str, Any]]:
    return lambda number: variables[number % len(variables)]


def post(body: dict[str, Any], token: str | None = None) -> bytes:
    """An HTTP request with a JSON body, as a client sends it that keeps its connection."""
    content = orjson.dumps(body)
    lines = [
        "POST /graphql HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        "Accept: application/json",
        f"Content-Length: {len(content)}",
    ]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join((*lines, "", "")).encode() + content


def get(parameters: dict[str, Any], headers: dict[str, str] | None = None) -> bytes:
    """An HTTP request without a body; variables as JSON."""
    query = urlencode({name: _text(value) for name, value in parameters.items()})
    # Apollo Server answers GET only with this header or another one that a form of a page cannot send.
    given = {"Host": "bench", "Accept": "application/json", "Apollo-Require-Preflight": "true", **(headers or {})}
    lines = [f"GET /graphql?{query} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join((*lines, "", "")).encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
