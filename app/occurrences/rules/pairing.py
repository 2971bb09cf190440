"""Pair stored dates with the dates of a changed rule, so that dates keep their uuid and bookings. Pure.

Stored dates are compared by their original start, which the rule gave them, even if they were moved.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from app.occurrences.rules.recurrence import Span
from app.occurrences.values import OccurrenceType

Key = TypeVar("Key", bound=Hashable)

# Types whose dates are listed one by one. The other types have at most one date a day, by their rule.
LISTED_KINDS = frozenset({OccurrenceType.SCHEDULE, OccurrenceType.DOES_NOT_REPEAT})


@dataclass(frozen=True, slots=True)
class OldDate(Generic[Key]):
    """A stored date. `in_play`: it has not ended and is not `history`, that is, of an earlier rule."""

    key: Key
    original_at: datetime
    original_local: datetime
    in_play: bool = True
    out_of_rule: bool = False
    history: bool = False


@dataclass(frozen=True, slots=True)
class Pairing(Generic[Key]):
    """`pairs`: stored dates with their new spans; `added`: spans of new dates; `left`: dates in play without a span."""

    pairs: list[tuple[Key, Span]] = field(default_factory=list)
    added: list[Span] = field(default_factory=list)
    left: list[Key] = field(default_factory=list)


def pair(
    old: Iterable[OldDate[Key]],
    spans: Iterable[Span],
    *,
    kind: OccurrenceType | None,
    same_kind: bool,
    endless: bool,
    now: datetime | None,
) -> Pairing[Key]:
    """Pair stored dates with the spans of a rule of `kind`.

    `same_kind`: the earlier rule was of this kind, too; `endless`: neither of them has an end. `now` is None for an
    event that was never published, which has no past. Dates that are not in play keep their spans; a span that has
    ended is ignored, unless it was listed.
    """
    dates = sorted(old, key=lambda each: each.original_at)
    ordered = sorted(spans, key=lambda span: span.starts_at)
    listed = kind in LISTED_KINDS
    wanted = [span for span in ordered if listed or now is None or span.ends_at > now]
    free = _not_taken(dates, wanted, listed)
    in_play = [each for each in dates if each.in_play]
    result: Pairing[Key] = Pairing()
    for some in ([each for each in in_play if not each.out_of_rule], [each for each in in_play if each.out_of_rule]):
        found = _on_the_same_day(some, free)
        result.pairs.extend((each.key, span) for each, span in found)
        taken = {id(span) for _, span in found}
        free = [span for span in free if id(span) not in taken]
    paired = {key for key, _ in result.pairs}
    if same_kind:
        rest = [each for each in in_play if each.key not in paired and not each.out_of_rule]
        past = ([], []) if listed else _past_left(dates, ordered, wanted)
        in_order, free = _in_order(rest, free, *past, endless=endless)
        result.pairs.extend((each.key, span) for each, span in in_order)
        paired |= {each.key for each, _ in in_order}
    result.added.extend(free)
    result.left.extend(each.key for each in in_play if each.key not in paired)
    return result


def _past_left(
    dates: Sequence[OldDate[Key]], spans: Sequence[Span], wanted: Sequence[Span]
) -> tuple[list[OldDate[Key]], list[Span]]:
    """The dates and the spans of the rule that have ended, without those on the same day."""
    ended = [each for each in dates if not each.in_play and not each.history and not each.out_of_rule]
    live = {id(span) for span in wanted}
    dates_on, spans_on = {each.original_local.date() for each in dates}, {span.starts_local.date() for span in spans}
    return (
        [each for each in ended if each.original_local.date() not in spans_on],
        [span for span in spans if id(span) not in live and span.starts_local.date() not in dates_on],
    )


def _in_order(
    rest: Sequence[OldDate[Key]],
    free: Sequence[Span],
    gone: Sequence[OldDate[Key]],
    over: Sequence[Span],
    *,
    endless: bool,
) -> tuple[list[tuple[OldDate[Key], Span]], list[Span]]:
    """Pair the remaining dates and spans in order, and return the spans that are left for new dates.

    What has ended is counted, so that a series that has begun is not shifted by a date: `gone` and `over` are its
    dates and spans. The span of a date that has ended is not made, and the date of a span that has ended is left.
    """
    if not endless and gone and len(gone) + len(rest) == len(over) + len(free):
        skipped, behind = max(0, len(gone) - len(over)), max(0, len(over) - len(gone))
        return list(zip(rest[behind:], free[skipped:], strict=True)), []
    if not endless and len(rest) != len(free):
        return [], list(free)
    skipped = behind = 0
    if endless and gone and over:
        skipped = sum(each.original_at > over[-1].starts_at for each in gone)
        behind = sum(span.starts_at > gone[-1].original_at for span in over)
    pairs = list(zip(rest[behind:], free[skipped:], strict=False))
    return pairs, list(free[skipped + len(pairs) :])


def _not_taken(dates: Sequence[OldDate[Key]], spans: Sequence[Span], listed: bool) -> list[Span]:
    """The spans that no date out of play has: by the exact start if dates are listed, else by the day."""
    if listed:
        instants = {each.original_at for each in dates if not each.in_play}
        return [span for span in spans if span.starts_at not in instants]
    days = {each.original_local.date() for each in dates if not each.in_play}
    return [span for span in spans if span.starts_local.date() not in days]


def _on_the_same_day(dates: Sequence[OldDate[Key]], spans: Sequence[Span]) -> list[tuple[OldDate[Key], Span]]:
    """Pair several dates and spans of a day by the nearest local time, the earlier first."""
    dates_by_day: dict[date, list[OldDate[Key]]] = defaultdict(list)
    spans_by_day: dict[date, list[Span]] = defaultdict(list)
    for each in dates:
        dates_by_day[each.original_local.date()].append(each)
    for span in spans:
        spans_by_day[span.starts_local.date()].append(span)
    return [
        found
        for day, on_day in dates_by_day.items()
        if day in spans_by_day
        for found in _nearest_clocks(on_day, spans_by_day[day])
    ]


def _nearest_clocks(dates: Sequence[OldDate[Key]], spans: Sequence[Span]) -> list[tuple[OldDate[Key], Span]]:
    if len(dates) == len(spans) == 1:
        return [(dates[0], spans[0])]
    distances = sorted(
        (abs(int((each.original_local - span.starts_local).total_seconds())), number, place)
        for number, each in enumerate(dates)
        for place, span in enumerate(spans)
    )
    dates_left, spans_left = set(range(len(dates))), set(range(len(spans)))
    found = []
    for _, number, place in distances:
        if number in dates_left and place in spans_left:
            dates_left.discard(number)
            spans_left.discard(place)
            found.append((dates[number], spans[place]))
    return found
