"""What a receiver gets: payload, order, repeated attempts, and nothing it should not get."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.auth.rules import Scope
from app.auth.tables import ApplicationRow
from app.db.feed.epochs import renew_epochs
from app.web.webhooks.client import WebhookClient
from app.web.webhooks.deliverer import Deliverer
from app.webhooks.operations.delivering import take_due
from app.webhooks.rules.addresses import PLAIN, PRIVATE
from app.webhooks.rules.retrying import KEPT
from app.webhooks.store import forget_deliveries
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from tests.builders import make_ready_event, make_ticket, stored
from tests.gateway import Gateway, Organisation
from tests.interactions.acting import REGISTER, done, make_open, make_open_ticket
from tests.user_builders import make_user
from tests.webhooks.builders import LOOPBACK, SECRET, deliver, make_delivery, make_pending, make_webhook, receiver

RENAME = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { message } }"
CREATE = """mutation ($organisation: UUID!, $input: CreateWebhookInput!) {
  createWebhook(organisationUuid: $organisation, input: $input) { message userErrors { code path } }
}"""
PUBLISH = "mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { message userErrors { code } } }"
DOCUMENT = "query ($id: ID!) { node(id: $id) { ... on Event { name status } } }"


def rename(gateway: Gateway, acme: Organisation, uuid: Any, *names: str) -> None:
    for name in names:
        gateway.gql(RENAME, gateway.token(acme), uuid=uuid, name=name)


def test_a_delivery_carries_the_change_and_the_answer_of_the_document(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Camp")
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url, document=DOCUMENT)
        gateway.gql(PUBLISH, gateway.token(acme), uuid=event.id)
        assert deliver(gateway) == 1
    [row] = stored(gateway, WebhookDeliveryRow)
    [request] = address.received
    [hook] = stored(gateway, WebhookRow)
    assert request.path == "/hook"
    assert request.json == {
        "type": "event.published",
        "timestamp": "2026-06-01T09:00:00Z",
        "change": {"id": f"Event_{event.id}", "kind": "PUBLISHED", "position": f"{hook['epoch']:08x}.1"},
        "data": {"node": {"name": "Camp", "status": "PUBLISHED"}},
    }
    assert request.is_signed_by(SECRET)
    assert (request.headers["webhook-id"], request.headers["webhook-timestamp"]) == (str(row["id"]), "1780304400")
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("Marquee/")
    assert (row["state"], row["attempts"], row["response_status"], row["error"]) == ("DELIVERED", 1, 200, None)
    # The organisation's counts follow, which is not sent.
    assert (hook["position"], hook["version"]) == (2, webhook.version)


def test_the_document_sees_what_its_application_may_read(gateway: Gateway) -> None:
    acme = gateway.organisation()
    draft = make_ready_event(gateway, acme, name="Secret")
    found: list[object] = []
    for scopes in ((Scope.WEBHOOK_WRITE,), (Scope.WEBHOOK_WRITE, Scope.EVENT_READ)):
        application = gateway.application(acme, scopes).client_id
        with receiver(gateway) as address:
            make_webhook(
                gateway, acme, url=address.url, document=DOCUMENT, application_id=UUID(application), topics=["event.*"]
            )
            rename(gateway, acme, draft.id, "Secret")
            rename(gateway, acme, draft.id, f"Secret {len(found)}")
            deliver(gateway)
            found.append(address.received[-1].json["data"])
    assert found == [{"node": None}, {"node": {"name": "Secret 1", "status": "READY_TO_PUBLISH"}}]


def test_topics_choose(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url, topics=["event.published", "ticket.*"])
        rename(gateway, acme, event.id, "New")
        gateway.gql(RENAME.replace("updateEvent", "updateTicket"), gateway.token(acme), uuid=ticket.id, name="New")
        gateway.gql(PUBLISH, gateway.token(acme), uuid=event.id)
        deliver(gateway)
    # Deliveries of different entities are sent side by side.
    assert sorted(request.json["type"] for request in address.received) == ["event.published", "ticket.updated"]


def test_what_only_follows_from_another_change_is_not_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, _ = make_open(gateway, acme)
    ticket, ada = make_open_ticket(gateway, event), make_user(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        given = {"userUuid": ada.id, "ticketUuid": ticket.id}
        done(gateway, REGISTER, gateway.token(acme), event=event.id, input=given)
        assert deliver(gateway) == 1
    assert [request.json["type"] for request in address.received] == ["attendee.created"]
    # The ticket, the date and the event count the place.
    assert stored(gateway, WebhookRow)[0]["position"] == 4


def test_another_organisation_gets_nothing(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, other, url=address.url)
        rename(gateway, acme, event.id, "New")
        assert deliver(gateway) == 0
    assert address.received == []


def test_a_failure_is_attempted_again_and_holds_back_what_follows_of_the_same_object(gateway: Gateway) -> None:
    acme = gateway.organisation()
    one, two = (make_ready_event(gateway, acme, slug=slug) for slug in ("one", "two"))
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        address.statuses = [500]
        rename(gateway, acme, one.id, "First")
        deliver(gateway)
        rename(gateway, acme, one.id, "Second")
        rename(gateway, acme, two.id, "Other")
        assert deliver(gateway) == 1
        gateway.clock.advance(timedelta(seconds=9))
        assert deliver(gateway) == 0
        gateway.clock.advance(timedelta(seconds=1))
        assert deliver(gateway) == 2
    positions = [request.json["change"]["position"].partition(".")[2] for request in address.received]
    assert positions == ["1", "3", "1", "2"]
    assert address.received[0].headers["webhook-id"] == address.received[2].headers["webhook-id"]
    assert {row["state"] for row in stored(gateway, WebhookDeliveryRow)} == {"DELIVERED"}


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, "The status was 500."), (404, "The status was 404."), (301, "Redirects are not followed.")],
)
def test_what_is_no_success_is_a_failure(gateway: Gateway, status: int, error: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        address.headers = "location: http://127.0.0.1:1/\r\n"
        address.statuses = [status]
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "New")
        deliver(gateway)
    [row] = stored(gateway, WebhookDeliveryRow)
    assert (row["state"], row["attempts"], row["response_status"], row["error"]) == ("PENDING", 1, status, error)
    assert len(address.received) == 1


def test_after_a_day_it_is_given_up_and_the_next_one_is_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        address.statuses = [503] * 60
        rename(gateway, acme, event.id, "First")
        rounds = 0
        while {row["state"] for row in stored(gateway, WebhookDeliveryRow)} != {"FAILED"}:
            rounds += deliver(gateway)
            gateway.clock.advance(timedelta(hours=2))
        address.statuses = []
        rename(gateway, acme, event.id, "Second")
        assert deliver(gateway) == 1
    assert rounds == 13
    rows = sorted((row["position"], row["state"]) for row in stored(gateway, WebhookDeliveryRow))
    assert rows == [(1, "FAILED"), (2, "DELIVERED")]


def test_an_address_that_is_gone_disables_its_webhook(gateway: Gateway) -> None:
    acme = gateway.organisation()
    one, two = (make_ready_event(gateway, acme, slug=slug) for slug in ("one", "two"))
    with receiver(gateway) as address:
        address.statuses = [500, 410]
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, one.id, "First")
        deliver(gateway)
        rename(gateway, acme, two.id, "Second")
        deliver(gateway)
        rename(gateway, acme, two.id, "Third")
        assert deliver(gateway) == 0
    [hook] = stored(gateway, WebhookRow)
    assert (hook["enabled"], hook["version"]) == (False, 2)
    deliveries = {row["entity_id"]: (row["state"], row["error"]) for row in stored(gateway, WebhookDeliveryRow)}
    assert deliveries == {one.id: ("FAILED", "The webhook was disabled."), two.id: ("FAILED", "The status was 410.")}


def test_a_revoked_application_sends_nothing_more(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "New")
        gateway.write(lambda db: _revoke(db, webhook, gateway))
        assert deliver(gateway) == 0
    [row] = stored(gateway, WebhookDeliveryRow)
    assert (row["state"], row["error"]) == ("FAILED", "The application was revoked.")
    assert address.received == []


def _revoke(db: Any, webhook: WebhookRow, gateway: Gateway) -> None:
    db.get_one(ApplicationRow, webhook.application_id).revoked_at = gateway.clock()


def test_an_unreachable_host_is_named_without_details(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        url = address.url
    make_webhook(gateway, acme, url=url)
    rename(gateway, acme, event.id, "New")
    deliver(gateway)
    [row] = stored(gateway, WebhookDeliveryRow)
    assert row["response_status"] is None
    assert row["error"] == "No connection: the host is unknown, or refuses connections."


def test_a_delivery_that_cannot_be_made_is_a_failure_and_the_others_are_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        # Stored before such addresses were refused.
        broken = make_webhook(gateway, acme, url="http://[v1.example.com]/")
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "New")
        assert deliver(gateway) == 2
        gateway.clock.advance(timedelta(seconds=10))
        assert deliver(gateway) == 1
    rows = [
        (row["webhook_id"] == broken.id, row["state"], row["attempts"]) for row in stored(gateway, WebhookDeliveryRow)
    ]
    assert sorted(rows) == [(False, "DELIVERED", 1), (True, "PENDING", 2)]
    assert len(address.received) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_address_is_checked_again_when_it_connects(gateway: Gateway, scheme: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url.replace("http://127.0.0.1", f"{scheme}://localhost"))
        rename(gateway, acme, event.id, "New")

        async def run() -> int:
            async with WebhookClient(()) as client:
                return await Deliverer(gateway.app.state.services, client).deliver()

        assert gateway.run(run()) == 1
    [row] = stored(gateway, WebhookDeliveryRow)
    assert row["error"] == (PRIVATE if scheme == "https" else PLAIN)
    assert address.received == []


def test_two_processes_send_each_delivery_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    events = [make_ready_event(gateway, acme, slug=f"event-{number}") for number in range(6)]
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        for event in events:
            rename(gateway, acme, event.id, "New")

        async def run() -> list[int]:
            async with WebhookClient(LOOPBACK) as client:
                both = [Deliverer(gateway.app.state.services, client) for _ in range(2)]
                return await asyncio.gather(*(each.deliver() for each in both))

        assert sum(gateway.run(run())) == 6
    assert len({request.headers["webhook-id"] for request in address.received}) == len(address.received) == 6


def test_a_delivery_that_a_process_took_and_never_finished_is_sent_after_the_lease(gateway: Gateway) -> None:
    acme = gateway.organisation()
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url)
        make_delivery(gateway, webhook, state="PENDING", attempts=0)
        now = gateway.clock()
        assert len(gateway.write(lambda db: take_due(db, now).attempts)) == 1
        assert deliver(gateway) == 0
        gateway.clock.advance(timedelta(minutes=2))
        assert deliver(gateway) == 1
    assert len(address.received) == 1


def test_after_a_restore_deliveries_begin_with_what_changes_then(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "One")
        assert deliver(gateway) == 1
        rename(gateway, acme, event.id, "Two")
        gateway.write(renew_epochs)
        assert deliver(gateway) == 0
        rename(gateway, acme, event.id, "Three")
        assert deliver(gateway) == 1


def test_taking_deliveries_reads_as_often_for_many_as_for_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    now, reads = gateway.clock(), []
    for webhooks, number in ((1, 1), (4, 8)):
        for _ in range(webhooks):
            make_pending(gateway, make_webhook(gateway, acme), number // webhooks)
        with gateway.statements() as statements:
            assert len(gateway.write(lambda db: take_due(db, now).attempts)) == number
        reads.append(len([each for each in statements if each.startswith("SELECT")]))
    # The deliveries, and their webhooks.
    assert reads == [2, 2]


def test_without_work_a_round_is_one_statement(gateway: Gateway) -> None:
    make_webhook(gateway, gateway.organisation())
    with gateway.statements() as statements:
        assert deliver(gateway) == 0
    assert len(statements) == 1


def test_a_delivery_that_waits_for_another_one_causes_no_transactions(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        address.statuses = [500]
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "One", "Two")
        assert deliver(gateway) == 1
        with gateway.statements() as statements:
            assert deliver(gateway) == 0
    assert len(statements) == 1


def test_only_webhooks_with_new_changes_are_looked_at(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        rename(gateway, acme, event.id, "One")
        for number in range(3):
            make_webhook(gateway, gateway.organisation(f"other-{number}"), url=address.url)
        with gateway.statements() as statements:
            assert deliver(gateway) == 1
    locking = [each.replace("\n", " ") for each in statements if "CASE" not in each]
    assert len([each for each in locking if "FROM webhook " in each and "webhook.id >" in each]) == 2


def test_finished_deliveries_are_forgotten_after_a_month(gateway: Gateway) -> None:
    webhook = make_webhook(gateway, gateway.organisation())
    for state in ("DELIVERED", "FAILED", "PENDING"):
        make_delivery(gateway, webhook, state=state)
    gateway.clock.advance(KEPT)
    make_delivery(gateway, webhook)
    before = gateway.clock() - KEPT
    assert gateway.write(lambda db: forget_deliveries(db, before)) == 0
    gateway.clock.advance(timedelta(seconds=1))
    before = gateway.clock() - KEPT
    assert gateway.write(lambda db: forget_deliveries(db, before)) == 2
    assert sorted(row["state"] for row in stored(gateway, WebhookDeliveryRow)) == ["DELIVERED", "PENDING"]


def test_a_commit_wakes_the_deliverer_only_while_there_are_webhooks(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, event = gateway.token(acme), make_ready_event(gateway, acme, name="Camp")
    woken: list[tuple[str, bool]] = []

    async def watched() -> None:
        async with WebhookClient(LOOPBACK) as client:
            deliverer = Deliverer(gateway.app.state.services, client)
            gateway.database.commit_listeners.append(deliverer.notice)
            try:
                for step, document, variables in steps:
                    await deliverer.deliver()
                    content = orjson.dumps({"query": document, "variables": variables}, default=str)
                    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
                    answer = (await gateway.client.post("/graphql", content=content, headers=headers)).json()
                    assert "errors" not in answer
                    woken.append((step, deliverer._wake.is_set()))
            finally:
                gateway.database.commit_listeners.remove(deliverer.notice)

    hook = {"url": "https://127.0.0.1/hook", "topics": ["ticket.*"]}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("without webhooks", RENAME, {"uuid": event.id, "name": "One"}),
        ("their creation", CREATE, {"organisation": acme.uuid, "input": hook}),
        ("with one", RENAME, {"uuid": event.id, "name": "Two"}),
    ]
    gateway.run(watched())
    assert woken == [("without webhooks", False), ("their creation", True), ("with one", True)]
