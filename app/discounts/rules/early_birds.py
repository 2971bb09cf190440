"""Early bird discounts: merge a patch into a stored one, and resolve when it starts and ends. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.booking.rules import BELONGS, OFFSET, RELATIVE, SPECIFIC, Edge, Span, always_inverted, opening
from app.booking.values import BookingStartType
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import camel, value_of
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.patches import DiscountMomentPatch, EarlyBirdDiscountPatch
from app.discounts.rules.amounts import Discount, changed_discount
from app.discounts.values import DiscountWindowType

KIND = "early_bird_discount_type"
AMOUNT = "early_bird_discount_minor"
WINDOW = "early_bird_type"
CUSTOMISED = "early_bird_customised_start"
STARTS, ENDS = "starts", "ends"
NOTHING: dict[str, Any] = {"at": None, "local": None, "relation": None, "offset_minutes": 0}

# The columns of an early bird discount, with their values in a row without a discount.
EARLY_BIRD: dict[str, Any] = {KIND: None, AMOUNT: None, WINDOW: None, CUSTOMISED: False} | {
    f"early_bird_{side}_{name}": value for side in (STARTS, ENDS) for name, value in NOTHING.items()
}


@dataclass(slots=True)
class EarlyBirdChange:
    """The columns that a patch changes, without local times, which are set when all moments are resolved."""

    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_early_bird(
    stored: Mapping[str, Any],
    given: EarlyBirdDiscountPatch | None,
    *,
    zone: str,
    currency: str,
    now: datetime,
    path: Path,
) -> EarlyBirdChange:
    """Merge a patch into the stored columns; null removes the discount.

    A new `type` drops the stored moments. A start that is not customised is the moment at which that was last sent;
    a discount without an end applies while booking is open.
    """
    change = EarlyBirdChange()
    if given is None:
        change.columns |= EARLY_BIRD
        return change
    old = None if stored[KIND] is None else Discount(stored[KIND], stored[AMOUNT])
    discount, change.problems = changed_discount(given, old, currency, path)
    kind = _kind(given, stored)
    customised = bool(given.get("is_enable_customise_discount_start", stored[CUSTOMISED]))
    base = stored if stored[WINDOW] == kind else EARLY_BIRD
    if customised:
        was = base if base[CUSTOMISED] else EARLY_BIRD
        starts = _edge(change, STARTS, kind, was, given, zone, path)
        if starts is None:
            sentence = "A customised start needs a time."
            change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "discountStartsOn")))
    else:
        starts = _at_once(change, stored, given, now, path)
    ends = _edge(change, ENDS, kind, base, given, zone, path)
    change.columns |= {KIND: discount and discount.type, AMOUNT: discount and discount.minor}
    change.columns |= {WINDOW: kind, CUSTOMISED: customised}
    change.columns |= _columns(STARTS, starts) | _columns(ENDS, ends)
    if not change.problems and starts is not None and ends is not None and always_inverted(starts, ends):
        change.problems.append(problem_with_order((*path, "discountEndsOn")))
    return change


def problem_with_order(path: Path, whose: str = "The early bird discount") -> Problem:
    return Problem(ProblemCode.INVALID, f"{whose} would start after it ends.", path)


def ends_before_it_starts(columns: Mapping[str, Any], spans: Collection[Span]) -> bool:
    """Whether a customised start is after the end, for these occurrences."""
    starts_at, ends_at = _resolved(columns, spans)
    return bool(columns[CUSTOMISED]) and starts_at is not None and ends_at is not None and starts_at > ends_at


def early_bird_moments(
    columns: Mapping[str, Any], spans: Collection[Span], now: datetime
) -> dict[str, datetime | None]:
    """Start and end by the prefix of their columns, relative to the first occurrence, start first.

    None if there is no occurrence to count from, or if the discount has no end.
    """
    starts_at, ends_at = _resolved(columns, spans)
    if columns[KIND] is not None and not columns[CUSTOMISED]:
        starts_at = starts_at or now
    if starts_at is not None and ends_at is not None and starts_at > ends_at:
        # It never applies; an explicit date wins over a computed one.
        starts_at, ends_at = (ends_at, ends_at) if columns[WINDOW] == SPECIFIC else (starts_at, starts_at)
    return {"early_bird_starts": starts_at, "early_bird_ends": ends_at}


def _resolved(columns: Mapping[str, Any], spans: Collection[Span]) -> tuple[datetime | None, datetime | None]:
    if columns[KIND] is None:
        return None, None
    first = [min(spans)] if spans else []
    return opening([_stored(columns, STARTS)], first), opening([_stored(columns, ENDS)], first)


def _stored(columns: Mapping[str, Any], side: str) -> Edge:
    of = f"early_bird_{side}_"
    if columns[f"{of}relation"] is not None:
        return Edge(RELATIVE, None, columns[f"{of}relation"], columns[f"{of}offset_minutes"])
    dated = columns[WINDOW] == SPECIFIC or (side == STARTS and not columns[CUSTOMISED])
    return Edge(SPECIFIC, columns[f"{of}at"] if dated else None)


def _columns(side: str, edge: Edge | None) -> dict[str, Any]:
    shown = edge or Edge(SPECIFIC)
    values = {"at": shown.at, "relation": shown.relation, "offset_minutes": shown.offset_minutes}
    return {f"early_bird_{side}_{name}": value for name, value in values.items()}


def _kind(given: EarlyBirdDiscountPatch, stored: Mapping[str, Any]) -> str:
    sent = given.get("type")
    kept: str | None = None if "type" in given else stored[WINDOW]
    return sent.name if sent is not None else kept or DiscountWindowType.SPECIFIC_TIME.name


def _at_once(
    change: EarlyBirdChange, stored: Mapping[str, Any], given: EarlyBirdDiscountPatch, now: datetime, path: Path
) -> Edge:
    if given.get("discount_starts_on") is not None:
        sentence = "Only a customised start has a time; switch that on, or leave this out."
        change.problems.append(Problem(ProblemCode.INVALID, sentence, (*path, "discountStartsOn")))
    stays = stored[KIND] is not None and not stored[CUSTOMISED] and "is_enable_customise_discount_start" not in given
    return Edge(BookingStartType.IMMEDIATE, stored["early_bird_starts_at"] if stays else now)


def _edge(
    change: EarlyBirdChange,
    side: str,
    kind: str,
    base: Mapping[str, Any],
    given: EarlyBirdDiscountPatch,
    zone: str,
    path: Path,
) -> Edge | None:
    """The new start or end; None if it is not defined."""
    name = f"discount_{side}_on"
    was = _stored(base, side)
    known = was.at is not None or was.relation is not None
    if name not in given:
        return was if known else None
    patch: DiscountMomentPatch | None = value_of(given, name)
    if patch is None:
        return None
    at = (*path, camel(name))
    change.problems += [
        Problem(ProblemCode.INVALID, f"This belongs to the type {owner}, and the type is {kind}.", (*at, camel(key)))
        for key, owner in BELONGS.items()
        if owner != kind and value_of(patch, key) not in (None, 0)
    ]
    if kind == SPECIFIC:
        return _dated(change, was, patch, zone, at)
    return _counted(change, was, patch, at)


def _dated(change: EarlyBirdChange, was: Edge, patch: DiscountMomentPatch, zone: str, path: Path) -> Edge:
    if was.at is not None and "utc" not in patch and "local" not in patch:
        return was
    found = resolve(utc=patch.get("utc"), local=patch.get("local"), zone=zone).under(path)
    change.problems += found.problems
    change.warnings += found.warnings
    return Edge(SPECIFIC, found.instant)


def _counted(change: EarlyBirdChange, was: Edge, patch: DiscountMomentPatch, path: Path) -> Edge:
    relation = was.relation
    if "relative_to" in patch:
        relation = None if patch["relative_to"] is None else patch["relative_to"].name
    if relation is None:
        sentence = f"The type {RELATIVE} needs what the offset counts from."
        change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "relativeTo")))
    fresh = was.relation is None
    offset = patch.get("offset_minutes")
    if offset is not None:
        change.problems += OFFSET.problems(offset, (*path, "offsetMinutes"))
    elif fresh or "offset_minutes" in patch:
        sentence = f"The type {RELATIVE} needs an offset, from 0 to {limits.OFFSET_MINUTES} minutes."
        change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "offsetMinutes")))
    return Edge(RELATIVE, None, relation, was.offset_minutes if offset is None else offset)
