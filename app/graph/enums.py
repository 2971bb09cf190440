"""Adds enums of the domain to the schema, with a description for every value."""

from enum import Enum
from typing import TypeVar

from app.graph.strawberry_internals import enum_definition

E = TypeVar("E", bound=Enum)


def enum_type(cls: type[E], description: str, *, name: str | None = None, **values: str) -> type[E]:
    """Add a domain enum to the schema. Each member needs a description."""
    missing = {member.name for member in cls} ^ set(values)
    assert not missing, f"{cls.__name__}: describe {sorted(missing)}"
    definition = enum_definition(cls)
    definition.name = name or cls.__name__
    definition.description = description
    for value in definition.values:
        value.description = values[value.name]
    return cls
