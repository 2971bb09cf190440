"""The operations on guests for tests, and events that people may answer.

event = make_rsvp_event(gateway, acme, is_invite_only=True)
answer(gateway, acme, event.id, user.id, "GOING")["userErrors"] == []
counts(gateway, event.id) == (1, 0)
"""

from typing import Any
from uuid import UUID

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.guests.tables import InvitationRow, RsvpRow
from tests.builders import event_of, everything, make_ready_event, make_row
from tests.gateway import START, Gateway, Organisation

TOLD = "message userErrors { code path } event { rsvpCount interestedCount }"
ANSWER = (
    "mutation ($event: UUID!, $user: UUID!, $input: RsvpEventInput!)"
    " { rsvpEvent(eventUuid: $event, userUuid: $user, input: $input)"
    f" {{ {TOLD} rsvp {{ uuid status user {{ uuid }} createdOn {{ utc }} updatedOn {{ utc }} }} }} }}"
)
REMOVE = f"mutation ($event: UUID!, $user: UUID!) {{ removeRsvp(eventUuid: $event, userUuid: $user) {{ {TOLD} }} }}"
INVITE = (
    "mutation ($event: UUID!, $users: [UUID!]!)"
    f" {{ inviteUsers(eventUuid: $event, userUuids: $users) {{ invited {TOLD} }} }}"
)
UNINVITE = (
    "mutation ($event: UUID!, $users: [UUID!]!)"
    f" {{ uninviteUsers(eventUuid: $event, userUuids: $users) {{ uninvited {TOLD} }} }}"
)


def make_rsvp_event(gateway: Gateway, organisation: Organisation, **columns: Any) -> EventRow:
    """A published event with an occurrence to come, which people may answer."""
    base: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START, "enable_rsvp": True}
    return make_ready_event(gateway, organisation, **base | columns)


def make_rsvp(gateway: Gateway, event: EventRow, user_id: UUID, status: str = "GOING") -> RsvpRow:
    """An answer past the operations, counted."""
    column = {"GOING": "rsvp_count", "INTERESTED": "interested_count"}.get(status)

    def count(db: Any) -> None:
        row = db.get_one(EventRow, event.id)
        if column is not None:
            setattr(row, column, getattr(row, column) + 1)

    gateway.write(count)
    return make_row(gateway, RsvpRow, event, user_id=user_id, status=status)


def make_invitation(gateway: Gateway, event: EventRow, user_id: UUID) -> InvitationRow:
    return make_row(gateway, InvitationRow, event, user_id=user_id)


def act(gateway: Gateway, organisation: Organisation, document: str, **given: Any) -> Any:
    """The payload of an operation, by an application that may do nothing else."""
    (payload,) = gateway.gql(document, gateway.token(organisation, Scope.INTERACTION_WRITE), **given).values()
    return payload


def answer(gateway: Gateway, organisation: Organisation, event: UUID, user: UUID, status: str) -> Any:
    return act(gateway, organisation, ANSWER, event=event, user=str(user), input={"status": status})


def refused(gateway: Gateway, organisation: Organisation, document: str, **given: Any) -> list[tuple[str, str]]:
    """The codes and paths of a refusal that has changed nothing."""
    token = gateway.token(organisation, Scope.INTERACTION_WRITE)
    before = everything(gateway)
    (payload,) = gateway.gql(document, token, **given).values()
    assert (payload["message"], payload["event"]) == (None, None)
    assert everything(gateway) == before
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


def counts(gateway: Gateway, event: UUID) -> tuple[int, int]:
    """How many come and how many may come, as the event's row says it."""
    row = event_of(gateway, event)
    return row.rsvp_count, row.interested_count
