"""Parsing a body or a URL into an operation, and invalid requests."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from app.graph.execution import Operation
from app.web.graphql_request import operation_from_json, operation_from_url, read_json
from app.web.middleware import HttpError
from app.web.persisted.operations import Documents

NONE = Documents(lambda _text: True)
LONGEST = "{a}" + " " * (64 * 1024 - 3)


def body(**parameters: Any) -> bytes:
    return json.dumps(parameters).encode()


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        (body(query="{a}"), Operation("{a}", {}, None)),
        (body(query="{a}", variables=None, operationName=None, extensions=None), Operation("{a}", {}, None)),
        (body(query="{a}", variables={"é": [1]}, operationName="A"), Operation("{a}", {"é": [1]}, "A")),
        (body(query="{a}", operationName=""), Operation("{a}", {}, "")),
        (body(query="{a}", extensions={"x": 1}, id=5, doc_id="x", query2=None), Operation("{a}", {}, None)),
        (body(query=LONGEST), Operation(LONGEST, {}, None)),
        (body(query=r'{a(b: "\\u0000")}'), Operation(r'{a(b: "\\u0000")}', {}, None)),
    ],
)
def test_a_body_becomes_an_operation(text: bytes, operation: Operation) -> None:
    assert operation_from_json(read_json(text), NONE) == operation


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (b"", "BAD_USER_INPUT", "The body was refused. This is not JSON"),
        (b"[" * 100_000, "BAD_USER_INPUT", "The body was refused. This is not JSON"),
        (
            b"[" * 100 + b"]" * 100,
            "BAD_USER_INPUT",
            "The body was refused. The JSON may be",
        ),
        (b"null", "BAD_USER_INPUT", "The body must be a JSON object"),
        (b"5", "BAD_USER_INPUT", "The body must be a JSON object"),
        (b'"{a}"', "BAD_USER_INPUT", "The body must be a JSON object"),
        (b"true", "BAD_USER_INPUT", "The body must be a JSON object"),
        (b"[]", "BAD_USER_INPUT", "Batches are not supported"),
        (b'[{"query": "{a}"}]', "BAD_USER_INPUT", "Batches are not supported"),
        (body(), "BAD_USER_INPUT", "`query` must be"),
        (body(query=None), "BAD_USER_INPUT", "`query` must be"),
        (body(query=""), "BAD_USER_INPUT", "`query` must be"),
        (body(query=" \n"), "BAD_USER_INPUT", "`query` must be"),
        (body(query=5), "BAD_USER_INPUT", "`query` must be"),
        (body(query=["{a}"]), "BAD_USER_INPUT", "`query` must be"),
        (body(Query="{a}"), "BAD_USER_INPUT", "`query` must be"),
        (body(query="{a}", variables=[]), "BAD_USER_INPUT", "`variables` must be"),
        (body(query="{a}", variables="{}"), "BAD_USER_INPUT", "`variables` must be"),
        (body(query="{a}", variables=0), "BAD_USER_INPUT", "`variables` must be"),
        (body(query="{a}", operationName=1), "BAD_USER_INPUT", "`operationName` must be"),
        (body(query="{a}", operationName=["a"]), "BAD_USER_INPUT", "`operationName` must be"),
        (body(query="{a}", extensions=[]), "BAD_USER_INPUT", "`extensions` must be"),
        (body(query="{a}", extensions="x"), "BAD_USER_INPUT", "`extensions` must be"),
        (body(query=LONGEST + " "), "LIMIT_EXCEEDED", "A document may have at most 65,536 bytes."),
        (body(query="#" + "é" * 32 * 1024), "LIMIT_EXCEEDED", "A document may have at most 65,536 bytes."),
        (body(query="{a}\0"), "BAD_USER_INPUT", "The body was refused. Text may not contain"),
        (body(query="{a}", variables={"x": ["\0"]}), "BAD_USER_INPUT", "The body was refused. Text may not"),
        (body(query="{a}", operationName="\0"), "BAD_USER_INPUT", "The body was refused. Text may not"),
        (body(query=r'{a(b: "\u0000")}'), "BAD_USER_INPUT", "Text may not contain"),
        (body(query=r'{a(b: "\u{0}")}'), "BAD_USER_INPUT", "Text may not contain"),
        (body(query=r'{a(b: "\\\u0000")}'), "BAD_USER_INPUT", "Text may not contain"),
        (body(query="{a}", variables={"x": "\ud800"}), "BAD_USER_INPUT", "The body was refused. This is not"),
        (body(query="\udc00"), "BAD_USER_INPUT", "The body was refused. This is not JSON"),
        (body(query="{a}", variables={"x": 2**64}), "BAD_USER_INPUT", "The body was refused. A whole number"),
    ],
)
def test_an_invalid_body_is_refused(text: bytes, code: str, message: str) -> None:
    with pytest.raises(HttpError) as refusal:
        operation_from_json(read_json(text), NONE)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert refusal.value.message.startswith(message)


@pytest.mark.parametrize(
    ("query_string", "operation"),
    [
        ("query={a}", Operation("{a}", {}, None)),
        ("query=%7Ba+b%7D&x=1", Operation("{a b}", {}, None)),
        ("query={a}&variables=&operationName=&extensions=", Operation("{a}", {}, None)),
        ("query={a}&variables=null&extensions=null", Operation("{a}", {}, None)),
        (
            urlencode({"query": "{a}", "variables": '{"é": 1}', "operationName": "A", "extensions": "{}"}),
            Operation("{a}", {"é": 1}, "A"),
        ),
    ],
)
def test_a_url_becomes_an_operation(query_string: str, operation: Operation) -> None:
    assert operation_from_url(query_string.encode(), NONE) == operation


@pytest.mark.parametrize(
    ("query_string", "status", "code", "message"),
    [
        (b"", 400, "BAD_USER_INPUT", "`query` must be"),
        (b"query=", 400, "BAD_USER_INPUT", "`query` must be"),
        (b"variables={}", 400, "BAD_USER_INPUT", "`query` must be"),
        (b"query={a}&query={b}", 400, "BAD_USER_INPUT", "The parameter query may be in the URL once."),
        (b"query={a}&x=1&x=1", 400, "BAD_USER_INPUT", "A parameter may be in the URL once."),
        (b"query={a}&variables=x", 400, "BAD_USER_INPUT", "The parameter variables was refused. This is not"),
        (b"query={a}&variables=[]", 400, "BAD_USER_INPUT", "`variables` must be"),
        (
            b"query={a}&variables=" + b"[" * 70 + b"]" * 70,
            400,
            "BAD_USER_INPUT",
            "The parameter variables",
        ),
        (b"query={a}&extensions=5", 400, "BAD_USER_INPUT", "`extensions` must be"),
        (b"query=%FF", 400, "BAD_USER_INPUT", "The parameters of the URL must be UTF-8"),
        (b"query=\xff", 400, "BAD_USER_INPUT", "The parameters of the URL must be UTF-8"),
        (b"query=%ED%A0%80", 400, "BAD_USER_INPUT", "The parameters of the URL must be UTF-8"),
        (b"query={a}%00", 400, "BAD_USER_INPUT", "Text may not contain"),
        (b"query={a}&operationName=%00", 400, "BAD_USER_INPUT", "Text may not contain"),
        (b"query={a}" + b"&x" * 101, 400, "BAD_USER_INPUT", "The parameters of the URL must be UTF-8"),
        (b"query=" + quote(LONGEST + " ").encode(), 400, "LIMIT_EXCEEDED", "A document may have"),
        (b"query=" + b"x" * 1024 * 1024, 414, "LIMIT_EXCEEDED", "The URL may have"),
    ],
)
def test_an_invalid_url_is_refused(query_string: bytes, status: int, code: str, message: str) -> None:
    with pytest.raises(HttpError) as refusal:
        operation_from_url(query_string, NONE)
    assert (refusal.value.status, refusal.value.code) == (status, code)
    assert refusal.value.message.startswith(message)
