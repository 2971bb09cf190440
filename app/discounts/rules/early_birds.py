"""An early bird discount: what a caller may say of one, and which moments it comes to. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.booking.rules import BELONGS, OFFSET, RELATIVE, SPECIFIC, Edge, Span, always_inverted, opening
from app.booking.values import BookingStartType
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Patch, camel
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.rules.amounts import Discount, changed_discount
from app.discounts.values import DiscountWindowType

KIND = "early_bird_discount_type"
AMOUNT = "early_bird_discount_minor"
WINDOW = "early_bird_type"
CUSTOMISED = "early_bird_customised_start"
STARTS, ENDS = "starts", "ends"
NOTHING: dict[str, Any] = {"at": None, "local": None, "relation": None, "offset_minutes": 0}

# Every column of an early bird discount, as it is where there is none.
EARLY_BIRD: dict[str, Any] = {KIND: None, AMOUNT: None, WINDOW: None, CUSTOMISED: False} | {
    f"early_bird_{side}_{name}": value for side in (STARTS, ENDS) for name, value in NOTHING.items()
}


@dataclass(slots=True)
class EarlyBirdChange:
    """The columns that a patch comes to, without wall clocks: those follow when all moments are resolved."""

    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_early_bird(
    stored: Mapping[str, Any], given: Patch | None, *, zone: str, currency: str, now: datetime, path: Path
) -> EarlyBirdChange:
    """Merge what was sent into the stored columns; null takes the discount away.

    Another `type` forgets the stored moments. A start that is not customised is the moment at which that was
    last said; a discount without an end holds while booking is open.
    """
    change = EarlyBirdChange()
    if given is None:
        change.columns |= EARLY_BIRD
        return change
    old = None if stored[KIND] is None else Discount(stored[KIND], stored[AMOUNT])
    discount, change.problems = changed_discount(given, old, currency, path)
    kind = _kind(given, stored)
    customised = bool(given["is_enable_customise_discount_start"] if _switched(given) else stored[CUSTOMISED])
    base = stored if stored[WINDOW] == kind else EARLY_BIRD
    if customised:
        was = base if base[CUSTOMISED] else EARLY_BIRD
        starts = _edge(change, STARTS, kind, was, given, zone, path)
        if starts is None:
            sentence = "A customised start needs to be told."
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
    """True where a start that somebody told lies behind the end, for these occurrences."""
    starts_at, ends_at = _resolved(columns, spans)
    return bool(columns[CUSTOMISED]) and starts_at is not None and ends_at is not None and starts_at > ends_at


def early_bird_moments(
    columns: Mapping[str, Any], spans: Collection[Span], now: datetime
) -> dict[str, datetime | None]:
    """Both moments by the prefix of their columns, counted from the first of the occurrences; in order.

    None is what cannot be told without an occurrence, and the end of a discount that has none.
    """
    starts_at, ends_at = _resolved(columns, spans)
    if columns[KIND] is not None and not columns[CUSTOMISED]:
        starts_at = starts_at or now
    if starts_at is not None and ends_at is not None and starts_at > ends_at:
        # It never holds: what somebody dated stays as it is.
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
    said = edge or Edge(SPECIFIC)
    values = {"at": said.at, "relation": said.relation, "offset_minutes": said.offset_minutes}
    return {f"early_bird_{side}_{name}": value for name, value in values.items()}


def _switched(given: Patch) -> bool:
    return "is_enable_customise_discount_start" in given


def _kind(given: Patch, stored: Mapping[str, Any]) -> str:
    told: DiscountWindowType | None = given.get("type")
    kept: str | None = None if "type" in given else stored[WINDOW]
    return told.name if told is not None else kept or DiscountWindowType.SPECIFIC_TIME.name


def _at_once(change: EarlyBirdChange, stored: Mapping[str, Any], given: Patch, now: datetime, path: Path) -> Edge:
    if given.get("discount_starts_on") is not None:
        sentence = "Only a customised start is told; switch that on, or leave this out."
        change.problems.append(Problem(ProblemCode.INVALID, sentence, (*path, "discountStartsOn")))
    stays = stored[KIND] is not None and not stored[CUSTOMISED] and not _switched(given)
    return Edge(BookingStartType.IMMEDIATE, stored["early_bird_starts_at"] if stays else now)


def _edge(
    change: EarlyBirdChange,
    side: str,
    kind: str,
    base: Mapping[str, Any],
    given: Patch,
    zone: str,
    path: Path,
) -> Edge | None:
    """One end as it was and as it is to be; None where none is told."""
    name = f"discount_{side}_on"
    was = _stored(base, side)
    known = was.at is not None or was.relation is not None
    if name not in given:
        return was if known else None
    patch: Patch | None = given[name]
    if patch is None:
        return None
    at = (*path, camel(name))
    change.problems += [
        Problem(ProblemCode.INVALID, f"This belongs to the type {owner}, and the type is {kind}.", (*at, camel(key)))
        for key, owner in BELONGS.items()
        if owner != kind and patch.get(key) not in (None, 0)
    ]
    if kind == SPECIFIC:
        return _dated(change, was, patch, zone, at)
    return _counted(change, was, patch, at)


def _dated(change: EarlyBirdChange, was: Edge, patch: Patch, zone: str, path: Path) -> Edge:
    if was.at is not None and "utc" not in patch and "local" not in patch:
        return was
    found = resolve(utc=patch.get("utc"), local=patch.get("local"), zone=zone).under(path)
    change.problems += found.problems
    change.warnings += found.warnings
    return Edge(SPECIFIC, found.instant)


def _counted(change: EarlyBirdChange, was: Edge, patch: Patch, path: Path) -> Edge:
    relation = patch["relative_to"] and patch["relative_to"].name if "relative_to" in patch else was.relation
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
