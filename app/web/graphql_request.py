"""Parse a GraphQL request, from a body, a URL or a WebSocket message, into an operation."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from app.graph.execution import Operation
from app.web.middleware import HttpError
from app.web.persisted.operations import MAX_ID, Documents, Reference, is_digest
from app.web.safe_json import InvalidJson, parse

DOCUMENT_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024
# For authenticated callers, and only for mutations that create many rows.
BULK_BYTES = 8 * 1024 * 1024
PARAMETERS = 100

# An escape for NUL inside a document's string; `\\u0000` is a backslash and five characters.
_NUL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})")


def read_json(body: bytes) -> Any:
    """Parse a POST body. Raises `HttpError`."""
    return _parsed(body, "The body")


def operation_from_json(parameters: Any, documents: Documents) -> Operation:
    """The operation in a parsed POST body. Raises `HttpError`."""
    if isinstance(parameters, list):
        raise _bad_request("Batches are not supported: send one operation per request, with several root fields.")
    if not isinstance(parameters, dict):
        raise _bad_request('The body must be a JSON object such as {"query": "…", "variables": {…}}.')
    return operation_from_parameters(parameters, documents)


def operation_from_url(query_string: bytes, documents: Documents) -> Operation:
    """The operation of a GET: a body's parameters, `variables` and `extensions` as JSON text. Raises `HttpError`."""
    if len(query_string) > BODY_BYTES:
        raise HttpError(414, "LIMIT_EXCEEDED", f"The URL may have at most {BODY_BYTES:,} bytes. Use POST.")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS
        )
    except ValueError:
        raise _bad_request(f"The parameters of the URL must be UTF-8, and at most {PARAMETERS}.") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise (
                _bad_request(f"The parameter {name} may be in the URL once.")
                if name in _KNOWN
                else _bad_request("A parameter may be in the URL once.")
            )
        parameters[name] = value
    for name in ("variables", "extensions"):
        if parameters.get(name) == "":
            del parameters[name]
        elif name in parameters:
            parameters[name] = _parsed(parameters[name].encode(), f"The parameter {name}")
    for name in ("operationName", "documentId", "doc_id"):
        if parameters.get(name) == "":
            del parameters[name]
    return operation_from_parameters(parameters, documents)


_KNOWN = ("query", "documentId", "doc_id", "variables", "operationName", "extensions")
# A URL that contains one of these names a document or holds it.
_OPERATION_PARAMETERS = (b"query=", b"documentId=", b"doc_id=", b"persistedQuery")


def has_operation(query_string: bytes) -> bool:
    """Whether a browser's GET contains an operation and does not just open the page. A quick check."""
    return any(each in query_string for each in _OPERATION_PARAMETERS)


def operation_from_parameters(parameters: Mapping[str, Any], documents: Documents) -> Operation:
    """The operation in parsed parameters. Raises `HttpError`."""
    name = parameters.get("operationName")
    if name is not None and not isinstance(name, str):
        raise _bad_request("`operationName` must be text or null.")
    variables = parameters.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise _bad_request("`variables` must be an object or null.")
    extensions = parameters.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise _bad_request("`extensions` must be an object or null.")
    reference = _reference(parameters, extensions or {})
    text = parameters.get("query")
    # Clients that name the document may send an empty text.
    text = None if reference and (text is None or text == "") else _checked_text(text)
    if "\0" in (name or ""):
        raise _bad_request("Text may not contain the character NUL (U+0000).")
    return Operation(documents.resolve(text, reference, name), variables or {}, name)


def _checked_text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise _bad_request("`query` must be the text of a GraphQL document, unless `documentId` names one.")
    if is_too_long(text):
        raise HttpError(400, "LIMIT_EXCEEDED", f"A document may have at most {DOCUMENT_BYTES:,} bytes.")
    if has_nul(text):
        raise _bad_request("Text may not contain the character NUL (U+0000).")
    return text


def is_too_long(document: str) -> bool:
    return len(document) > DOCUMENT_BYTES or len(document.encode()) > DOCUMENT_BYTES


def has_nul(document: str) -> bool:
    """Whether it contains the character NUL, also as an escape in a GraphQL string."""
    return "\0" in document or ("\\u" in document and _NUL_ESCAPE.search(document) is not None)


def _reference(parameters: Mapping[str, Any], extensions: Mapping[str, Any]) -> Reference | None:
    """The document that the parameters name, if any: as in GraphQL over HTTP, Relay or Apollo."""
    found = []
    persisted = extensions.get("persistedQuery")
    if persisted is not None:
        found.append(Reference.by_digest(_checked_hash(persisted)))
    for name in ("documentId", "doc_id"):
        id = parameters.get(name)
        if id is None:
            continue
        if not isinstance(id, str) or not 0 < len(id) <= MAX_ID:
            raise _bad_request(f"`{name}` must be text of 1 to {MAX_ID} characters.")
        found.append(Reference.by_id(id))
    if len(found) > 1 and len({reference.digest or reference.id for reference in found}) > 1:
        raise _bad_request("The request names two different documents.")
    return found[0] if found else None


def _checked_hash(persisted: Any) -> str:
    where = "`extensions.persistedQuery"
    if not isinstance(persisted, dict):
        raise _bad_request(f"{where}` must be an object or null.")
    version, digest = persisted.get("version"), persisted.get("sha256Hash")
    if version != 1 or isinstance(version, bool):
        raise _bad_request(f"{where}.version` must be 1.")
    if not isinstance(digest, str) or not is_digest(digest):
        raise _bad_request(f"{where}.sha256Hash` must be 64 hexadecimal digits.")
    return digest


def _parsed(text: bytes, what: str) -> Any:
    try:
        return parse(text)
    except InvalidJson as error:
        raise _bad_request(f"{what} was refused. {error}") from None


def _bad_request(message: str) -> HttpError:
    return HttpError(400, "BAD_USER_INPUT", message)
