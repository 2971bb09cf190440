"""Untrusted JSON: what is accepted unchanged, and what is refused."""

import json
from typing import Any

import pytest

from app.web.safe_json import InvalidJson, parse


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    "text",
    [
        b"null",
        b'{"a": [1, -2, 3.5, 1e3, true, "\\u00e9\\ud83d\\ude00"]}',
        b'{"big": [18446744073709551615, -9223372036854775808]}',
        b'{"text": "[1234567890123456789012345678901234567890]"}',
        b'{"text": "\\\\u0000"}',
        b'{"' + b"[" * 500 + b'": 1}',
        nested(64),
        b'{"a":' * 63 + b"[]" + b"}" * 63,
        b"[" + b"[]," * 1_000 + b"[]]",
    ],
)
def test_valid_json_is_accepted_unchanged(text: bytes) -> None:
    assert parse(text) == json.loads(text)


NOT_JSON = "This is not JSON"
TOO_DEEP = "The JSON may be at most 64 levels deep."
TOO_LARGE = "A whole number in JSON may have at most 64 bits. Send larger ones as text."
NUL = "Text may not contain the character NUL (U+0000)."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", NOT_JSON),
        (b" ", NOT_JSON),
        (b"{", NOT_JSON),
        (b"{}{}", NOT_JSON),
        (b"{'a': 1}", NOT_JSON),
        (b'{"a": 1,}', NOT_JSON),
        (b"NaN", NOT_JSON),
        (b"[Infinity]", NOT_JSON),
        (b"[-Infinity]", NOT_JSON),
        (b"[1e400]", NOT_JSON),
        (b'["\xff"]', NOT_JSON),
        (b'["\xed\xa0\x80"]', NOT_JSON),
        (b'["\\ud800"]', NOT_JSON),
        (b'["\\udc00\\ud800"]', NOT_JSON),
        (b'["\0"]', NOT_JSON),
        (b"\xef\xbb\xbf{}", NOT_JSON),
        ('{"a": 1}'.encode("utf-16"), NOT_JSON),
        (b"[" * 100_000, NOT_JSON),
        (nested(100_000), NOT_JSON),
        (nested(65), TOO_DEEP),
        (nested(1_000), TOO_DEEP),
        (b'{"a":' * 65 + b"1" + b"}" * 65, TOO_DEEP),
        (b"[18446744073709551616]", TOO_LARGE),
        (b"[-9223372036854775809]", TOO_LARGE),
        (b'{"a":123456789012345678901234567890}', TOO_LARGE),
        (b'{"a": ' + b"1" * 300 + b"\n}", TOO_LARGE),
        (b"[" + b"1" * 5_000 + b"]", NOT_JSON),
        (b'["\\u0000"]', NUL),
        (b'{"\\u0000": 1}', NUL),
        (b'{"a": [{"b": "x\\u0000"}]}', NUL),
    ],
)
def test_unsafe_json_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(InvalidJson, match=f"^{message.split('(')[0]}"):
        parse(text)


@pytest.mark.parametrize("element", [b"[],", b'"\\u0031",', b"1234567890123456789,", b"{},"])
def test_a_mebibyte_of_small_values_is_accepted(element: bytes) -> None:
    count = 1024 * 1024 // len(element)
    value: Any = parse(b"[" + element * count + b"0]")
    assert (len(value), value[-1]) == (count + 1, 0)
