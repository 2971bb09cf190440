"""Bodies of POST requests to /graphql: types, encodings, sizes and content."""

import json
from collections.abc import AsyncIterator

import pytest

from app.web.negotiation import GRAPHQL, JSON
from tests.gateway import Gateway
from tests.web.refusals import check_refusal

QUERY = {"query": "{ __typename }"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"; x=y',
    ],
)
def test_json_is_accepted_in_every_spelling_of_its_type(gateway: Gateway, content_type: str) -> None:
    response = gateway.post(content=json.dumps(QUERY), headers={"content-type": content_type})
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "xapplication/json",
        "application/jsonp",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/graphql",
    ],
)
def test_another_content_type_is_415(gateway: Gateway, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    response = gateway.post(content=json.dumps(QUERY), headers=headers)
    assert JSON in check_refusal(response, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_two_content_types_are_415(gateway: Gateway) -> None:
    headers = [("content-type", JSON), ("content-type", JSON)]
    check_refusal(gateway.post(content=json.dumps(QUERY), headers=headers), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    ("encoding", "status"),
    [
        ("identity", 200),
        ("Identity", 200),
        ("gzip", 415),
        ("br", 415),
        ("deflate", 415),
        ("identity, gzip", 415),
    ],
)
def test_a_compressed_body_is_never_inflated(gateway: Gateway, encoding: str, status: int) -> None:
    response = gateway.post(json=QUERY, headers={"content-encoding": encoding})
    assert response.status_code == status
    if status == 415:
        check_refusal(response, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_may_have_one_mebibyte(gateway: Gateway) -> None:
    text = json.dumps(QUERY)
    longest = text + " " * (1024 * 1024 - len(text))
    headers = {"content-type": JSON}
    assert gateway.post(content=longest, headers=headers).status_code == 200
    response = gateway.post(content=longest + " ", headers=headers)
    assert check_refusal(response, 413, "LIMIT_EXCEEDED") == "The body may have at most 1,048,576 bytes."
    # A client that sends everything before it reads must be able to finish; tests/cli/test_serve.py tests it.
    assert "connection" not in response.headers


def test_an_endless_body_is_cut_off_after_sixteen_mebibytes(gateway: Gateway) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65_536

    response = gateway.post(content=endless(), headers={"content-type": JSON})
    check_refusal(response, 413, "LIMIT_EXCEEDED")
    assert (sent <= 258, response.headers["connection"]) == (True, "close")


@pytest.mark.parametrize(
    ("length", "connection"),
    [("1048577", None), (str(16 * 1024 * 1024), None), (str(16 * 1024 * 1024 + 1), "close"), ("9" * 30, "close")],
)
def test_a_content_length_over_the_limit_is_refused(gateway: Gateway, length: str, connection: str | None) -> None:
    response = gateway.post(content=b"{}", headers={"content-type": JSON, "content-length": length})
    check_refusal(response, 413, "LIMIT_EXCEEDED")
    assert response.headers.get("connection") == connection


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"[" * 100_000, b"\xff", b'{"query": 5}', b'{"query": "{a}\\u0000"}']
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_an_invalid_body_is_400_in_either_type(gateway: Gateway, content: bytes, accept: str) -> None:
    response = gateway.post(content=content, headers={"content-type": JSON, "accept": accept})
    check_refusal(response, 400, "BAD_USER_INPUT", accept)


def test_errors_do_not_repeat_the_body(gateway: Gateway) -> None:
    response = gateway.post(content=b'{"query": canary}', headers={"content-type": JSON})
    assert "canary" not in response.text
