"""Where a path of the field map leads in the exported schema."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

EXPORTED = Path(__file__).parents[2] / "schema.graphql"


class NoSuchPath(Exception):
    """The schema has nothing at this path; the message names the first name that leads nowhere."""


@dataclass(frozen=True)
class Step:
    """One name of a path and what stands there."""

    name: str
    field: GraphQLField | GraphQLInputField | GraphQLArgument

    @property
    def type(self) -> GraphQLNamedType:
        return get_named_type(self.field.type)

    @property
    def listed(self) -> bool:
        kind = self.field.type.of_type if isinstance(self.field.type, GraphQLNonNull) else self.field.type
        return isinstance(kind, GraphQLList)


@cache
def exported() -> GraphQLSchema:
    return build_schema(EXPORTED.read_text(encoding="utf-8"))


def steps(path: str) -> tuple[Step, ...]:
    """Every step behind the path's first name, which is a type; none for a type alone."""
    first, *names = path.split(".")
    here: GraphQLNamedType | None = exported().type_map.get(first)
    if here is None:
        raise NoSuchPath(f"{path}: there is no type {first}")
    arguments: dict[str, GraphQLArgument] = {}
    found: list[Step] = []
    for name in names:
        field = _step(here, name) or arguments.get(name)
        if field is None:
            raise NoSuchPath(f"{path}: {here} has no {name}")
        arguments = field.args if isinstance(field, GraphQLField) else {}
        found.append(Step(name, field))
        here = found[-1].type
    return tuple(found)


def _step(here: GraphQLNamedType, name: str) -> GraphQLField | GraphQLInputField | None:
    if isinstance(here, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        found: GraphQLField | GraphQLInputField | None = here.fields.get(name)
        return found
    return None
