"""The schema as the compiler sees it: for each object type its entity and, field by field, its mapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from app.graph.reading.mapping import ENTITY, READ, Entity, FieldMap

KINDS = {
    "String": "text",
    "URL": "text",
    "ID": "plain",
    "Int": "int",
    "Float": "float",
    "Boolean": "bool",
    "UUID": "uuid",
    "DateTime": "plain",
    "LocalDateTime": "plain",
    "Date": "plain",
    "Time": "plain",
    "TimeZone": "plain",
    "CurrencyCode": "plain",
    "Decimal": "plain",
    "BigInt": "bigint",
    "JSON": "json",
}


@dataclass(frozen=True, slots=True)
class MappedType:
    """One object type. `names`: its own, its interfaces' and its unions', for fragments."""

    name: str
    names: frozenset[str]
    entity: Entity | None
    fields: dict[str, FieldMap]
    definitions: dict[str, GraphQLField]


class Model:
    """Looked up by GraphQL names, so that the compiler never sees a Python class."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.core: GraphQLSchema = schema._schema
        unions = [core for core in self.core.type_map.values() if isinstance(core, GraphQLUnionType)]
        self.types = {
            name: _mapped(core, unions)
            for name, core in self.core.type_map.items()
            if isinstance(core, GraphQLObjectType) and not name.startswith("__")
        }

    def of(self, output: GraphQLOutputType) -> MappedType:
        """The mapped type behind a field's type, its lists and non-nulls taken off."""
        return self.types[get_named_type(output).name]

    def nodes(self) -> dict[str, MappedType]:
        """The types that `node(id:)` can find."""
        return {name: found for name, found in self.types.items() if "Node" in found.names and found.entity}


def kind_of(output: GraphQLOutputType) -> str | None:
    """How a leaf prints; lists of scalars stand as JSON. None for objects."""
    bare = output.of_type if is_non_null_type(output) else output
    named: Any = get_named_type(output)
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        return None
    if is_list_type(bare):
        return "json"
    return "plain" if is_enum_type(named) else KINDS[named.name]


def _mapped(core: GraphQLObjectType, unions: Sequence[GraphQLUnionType]) -> MappedType:
    definition = core.extensions.get("strawberry-definition")
    fields: dict[str, FieldMap] = {}
    for name, field in core.fields.items():
        source = field.extensions.get("strawberry-definition")
        how = source.metadata.get(READ) if source is not None else None
        if how is not None:
            fields[name] = how
    above = [*core.interfaces, *(union for union in unions if core in union.types)]
    return MappedType(
        core.name,
        frozenset({core.name, *(each.name for each in above)}),
        getattr(getattr(definition, "origin", None), ENTITY, None),
        fields,
        dict(core.fields),
    )
