"""Parse untrusted JSON: strict, of bounded depth, without rounded numbers or NUL characters."""

import json
import re
from typing import Any

import orjson

DEPTH = 64
LARGEST = 2**64 - 1
SMALLEST = -(2**63)
# An integer that may exceed 64 bits, or text in a string that looks like one.
_LONG_NUMBER = re.compile(rb"[-\[:,\s]\d{19,}\s*[,\]}]")


class InvalidJson(ValueError):
    """The text is not accepted; the message is a sentence for the client."""


def parse(text: bytes) -> Any:
    """Parse a JSON text. Raises `InvalidJson`."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        # The parser's own message would repeat what was sent.
        raise InvalidJson(
            "This is not JSON: it must be UTF-8 without a byte order mark, standard JSON syntax (no NaN, no "
            f"Infinity, no single surrogates) and at most {DEPTH} levels deep."
        ) from None
    # Counting brackets is much cheaper than walking the value, and rules out most requests.
    if text.count(b"[") + text.count(b"{") > DEPTH and _deeper_than(value, DEPTH):
        raise InvalidJson(f"The JSON may be at most {DEPTH} levels deep.")
    if b"\\u0000" in text and _has_nul(value):
        raise InvalidJson("Text may not contain the character NUL (U+0000).")
    if _LONG_NUMBER.search(text):
        _refuse_rounded(text)
    return value


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        level = [child for each in level for child in _children(each) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _has_nul(value: Any) -> bool:
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str) and "\0" in each:
            return True
        if isinstance(each, dict) and any("\0" in key for key in each):
            return True
        left += _children(each)
    return False


def _refuse_rounded(text: bytes) -> None:
    # orjson silently rounds such a number to the nearest float.
    json.loads(text, parse_int=_whole_number)


def _whole_number(digits: str) -> int:
    if len(digits) > 20 or not SMALLEST <= int(digits) <= LARGEST:
        raise InvalidJson("A whole number in JSON may have at most 64 bits. Send larger ones as text.")
    return int(digits)
