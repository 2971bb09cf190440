"""The header `Idempotency-Key` of an HTTP request."""

from starlette.requests import HTTPConnection

from app.auth.rules import Caller
from app.graph.execution import Operation
from app.graph.retries import Retry, retry_from_header

_NAME = b"idempotency-key"
REPLAYED = "Idempotency-Replayed"


def retry_of_request(connection: HTTPConnection, caller: Caller, operation: Operation) -> Retry | None:
    """The key of this request, if it has one. A WebSocket's header would be that of all its operations: ignored.

    Raises `BadInput` for an invalid key.
    """
    if connection.scope["type"] != "http":
        return None
    values = [value.decode("latin-1") for name, value in connection.scope["headers"] if name == _NAME]
    if not values:
        return None
    return retry_from_header(values, caller.application_id, operation.document, operation.name, operation.variables)
