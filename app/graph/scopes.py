"""Which root fields need which scope. The architecture test reads these marks."""

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
    """The caller's token must carry the scope, or `instead`. Whose data it may touch is asked by the SQL, not here."""

    def __init__(self, scope: Scope, instead: Scope | None = None) -> None:
        self.scope = scope
        self.enough = frozenset({scope} if instead is None else {scope, instead})
        self._named = f"`{scope}`" if instead is None else f"`{scope}` or `{instead}`"

    def apply(self, field: StrawberryField) -> None:
        need = f" Needs the scope {self._named}."
        # Every schema that takes the field in applies this once more, to the same field.
        field.description = f"{(field.description or '').removesuffix(need)}{need}"

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any) -> Any:
        if self.enough.isdisjoint(info.context.caller.scopes):
            raise Forbidden(self.scope)
        if info.context.converts_aside:
            # So far a thread has come, which has converted the arguments; the rest is the event loop's.
            await asyncio.sleep(0)
        return await next_(source, info, **kwargs)


class Bulk(FieldExtension):
    """A mutation of many things at once: a body that asks for nothing else may be larger. Changes no answer."""

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any) -> Any:
        return await next_(source, info, **kwargs)


def bulk_fields(root: GraphQLObjectType | None) -> frozenset[str]:
    """The fields of a root type that are marked so."""
    if root is None:
        return frozenset()
    definitions = {name: definition_of(field) for name, field in root.fields.items()}
    return frozenset(
        name for name, field in definitions.items() if any(isinstance(mark, Bulk) for mark in field.extensions)
    )
