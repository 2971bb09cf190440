"""Sessions that overlap in one location or with one speaker. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from app.sessions.rules.times import Span


@dataclass(frozen=True, slots=True)
class Held:
    """A session on one of its dates, or as a whole if it has none; then `session` is None.

    `exclusive`: it prevents conflicts.
    """

    uuid: UUID
    name: str
    span: Span
    location: UUID | None = None
    speakers: frozenset[UUID] = frozenset()
    exclusive: bool = False
    session: UUID | None = None

    @property
    def whole(self) -> UUID:
        """The session itself."""
        return self.session or self.uuid


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two overlapping sessions, the earlier first, and what they share."""

    first: Held
    second: Held
    shared: str

    def sentence(self) -> str:
        return f"“{self.first.name}” and “{self.second.name}” overlap {self.shared}."


def overlap(one: Span, other: Span) -> bool:
    """Whether they have a moment in common. One that starts when the other ends does not overlap it."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def overlaps(held: Iterable[Held], saved: Collection[UUID], most: int) -> list[Overlap]:
    """The overlapping pairs that include a saved session, each pair once, at its first time; at most `most`.

    Both are in one location, or they have a speaker in common and one of them prevents conflicts.
    """
    sharing: dict[tuple[str, UUID], list[Held]] = defaultdict(list)
    for each in held:
        if each.location is not None:
            sharing["in the same location", each.location].append(each)
        for speaker in each.speakers:
            sharing["with the same speaker", speaker].append(each)
    found: dict[frozenset[UUID], Overlap] = {}
    for (shared, _key), several in sharing.items():
        several.sort(key=lambda each: (each.span.starts_at, str(each.uuid)))
        anyway = shared == "in the same location"
        for place, first in enumerate(several):
            for behind in range(place + 1, len(several)):
                second = several[behind]
                if second.span.starts_at >= first.span.ends_at or len(found) >= most:
                    break
                if first.whole == second.whole or (first.whole not in saved and second.whole not in saved):
                    continue
                if anyway or first.exclusive or second.exclusive:
                    found.setdefault(frozenset({first.whole, second.whole}), Overlap(first, second, shared))
    return list(found.values())
