"""From the parameters of a request, POSTed as JSON or in the URL, to the operation it asks for."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from app.graph.execution import Operation
from app.web.safe_json import BadJson, parse
from app.web.shell import Refusal

DOCUMENT_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024
# What may be sent by those who are known, and only for what makes many things at once.
BULK_BYTES = 8 * 1024 * 1024
PARAMETERS = 100

# An escape for NUL inside a document's string; `\\u0000` is a backslash and five characters.
_NUL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})")


def operation_in_body(body: bytes) -> Operation:
    """What a POST asks for. Raises `Refusal`."""
    parameters = _parsed(body, "The body")
    if isinstance(parameters, list):
        raise _bad("Batches are not supported: send one operation a request, with several root fields.")
    if not isinstance(parameters, dict):
        raise _bad('The body must be a JSON object such as {"query": "…", "variables": {…}}.')
    return operation_of(parameters)


def operation_in_url(query_string: bytes) -> Operation:
    """What a GET asks for: `query`, and `variables` and `extensions` as JSON text. Raises `Refusal`."""
    if len(query_string) > BODY_BYTES:
        raise Refusal(414, "LIMIT_EXCEEDED", f"The URL may have at most {BODY_BYTES:,} bytes. Use POST.")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS
        )
    except ValueError:
        raise _bad(f"The parameters of the URL must be UTF-8, and at most {PARAMETERS}.") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise (
                _bad(f"The parameter {name} may stand in the URL once.")
                if name in _KNOWN
                else _bad("A parameter may stand in the URL once.")
            )
        parameters[name] = value
    for name in ("variables", "extensions"):
        if parameters.get(name) == "":
            del parameters[name]
        elif name in parameters:
            parameters[name] = _parsed(parameters[name].encode(), f"The parameter {name}")
    if parameters.get("operationName") == "":
        del parameters["operationName"]
    return operation_of(parameters)


_KNOWN = ("query", "variables", "operationName", "extensions")


def operation_of(parameters: Mapping[str, Any]) -> Operation:
    """What parameters ask for that are read already: a body's, a URL's or a socket's. Raises `Refusal`."""
    document = parameters.get("query")
    if not isinstance(document, str) or not document.strip():
        raise _bad("`query` must be the text of a GraphQL document.")
    if len(document) > DOCUMENT_BYTES or len(document.encode()) > DOCUMENT_BYTES:
        raise Refusal(400, "LIMIT_EXCEEDED", f"A document may have at most {DOCUMENT_BYTES:,} bytes.")
    name = parameters.get("operationName")
    if name is not None and not isinstance(name, str):
        raise _bad("`operationName` must be text or null.")
    variables = parameters.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise _bad("`variables` must be an object or null.")
    extensions = parameters.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise _bad("`extensions` must be an object or null.")
    if "\0" in document or "\0" in (name or "") or ("\\u" in document and _NUL_ESCAPE.search(document)):
        raise _bad("Text may not contain the character NUL (U+0000).")
    return Operation(document, variables or {}, name)


def _parsed(text: bytes, what: str) -> Any:
    try:
        return parse(text)
    except BadJson as error:
        raise _bad(f"{what} was refused. {error}") from None


def _bad(message: str) -> Refusal:
    return Refusal(400, "BAD_USER_INPUT", message)
