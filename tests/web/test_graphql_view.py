"""/graphql over HTTP: methods, media types, tokens, limits, and the shape of responses."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from graphql import validate

from app.web.negotiation import GRAPHQL, JSON
from app.web.persisted.operations import digest_of
from tests.auth.test_callers import BAD_HEADERS, filled
from tests.gateway import Gateway
from tests.web.refusals import check_refusal

QUERY = {"query": "{ __typename }"}
MUTATION = {"query": "mutation { __typename }"}
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_query_is_answered(gateway: Gateway) -> None:
    response = gateway.post(json=QUERY)
    assert response.status_code == 200
    assert response.json() == {"data": {"__typename": "Query"}}
    assert {name: response.headers[name] for name in response.headers if name != "x-request-id"} == {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(response.content)),
        "cache-control": "no-store",
        "vary": "Accept",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }


def test_variables_and_the_operation_name_are_used(gateway: Gateway) -> None:
    document = "query A { a: __typename } query B($show: Boolean!) { b: __typename @include(if: $show) }"
    for show, data in ((True, {"b": "Query"}), (False, {})):
        body = {"query": document, "operationName": "B", "variables": {"show": show}}
        assert gateway.post(json=body).json() == {"data": data}


def test_a_mutation_may_come_by_post(gateway: Gateway) -> None:
    assert gateway.post(json=MUTATION).json() == {"data": {"__typename": "Mutation"}}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [(None, JSON), ("*/*", JSON), (GRAPHQL, GRAPHQL), (f"{JSON};q=0.5, {GRAPHQL}", GRAPHQL), (CHROME, JSON)],
)
def test_the_response_has_the_preferred_type(gateway: Gateway, accept: str | None, media_type: str) -> None:
    headers = {} if accept is None else {"accept": accept}
    response = gateway.post(json=QUERY, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")


def test_two_accept_headers_are_one_list(gateway: Gateway) -> None:
    response = gateway.post(json=QUERY, headers=[("accept", "image/png"), ("accept", GRAPHQL)])
    assert response.headers["content-type"].startswith(GRAPHQL)


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ noSuchField }"},
        {"query": "query($a: Boolean!) { __typename @skip(if: $a) }", "variables": {"a": "x"}},
        {"query": "query($a: Boolean!) { __typename @skip(if: $a) }"},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "{ __typename }", "operationName": "Other"},
    ],
    ids=["syntax", "validation", "variable of another type", "variable missing", "ambiguous", "no operation"],
)
@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
def test_a_request_error_is_400_in_the_newer_type_only(
    gateway: Gateway, body: dict[str, Any], accept: str, status: int
) -> None:
    response = gateway.post(json=body, headers={"accept": accept})
    assert response.status_code == status
    assert "data" not in response.json()
    assert {error["extensions"]["requestId"] for error in response.json()["errors"]} == {
        response.headers["x-request-id"]
    }


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/html"])
def test_an_accept_header_without_json_is_406(gateway: Gateway, accept: str) -> None:
    check_refusal(gateway.post(json=QUERY, headers={"accept": accept}), 406, "NOT_ACCEPTABLE")


# --- methods and URLs


def test_a_query_may_come_by_get(gateway: Gateway) -> None:
    document = "query A($show: Boolean!) { a: __typename @include(if: $show) }"
    parameters = {"query": document, "variables": '{"show": true}', "operationName": "A"}
    response = gateway.request("GET", "/graphql", params=parameters)
    assert (response.status_code, response.json()) == (200, {"data": {"a": "Query"}})


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_a_mutation_by_get_is_405_with_allow(gateway: Gateway, accept: str) -> None:
    response = gateway.request("GET", "/graphql", params=MUTATION, headers={"accept": accept})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "data" not in response.json()
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_another_method_is_405_with_allow(gateway: Gateway, method: str) -> None:
    response = gateway.request(method, "/graphql", json=QUERY)
    check_refusal(response, 405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, POST"
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_method_cannot_be_overridden(gateway: Gateway) -> None:
    headers = {"x-http-method-override": "POST"}
    assert gateway.request("GET", "/graphql", params=MUTATION, headers=headers).status_code == 405


def test_a_get_without_a_query_is_refused(gateway: Gateway) -> None:
    response = gateway.request("GET", "/graphql", headers={"accept": GRAPHQL})
    assert check_refusal(response, 400, "BAD_USER_INPUT", GRAPHQL).startswith("`query` must be")


# --- tokens


def test_a_valid_token_is_accepted(gateway: Gateway) -> None:
    assert gateway.gql("{ __typename }", gateway.token(gateway.organisation())) == {"__typename": "Query"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("headers", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_an_invalid_token_is_401_and_never_anonymous(gateway: Gateway, headers: list[bytes], method: str) -> None:
    token = gateway.token(gateway.organisation())
    sent = [(b"authorization", filled(header, token)) for header in headers]
    options = {"json": QUERY} if method == "POST" else {"params": QUERY}
    response = gateway.request(method, "/graphql", headers=sent, **options)
    message = check_refusal(response, 401, "UNAUTHENTICATED")
    assert message == "The access token is malformed, unknown, expired or revoked."
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_an_invalid_token_is_refused_before_the_body_is_read(gateway: Gateway) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        raise AssertionError("The body was read.")

    response = gateway.post(content=endless(), headers={"authorization": "Bearer x", "content-type": JSON})
    check_refusal(response, 401, "UNAUTHENTICATED")


# --- browsers


# test_explorer.py tests the page with GraphiQL.
def test_without_graphiql_a_browser_gets_a_page_that_loads_nothing(gateway: Gateway) -> None:
    gateway.restart(graphiql=False)
    response = gateway.request("GET", "/graphql", headers={"accept": CHROME, "host": "events.test:8000"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "curl http://events.test:8000/graphql" in response.text
    assert "<script" not in response.text
    assert not re.findall(r"(?:src|href)=", response.text)


def test_the_page_does_not_repeat_an_invalid_host(gateway: Gateway) -> None:
    gateway.restart(graphiql=False)
    headers = {"accept": CHROME, "host": 'x"><script>alert(1)</script>'}
    response = gateway.request("GET", "/graphql", headers=headers)
    assert "script" not in response.text
    assert "curl http://localhost:8000/graphql" in response.text


def test_a_browser_that_sends_a_query_gets_its_answer(gateway: Gateway) -> None:
    response = gateway.request("GET", "/graphql", params=QUERY, headers={"accept": CHROME})
    assert response.json() == {"data": {"__typename": "Query"}}


# --- introspection


@pytest.fixture
def closed(gateway: Gateway) -> Gateway:
    gateway.restart(introspection=False)
    return gateway


def test_introspection_is_open_by_default(gateway: Gateway) -> None:
    assert gateway.gql("{ __schema { queryType { name } } }")["__schema"]["queryType"]["name"] == "Query"


def test_without_introspection_the_schema_needs_a_token(closed: Gateway) -> None:
    document = "{ __schema { queryType { name } } }"
    assert closed.errors(document)
    token = closed.token(closed.organisation())
    assert closed.gql(document, token)["__schema"]["queryType"]["name"] == "Query"
    assert closed.gql("{ __typename }") == {"__typename": "Query"}


URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


@pytest.mark.parametrize("accept", [JSON, URQL, "text/event-stream"])
@pytest.mark.parametrize("hashed", [False, True])
def test_an_invalid_document_is_validated_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, accept: str, hashed: bool
) -> None:
    looks: list[str] = []

    def counted(schema: Any, document: Any, *rest: Any, **options: Any) -> Any:
        looks.append(document.loc.source.body)
        return validate(schema, document, *rest, **options)

    monkeypatch.setattr("app.graph.limits.validation.validate", counted)
    # A new document, because all tests of a process share the executor.
    text = f"{{ nothing_{uuid4().hex} }}"
    named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest_of(text)}}} if hashed else {}
    response = gateway.post(json={"query": text} | named, headers={"accept": accept})
    assert "GRAPHQL_VALIDATION_FAILED" in response.text
    assert looks == [text]
