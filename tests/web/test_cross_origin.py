"""CORS: preflight requests, and which responses pages of other origins may read."""

from typing import Any

import httpx2
import pytest

from app.web.negotiation import GRAPHQL, JSON
from tests.files.filing import shown
from tests.gateway import Gateway

APP, PHONE, STRANGER = "https://app.example.com", "http://localhost:5173", "https://evil.example"
QUERY = {"query": "{ __typename }"}
EXPOSED = "ETag, Retry-After, WWW-Authenticate, X-Marquee-Written, X-Request-Id"
# Headers of Apollo, Relay's examples, urql, graphql-sse and tracers that need permission.
SENT = (
    "apollo-require-preflight,apollographql-client-name,apollographql-client-version,authorization,baggage,"
    "content-type,sentry-trace,traceparent,x-graphql-event-stream-token"
)
ADDRESSES = ("/graphql", "/files", "/oauth2/token", "/health/live", "/health/ready", "/events/acme/camp", "/nowhere")


@pytest.fixture
def shared(gateway: Gateway) -> Gateway:
    gateway.restart(origins=f"{APP}, {PHONE}")
    return gateway


def preflight(
    gateway: Gateway, origin: str, path: str = "/graphql", method: str = "POST", headers: str = SENT
) -> httpx2.Response:
    request_headers = {"access-control-request-method": method, "access-control-request-headers": headers}
    return gateway.request("OPTIONS", path, headers={"origin": origin, **request_headers})


def cors_headers(response: httpx2.Response) -> dict[str, str]:
    """The CORS headers of a response."""
    prefix = "access-control-"
    return {name.removeprefix(prefix): value for name, value in response.headers.items() if name.startswith(prefix)}


def varies_by_origin(response: httpx2.Response) -> bool:
    return "Origin" in response.headers.get("vary", "").split(", ")


# --- preflight requests


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("origin", [APP, PHONE])
def test_a_listed_origin_may_send_the_headers_of_its_clients(shared: Gateway, origin: str, path: str) -> None:
    response = preflight(shared, origin, path)
    assert response.status_code == 200
    assert cors_headers(response) == {
        "allow-origin": origin,
        "allow-methods": "GET, HEAD, POST",
        "allow-headers": SENT,
        "max-age": "7200",
    }
    assert varies_by_origin(response)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_each_supported_method_is_allowed(shared: Gateway, method: str) -> None:
    assert preflight(shared, APP, method=method).status_code == 200


@pytest.mark.parametrize(
    ("origin", "method"),
    [
        (STRANGER, "POST"),
        ("https://app.example.com.evil.example", "POST"),
        ("https://app.example.com:8443", "POST"),
        ("http://app.example.com", "POST"),
        ("https://other.app.example.com", "POST"),
        ("null", "POST"),
    ],
)
def test_an_unlisted_origin_gets_no_permission(shared: Gateway, origin: str, method: str) -> None:
    response = preflight(shared, origin, method=method)
    assert response.status_code == 400
    assert "allow-origin" not in cors_headers(response)
    assert varies_by_origin(response)


def test_an_unsupported_method_is_not_allowed(shared: Gateway) -> None:
    assert preflight(shared, APP, method="DELETE").status_code == 400


@pytest.mark.parametrize("origin", [APP, STRANGER, "null"])
def test_a_star_allows_every_origin(gateway: Gateway, origin: str) -> None:
    gateway.restart(origins="*")
    response = preflight(gateway, origin)
    assert (response.status_code, cors_headers(response)["allow-origin"]) == (200, "*")
    answer = gateway.post(json=QUERY, headers={"origin": origin})
    assert (answer.status_code, cors_headers(answer)) == (200, {"allow-origin": "*", "expose-headers": EXPOSED})


def test_without_origins_there_are_no_cors_headers(gateway: Gateway) -> None:
    response = preflight(gateway, APP)
    assert (response.status_code, response.headers["allow"], cors_headers(response)) == (405, "GET, POST", {})
    answer = gateway.post(json=QUERY, headers={"origin": APP})
    assert (answer.status_code, answer.headers["vary"], cors_headers(answer)) == (200, "Accept", {})


@pytest.mark.parametrize("headers", [{}, {"origin": APP}, {"access-control-request-method": "POST"}])
def test_options_without_a_preflight_is_refused(shared: Gateway, headers: dict[str, str]) -> None:
    response = shared.request("OPTIONS", "/graphql", headers=headers)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


# --- responses


def test_a_listed_origin_may_read_the_answer(shared: Gateway) -> None:
    response = shared.post(json=QUERY, headers={"origin": APP})
    assert response.json() == {"data": {"__typename": "Query"}}
    assert cors_headers(response) == {"allow-origin": APP, "expose-headers": EXPOSED}
    assert response.headers["vary"] == "Accept, Origin"
    assert "x-request-id" in response.headers


def test_an_unlisted_origin_may_not_read_the_answer(shared: Gateway) -> None:
    response = shared.post(json=QUERY, headers={"origin": STRANGER})
    assert "allow-origin" not in cors_headers(response)
    assert varies_by_origin(response)


def test_cacheable_responses_vary_by_origin(shared: Gateway) -> None:
    vary = "Accept, Authorization, Accept-Encoding, Origin"
    own = shared.request("GET", "/graphql", params=QUERY)
    assert (own.headers["vary"], cors_headers(own)) == (vary, {})
    for origin in (APP, PHONE):
        headers = {"origin": origin, "if-none-match": own.headers["etag"]}
        known = shared.request("GET", "/graphql", params=QUERY, headers=headers)
        assert (known.status_code, known.headers["vary"]) == (304, vary)
        assert cors_headers(known) == {"allow-origin": origin, "expose-headers": EXPOSED}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("origin", [APP, STRANGER])
def test_requests_without_a_preflight_change_nothing(shared: Gateway, content_type: str, origin: str) -> None:
    headers = {"origin": origin, "content-type": content_type}
    response = shared.post(content='{"query": "mutation { __typename }"}', headers=headers)
    assert response.status_code == 415
    assert ("allow-origin" in cors_headers(response)) is (origin == APP)


BIG = {"content": b" " * (1024 * 1024 + 1), "headers": {"content-type": JSON}}
FAILURES: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "400": ("POST", "/graphql", {"json": {}, "headers": {"accept": GRAPHQL}}, 400),
    "401": ("POST", "/graphql", {"json": QUERY, "headers": {"authorization": "Bearer x"}}, 401),
    "401 of tokens": ("POST", "/oauth2/token", {"data": {"grant_type": "client_credentials"}}, 401),
    "401 of files": ("POST", "/files", {"headers": {"authorization": "Bearer x"}}, 401),
    "404": ("GET", "/nowhere", {}, 404),
    "404 of files": ("GET", "/files/x/y", {}, 404),
    "405": ("PUT", "/graphql", {}, 405),
    "405 of tokens": ("GET", "/oauth2/token", {}, 405),
    "405 of health": ("POST", "/health/live", {}, 405),
    "406": ("POST", "/graphql", {"json": QUERY, "headers": {"accept": "image/png"}}, 406),
    "413": ("POST", "/graphql", BIG, 413),
    "415": ("POST", "/graphql", {"content": "x"}, 415),
}


@pytest.mark.parametrize(("method", "path", "options", "status"), FAILURES.values(), ids=FAILURES)
def test_a_listed_origin_may_read_errors(
    shared: Gateway, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    options = {**options, "headers": {"origin": APP, **options.get("headers", {})}}
    response = shared.request(method, path, **options)
    assert response.status_code == status
    assert cors_headers(response) == {"allow-origin": APP, "expose-headers": EXPOSED}
    assert varies_by_origin(response)
    assert "x-request-id" in response.headers


@pytest.mark.parametrize("path", ["/files/00000000-0000-4000-8000-000000000000/a.txt", "/health/ready"])
def test_a_listed_origin_may_read_internal_errors(shared: Gateway, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # No request causes an internal error, so the store is taken away.
    monkeypatch.setattr(shared.app.state.services.database, "reading", None)
    response = shared.request("GET", path, headers={"origin": APP})
    assert response.status_code == (503 if path == "/health/ready" else 500)
    assert cors_headers(response) == {"allow-origin": APP, "expose-headers": EXPOSED}


def test_files_work_across_origins(shared: Gateway) -> None:
    url = shown(shared, shared.organisation(), "a.txt", b"words")["url"].removeprefix("http://marquee.test")
    assert preflight(shared, APP, url, "HEAD", "authorization").status_code == 200
    response = shared.request("GET", url, headers={"origin": APP})
    assert (response.content, cors_headers(response)["allow-origin"]) == (b"words", APP)
    assert response.headers["vary"] == "Authorization, Origin"
