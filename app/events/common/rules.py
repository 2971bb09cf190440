"""What the rules of all parts share: objects within objects, and lists that are replaced as a whole. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.core.fields import Choice, Patch, Rules, camel, check, missing, too_many
from app.core.problems import Path, Problem, ProblemCode

V = TypeVar("V")
OFF = Choice(default=False)
ON = Choice(default=True)


@dataclass(frozen=True)
class ListRule(Generic[V]):
    """Where a list is in the input, what each item may hold, and how many items there may be."""

    path: tuple[str, ...]
    rules: Rules[V]
    most: int

    def at(self, path: Path) -> Path:
        """The path of the list in the spelling of the schema."""
        return (*path, *(camel(name) for name in self.path))


def problems_with_items(patch: Patch, listed: ListRule[Any], path: Path) -> Iterator[Problem]:
    """The length of a list, and the fields of each of its items. A new item has to have the required ones."""
    items, at = inside(patch, listed.path), listed.at(path)
    if found := too_many(items, listed.most, at):
        yield from found
        return
    for index, item in enumerate(items or ()):
        yield from check(item, listed.rules, (*at, str(index)))
        if item.get("uuid") is None:
            yield from missing(item, listed.rules, (*at, str(index)))


def problems_with_uuids(items: Sequence[Patch], stored: Collection[UUID], path: Path) -> Iterator[Problem]:
    """The uuid of an item names a stored item, and no two items name the same."""
    kept: set[UUID] = set()
    for index, item in enumerate(items):
        uuid, at = item.get("uuid"), (*path, str(index), "uuid")
        if uuid is None:
            continue
        if uuid not in stored:
            sentence = "The list has no item with this uuid; leave it out for a new one."
            yield Problem(ProblemCode.NOT_FOUND, sentence, at)
        elif uuid in kept:
            yield Problem(ProblemCode.NOT_UNIQUE, "The list has this item already.", at)
        kept.add(uuid)


def inside(patch: Patch, path: Sequence[str]) -> Any:
    """The value at the end of the path; None if it is null or was not sent."""
    inner: Any = patch
    for name in path:
        inner = None if inner is None else inner.get(name)
    return inner
