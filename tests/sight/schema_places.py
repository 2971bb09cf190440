"""What the schema asks a row for: its root fields, its types of nodes, and each place where an identifier stands."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)

from app.schema import schema

CORE = schema._schema
Path = tuple[str, ...]


def fields_of(root: GraphQLObjectType | None) -> dict[str, GraphQLField]:
    assert root is not None
    return dict(root.fields)


QUERY_FIELDS = fields_of(CORE.query_type)
MUTATION_FIELDS = fields_of(CORE.mutation_type)
SUBSCRIPTION_FIELDS = fields_of(CORE.subscription_type)


def node_types() -> set[str]:
    node = CORE.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return {each.name for each in CORE.get_implementations(node).objects}


def places(field: GraphQLField) -> set[Path]:
    """Each argument or input field of the types ID and UUID, by the way from the argument inward."""
    return {path for name, argument in field.args.items() for path in _places(argument.type, (name,))}


def _places(kind: Any, path: Path) -> Iterator[Path]:
    bare = get_nullable_type(kind)
    while is_list_type(bare):
        bare = get_nullable_type(bare.of_type)
    if is_input_object_type(bare):
        for name, field in bare.fields.items():
            yield from _places(field.type, (*path, name))
    elif bare.name in ("ID", "UUID"):
        yield path


def document(kind: str, name: str, field: GraphQLField, given: Any, selection: str) -> str:
    """An operation of one root field, all of whose arguments are variables."""
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    passed = ", ".join(f"{each}: ${each}" for each in given)
    head = f"{kind} ({declared})" if given else kind
    return f"{head} {{ {name}{f'({passed})' if given else ''} {selection} }}"
