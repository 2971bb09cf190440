"""Marks root fields that the reader answers alone: their resolvers need not be called."""

from collections.abc import Callable
from typing import Any, TypeVar

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
MARK = "answered_alone"


def answered_alone(resolver: Resolver) -> Resolver:
    """Mark a resolver that does nothing but return `info.context.answer(info)`."""
    setattr(resolver, MARK, True)
    return resolver


def is_marked(resolver: Any) -> bool:
    return getattr(resolver, MARK, False) is True


def is_answered_alone(definition: Any) -> bool:
    """Whether this is a field of Strawberry whose resolver is marked, and which nothing surrounds."""
    resolver = definition and definition.base_resolver
    return bool(resolver) and not definition.extensions and is_marked(resolver.wrapped_func)
