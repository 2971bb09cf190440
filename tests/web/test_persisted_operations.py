"""Persisted operations over HTTP: the protocols of Apollo, Relay and GraphQL over HTTP, and their errors."""

import json
from typing import Any

import pytest

from app.settings.service import Operations
from app.web.negotiation import GRAPHQL, JSON
from tests.gateway import Gateway
from tests.web.persisted import NAMED, OTHER, Send, check_data, digest, hashed
from tests.web.refusals import check_refusal

# --- Apollo's protocol


def test_automatic_persisted_queries(gateway: Gateway, send: Send) -> None:
    assert check_refusal(send(hashed(NAMED)), 200, "PERSISTED_QUERY_NOT_FOUND") == "PersistedQueryNotFound"
    check_data(send({"query": NAMED, **hashed(NAMED)}), {"a": "Query"})
    check_data(send(hashed(NAMED)), {"a": "Query"})
    check_data(send({**hashed(NAMED), "variables": {"show": False}, "operationName": "Named"}), {})
    check_data(send({"documentId": f"sha256:{digest(NAMED)}"}), {"a": "Query"})
    gateway.restart()
    check_refusal(send(hashed(NAMED)), 200, "PERSISTED_QUERY_NOT_FOUND")


def test_get_and_post_share_registered_documents(gateway: Gateway) -> None:
    for text, first, then in ((NAMED, "POST", "GET"), (OTHER, "GET", "POST")):
        for method, parameters in ((first, {"query": text, **hashed(text)}), (then, hashed(text))):
            if method == "POST":
                response = gateway.post(json=parameters)
            else:
                url = {**parameters, "extensions": json.dumps(parameters["extensions"])}
                response = gateway.request("GET", "/graphql", params=url)
            assert response.json()["data"] in ({"a": "Query"}, {"other": "Query"})


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "GRAPHQL_PARSE_FAILED"), ("{ xyzzy }", "GRAPHQL_VALIDATION_FAILED"), ("", "PERSISTED_QUERY_NOT_FOUND")],
)
def test_an_invalid_document_is_not_registered(send: Send, text: str, code: str) -> None:
    for _ in range(2):
        response = send({"query": text, **hashed(text)})
        assert [error["extensions"]["code"] for error in response.json()["errors"]] == [code]
        check_refusal(send(hashed(text)), 200, "PERSISTED_QUERY_NOT_FOUND")


def test_a_registered_mutation_still_needs_post(gateway: Gateway) -> None:
    mutation = "mutation { __typename }"
    check_data(gateway.post(json={"query": mutation, **hashed(mutation)}), {"__typename": "Mutation"})
    url = {"extensions": json.dumps(hashed(mutation)["extensions"])}
    response = gateway.request("GET", "/graphql", params=url)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


# --- trusted documents


BY_EVERY_NAME: tuple[dict[str, Any], ...] = (
    {"documentId": "named"},
    {"doc_id": "named"},
    {"documentId": "named", "doc_id": "named"},
    {"documentId": f"sha256:{digest(NAMED)}"},
    {"doc_id": f"sha256:{digest(NAMED)}"},
    hashed(NAMED),
    {**hashed(NAMED), "documentId": f"sha256:{digest(NAMED)}"},
    {"query": NAMED},
    {"query": NAMED, "documentId": "named"},
    {"query": NAMED, **hashed(NAMED)},
    {"query": "", "documentId": "named"},
)


@pytest.mark.parametrize("mode", Operations)
def test_a_listed_document_runs_by_every_id(gateway: Gateway, send: Send, listed: str, mode: Operations) -> None:
    gateway.restart(documents=listed, operations=mode)
    for name in BY_EVERY_NAME:
        check_data(send(name), {"a": "Query"})
        check_data(send({**name, "variables": {"show": False}}), {})
    # They survive a restart.
    gateway.restart()
    check_data(send({"documentId": "named"}), {"a": "Query"})


def test_null_references_are_ignored(gateway: Gateway, listed: str) -> None:
    gateway.restart(documents=listed)
    names = {"documentId": "named", "doc_id": None, "query": None, "extensions": {"persistedQuery": None}}
    check_data(gateway.post(json=names), {"a": "Query"})


# A request, its error code in open mode, and in trusted-only mode.
UNLISTED: tuple[tuple[dict[str, Any], str | None, str], ...] = (
    ({"documentId": "unknown"}, "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_IN_LIST"),
    ({"doc_id": "unknown"}, "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_IN_LIST"),
    (hashed(OTHER), "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_IN_LIST"),
    ({"query": OTHER}, None, "QUERY_NOT_IN_SAFELIST"),
    ({"query": OTHER, **hashed(OTHER)}, None, "QUERY_NOT_IN_SAFELIST"),
    ({"query": OTHER, "documentId": "unknown"}, None, "QUERY_NOT_IN_SAFELIST"),
    ({"query": NAMED + "\n"}, None, "QUERY_NOT_IN_SAFELIST"),
    ({"query": "{ __type(name: \"Event\") { name } }"}, None, "QUERY_NOT_IN_SAFELIST"),
    ({"query": "{ not a document"}, "GRAPHQL_PARSE_FAILED", "QUERY_NOT_IN_SAFELIST"),
)  # fmt: skip


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize("known", [False, True], ids=["anonymous", "token"])
def test_error_codes_of_unlisted_documents(
    gateway: Gateway, send: Send, listed: str, accept: str, status: int, known: bool
) -> None:
    token = gateway.token(gateway.organisation()) if known else None
    gateway.restart(documents=listed)
    for name, code, _ in UNLISTED:
        response = send(name, accept, token)
        codes = [error["extensions"]["code"] for error in response.json().get("errors", ())]
        assert (name, response.status_code, codes) == (name, *((status, [code]) if code else (200, [])))
    gateway.restart(operations=Operations.TRUSTED_ONLY)
    # Repeated, because a refused document is not registered.
    for name, _, code in UNLISTED * 2:
        check_refusal(send(name, accept, token), status, code, accept)


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"query": OTHER, "documentId": "named"}, "`query` is not the document of this id: send one of the two."),
    ({"query": OTHER, "doc_id": "named"}, "`query` is not the document of this id: send one of the two."),
    ({"query": OTHER, **hashed(NAMED)}, "`query` is not the document of this id: send one of the two."),
    ({"query": NAMED, **hashed(OTHER)}, "The hash is not the SHA-256 of `query`."),
    ({"query": OTHER, "documentId": f"sha256:{digest('x')}"}, "The hash is not the SHA-256 of `query`."),
    ({"documentId": "named", "doc_id": "schema"}, "The request names two different documents."),
    ({"documentId": "named", **hashed(NAMED)}, "The request names two different documents."),
    ({"documentId": "i" * 201}, "`documentId` must be text of 1 to 200 characters."),
    ({"doc_id": "i" * 201}, "`doc_id` must be text of 1 to 200 characters."),
    (hashed(NAMED, 2), "`extensions.persistedQuery.version` must be 1."),
    (hashed(NAMED, "1"), "`extensions.persistedQuery.version` must be 1."),
    (hashed(NAMED, True), "`extensions.persistedQuery.version` must be 1."),
    (hashed(NAMED, None), "`extensions.persistedQuery.version` must be 1."),
    ({"extensions": {"persistedQuery": "x"}}, "`extensions.persistedQuery` must be an object or null."),
    *[
        (
            {"query": NAMED, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": bad}}},
            "`extensions.persistedQuery.sha256Hash` must be 64 hexadecimal digits.",
        )
        for bad in (None, 5, "", "a" * 63, "a" * 65, "g" * 64)
    ],
)


@pytest.mark.parametrize("mode", Operations)
def test_an_invalid_reference_is_refused(gateway: Gateway, send: Send, listed: str, mode: Operations) -> None:
    gateway.restart(documents=listed, operations=mode)
    for name, message in WRONG:
        for accept in (JSON, GRAPHQL):
            assert (name, check_refusal(send(name, accept), 400, "BAD_USER_INPUT", accept)) == (name, message)


def test_a_text_beside_an_id_is_limited(gateway: Gateway, listed: str) -> None:
    gateway.restart(documents=listed)
    response = gateway.post(json={"query": "#" * 65_537, "documentId": "named"})
    assert check_refusal(response, 400, "LIMIT_EXCEEDED") == "A document may have at most 65,536 bytes."
    for text in ("{ a }\0", r'{ a(b: "\u0000") }'):
        assert "NUL" in check_refusal(gateway.post(json={"query": text, **hashed(text)}), 400, "BAD_USER_INPUT")


@pytest.mark.parametrize("name", ["documentId", "doc_id"])
@pytest.mark.parametrize("value", [5, "", ["named"], {"id": "named"}, True])
def test_an_id_in_a_body_must_be_text(gateway: Gateway, name: str, value: Any) -> None:
    response = gateway.post(json={"query": NAMED, name: value})
    assert check_refusal(response, 400, "BAD_USER_INPUT") == f"`{name}` must be text of 1 to 200 characters."


def test_an_empty_id_in_a_url_is_ignored(gateway: Gateway) -> None:
    response = gateway.request("GET", "/graphql", params={"query": OTHER, "documentId": "", "doc_id": ""})
    check_data(response, {"other": "Query"})


@pytest.mark.parametrize("name", ["documentId", "doc_id"])
def test_an_id_may_be_in_a_url_once(gateway: Gateway, name: str) -> None:
    response = gateway.request("GET", f"/graphql?{name}=a&{name}=b")
    message = check_refusal(response, 400, "BAD_USER_INPUT")
    assert message == f"The parameter {name} may be in the URL once."
