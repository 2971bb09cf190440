"""Field extensions that mark root fields: the scope they need, and whether they are bulk mutations."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLObjectType
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from app.auth.rules import Scope
from app.core.problems import Forbidden
from app.graph.strawberry_internals import definition_of


class RequireScope(FieldExtension):
    """The caller's token must have the scope, or `instead`. The SQL restricts it to the caller's own data."""

    def __init__(self, scope: Scope, instead: Scope | None = None) -> None:
        self.scope = scope
        self.enough = frozenset({scope} if instead is None else {scope, instead})
        self._named = f"`{scope}`" if instead is None else f"`{scope}` or `{instead}`"

    def apply(self, field: StrawberryField) -> None:
        need = f" Needs the scope {self._named}."
        # Each schema that includes the field calls this again for the same field.
        field.description = f"{(field.description or '').removesuffix(need)}{need}"

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any) -> Any:
        if self.enough.isdisjoint(info.context.caller.scopes):
            raise Forbidden(self.scope)
        if info.context.converts_in_thread:
            # A thread has run up to here and converted the arguments; the event loop runs the rest.
            await asyncio.sleep(0)
        return await next_(source, info, **kwargs)


class Bulk(FieldExtension):
    """Marks a bulk mutation: a request with only bulk mutations may have a larger body."""

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any) -> Any:
        return await next_(source, info, **kwargs)


def bulk_fields(root: GraphQLObjectType | None) -> frozenset[str]:
    """The fields of a root type that are marked as `Bulk`."""
    if root is None:
        return frozenset()
    definitions = {name: definition_of(field) for name, field in root.fields.items()}
    return frozenset(
        name for name, field in definitions.items() if any(isinstance(mark, Bulk) for mark in field.extensions)
    )
