"""A store error gets the same response wherever in a request it occurs."""

from typing import Any

import httpx2
import pytest

from app.db.errors import OutcomeUnknown, StorageFull, StoreError, Unavailable
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import socket

READ = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
TROUBLES = [(Unavailable, 503, "1", True), (StorageFull, 507, "60", False), (OutcomeUnknown, 503, "1", False)]


class Broken:
    """A database that raises a given error."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, trouble: type[StoreError]) -> None:
        def fail(*_arguments: object, **_options: object) -> None:
            raise trouble("canary")

        monkeypatch.setattr(gateway.database.breaker, "admit", fail)


@pytest.mark.parametrize(("trouble", "status", "retry_after", "retryable"), TROUBLES)
def test_every_endpoint_has_the_same_response(
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    trouble: type[StoreError],
    status: int,
    retry_after: str,
    retryable: bool,
) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    known, unseen = gateway.token(acme), gateway.token(acme)
    client = gateway.application(acme)
    variables = {"uuid": str(event.id)}
    write = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "x"}) { message } }'
    # The token is cached, so it needs no lookup.
    gateway.gql("{ viewer { __typename } }", known)
    Broken(gateway, monkeypatch, trouble)

    def ask(token: str | None, document: str, accept: str = "application/json") -> httpx2.Response:
        headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
        return gateway.post(json={"query": document, "variables": variables}, headers=headers)

    form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.secret}
    answers = {
        "query": ask(None, READ),
        "query of the modern type": ask(None, READ, "application/graphql-response+json"),
        "several": ask(None, "query ($uuid: UUID!) { a: event(uuid: $uuid) { name } b: event(uuid: $uuid) { slug } }"),
        "mutation": ask(known, write),
        "token look-up": ask(unseen, READ),
        "stream's token look-up": ask(unseen, READ, "text/event-stream"),
        "by GET": gateway.request("GET", f"/graphql?query={{event(uuid:%22{event.id}%22){{name}}}}"),
        "token": gateway.post("/oauth2/token", data=form),
        "page": gateway.request("GET", f"/events/acme/{event.slug}"),
        "code": gateway.request("GET", f"/events/{event.id}/code.png"),
        "file": gateway.request("GET", f"/files/{event.id}/x.png"),
    }
    for way, response in answers.items():
        assert (way, response.status_code, response.headers["retry-after"]) == (way, status, retry_after)
        for error in response.json()["errors"]:
            assert error["message"] == trouble.message
            assert error["extensions"] == {
                "code": trouble.code,
                "requestId": response.headers["x-request-id"],
                "retryable": retryable,
            }


def test_a_partial_failure_keeps_the_other_data(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    Broken(gateway, monkeypatch, Unavailable)
    content = {"query": "query { __typename events { totalCount } }"}
    # The list is non-null, so its error removes all data; a single event is nullable.
    assert gateway.post(json=content).status_code == 503
    response = gateway.post(json={"query": f'{{ __typename event(uuid: "{no_event()}") {{ name }} }}'})
    assert response.status_code == 200
    assert response.json()["data"] == {"__typename": "Query", "event": None}
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


def no_event() -> str:
    return "00000000-0000-0000-0000-000000000001"


def test_a_socket_gets_the_same_error(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket(gateway, init={}) as wire:
        Broken(gateway, monkeypatch, Unavailable)
        wire.subscribe("a", READ, uuid=no_event())
        message: dict[str, Any] = wire.receive()
        (error,) = message["payload"]["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("UNAVAILABLE", True)


def test_an_incomplete_body_is_a_disconnect(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    messages = [
        {"type": "http.request", "body": b'{"query": "{ __ty', "more_body": True},
        {"type": "http.disconnect"},
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    sent: list[object] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    with caplog.at_level("DEBUG", "marquee"):
        gateway.run(gateway.app(scope, receive, send))
    assert sent == []
    assert [(record.levelname, record.getMessage().split(": ")[1]) for record in caplog.records] == [
        ("DEBUG", "the client hung up")
    ]
