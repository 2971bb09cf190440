"""Early bird discounts: merge a patch into a stored one, and resolve when it starts and ends. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from app.booking.rules import BELONGS, OFFSET, RELATIVE, SPECIFIC, Edge, Span, always_inverted, opening
from app.booking.values import BookingStartType
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import camel, value_of
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.columns import EarlyBirdValues
from app.discounts.patches import DiscountMomentPatch, EarlyBirdDiscountPatch
from app.discounts.rules.amounts import Discount, changed_discount
from app.discounts.values import DiscountWindowType

# The columns of an early bird discount, with their values in a row without a discount.
EARLY_BIRD: EarlyBirdValues = {
    "early_bird_discount_type": None,
    "early_bird_discount_minor": None,
    "early_bird_type": None,
    "early_bird_customised_start": False,
    "early_bird_starts_at": None,
    "early_bird_starts_local": None,
    "early_bird_starts_relation": None,
    "early_bird_starts_offset_minutes": 0,
    "early_bird_ends_at": None,
    "early_bird_ends_local": None,
    "early_bird_ends_relation": None,
    "early_bird_ends_offset_minutes": 0,
}


@dataclass(slots=True)
class EarlyBirdChange:
    """The columns that a patch changes, without local times, which are set when all moments are resolved."""

    columns: EarlyBirdValues = field(default_factory=EarlyBirdValues)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_early_bird(
    stored: EarlyBirdValues,
    given: EarlyBirdDiscountPatch | None,
    *,
    zone: str,
    currency: str,
    now: datetime,
    path: Path,
) -> EarlyBirdChange:
    """Merge a patch into the stored columns; null removes the discount.

    A new `type` drops the stored moments. A start that is not customised is the moment at which that was first sent;
    a discount without an end applies while booking is open.
    """
    change = EarlyBirdChange()
    if given is None:
        change.columns |= EARLY_BIRD
        return change
    old = _amount_of(stored)
    discount, change.problems = changed_discount(given, old, currency, path)
    kind = _kind(given, stored)
    customised = bool(given.get("is_enable_customise_discount_start", stored["early_bird_customised_start"]))
    base = stored if stored["early_bird_type"] == kind else EARLY_BIRD
    if customised:
        was = base if base["early_bird_customised_start"] else EARLY_BIRD
        starts = None
        if "discount_starts_on" not in given:
            starts = _known(_start_of(was))
        elif given["discount_starts_on"] is not None:
            at = (*path, "discountStartsOn")
            starts = _edge(change, kind, _start_of(was), given["discount_starts_on"], zone, at)
        if starts is None:
            sentence = "A customised start needs a time."
            change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "discountStartsOn")))
    else:
        starts = _at_once(change, stored, given, now, path)
    ends = None
    if "discount_ends_on" not in given:
        ends = _known(_end_of(base))
    elif given["discount_ends_on"] is not None:
        ends = _edge(change, kind, _end_of(base), given["discount_ends_on"], zone, (*path, "discountEndsOn"))
    first, last = starts or Edge(SPECIFIC), ends or Edge(SPECIFIC)
    change.columns |= {
        "early_bird_discount_type": None if discount is None else discount.type,
        "early_bird_discount_minor": None if discount is None else discount.minor,
        "early_bird_type": kind,
        "early_bird_customised_start": customised,
        "early_bird_starts_at": first.at,
        "early_bird_starts_relation": first.relation,
        "early_bird_starts_offset_minutes": first.offset_minutes,
        "early_bird_ends_at": last.at,
        "early_bird_ends_relation": last.relation,
        "early_bird_ends_offset_minutes": last.offset_minutes,
    }
    merged: EarlyBirdValues = {**stored, **change.columns}
    if (_start_of(merged), _end_of(merged)) == (_start_of(stored), _end_of(stored)):
        # Moments that are counted from an occurrence stay, too.
        change.columns |= {
            "early_bird_starts_at": stored["early_bird_starts_at"],
            "early_bird_ends_at": stored["early_bird_ends_at"],
        }
    if not change.problems and starts is not None and ends is not None and always_inverted(starts, ends):
        change.problems.append(problem_with_order((*path, "discountEndsOn")))
    return change


def problem_with_order(path: Path, whose: str = "The early bird discount") -> Problem:
    return Problem(ProblemCode.INVALID, f"{whose} would start after it ends.", path)


def ends_before_it_starts(columns: EarlyBirdValues, spans: Collection[Span]) -> bool:
    """Whether a customised start is after the end, for these occurrences."""
    starts_at, ends_at = _resolved(columns, spans)
    return (
        bool(columns["early_bird_customised_start"])
        and starts_at is not None
        and ends_at is not None
        and starts_at > ends_at
    )


def early_bird_moments(
    columns: EarlyBirdValues, spans: Collection[Span], now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Start and end, relative to the first occurrence, start first.

    None if there is no occurrence to count from, or if the discount has no end.
    """
    starts_at, ends_at = _resolved(columns, spans)
    if columns["early_bird_discount_type"] is not None and not columns["early_bird_customised_start"]:
        starts_at = starts_at or now
    if starts_at is not None and ends_at is not None and starts_at > ends_at:
        # It never applies; an explicit date wins over a computed one.
        starts_at, ends_at = (ends_at, ends_at) if columns["early_bird_type"] == SPECIFIC else (starts_at, starts_at)
    return starts_at, ends_at


def _resolved(columns: EarlyBirdValues, spans: Collection[Span]) -> tuple[datetime | None, datetime | None]:
    if columns["early_bird_discount_type"] is None:
        return None, None
    first = [min(spans)] if spans else []
    return opening([_start_of(columns)], first), opening([_end_of(columns)], first)


def _amount_of(columns: EarlyBirdValues) -> Discount | None:
    kind, minor = columns["early_bird_discount_type"], columns["early_bird_discount_minor"]
    return None if kind is None or minor is None else Discount(kind, minor)


def _start_of(columns: EarlyBirdValues) -> Edge:
    relation = columns["early_bird_starts_relation"]
    if relation is not None:
        return Edge(RELATIVE, None, relation, columns["early_bird_starts_offset_minutes"])
    dated = columns["early_bird_type"] == SPECIFIC or not columns["early_bird_customised_start"]
    return Edge(SPECIFIC, columns["early_bird_starts_at"] if dated else None)


def _end_of(columns: EarlyBirdValues) -> Edge:
    relation = columns["early_bird_ends_relation"]
    if relation is not None:
        return Edge(RELATIVE, None, relation, columns["early_bird_ends_offset_minutes"])
    return Edge(SPECIFIC, columns["early_bird_ends_at"] if columns["early_bird_type"] == SPECIFIC else None)


def _known(edge: Edge) -> Edge | None:
    return None if edge.at is None and edge.relation is None else edge


def _kind(given: EarlyBirdDiscountPatch, stored: EarlyBirdValues) -> str:
    sent = given.get("type")
    kept: str | None = None if "type" in given else stored["early_bird_type"]
    return sent.name if sent is not None else kept or DiscountWindowType.SPECIFIC_TIME.name


def _at_once(
    change: EarlyBirdChange, stored: EarlyBirdValues, given: EarlyBirdDiscountPatch, now: datetime, path: Path
) -> Edge:
    if given.get("discount_starts_on") is not None:
        sentence = "Only a customised start has a time; switch that on, or leave this out."
        change.problems.append(Problem(ProblemCode.INVALID, sentence, (*path, "discountStartsOn")))
    stays = stored["early_bird_discount_type"] is not None and not stored["early_bird_customised_start"]
    return Edge(BookingStartType.IMMEDIATE, stored["early_bird_starts_at"] if stays else now)


def _edge(change: EarlyBirdChange, kind: str, was: Edge, patch: DiscountMomentPatch, zone: str, path: Path) -> Edge:
    """The start or end that was sent."""
    change.problems += [
        Problem(ProblemCode.INVALID, f"This belongs to the type {owner}, and the type is {kind}.", (*path, camel(key)))
        for key, owner in BELONGS.items()
        if owner != kind and value_of(patch, key) not in (None, 0)
    ]
    if kind == SPECIFIC:
        return _dated(change, was, patch, zone, path)
    return _counted(change, was, patch, path)


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
