"""The edges in payloads equal those in the event's lists, so that clients can add them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.interactions.acting import NOBODY, by_input, done, make_open, make_open_ticket, refused, token_of
from tests.user_builders import make_user

SAVE = (
    "mutation($event: UUID!, $user: UUID!) { saveEvent(eventUuid: $event, userUuid: $user)"
    f" {{ message userErrors {{ code message path }} saveEdge {EDGE} }} }}"
)
SHARE = by_input("shareEvent", "ShareEventInput", f"shareEdge {EDGE}")
REVIEW = by_input("reviewEvent", "ReviewEventInput", f"reviewEdge {EDGE}")
JOIN = by_input("joinWaitingList", "JoinWaitingListInput", f"waitingListEntryEdge {EDGE}")
REGISTER = by_input("registerAttendee", "RegisterAttendeeInput", f"attendeeEdge {EDGE}")


@pytest.mark.parametrize(
    ("document", "key", "connection", "more", "replaces"),
    [
        (SAVE, "saveEdge", "saves", None, False),
        (SHARE, "shareEdge", "shares", {}, True),
        (REVIEW, "reviewEdge", "reviews", {"rating": 4}, True),
        (JOIN, "waitingListEntryEdge", "waitingList", {}, False),
        (REGISTER, "attendeeEdge", "attendees", {"ticketUuid": None}, False),
    ],
)
def test_an_act_has_its_place_among_the_events(
    gateway: Gateway, document: str, key: str, connection: str, more: dict[str, Any] | None, replaces: bool
) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    event, _ = make_open(gateway, acme, waiting_list_enabled=connection == "waitingList")
    ticket = make_open_ticket(gateway, event)
    more = {"ticketUuid": ticket.id} if more == {"ticketUuid": None} else more

    def act(user: Any) -> Any:
        gateway.clock.advance(timedelta(minutes=1))
        given = {} if more is None else {"input": more}
        return done(gateway, document, token, event=event.id, user=user, **given)[key]

    users = [make_user(gateway, acme).id for _ in range(3)]
    edges = [act(user) for user in users]
    assert [place(gateway, token, edge, "Event", event.id, connection) for edge in edges] == [0, 1, 2]
    if replaces:
        # Done again, it stays where it was.
        assert act(users[0]) == edges[0]


def test_what_was_refused_has_no_edge(gateway: Gateway) -> None:
    acme = gateway.organisation()
    (event, _), token = make_open(gateway, acme), token_of(gateway, acme)
    assert refused(gateway, SAVE, token, event=event.id, user=NOBODY) == [("NOT_FOUND", ["userUuid"])]
    assert gateway.gql(SAVE, token, event=event.id, user=NOBODY)["saveEvent"]["saveEdge"] is None
