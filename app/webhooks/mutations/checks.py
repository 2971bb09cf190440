"""Checks of a webhook's input that wait for the name service, or need the schema."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    parse,
    print_ast,
)

from app.core.exceeded import LimitExceeded
from app.core.problems import Path, Problem, ProblemCode
from app.graph.context import Context, Info
from app.webhooks.operations.resolving import addresses_of
from app.webhooks.rules.addresses import Network, literal_address, may_connect, problems_with_url, why_refused
from app.webhooks.rules.topics import problems_with_topics
from app.webhooks.rules.webhooks import DOCUMENT

# The name service may take this long.
RESOLVE_S = 3.0
INPUT: Path = ("input",)


async def check_webhook(info: Info, patch: Mapping[str, Any]) -> Sequence[Problem]:
    """The problems of the address, of the topics and of the document, if they were sent."""
    context = info.context
    problems: list[Problem] = []
    if (topics := patch.get("topics")) is not None:
        problems += problems_with_topics(topics, changing_types(context), (*INPUT, "topics"))
    if document := patch.get("document"):
        problems += problems_with_document(context, document, (*INPUT, "document"))
    if (url := patch.get("url")) is not None:
        found = problems_with_url(url, context.webhook_networks, (*INPUT, "url"))
        problems += found or await _problems_with_host(url, context.webhook_networks, (*INPUT, "url"))
    return problems


def changing_types(context: Context) -> frozenset[str]:
    """The types whose objects have a global identifier."""
    assert context.reader is not None
    types = context.reader.model.types
    return frozenset(name for name, mapped in types.items() if mapped.entity is not None and "id" in mapped.fields)


def problems_with_document(context: Context, document: str, path: Path) -> list[Problem]:
    """Unless it is one valid query with no other variable than `$id: ID!`, and costs no more than allowed."""
    if len(document) > DOCUMENT:
        return [Problem(ProblemCode.TOO_LONG, f"At most {DOCUMENT} characters; these are {len(document)}.", path)]
    try:
        parsed = parse(document)
    except GraphQLSyntaxError as error:
        return [Problem(ProblemCode.INVALID, f"This is not a GraphQL document: {error.message}", path)]
    operation = _only_query(parsed)
    if operation is None:
        return [Problem(ProblemCode.INVALID, "The document must contain one operation, a query.", path)]
    if any(not _is_id(variable) for variable in operation.variable_definitions or ()):
        return [Problem(ProblemCode.INVALID, "The only variable may be `$id: ID!`.", path)]
    assert context.errors_in is not None
    # What it costs is among them: it does not depend on the only variable.
    return [Problem(_code(error), error.message, path) for error in context.errors_in(document)[:5]]


def _code(error: GraphQLError) -> ProblemCode:
    exceeds = isinstance(error.original_error, LimitExceeded)
    return ProblemCode.OUT_OF_RANGE if exceeds else ProblemCode.INVALID


def _only_query(document: DocumentNode) -> OperationDefinitionNode | None:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        return None
    return operations[0]


def _is_id(variable: VariableDefinitionNode) -> bool:
    return variable.variable.name.value == "id" and print_ast(variable.type) == "ID!"


async def _problems_with_host(url: str, allowed: Sequence[Network], path: Path) -> list[Problem]:
    """Unless the host has addresses that a webhook may be sent to, and no others."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if literal_address(host) is not None:
        return []
    try:
        async with asyncio.timeout(RESOLVE_S):
            found = await addresses_of(host, parts.port or 443)
    except (OSError, UnicodeError, TimeoutError):
        return [Problem(ProblemCode.INVALID, "The name service does not know this host, or did not answer.", path)]
    plain = parts.scheme == "http"
    if all(may_connect(address, allowed, plain=plain) for address in found):
        return []
    return [Problem(ProblemCode.INVALID, why_refused(plain), path)]
