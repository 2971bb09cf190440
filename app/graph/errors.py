"""Errors as clients see them: a sentence, a stable code, the request's id, and nothing from inside.

Codes: UNAUTHENTICATED FORBIDDEN BAD_USER_INPUT GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED LIMIT_EXCEEDED
NOT_FOUND LAGGING INTERNAL, and those of the store's troubles: UNAVAILABLE OVERLOADED CONFLICT STORAGE_FULL
OUTCOME_UNKNOWN, which also say whether it helps to try again.
"""

import logging
from collections.abc import Iterable
from typing import Any

import orjson
from graphql import GraphQLError

from app.core.exceeded import LimitExceeded
from app.core.failures import kind, outline
from app.core.problems import BadInput, Forbidden, NotFound
from app.db.errors import StoreError
from app.graph.hub import Lagging

log = logging.getLogger("marquee.graph")

MAX_ERRORS = 10
MAX_MESSAGE = 300


def code_of(error: BaseException | None) -> str | None:
    """The code of an exception that may be shown; None for a bug."""
    if isinstance(error, Forbidden):
        return "FORBIDDEN"
    if isinstance(error, BadInput):
        return "BAD_USER_INPUT"
    if isinstance(error, LimitExceeded):
        return "LIMIT_EXCEEDED"
    if isinstance(error, StoreError):
        return error.code
    if isinstance(error, NotFound):
        return "NOT_FOUND"
    if isinstance(error, Lagging):
        return "LAGGING"
    return None


MESSAGES = {
    "LAGGING": "More has happened than was fetched. Read the whole again, and subscribe anew.",
}


def shown(error: GraphQLError, default: str, request_id: str) -> dict[str, Any]:
    """One error of an answer. `default` is the code of an error that graphql-core itself has made."""
    original = origin(error)
    code = default if original is None else code_of(original)
    if code is None:
        assert original is not None
        where = "/".join(str(step) for step in error.path or ())
        cause = {"cause": kind(original)}
        log.error("request %s failed at %s: %s", request_id, where, outline(original), extra=cause)
        code, message = "INTERNAL", "Something went wrong on our side."
    elif isinstance(original, StoreError):
        note(original, request_id)
        message = original.message
    else:
        message = MESSAGES.get(code) or error.message.replace(" not to be None.", " not to be null.")
    body: dict[str, Any] = {"message": message[:MAX_MESSAGE]}
    if error.locations:
        body["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        body["path"] = list(error.path)
    body["extensions"] = extensions_of(code, request_id, getattr(original, "retryable", None))
    if isinstance(original, LimitExceeded):
        body["extensions"] |= original.extensions
    return body


def note(trouble: StoreError, request_id: str) -> None:
    """A line in the log, one a second of each reason: what the store lacks is for its owner to know."""
    cause = {"cause": (trouble.code, trouble.reason), "most": 1}
    log.warning("request %s was not served: %s: %s", request_id, trouble.code, trouble.reason, extra=cause)


def shown_all(errors: Iterable[GraphQLError], default: str, request_id: str) -> list[dict[str, Any]]:
    """The first errors of an answer."""
    return [shown(error, default, request_id) for error in list(errors)[:MAX_ERRORS]]


def error_body(message: str, code: str, request_id: str, *, retryable: bool | None = None) -> bytes:
    """A whole answer that is one error. `retryable`: of the store's troubles."""
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions_of(code, request_id, retryable)}]})


def extensions_of(code: str, request_id: str, retryable: bool | None) -> dict[str, Any]:
    """What an error says to programs."""
    extensions: dict[str, Any] = {"code": code, "requestId": request_id}
    if retryable is not None:
        extensions["retryable"] = retryable
    return extensions


def origin(error: GraphQLError) -> BaseException | None:
    """What a resolver raised; None for an error that graphql-core itself has made."""
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    return original


def trouble_in(errors: Iterable[GraphQLError]) -> StoreError | None:
    """The trouble that speaks for all of them: one after which nobody should simply try again comes first."""
    found = [original for error in errors if isinstance(original := origin(error), StoreError)]
    return min(found, key=lambda trouble: trouble.retryable, default=None)
