"""Enums of the domain as enums of the schema, every value described."""

from enum import Enum
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=Enum)


def enum_type(cls: type[E], description: str, *, name: str | None = None, **values: str) -> type[E]:
    """Make a domain enum part of the schema. Each member needs a description of its own."""
    missing = {member.name for member in cls} ^ set(values)
    assert not missing, f"{cls.__name__}: describe {sorted(missing)}"
    # An input that was imported earlier may have made the definition already, bare; a second one would clash.
    if "__strawberry_definition__" not in vars(cls):
        strawberry.enum(cls)
    definition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    definition.name = name or cls.__name__
    definition.description = description
    for value in definition.values:
        value.description = values[value.name]
    return cls
