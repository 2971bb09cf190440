"""Errors have the same shape at every address: status, `errors` with a code, request id."""

from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.types import Receive, Scope, Send

from app.web.negotiation import GRAPHQL, JSON
from tests.gateway import Gateway
from tests.web.refusals import check_refusal

QUERY = {"query": "{ __typename }"}
ASKED = {"json": QUERY}
TYPED = {"content-type": JSON}
TOO_LONG = b"x" * (1024 * 1024 + 1)

# Method, options of the request, status, code, headers of the response.
OF_GRAPHQL: dict[str, tuple[str, dict[str, Any], int, str, dict[str, str]]] = {
    "no parameters": ("GET", {}, 400, "BAD_USER_INPUT", {}),
    "no JSON": ("POST", {"content": "{", "headers": TYPED}, 400, "BAD_USER_INPUT", {}),
    "a batch": ("POST", {"json": [QUERY]}, 400, "BAD_USER_INPUT", {}),
    "a document too long": ("POST", {"json": {"query": "#" + "x" * 65_536}}, 400, "LIMIT_EXCEEDED", {}),
    "a bad token": (
        "POST",
        {**ASKED, "headers": {"authorization": "Bearer x"}},
        401,
        "UNAUTHENTICATED",
        {"www-authenticate": 'Bearer error="invalid_token"'},
    ),
    "PUT": ("PUT", ASKED, 405, "METHOD_NOT_ALLOWED", {"allow": "GET, POST"}),
    "DELETE": ("DELETE", {}, 405, "METHOD_NOT_ALLOWED", {"allow": "GET, POST"}),
    "OPTIONS": ("OPTIONS", {}, 405, "METHOD_NOT_ALLOWED", {"allow": "GET, POST"}),
    "a mutation by GET": (
        "GET",
        {"params": {"query": "mutation { __typename }"}},
        405,
        "BAD_USER_INPUT",
        {"allow": "POST"},
    ),
    "a body too long": ("POST", {"content": TOO_LONG, "headers": TYPED}, 413, "LIMIT_EXCEEDED", {}),
    "no type": ("POST", {"content": "{}"}, 415, "UNSUPPORTED_MEDIA_TYPE", {}),
    "a form": ("POST", {"data": QUERY}, 415, "UNSUPPORTED_MEDIA_TYPE", {}),
    "a compressed body": (
        "POST",
        {**ASKED, "headers": {"content-encoding": "gzip"}},
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        {"accept-encoding": "identity"},
    ),
}


@pytest.mark.parametrize(("method", "options", "status", "code", "expected"), OF_GRAPHQL.values(), ids=OF_GRAPHQL)
@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
def test_an_error_has_the_preferred_type(
    gateway: Gateway,
    method: str,
    options: dict[str, Any],
    status: int,
    code: str,
    expected: dict[str, str],
    media_type: str,
) -> None:
    headers = {**options.get("headers", {}), "accept": media_type}
    response = gateway.request(method, "/graphql", **{**options, "headers": headers})
    if method == "GET" and status == 405:
        # An error of a document may have a location.
        assert response.json()["errors"][0]["extensions"] == {
            "code": code,
            "requestId": response.headers["x-request-id"],
        }
        assert (response.status_code, response.headers["content-type"]) == (status, f"{media_type}; charset=utf-8")
    else:
        check_refusal(response, status, code, media_type)
    assert {name: response.headers.get(name) for name in expected} == expected


def test_not_acceptable_is_answered_in_json(gateway: Gateway) -> None:
    response = gateway.post(json=QUERY, headers={"accept": "image/png"})
    assert GRAPHQL in check_refusal(response, 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
def test_a_url_too_long_is_414(gateway: Gateway, media_type: str) -> None:
    async def with_raw_path(scope: Scope, receive: Receive, send: Send) -> None:
        # httpx refuses to build such a URL; other clients send it.
        await gateway.app({**scope, "query_string": b"query=" + TOO_LONG}, receive, send)

    async def ask() -> Response:
        transport = ASGITransport(with_raw_path)
        async with AsyncClient(transport=transport, base_url="http://marquee.test") as client:
            return await client.get("/graphql", headers={"accept": media_type})

    check_refusal(gateway.run(ask()), 414, "LIMIT_EXCEEDED", media_type)


# Method, address, options, status, code, Allow.
ELSEWHERE: dict[str, tuple[str, str, dict[str, Any], int, str, str | None]] = {
    "nothing there": ("GET", "/nowhere", {}, 404, "NOT_FOUND", None),
    "a slash too many": ("POST", "/graphql/", ASKED, 404, "NOT_FOUND", None),
    "no such file": ("GET", "/files/x/y.png", {}, 404, "NOT_FOUND", None),
    "no such event": ("GET", "/events/acme/camp", {}, 404, "NOT_FOUND", None),
    "no such code": ("GET", "/events/x/code.png", {}, 404, "NOT_FOUND", None),
    "no such file of the explorer": ("GET", "/graphql/explorer/x.js", {}, 404, "NOT_FOUND", None),
    "GET of tokens": ("GET", "/oauth2/token", {}, 405, "METHOD_NOT_ALLOWED", "POST"),
    "GET of uploads": ("GET", "/files", {}, 405, "METHOD_NOT_ALLOWED", "POST"),
    "POST to a file": ("POST", "/files/x/y.png", {}, 405, "METHOD_NOT_ALLOWED", "GET, HEAD"),
    "POST to a page": ("POST", "/events/acme/camp", {}, 405, "METHOD_NOT_ALLOWED", "GET, HEAD"),
    "POST to health": ("POST", "/health/live", {}, 405, "METHOD_NOT_ALLOWED", "GET, HEAD"),
    "a bad token for files": (
        "POST",
        "/files",
        {"headers": {"authorization": "Bearer x"}},
        401,
        "UNAUTHENTICATED",
        None,
    ),
    "too much for a token": (
        "POST",
        "/oauth2/token",
        {"content": "x" * 16_385, "headers": {"content-type": "application/x-www-form-urlencoded"}},
        413,
        "LIMIT_EXCEEDED",
        None,
    ),
}


@pytest.mark.parametrize(("method", "path", "options", "status", "code", "allow"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_errors_of_other_addresses_have_the_same_shape(
    gateway: Gateway, method: str, path: str, options: dict[str, Any], status: int, code: str, allow: str | None
) -> None:
    response = gateway.request(method, path, **options)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json; charset=utf-8")
    (error,) = response.json()["errors"]
    assert response.json() == {"errors": [error]}
    assert error.keys() == {"message", "extensions"}
    assert error["extensions"] == {"code": code, "requestId": response.headers["x-request-id"]}
    methods = response.headers.get("allow")
    assert (methods and sorted(methods.split(", "))) == (allow and sorted(allow.split(", ")))
