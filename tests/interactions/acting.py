"""Documents, rows and helpers of the tests of interactions."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session as DbSession

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.db.timestamps import created
from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import PriceRow, TicketRow
from app.users.tables import UserRow
from tests.builders import SHOW, everything, make_event, make_occurrence, make_row, make_ticket, stored
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_user

NOBODY = "00000000-0000-4000-8000-000000000000"
CHECKED = "message userErrors { code message path } event { uuid }"
PUBLISHED = {"lifecycle": "PUBLISHED", "published_at": START}


def by_user(name: str) -> str:
    """A mutation that names an event and a user."""
    return f"mutation($event: UUID!, $user: UUID!) {{ {name}(eventUuid: $event, userUuid: $user) {{ {CHECKED} }} }}"


def by_input(name: str, kind: str, more: str = "") -> str:
    """A mutation that names an event and a user, and takes an input."""
    given = f"$event: UUID!, $user: UUID!, $input: {kind}!"
    taken = "eventUuid: $event, userUuid: $user, input: $input"
    return f"mutation({given}) {{ {name}({taken}) {{ {CHECKED} {more} }} }}"


def variables_of(given: dict[str, Any]) -> dict[str, Any]:
    """Tests keep the user beside the fields of the input; the user is an argument of its own."""
    act = dict(given.get("input") or {})
    if "userUuid" not in act:
        return given
    return {**given, "user": act.pop("userUuid"), "input": act}


SAVE = by_user("saveEvent")
UNSAVE = by_user("unsaveEvent")
SHARE = by_input("shareEvent", "ShareEventInput", "share { uuid channel createdOn { utc } updatedOn { utc } }")
REVIEW = by_input("reviewEvent", "ReviewEventInput", "review { uuid rating text updatedOn { utc } }")
REMOVE_REVIEW = by_user("removeReview")
JOIN = by_input(
    "joinWaitingList", "JoinWaitingListInput", "waitingListEntry { uuid position ticket { uuid } occurrence { uuid } }"
)
LEAVE = by_user("leaveWaitingList")
REGISTER = by_input(
    "registerAttendee",
    "RegisterAttendeeInput",
    "attendee { uuid quantity seats user { uuid } ticket { uuid } price { uuid } occurrence { uuid } }",
)
REMOVE = f"mutation($uuid: UUID!) {{ removeAttendee(uuid: $uuid) {{ {CHECKED} }} }}"


def make_open(gateway: Gateway, organisation: Organisation, **columns: Any) -> tuple[EventRow, OccurrenceRow]:
    """A published event with one occurrence that can be booked."""
    event = make_event(gateway, organisation, **{**PUBLISHED, "slug": uuid4().hex, **columns})
    return event, make_open_occurrence(gateway, event)


def make_open_occurrence(gateway: Gateway, event: EventRow, **columns: Any) -> OccurrenceRow:
    return make_occurrence(gateway, event, **{"opens_at": START, **columns})


def make_open_ticket(gateway: Gateway, event: EventRow, **columns: Any) -> TicketRow:
    return make_ticket(gateway, event, **{"opens_at": START, **columns})


def token_of(gateway: Gateway, organisation: Organisation) -> str:
    """May write and read."""
    return gateway.token(organisation, Scope.INTERACTION_WRITE, Scope.EVENT_READ)


def refused(gateway: Gateway, document: str, token: str, **variables: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a refusal, which left every row as it was."""
    before = everything(gateway)
    (payload,) = gateway.gql(document, token, **variables_of(variables)).values()
    assert everything(gateway) == before
    assert payload["message"] is None
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def done(gateway: Gateway, document: str, token: str, **variables: Any) -> dict[str, Any]:
    """The payload of what went through."""
    (payload,) = gateway.gql(document, token, **variables_of(variables)).values()
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload
    return found


def changes(gateway: Gateway, entity: str) -> list[str]:
    """What was announced of one kind of thing."""
    return [row["kind"] for row in stored(gateway, ChangeRow, entity=entity)]


def counters(gateway: Gateway, event: UUID) -> dict[str, list[int]]:
    """Every counter of places of the event, and what the attendees add up to."""
    return {
        "event": [row["booked_count"] for row in stored(gateway, EventRow, id=event)],
        "occurrences": [row["booked_count"] for row in stored(gateway, OccurrenceRow, event_id=event)],
        "tickets": [row["quantity_sold"] for row in stored(gateway, TicketRow, event_id=event)],
        "prices": [row["quantity_sold"] for row in stored(gateway, PriceRow, event_id=event)],
        "seats": [row["seats"] for row in stored(gateway, AttendeeRow, event_id=event)],
    }


def make_acts(
    gateway: Gateway, organisation: Organisation, user: UserRow, ticket: UUID, follower: UUID, second: UUID
) -> dict[str, UUID]:
    """An event at which the user has done everything, and can have one more place with this ticket.

    It has a second date.
    """
    event, occurrence = make_open(gateway, organisation)
    make_open_occurrence(gateway, event, id=second, starts_at=SHOW + timedelta(days=9))
    make_open_ticket(gateway, event, id=ticket, quantity_sold=1)
    by: Any = {"user_id": user.id}
    make_row(gateway, SaveRow, event, **by)
    make_row(gateway, ReviewRow, event, rating=5, **by)
    make_row(gateway, WaitingRow, event, turn=1, **by)
    attendee = make_row(gateway, AttendeeRow, event, ticket_id=ticket, occurrence_id=occurrence.id, **by)

    def count(db: DbSession) -> None:
        db.get_one(EventRow, event.id).booked_count = 1
        db.get_one(OccurrenceRow, occurrence.id).booked_count = 1
        made: Any = created(gateway.clock(), event.timezone)
        for table in (FollowRow, MuteRow):
            db.add(table(organisation_id=event.organisation_id, user_id=follower, timezone=event.timezone, **made))

    make_user(gateway, organisation, id=follower)
    gateway.write(count)
    waiting, _ = make_open(gateway, organisation, waiting_list_enabled=True)
    return {"waiting": waiting.id, "acted": event.id, "attendee": attendee.id}
