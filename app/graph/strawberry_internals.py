"""Everything of Strawberry that is not its public interface. An upgrade that breaks Marquee breaks it here.

`tests/graph/test_strawberry_internals.py` tests each name, and pyproject.toml bounds the versions.
"""

from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

__all__ = ["ExecutionContext", "core_info", "core_schema", "definition_of", "enum_definition"]

ExecutionContext = StrawberryGraphQLCoreExecutionContext

_DEFINITION = "strawberry-definition"


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return schema._schema


def core_info(info: Any) -> Any:
    """graphql-core's `GraphQLResolveInfo` behind a `strawberry.Info`."""
    return info._raw_info


def definition_of(core: Any) -> Any:
    """Strawberry's definition behind a type or field of graphql-core; None where graphql-core made it."""
    return core.extensions.get(_DEFINITION)


def enum_definition(cls: type[Enum]) -> Any:
    """The definition of an enum, with `name`, `description` and `values`; created on first use.

    `strawberry.enum` cannot change one that exists, and an input makes one for each enum it uses.
    """
    if "__strawberry_definition__" not in vars(cls):
        strawberry.enum(cls)
    return cls.__strawberry_definition__  # type: ignore[attr-defined]
