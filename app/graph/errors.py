"""Errors as clients see them: a sentence, a stable code, the request's id, and nothing from inside.

Codes: UNAUTHENTICATED FORBIDDEN BAD_USER_INPUT GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED LIMIT_EXCEEDED
OVERLOADED CONFLICT NOT_FOUND LAGGING INTERNAL.
"""

import logging
from collections.abc import Iterable
from typing import Any

import orjson
from graphql import GraphQLError

from app.core.exceeded import LimitExceeded
from app.core.problems import BadInput, Forbidden, NotFound
from app.db.database import Conflict
from app.db.statements import Overloaded
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
    if isinstance(error, Overloaded):
        return "OVERLOADED"
    if isinstance(error, Conflict):
        return "CONFLICT"
    if isinstance(error, NotFound):
        return "NOT_FOUND"
    if isinstance(error, Lagging):
        return "LAGGING"
    return None


MESSAGES = {
    "LAGGING": "More has happened than was fetched. Read the whole again, and subscribe anew.",
    "OVERLOADED": "The gateway is busy. Try again in a moment.",
    "CONFLICT": "Others were changing the same thing. Nothing was stored; try again.",
}


def shown(error: GraphQLError, default: str, request_id: str) -> dict[str, Any]:
    """One error of an answer. `default` is the code of an error that graphql-core itself has made."""
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    code = default if original is None else code_of(original)
    if code is None:
        # The traceback tells where; the message could hold a person's data, so only its type is logged.
        log.error(
            "request %s failed at %s: %s",
            request_id,
            "/".join(str(step) for step in error.path or ()),
            type(original).__name__,
            exc_info=_without_values(original),
        )
        code, message = "INTERNAL", "Something went wrong on our side."
    else:
        message = MESSAGES.get(code) or error.message.replace(" not to be None.", " not to be null.")
    body: dict[str, Any] = {"message": message[:MAX_MESSAGE]}
    if error.locations:
        body["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        body["path"] = list(error.path)
    body["extensions"] = {"code": code, "requestId": request_id}
    if isinstance(original, LimitExceeded):
        body["extensions"] |= original.extensions
    return body


def shown_all(errors: Iterable[GraphQLError], default: str, request_id: str) -> list[dict[str, Any]]:
    """The first errors of an answer."""
    return [shown(error, default, request_id) for error in list(errors)[:MAX_ERRORS]]


def error_body(message: str, code: str, request_id: str) -> bytes:
    """A whole answer that is one error."""
    extensions = {"code": code, "requestId": request_id}
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})


def _without_values(error: BaseException | None) -> Any:
    """The traceback under a bare exception of the same name: database errors carry rows in their text."""
    if error is None:
        return None
    bare = type(type(error).__name__, (Exception,), {})()
    return (type(bare), bare, error.__traceback__)
