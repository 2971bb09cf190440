"""Headers of every response, errors as responses, and what is logged about them."""

import asyncio
import errno
import logging
import re
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.db.errors import Conflict, OutcomeUnknown, Overloaded, StorageFull, StoreError, Unavailable
from app.web.middleware import HttpError, RequestMiddleware
from tests.gateway import Gateway

CANARY = "canary-7f3a"


def ask(endpoint: Callable[[Request], Response]) -> httpx2.Response:
    async def answer(request: Request) -> Response:
        return endpoint(request)

    app = Starlette(routes=[Route("/", answer)], middleware=[Middleware(RequestMiddleware)])

    async def run() -> httpx2.Response:
        transport = httpx2.ASGITransport(app, raise_app_exceptions=True)
        async with httpx2.AsyncClient(transport=transport, base_url="http://marquee.test") as client:
            return await client.get("/")

    return asyncio.run(run())


def failing(error: Exception) -> Callable[[Request], Response]:
    def endpoint(_request: Request) -> Response:
        raise error

    return endpoint


@pytest.mark.parametrize(
    ("error", "status", "code", "retry_after"),
    [
        (Overloaded(), 503, "OVERLOADED", "1"),
        (Conflict(), 503, "CONFLICT", "1"),
        (Unavailable(CANARY), 503, "UNAVAILABLE", "1"),
        (OutcomeUnknown(CANARY), 503, "OUTCOME_UNKNOWN", "1"),
        (StorageFull(CANARY), 507, "STORAGE_FULL", "60"),
        (OSError(errno.ENOSPC, CANARY), 507, "STORAGE_FULL", "60"),
        (OSError(errno.EACCES, CANARY), 500, "INTERNAL", None),
        (HttpError(418, "TEAPOT", "No."), 418, "TEAPOT", None),
        (ZeroDivisionError(CANARY), 500, "INTERNAL", None),
        (RecursionError(CANARY), 500, "INTERNAL", None),
        (TimeoutError(CANARY), 500, "INTERNAL", None),
    ],
)
def test_every_exception_becomes_a_response(error: Exception, status: int, code: str, retry_after: str | None) -> None:
    response = ask(failing(error))
    assert (response.status_code, response.headers.get("retry-after")) == (status, retry_after)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    (shown,) = response.json()["errors"]
    retryable = {"retryable": code not in ("STORAGE_FULL", "OUTCOME_UNKNOWN")} if retry_after else {}
    assert shown["extensions"] == {"code": code, "requestId": response.headers["x-request-id"], **retryable}
    assert CANARY not in response.text


def test_an_unexpected_exception_is_logged_with_place_and_id_but_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def endpoint(_request: Request) -> Response:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"row {CANARY}") from error

    with caplog.at_level(logging.DEBUG):
        response = ask(endpoint)
    (record,) = [record for record in caplog.records if record.name == "marquee.web"]
    text = record.getMessage()
    assert record.levelno == logging.ERROR
    assert response.headers["x-request-id"] in text
    assert "builtins.ValueError" in text
    assert "caused by builtins.KeyError" in text
    assert "in endpoint" in text
    assert CANARY not in caplog.text


def test_an_http_error_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "marquee"):
        ask(failing(HttpError(400, "BAD_USER_INPUT", "No.")))
    assert caplog.records == []


@pytest.mark.parametrize("error", [Overloaded("a lock was not free"), Conflict("others were in the way")])
def test_a_store_error_is_logged_with_its_reason(error: StoreError, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "marquee"):
        ask(failing(error))
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().partition(" was not served: ")[2] == f"{error.code}: {error.reason}"


def test_a_disconnect_is_not_logged_as_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "marquee"), pytest.raises(AssertionError):
        # There is no response, which the transport reports.
        ask(failing(ClientDisconnect()))
    (record,) = caplog.records
    assert record.levelno == logging.DEBUG
    assert re.fullmatch("request [0-9a-f]{32}: the client hung up", record.getMessage())


def test_an_exception_after_the_response_started_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"one"
        raise ValueError(CANARY)

    # The body is incomplete: the server closes the connection, which this transport reports.
    with pytest.raises(AssertionError):
        ask(lambda _request: StreamingResponse(parts()))
    assert [record.name for record in caplog.records] == ["marquee.web"]
    assert CANARY not in caplog.text


@pytest.mark.parametrize("path", ["/graphql", "/oauth2/token", "/health/live", "/health/ready", "/", "/nowhere"])
def test_every_response_has_a_request_id_and_security_headers(gateway: Gateway, path: str) -> None:
    sent = {"x-request-id": CANARY}
    answers = [gateway.request("GET", path, headers=sent) for _ in range(2)]
    for answer in answers:
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answers[0].headers["x-request-id"] != answers[1].headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/graphql/", "/graphql/x", "/oauth2", "/%00", "/é", "//graphql"])
def test_an_unknown_address_is_404_in_json(gateway: Gateway, path: str) -> None:
    response = gateway.post(path, json={"query": "{ __typename }"})
    assert (response.status_code, response.headers["content-type"]) == (
        404,
        "application/json; charset=utf-8",
    )
    (error,) = response.json()["errors"]
    assert error == {
        "message": "There is nothing at this address. GraphQL is at /graphql.",
        "extensions": {"code": "NOT_FOUND", "requestId": response.headers["x-request-id"]},
    }


def test_nothing_a_client_sends_reaches_a_log(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    client = gateway.application(gateway.organisation())
    with caplog.at_level(logging.DEBUG):
        form = {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": client.secret,
        }
        token = gateway.post("/oauth2/token", data=form).json()["access_token"]
        gateway.post("/oauth2/token", data={**form, "client_secret": CANARY, "scope": CANARY})
        document = "query Canary($a: Boolean!, $b: String) { __typename @include(if: $a) }"
        for authorization in (f"Bearer {token}", f"Bearer {CANARY}", f"Basic {CANARY}"):
            headers = {"authorization": authorization, "x-request-id": f"{CANARY}\x1b[31m", "cookie": CANARY}
            for variables in ({"a": True, "b": CANARY}, {"a": CANARY}):
                gateway.post(json={"query": document, "variables": variables}, headers=headers)
            gateway.request("GET", f"/graphql?query={{{CANARY}}}&{CANARY}", headers=headers)
            gateway.post(content=CANARY, headers={**headers, "content-type": "application/json"})
    written = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx2"))
    for secret in (token, client.secret, CANARY, "__typename"):
        assert secret not in written
