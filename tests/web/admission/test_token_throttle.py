"""The token endpoint's limits: failures per minute by address and by client, and tokens per application."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlmodel import Session as DbSession
from sqlmodel import func, select

from app.auth import store
from app.auth.operations.applications import Credentials
from app.auth.operations.credentials import matches
from app.auth.operations.tokens import OAuthError
from app.auth.tables import TokenRow
from app.web.admission.token_throttle import TokenThrottle
from app.web.middleware import HttpError
from tests.gateway import Gateway
from tests.web.admission.limiting import headers_of

PROXY = {"trusted_proxies": "127.0.0.1"}
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
NOBODY = "00000000-0000-4000-8000-000000000000"
REFUSED = "More than 3 requests for a token were refused within a minute. Try again later."


def ask(gateway: Gateway, client_id: str, secret: str, address: str = HERE, **form: str) -> httpx2.Response:
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **form}
    return gateway.post("/oauth2/token", data=form, headers=headers_of(address=address))


def check(response: httpx2.Response, code: str, message: str, retry_after: int, **limits: Any) -> None:
    assert (response.status_code, response.headers["retry-after"]) == (429, str(retry_after))
    assert (response.headers["cache-control"], response.headers["pragma"]) == ("no-store", "no-cache")
    assert response.json() == {
        "error": "temporarily_unavailable",
        "error_description": message,
        "extensions": {"code": code, "requestId": response.headers["x-request-id"], **limits},
    }


@pytest.fixture
def client(gateway: Gateway) -> Credentials:
    gateway.restart(token_failures=3, **PROXY)
    return gateway.application(gateway.organisation())


def test_after_too_many_failures_an_address_is_refused_without_a_lookup(
    gateway: Gateway, client: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    # Unknown, malformed and missing credentials.
    assert [ask(gateway, *pair).status_code for pair in ((NOBODY, "x"), ("x", "x"), ("", ""))] == [401] * 3
    hashed: list[str] = []

    def recording(secret: str, stored: str) -> bool:
        hashed.append(secret)
        return matches(secret, stored)

    monkeypatch.setattr("app.auth.operations.tokens.matches", recording)
    with gateway.statements() as statements:
        check(ask(gateway, client.client_id, client.secret), "RATE_LIMITED", REFUSED, 20)
    assert (statements, hashed) == ([], [])
    assert ask(gateway, client.client_id, client.secret, ELSEWHERE).status_code == 200
    assert hashed != []
    gateway.clock.advance(timedelta(seconds=20))
    assert [ask(gateway, NOBODY, "x").status_code for _ in range(2)] == [401, 429]
    gateway.clock.advance(timedelta(minutes=1))
    assert ask(gateway, client.client_id, client.secret).status_code == 200


def test_guesses_for_one_client_are_limited_over_all_addresses(gateway: Gateway, client: Credentials) -> None:
    addresses = [f"198.51.100.{number}" for number in range(4)]
    answers = [ask(gateway, client.client_id.upper(), "wrong", address) for address in addresses]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    check(ask(gateway, client.client_id, "wrong", "198.51.100.9"), "RATE_LIMITED", REFUSED, 20)
    other = gateway.application(gateway.organisation("other"))
    assert ask(gateway, other.client_id, other.secret, "198.51.100.9").status_code == 200
    gateway.clock.advance(timedelta(seconds=20))
    assert ask(gateway, client.client_id, client.secret, "198.51.100.9").status_code == 200


def test_guesses_from_elsewhere_do_not_lock_a_client_out(gateway: Gateway, client: Credentials) -> None:
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    answers = [ask(gateway, client.client_id, "wrong", f"198.51.100.{number}").status_code for number in range(4)]
    assert answers == [401, 401, 401, 429]
    assert ask(gateway, client.client_id, client.secret).status_code == 200


@pytest.mark.parametrize(
    ("form", "status"),
    [({"scope": "event.fly"}, 400), ({"grant_type": "password"}, 400), ({"client_secret": "x"}, 401)],
)
def test_every_refusal_counts(gateway: Gateway, client: Credentials, form: dict[str, str], status: int) -> None:
    answers = [ask(gateway, client.client_id, client.secret, **form).status_code for _ in range(4)]
    assert answers == [status, status, status, 429]


def test_guesses_sent_at_once_are_limited(gateway: Gateway, client: Credentials) -> None:
    form = {"grant_type": "client_credentials", "client_id": client.client_id}

    async def together(secret: str) -> list[int]:
        headers = headers_of(address=HERE)
        requests = [
            gateway.client.post("/oauth2/token", data={**form, "client_secret": secret}, headers=headers)
            for _ in range(20)
        ]
        return sorted(response.status_code for response in await asyncio.gather(*requests))

    assert gateway.run(together("wrong")) == [401] * 3 + [429] * 17
    gateway.clock.advance(timedelta(minutes=1))
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    # A trusted client may send many at once, and they do not count afterwards.
    assert gateway.run(together(client.secret)) == [200] * 20
    assert [ask(gateway, client.client_id, "wrong").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_only_oauth_errors_count_as_failures() -> None:
    throttle = TokenThrottle(1, clock=lambda: 0.0)

    def fail(error: Exception) -> None:
        with throttle.attempt(HERE) as attempt:
            attempt.identify(NOBODY)
            raise error

    for error in (ConnectionError(), HttpError(503, "OVERLOADED", ""), OAuthError("invalid_client", "")):
        with pytest.raises(type(error)):
            fail(error)
    with pytest.raises(HttpError, match="refused within a minute"):
        fail(ConnectionError())
    with throttle.attempt(ELSEWHERE) as attempt, pytest.raises(HttpError, match="refused within a minute"):
        attempt.identify(NOBODY)
    # Only the client has failed, not the address.
    with throttle.attempt(ELSEWHERE) as attempt:
        attempt.identify("x")


def test_invalid_client_ids_are_not_stored() -> None:
    throttle = TokenThrottle(1)
    for number in range(20_000):
        with throttle.attempt(f"192.0.2.{number}") as attempt:
            attempt.identify("x" * 10_000)
    assert len(throttle.clients) == 0
    assert len(throttle._trusted) == 10_000


def test_an_application_has_a_limited_number_of_tokens(gateway: Gateway) -> None:
    gateway.restart(max_tokens_per_application=2, token_failures=10_000)
    acme = gateway.organisation()
    client, other = gateway.application(acme), gateway.application(acme)
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    gateway.clock.advance(timedelta(minutes=10))
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    gateway.clock.advance(timedelta(minutes=5))
    message = "This client has 2 tokens that have not expired, and may not have more. Use each until then."
    limits = {"limit": "tokensPerApplication", "value": 3, "maximum": 2}
    check(ask(gateway, client.client_id, client.secret), "LIMIT_EXCEEDED", message, 15 * 60, **limits)
    assert gateway.read(number_of_tokens) == 2
    assert ask(gateway, other.client_id, other.secret).status_code == 200
    # Until the second in which the first token expires.
    gateway.clock.advance(timedelta(minutes=14, seconds=59))
    assert ask(gateway, client.client_id, client.secret).status_code == 429
    gateway.clock.advance(timedelta(seconds=1))
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    assert ask(gateway, client.client_id, client.secret).status_code == 429


def test_expired_tokens_do_not_count(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart(max_tokens_per_application=1)
    client = gateway.application(gateway.organisation())
    assert ask(gateway, client.client_id, client.secret).status_code == 200

    def nothing(_db: DbSession, _application_id: Any, _now: datetime) -> None:
        """Leave the deletion to another process."""

    monkeypatch.setattr(store, "delete_expired_tokens", nothing)
    gateway.clock.advance(timedelta(minutes=30))
    assert ask(gateway, client.client_id, client.secret).status_code == 200
    assert gateway.read(number_of_tokens) == 2


def test_concurrent_requests_do_not_exceed_the_limit(gateway: Gateway) -> None:
    gateway.restart(max_tokens_per_application=3, token_failures=10_000)
    client = gateway.application(gateway.organisation())
    form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.secret}

    async def together() -> list[int]:
        requests = [gateway.client.post("/oauth2/token", data=form) for _ in range(8)]
        return [response.status_code for response in await asyncio.gather(*requests)]

    assert sorted(gateway.run(together())) == [200] * 3 + [429] * 5
    assert gateway.read(number_of_tokens) == 3


def number_of_tokens(db: DbSession) -> int:
    return db.exec(select(func.count()).select_from(TokenRow)).one()
