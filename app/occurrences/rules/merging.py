"""What a changed rule does to stored occurrences. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from app.occurrences.rules.recurrence import Span

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Existing(Generic[Key]):
    """A stored occurrence; `keep` if something is booked for it or a session names it."""

    key: Key
    starts_at: datetime
    keep: bool


@dataclass(frozen=True, slots=True)
class Merge(Generic[Key]):
    """What to do with each stored occurrence and each wanted one."""

    kept: list[tuple[Key, Span]] = field(default_factory=list)
    added: list[Span] = field(default_factory=list)
    disabled: list[Key] = field(default_factory=list)
    deleted: list[Key] = field(default_factory=list)


def merge(existing: Sequence[Existing[Key]], wanted: Sequence[Span], *, since: datetime | None = None) -> Merge[Key]:
    """Fit a changed rule to the stored occurrences.

    A row whose start survives is kept, so its uuid and all that hangs on it stay; of the others those with
    `keep` are disabled and the rest deleted. Rows that start before `since` are history, left as they are.
    """
    result: Merge[Key] = Merge()
    by_start = {span.starts_at: span for span in wanted}
    for row in existing:
        span = by_start.pop(row.starts_at, None)
        if span is not None:
            result.kept.append((row.key, span))
        elif since is None or row.starts_at >= since:
            (result.disabled if row.keep else result.deleted).append(row.key)
    result.added.extend(by_start.values())
    return result
