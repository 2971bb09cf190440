"""GraphQL errors as clients see them: a message, a stable code and the request's id, and no internal details.

Codes are those of app/core/errors.py, GRAPHQL_PARSE_FAILED and GRAPHQL_VALIDATION_FAILED. Errors of the store also say
whether the request can be retried.
"""

import logging
from collections.abc import Iterable
from typing import Any

import orjson
from graphql import GraphQLError

from app.core.errors import MarqueeError
from app.core.exceeded import LimitExceeded
from app.core.failures import fingerprint, outline
from app.db.errors import StoreError

log = logging.getLogger("marquee.graph")

MAX_ERRORS = 10
MAX_MESSAGE = 300


def format_error(error: GraphQLError, default: str, request_id: str) -> dict[str, Any]:
    """One error of a response. `default` is the code for graphql-core's own errors."""
    original = origin(error)
    if original is None:
        code, message = default, error.message.replace(" not to be None.", " not to be null.")
    elif not isinstance(original, MarqueeError):
        where = "/".join(str(step) for step in error.path or ())
        cause = {"cause": fingerprint(original)}
        log.error("request %s failed at %s: %s", request_id, where, outline(original), extra=cause)
        code, message = "INTERNAL", "Something went wrong on our side."
    elif isinstance(original, StoreError):
        log_store_error(original, request_id)
        code, message = original.code, original.message
    else:
        code, message = original.code, str(original)
    body: dict[str, Any] = {"message": message[:MAX_MESSAGE]}
    if error.locations:
        body["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        body["path"] = list(error.path)
    body["extensions"] = extensions_of(code, request_id, getattr(original, "retryable", None))
    if isinstance(original, LimitExceeded):
        body["extensions"] |= original.extensions
    return body


def log_store_error(error: StoreError, request_id: str) -> None:
    """Log why the store failed, at most one line a second for each reason."""
    cause = {"cause": (error.code, error.reason), "max_per_second": 1}
    log.warning("request %s was not served: %s: %s", request_id, error.code, error.reason, extra=cause)


def format_errors(errors: Iterable[GraphQLError], default: str, request_id: str) -> list[dict[str, Any]]:
    """The errors of a response, at most `MAX_ERRORS`."""
    return [format_error(error, default, request_id) for error in list(errors)[:MAX_ERRORS]]


def error_body(message: str, code: str, request_id: str, *, retryable: bool | None = None) -> bytes:
    """A response with one error. `retryable` is set for store errors."""
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions_of(code, request_id, retryable)}]})


def extensions_of(code: str, request_id: str, retryable: bool | None) -> dict[str, Any]:
    """The `extensions` of an error."""
    extensions: dict[str, Any] = {"code": code, "requestId": request_id}
    if retryable is not None:
        extensions["retryable"] = retryable
    return extensions


def origin(error: GraphQLError) -> BaseException | None:
    """The exception that a resolver raised; None for graphql-core's own errors."""
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    return original


def store_error_in(errors: Iterable[GraphQLError]) -> StoreError | None:
    """The store error that decides the HTTP status; one that is not retryable comes first. None without any."""
    found = [original for error in errors if isinstance(original := origin(error), StoreError)]
    return min(found, key=lambda each: each.retryable, default=None)
