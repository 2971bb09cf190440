"""Everything of Strawberry that is not its public interface. An upgrade that breaks Marquee breaks it here.

`tests/graph/test_strawberry_internals.py` tests each name, and pyproject.toml bounds the versions.
"""

import dataclasses
import sys
from collections.abc import Callable
from enum import Enum
from types import SimpleNamespace
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import object_type

__all__ = ["ExecutionContext", "core_info", "core_schema", "definition_of", "enum_definition"]

C = TypeVar("C", bound=type)

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


def _dataclass(*, kw_only: bool) -> Callable[[C], C]:
    """The decorator that Strawberry makes a dataclass of each type with, for what types need: fields and `__init__`.

    Compiling `__eq__` and `__repr__` of hundreds of types, and printing their signatures, takes time at each start.
    """

    def make(cls: C) -> C:
        # Without a text of its own it would get the signature.
        cls.__doc__ = cls.__doc__ or cls.__name__
        dataclasses.dataclass(kw_only=kw_only, eq=False, repr=False)(cls)
        return cls

    return make


def _set_namespace(annotation: StrawberryAnnotation, field: Any) -> None:
    """Set the module in which an annotation is evaluated: a text again, anything else only if it was not possible yet.

    Strawberry evaluates each annotation before it knows the module, and would do so once more.
    """
    annotation.namespace = vars(sys.modules[field.origin.__module__])
    if isinstance(annotation.raw_annotation, str):
        # Its names may mean something else in the module. Setting it forgets what it was evaluated to.
        annotation.annotation = annotation.raw_annotation


# For the types that are declared after this; `app/schema.py` imports it first.
_FOR_TYPES: Any = SimpleNamespace(**vars(dataclasses) | {"dataclass": _dataclass})
object_type.dataclasses = _FOR_TYPES  # type: ignore[attr-defined]
StrawberryAnnotation.set_namespace_from_field = _set_namespace  # type: ignore[assignment,method-assign]
