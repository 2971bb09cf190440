"""Which sessions overlap that had better not: in one location, or with one speaker. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from app.sessions.rules.times import Span


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it stands in the programme. `exclusive`: it says that nothing may overlap with it."""

    uuid: UUID
    name: str
    span: Span
    location: UUID | None = None
    speakers: frozenset[UUID] = frozenset()
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sessions at one time, the earlier first, and what they share."""

    first: Held
    second: Held
    shared: str

    def sentence(self) -> str:
        return f"“{self.first.name}” and “{self.second.name}” overlap {self.shared}."


def overlap(one: Span, other: Span) -> bool:
    """Whether there is a moment in both. One that starts as the other ends does not overlap it."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def overlaps(held: Iterable[Held], saved: Collection[UUID], most: int) -> list[Overlap]:
    """The pairs with one of those saved, of which one is exclusive; no more than `most` of them."""
    sharing: dict[tuple[str, UUID], list[Held]] = defaultdict(list)
    for each in held:
        if each.location is not None:
            sharing["in the same location", each.location].append(each)
        for speaker in each.speakers:
            sharing["with the same speaker", speaker].append(each)
    found: dict[tuple[UUID, UUID], Overlap] = {}
    for (shared, _key), several in sharing.items():
        several.sort(key=lambda each: (each.span.starts_at, str(each.uuid)))
        for place, first in enumerate(several):
            for second in several[place + 1 :]:
                if second.span.starts_at >= first.span.ends_at or len(found) >= most:
                    break
                if (first.exclusive or second.exclusive) and (first.uuid in saved or second.uuid in saved):
                    found.setdefault((first.uuid, second.uuid), Overlap(first, second, shared))
    return list(found.values())
