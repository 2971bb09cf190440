"""The secret in answers that are kept for an idempotency key: it is not stored with them, and a retry still gets it."""

from typing import Any

import pytest

from app.auth.rules import Scope
from app.db.idempotency import IdempotencyKeyRow
from app.webhooks.tables import WebhookRow
from tests.builders import stored
from tests.gateway import Gateway, Organisation
from tests.webhooks.builders import make_webhook

CREATE = """
mutation ($of: UUID!, $key: String) {
  createWebhook(organisationUuid: $of, input: {url: "https://127.0.0.1/hook", topics: ["*"]}, idempotencyKey: $key) {
    message secret webhook { uuid version } userErrors { code }
  }
}"""
ROTATE = "mutation ($of: UUID!) { rotateWebhookSecret(uuid: $of) { message secret webhook { version } } }"
LOST = ". The secret of the first answer is no longer in use."


def send(gateway: Gateway, acme: Organisation, document: str, by: str = "header", **variables: Any) -> Any:
    """The payload, and whether it was replayed; the key is in the header or in the argument."""
    headers = {"authorization": f"Bearer {gateway.token(acme, Scope.WEBHOOK_WRITE, Scope.EVENT_READ)}"}
    if by == "header":
        headers["idempotency-key"] = "one"
    else:
        variables["key"] = "one"
    response = gateway.post(json={"query": document, "variables": variables}, headers=headers)
    [payload] = response.json()["data"].values()
    return payload, response.headers.get("idempotency-replayed") == "true"


@pytest.mark.parametrize("by", ["header", "argument"])
def test_a_retry_of_a_registration_gets_the_secret_that_is_not_stored(gateway: Gateway, by: str) -> None:
    acme = gateway.organisation()
    first, replayed_first = send(gateway, acme, CREATE, by, of=acme.uuid)
    again, replayed = send(gateway, acme, CREATE, by, of=acme.uuid)
    assert (replayed_first, replayed) == (False, True)
    [row] = stored(gateway, WebhookRow)
    assert first["secret"] == row["secret"]
    assert again == first
    [key] = stored(gateway, IdempotencyKeyRow)
    assert row["secret"] not in key["answer"]
    assert "whsec_" not in key["answer"]


def test_a_retry_of_a_rotation_gets_the_new_secret_and_rotates_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    webhook = make_webhook(gateway, acme)
    first, _ = send(gateway, acme, ROTATE, of=str(webhook.id))
    again, replayed = send(gateway, acme, ROTATE, of=str(webhook.id))
    assert (again, replayed) == (first, True)
    [row] = stored(gateway, WebhookRow)
    assert (row["secret"], row["previous_secret"], row["version"]) == (first["secret"], webhook.secret, 2)
    [key] = stored(gateway, IdempotencyKeyRow)
    assert "whsec_" not in key["answer"]


@pytest.mark.parametrize("since", ["rotated", "deleted"])
def test_a_retry_gets_no_secret_that_is_no_longer_in_use(gateway: Gateway, since: str) -> None:
    acme = gateway.organisation()
    first, _ = send(gateway, acme, CREATE, of=acme.uuid)
    uuid, token = first["webhook"]["uuid"], gateway.token(acme)
    if since == "rotated":
        gateway.gql(ROTATE, token, of=uuid)
    else:
        gateway.gql("mutation ($of: UUID!) { deleteWebhook(uuid: $of) { message } }", token, of=uuid)
    again, replayed = send(gateway, acme, CREATE, of=acme.uuid)
    assert replayed is True
    assert again == {**first, "secret": None, "message": first["message"] + LOST}


def test_another_application_gets_no_secret_with_the_same_key(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    first, _ = send(gateway, acme, CREATE, of=acme.uuid)
    second, replayed = send(gateway, other, CREATE, of=other.uuid)
    assert replayed is False
    assert second["secret"] != first["secret"]
