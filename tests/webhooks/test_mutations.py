"""createWebhook, updateWebhook, rotateWebhookSecret, deleteWebhook and redeliverWebhook."""

import socket
import threading
from datetime import timedelta
from typing import Any

import pytest

from app.auth.operations.tokens import issue_token
from app.auth.rules import Scope
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from tests.builders import everything, make_ready_event, stored
from tests.gateway import Gateway, Organisation
from tests.webhooks.builders import SECRET, deliver, make_delivery, make_webhook, receiver

WEBHOOK = "{ message secret webhook { uuid url topics document enabled version } userErrors { code path message } }"
CREATE = f"""
mutation ($organisation: UUID!, $input: CreateWebhookInput!) {{
  createWebhook(organisationUuid: $organisation, input: $input) {WEBHOOK}
}}"""
UPDATE = f"""
mutation ($uuid: UUID!, $input: UpdateWebhookInput!) {{
  updateWebhook(uuid: $uuid, input: $input) {WEBHOOK.replace(" secret", "")}
}}"""
ROTATE = f"mutation ($uuid: UUID!) {{ rotateWebhookSecret(uuid: $uuid) {WEBHOOK} }}"
DELETE = "mutation ($uuid: UUID!) { deleteWebhook(uuid: $uuid) { message deletedUuid userErrors { code path } } }"
REDELIVER = """
mutation ($uuid: UUID!) {
  redeliverWebhook(uuid: $uuid) { webhookDelivery { state attempts } webhook { uuid } userErrors { code path } }
}"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
VALID = {"url": "https://127.0.0.1/hook", "topics": ["event.*"], "document": NODE}


def token(gateway: Gateway, organisation: Organisation) -> str:
    return gateway.token(organisation, Scope.WEBHOOK_WRITE, Scope.EVENT_READ)


def create(gateway: Gateway, organisation: Organisation, **given: Any) -> Any:
    answer = gateway.gql(CREATE, token(gateway, organisation), organisation=organisation.uuid, input={**VALID, **given})
    return answer["createWebhook"]


def test_a_webhook_is_created_with_a_secret_that_is_not_answered_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    payload = create(gateway, acme)
    [row] = stored(gateway, WebhookRow)
    assert payload == {
        "message": "Webhook has been created successfully",
        "secret": row["secret"],
        "webhook": {**VALID, "uuid": str(row["id"]), "enabled": True, "version": 1},
        "userErrors": [],
    }
    assert len(row["secret"]) == len("whsec_") + 44
    query = "query ($uuid: UUID!) { webhook(uuid: $uuid) { url deliveries { totalCount } } }"
    assert gateway.gql(query, token(gateway, acme), uuid=row["id"]) == {
        "webhook": {"url": VALID["url"], "deliveries": {"totalCount": 0}}
    }
    assert gateway.gql(query, uuid=row["id"]) == {"webhook": None}


def test_it_gets_what_changes_after_it_was_created(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    rename = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { message } }"
    gateway.gql(rename, gateway.token(acme), uuid=event.id, name="Before")
    with receiver(gateway) as address:
        create(gateway, acme, url=address.url)
        gateway.gql(rename, gateway.token(acme), uuid=event.id, name="After")
        assert deliver(gateway) == 1
    assert [request.json["change"]["id"] for request in address.received] == [f"Event_{event.id}"]


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"url": "https://10.0.0.1/"}, ["input", "url"], "INVALID"),
        ({"url": "https://no-such-host.invalid/"}, ["input", "url"], "INVALID"),
        ({"url": "x"}, ["input", "url"], "INVALID"),
        ({"topics": []}, ["input", "topics"], "REQUIRED"),
        ({"topics": ["nonsense.updated"]}, ["input", "topics", "0"], "INVALID"),
        ({"document": "{"}, ["input", "document"], "INVALID"),
        ({"document": "mutation { x: __typename }"}, ["input", "document"], "INVALID"),
        ({"document": "{ nothing }"}, ["input", "document"], "INVALID"),
        (
            {"document": "query A { viewer { __typename } } query B { viewer { __typename } }"},
            ["input", "document"],
            "INVALID",
        ),
        ({"document": "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"}, ["input", "document"], "INVALID"),
        ({"document": "#" * 20_001 + NODE}, ["input", "document"], "TOO_LONG"),
    ],
)
def test_an_invalid_input_is_refused(gateway: Gateway, given: Any, path: list[str], code: str) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme)
    before = everything(gateway)["webhook"]
    payloads = [
        create(gateway, acme, **given),
        gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input=given)["updateWebhook"],
    ]
    assert [[(error["code"], error["path"]) for error in payload["userErrors"]] for payload in payloads] == [
        [(code, path)]
    ] * 2
    assert everything(gateway)["webhook"] == before


@pytest.mark.parametrize("field", ["url", "topics"])
def test_null_is_refused_for_what_is_never_null(gateway: Gateway, field: str) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme)
    payload = gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input={field: None})["updateWebhook"]
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [("REQUIRED", ["input", field])]


def test_a_host_with_a_private_address_is_refused(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = gateway.organisation()
    gateway.restart(webhook_networks=None)
    threads = []

    def resolve(_host: str, port: int, **_rest: Any) -> Any:
        threads.append(threading.current_thread().name)
        addresses = ["93.184.216.34", "169.254.169.254"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    payload = create(gateway, acme, url="https://example.com/")
    [error] = payload["userErrors"]
    assert (error["code"], error["message"]) == ("INVALID", "The host's address is private, local or reserved.")
    # The event loop's own lookups, such as that of the database, do not wait for it.
    assert [name.startswith("marquee-names") for name in threads] == [True]


def test_an_organisation_has_at_most_twenty(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for _ in range(20):
        make_webhook(gateway, acme)
    [error] = create(gateway, acme)["userErrors"]
    assert (error["code"], error["path"]) == ("TOO_MANY", ["organisationUuid"])


def test_fields_that_are_not_sent_keep_their_values(gateway: Gateway) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme, document=NODE)
    payload = gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input={"topics": ["user.*"]})["updateWebhook"]
    assert payload["webhook"] == {
        "uuid": str(webhook.id),
        "url": "https://127.0.0.1/hook",
        "topics": ["user.*"],
        "document": NODE,
        "enabled": True,
        "version": 2,
    }
    payload = gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input={"document": None})["updateWebhook"]
    assert (payload["webhook"]["document"], payload["webhook"]["version"]) == (None, 3)
    same = gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input={"topics": ["user.*"]})["updateWebhook"]
    assert same["webhook"]["version"] == 3


def test_an_application_that_changes_a_webhook_reads_nothing_with_the_scopes_of_another_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    draft = make_ready_event(gateway, acme, name="Secret")
    document = "query ($id: ID!) { node(id: $id) { ... on Event { name } } }"
    narrow = gateway.application(acme, (Scope.WEBHOOK_WRITE,))
    now = gateway.clock()
    issued = gateway.in_database(lambda db: issue_token(db, str(narrow.client_id), narrow.secret, None, now))
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, topics=["event.*"])
        answer = gateway.gql(
            UPDATE,
            issued.text,
            uuid=webhook.id,
            input={"url": address.url, "document": document},
        )
        rename = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { message } }'
        gateway.gql(rename, gateway.token(acme), uuid=draft.id)
        assert deliver(gateway) == 1
    assert answer["updateWebhook"]["userErrors"] == []
    assert [request.json["data"] for request in address.received] == [{"node": None}]
    [row] = stored(gateway, WebhookRow)
    assert str(row["application_id"]) == str(narrow.client_id)


def test_a_disabled_webhook_gets_nothing_of_the_time_before_it_is_enabled_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    rename = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { message } }"
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url, topics=["event.*"])
        address.statuses = [500]
        gateway.gql(rename, gateway.token(acme), uuid=event.id, name="One")
        assert deliver(gateway) == 1
        for enabled in (False, None):
            gateway.gql(UPDATE, token(gateway, acme), uuid=webhook.id, input={"enabled": enabled})
            gateway.gql(rename, gateway.token(acme), uuid=event.id, name=f"While {enabled}")
        gateway.clock.advance(timedelta(hours=1))
        assert deliver(gateway) == 1
    states = [(row["state"], row["error"]) for row in stored(gateway, WebhookDeliveryRow)]
    assert sorted(states) == [("DELIVERED", None), ("FAILED", "The webhook was disabled.")]


def test_deliveries_are_signed_by_both_secrets_for_a_day_after_a_rotation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    rename = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { message } }"
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url, topics=["event.*"])
        rotated = gateway.gql(ROTATE, token(gateway, acme), uuid=webhook.id)["rotateWebhookSecret"]
        signed = []
        for name, pause in (("One", timedelta(hours=23)), ("Two", timedelta(hours=1)), ("Three", timedelta())):
            gateway.gql(rename, gateway.token(acme), uuid=event.id, name=name)
            deliver(gateway)
            signed.append([address.received[-1].is_signed_by(secret) for secret in (rotated["secret"], SECRET)])
            gateway.clock.advance(pause)
    assert rotated["webhook"]["version"] == 2
    assert signed == [[True, True], [True, True], [True, False]]


def test_a_deleted_webhook_is_gone_with_its_deliveries(gateway: Gateway) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme)
    make_delivery(gateway, webhook, state="PENDING")
    payload = gateway.gql(DELETE, token(gateway, acme), uuid=webhook.id)["deleteWebhook"]
    assert payload == {
        "message": "Webhook has been deleted successfully",
        "deletedUuid": str(webhook.id),
        "userErrors": [],
    }
    found = everything(gateway)
    assert (found["webhook"], found["webhook_delivery"]) == ([], [])


@pytest.mark.parametrize("state", ["DELIVERED", "FAILED", "PENDING"])
def test_a_delivery_is_sent_again(gateway: Gateway, state: str) -> None:
    acme = gateway.organisation()
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=address.url)
        later = gateway.clock() + timedelta(hours=2)
        delivery = make_delivery(gateway, webhook, state=state, attempts=7, next_at=later)
        payload = gateway.gql(REDELIVER, token(gateway, acme), uuid=delivery.id)["redeliverWebhook"]
        attempts = 7 if state == "PENDING" else 0
        assert payload["webhookDelivery"] == {"state": "PENDING", "attempts": attempts}
        assert deliver(gateway) == 1
    assert [request.headers["webhook-id"] for request in address.received] == [str(delivery.id)]
    [row] = stored(gateway, WebhookDeliveryRow)
    assert (row["state"], row["attempts"], row["response_status"]) == ("DELIVERED", attempts + 1, 200)


def test_a_delivery_of_a_disabled_webhook_is_not_sent_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    delivery = make_delivery(gateway, make_webhook(gateway, acme, enabled=False))
    payload = gateway.gql(REDELIVER, token(gateway, acme), uuid=delivery.id)["redeliverWebhook"]
    assert payload["userErrors"] == [{"code": "SWITCHED_OFF", "path": ["uuid"]}]


def test_deliveries_are_a_list_for_their_organisation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme)
    delivery = make_delivery(gateway, webhook, kind="PUBLISHED", response_status=204)
    query = """
    query ($organisation: UUID!) { webhooks(organisationUuid: $organisation) { uuid deliveries(first: 1) { nodes {
      uuid topic nodeId state attempts responseStatus error nextAttemptAt webhook { uuid } } } } }"""
    [found] = gateway.gql(query, token(gateway, acme), organisation=acme.uuid)["webhooks"]
    assert found["deliveries"]["nodes"] == [
        {
            "uuid": str(delivery.id),
            "topic": "event.published",
            "nodeId": f"Event_{delivery.entity_id}",
            "state": "DELIVERED",
            "attempts": 1,
            "responseStatus": 204,
            "error": None,
            "nextAttemptAt": None,
            "webhook": {"uuid": str(webhook.id)},
        }
    ]
    assert gateway.gql(query, organisation=acme.uuid) == {"webhooks": []}
