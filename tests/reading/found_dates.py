"""Arguments with which generated queries find dates by time and place."""

import random
from collections.abc import Mapping
from typing import Any, Protocol

from graphql import GraphQLArgument, GraphQLInputObjectType, GraphQLInputType, get_nullable_type

from tests.reading.values import Values

FOUND = "FoundOccurrence"


class Writer(Protocol):
    """The writer of a document."""

    values: Values
    rng: random.Random

    def part(self, name: str, kind: GraphQLInputType, about: str, drawn: Any) -> str: ...


def place_for(writer: Writer, arguments: Mapping[str, GraphQLArgument], given: list[str]) -> list[str]:
    """The filter of a list whose arguments so far order it by distance: it names a place. Else nothing."""
    if not any(written.startswith("orderBy: {field: DISTANCE") for written in given):
        return []
    bare = get_nullable_type(arguments["filter"].type)
    assert isinstance(bare, GraphQLInputObjectType)
    drawn = writer.values.drawn("filter", bare, FOUND)(writer.rng)
    drawn["near"] = writer.values.drawn("near", bare.fields["near"].type, FOUND)(writer.rng)
    parts = [f"{key}: {writer.part(key, bare.fields[key].type, FOUND, value)}" for key, value in drawn.items()]
    return [f"filter: {{{', '.join(parts)}}}"]
