"""Recipes' variables: identifiers are written as names behind an @, and replaced by what they stand for."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.sight.schema_places import Path

Place = tuple[str | int, ...]


def filled(given: Any, stands_for: Callable[[str, Place], str], at: Place = ()) -> Any:
    """The variables with each name replaced."""
    if isinstance(given, dict):
        return {key: filled(value, stands_for, (*at, key)) for key, value in given.items()}
    if isinstance(given, list):
        return [filled(value, stands_for, (*at, place)) for place, value in enumerate(given)]
    return stands_for(given[1:], at) if isinstance(given, str) and given.startswith("@") else given


def named(given: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """Where each name stands."""
    if isinstance(given, dict | list):
        pairs = given.items() if isinstance(given, dict) else enumerate(given)
        for key, value in pairs:
            yield from named(value, (*at, key))
    elif isinstance(given, str) and given.startswith("@"):
        yield at, given[1:]


def path_of(place: Place) -> Path:
    """The place as the schema knows it: without the numbers of lists."""
    return tuple(step for step in place if isinstance(step, str))
