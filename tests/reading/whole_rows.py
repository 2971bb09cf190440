"""Queries that select all fields of each row, so that every field is read from rows that have a value."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

from tests.reading.plain.world import ENTITIES, World

ROWS = 25

# What a field cannot do without.
NEEDED = {"userUuid": "$user", "limit": "2"}


def whole_rows(schema: GraphQLSchema, world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Queries with their variables: each type of a row of its own, some rows at a time."""
    user = world.all("Follow")[0]["user_id"]
    for name in ENTITIES.values():
        kind = schema.type_map[name]
        text = f"query ($ids: [ID!]!, $user: UUID!) {{ nodes(ids: $ids) {{ id ... on {name} {_fields(kind)} }} }}"
        if "$user" not in _fields(kind):
            text = text.replace(", $user: UUID!", "")
        ids = [f"{name}_{row['id']}" for row in world.all(name)]
        for start in range(0, len(ids), ROWS):
            variables: dict[str, Any] = {"ids": ids[start : start + ROWS]}
            yield text, variables | ({"user": user} if "$user" in text else {})


def _fields(kind: GraphQLNamedType) -> str:
    assert isinstance(kind, GraphQLObjectType)
    return f"{{ {' '.join(_field(name, field) for name, field in kind.fields.items())} }}"


def _field(name: str, field: GraphQLField) -> str:
    """All of what belongs to the row alone, and of the rows beside it their ids."""
    kind = get_named_type(field.type)
    given = [f"{key}: {NEEDED[key]}" for key, argument in field.args.items() if is_required_argument(argument)]
    if kind.name.endswith("Connection"):
        given.append("first: 3")
    if kind.name == "FoundOccurrenceConnection":
        # Without a place no edge says how far away it is.
        given.append("filter: {near: {latitude: 0, longitude: 140, radiusKm: 20000}}")
    head = f"{name}({', '.join(given)})" if given else name
    if not isinstance(kind, GraphQLObjectType):
        return head
    return f"{head} {{ id }}" if kind.name in ENTITIES.values() else f"{head} {_fields(kind)}"
