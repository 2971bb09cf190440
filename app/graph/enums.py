"""Enums of the domain as enums of the schema, every value described."""

from enum import Enum
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=Enum)


def enum_type(cls: type[E], description: str, *, name: str | None = None, **values: str) -> type[E]:
    """Make a domain enum part of the schema. Each member needs a description of its own."""
    strawberry.enum(cls, name=name, description=description)
    missing = {member.name for member in cls} ^ set(values)
    assert not missing, f"{cls.__name__}: describe {sorted(missing)}"
    for value in cls.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return cls
