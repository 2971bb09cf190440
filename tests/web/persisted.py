"""Support for tests of persisted operations: documents, trusted ones among them, and their hashes."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeAlias

import httpx2

NAMED = "query Named($show: Boolean! = true) { a: __typename @include(if: $show) }"
OTHER = "query Other { other: __typename }"
SCHEMA = "{ __schema { queryType { name } } }"
PUBLISH = "mutation Publish($uuid: UUID!) { publishEvent(uuid: $uuid) { event { name } userErrors { code } } }"
CANCEL = "mutation Cancel($uuid: UUID!) { cancelEvent(uuid: $uuid) { userErrors { code } } }"
LISTED = {"named": NAMED, "schema": SCHEMA, "publish": PUBLISH}

Send: TypeAlias = Callable[..., httpx2.Response]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def hashed(text: str, version: Any = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": digest(text)}}}


def check_data(response: httpx2.Response, data: Any) -> None:
    assert (response.status_code, response.json()) == (200, {"data": data})
