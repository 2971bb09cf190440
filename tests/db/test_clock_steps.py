"""The clock steps back by an hour between two requests: what was written in that hour holds, and order is kept."""

from datetime import timedelta
from typing import Any

import pytest

from app.db.feed.retention import compact, prune
from app.db.idempotency import forget_expired_keys
from app.db.outbox import ChangeRow
from app.tickets.tables import TicketRow
from app.webhooks.tables import WebhookDeliveryRow
from tests.builders import make_event, make_occurrence, make_ready_event, stored
from tests.gateway import START, Gateway
from tests.interactions.acting import make_open, make_open_ticket
from tests.user_builders import make_user
from tests.webhooks.builders import deliver, make_webhook, receiver

HOUR = timedelta(hours=1)
CREATE = """mutation ($event: UUID!) {
  createTicket(eventUuid: $event, input: {name: "Stalls"}) { ticket { uuid } userErrors { code } } }"""
DESCRIBE = """mutation ($uuid: UUID!, $text: String!) { updateEvent(uuid: $uuid, input: {description: $text}) {
  event { version description } userErrors { code } } }"""
CHANGES = """query ($since: String) { changes(since: $since, first: 100) {
  position hasMore resync items { node { ... on Event { description } } } } }"""
WAIT = """mutation ($event: UUID!, $user: UUID!, $input: JoinWaitingListInput!) {
  joinWaitingList(eventUuid: $event, userUuid: $user, input: $input) {
    waitingListEntry { position } userErrors { code } } }"""


def test_a_retry_has_no_second_effect(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_occurrence(gateway, event)
    token = gateway.token(acme)

    def send() -> Any:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "order-4711"}
        return gateway.post(json={"query": CREATE, "variables": {"event": str(event.id)}}, headers=headers)

    first = send()
    gateway.clock.advance(-HOUR)
    assert gateway.write(lambda db: forget_expired_keys(db, gateway.clock())) == 0
    again = send()
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert len(stored(gateway, TicketRow)) == 1


def test_changes_keep_their_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    events = [make_event(gateway, acme, slug=f"event-{number}") for number in range(3)]
    token = gateway.token(acme)
    since = gateway.gql("{ changes { position } }", token)["changes"]["position"]
    for number, (event, step) in enumerate(zip(events, (0 * HOUR, -HOUR, 2 * HOUR), strict=True)):
        gateway.clock.advance(step)
        assert gateway.gql(DESCRIBE, gateway.token(acme), uuid=event.id, text=str(number))["updateEvent"] == {
            "event": {"version": 2, "description": str(number)},
            "userErrors": [],
        }
    changes = gateway.gql(CHANGES, gateway.token(acme), since=since)["changes"]
    assert [item["node"]["description"] for item in changes["items"]] == ["0", "1", "2"]
    assert (changes["hasMore"], changes["resync"]) == (False, False)


def test_a_feed_that_was_written_before_and_after_is_pruned_from_its_start(gateway: Gateway) -> None:
    acme = gateway.organisation()
    events = [make_event(gateway, acme, slug=f"event-{number}") for number in range(2)]
    gateway.gql(DESCRIBE, gateway.token(acme), uuid=events[0].id, text="Before")
    gateway.clock.advance(-HOUR)
    gateway.gql(DESCRIBE, gateway.token(acme), uuid=events[1].id, text="After")
    days = timedelta(days=30)
    # By its time, only the second change is old enough.
    now = START - HOUR + days
    assert gateway.write(lambda db: compact(db, now)) == (2, 0)
    assert gateway.write(lambda db: prune(db, now, days)) == 0
    assert len(stored(gateway, ChangeRow)) == 2
    assert gateway.write(lambda db: prune(db, now + HOUR, days)) == 2


def test_waiting_lists_keep_their_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, date = make_open(gateway, acme, waiting_list_enabled=True)
    ticket = make_open_ticket(gateway, event, quantity=0)
    places = []
    for step in (HOUR, -HOUR / 2, HOUR):
        gateway.clock.advance(step)
        given = {"ticketUuid": str(ticket.id), "occurrenceUuid": str(date.id)}
        user = make_user(gateway, acme)
        answer = gateway.gql(WAIT, gateway.token(acme), event=event.id, user=user.id, input=given)["joinWaitingList"]
        assert answer["userErrors"] == []
        places.append(answer["waitingListEntry"]["position"])
    assert places == [1, 2, 3]


@pytest.mark.parametrize("steps", [("publishEvent", "unpublishEvent"), ("publishEvent", "cancelEvent")])
def test_an_event_lives_on(gateway: Gateway, steps: tuple[str, str]) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    for name in steps:
        given = ', input: {reason: "Storm"}' if name == "cancelEvent" else ""
        document = f"mutation ($uuid: UUID!) {{ {name}(uuid: $uuid{given}) {{ userErrors {{ code }} }} }}"
        assert gateway.gql(document, gateway.token(acme), uuid=event.id)[name]["userErrors"] == []
        gateway.clock.advance(-HOUR)


def test_a_token_stays_valid(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    gateway.clock.advance(-HOUR)
    gateway.restart()
    viewer = gateway.gql("{ viewer { application { organisation { uuid } } } }", token)["viewer"]
    assert viewer == {"application": {"organisation": {"uuid": acme.uuid}}}


def test_a_delivery_is_made_once_and_its_next_attempt_when_it_is_due(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        address.statuses = [500]
        gateway.gql(DESCRIBE, gateway.token(acme), uuid=event.id, text="Before")
        assert deliver(gateway) == 1
        gateway.clock.advance(-HOUR)
        assert deliver(gateway) == 0
        gateway.clock.set(START + timedelta(seconds=10))
        assert deliver(gateway) == 1
        gateway.clock.advance(-HOUR)
        assert deliver(gateway) == 0
    assert len({request.headers["webhook-id"] for request in address.received}) == 1
    assert [row["state"] for row in stored(gateway, WebhookDeliveryRow)] == ["DELIVERED"]
