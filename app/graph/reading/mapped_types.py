"""The object types of the schema as the compiler sees them: their entities and, field by field, their mappings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from app.graph.reading.mapping import ENTITY, READ, Entity, FieldMap
from app.graph.strawberry_internals import definition_of

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


def kind_of(output: GraphQLOutputType) -> str | None:
    """How a leaf is printed; lists of scalars are stored as JSON. None for objects."""
    bare = output.of_type if is_non_null_type(output) else output
    named: Any = get_named_type(output)
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        return None
    if is_list_type(bare):
        return "json"
    return "plain" if is_enum_type(named) else KINDS[named.name]


def mapped_type(core: GraphQLObjectType, unions: Sequence[GraphQLUnionType]) -> MappedType:
    """An object type with what its class and its fields declare."""
    definition = definition_of(core)
    fields: dict[str, FieldMap] = {}
    for name, field in core.fields.items():
        source = definition_of(field)
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
