"""Booking windows: merge a patch into a stored window, and resolve when it opens and closes. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from app.booking.patches import BookingEndPatch, BookingStartPatch, TicketBookingStartPatch
from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Number, camel, value_of
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import LATEST

OFFSET = Number(0, limits.OFFSET_MINUTES, required=True)
SPECIFIC = "SPECIFIC_TIME"
RELATIVE = "RELATIVE_TO_OCCURRENCE"
# The type that each field of an input belongs to.
BELONGS = {"utc": SPECIFIC, "local": SPECIFIC, "relative_to": RELATIVE, "offset_minutes": RELATIVE}

Span = tuple[datetime, datetime]
SidePatch = BookingStartPatch | TicketBookingStartPatch | BookingEndPatch


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a window. Its columns are `booking_<name>_…`, its input is `booking_<name>_on`."""

    name: str
    kinds: type[Enum]
    default: Enum

    @property
    def key(self) -> str:
        return f"booking_{self.name}_on"

    def column(self, name: str) -> str:
        return f"booking_{self.name}_{name}"


STARTS = Side("starts", BookingStartType, BookingStartType.IMMEDIATE)
ENDS = Side("ends", BookingEndType, BookingEndType.CONTINUE_UNTIL_EVENT_ENDS)


@dataclass(frozen=True, slots=True)
class Edge:
    """How one end of a window is defined. Only IMMEDIATE and SPECIFIC_TIME use `at`."""

    type: str
    at: datetime | None = None
    relation: str | None = None
    offset_minutes: int = 0

    @classmethod
    def of(cls, side: Side, columns: Mapping[str, Any]) -> "Edge":
        """The end in the columns of a stored row."""
        kind = columns[side.column("type")]
        dated = kind in (SPECIFIC, BookingStartType.IMMEDIATE)
        return cls(
            kind,
            columns[side.column("at")] if dated else None,
            columns[side.column("relation")],
            columns[side.column("offset_minutes")],
        )


@dataclass(slots=True)
class WindowChange:
    """The columns that a patch changes, without local times, which `rewrite_windows` sets."""

    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


# --- patches


def change_window(
    stored: Mapping[str, Any],
    settings: Mapping[str, object] | None,
    *,
    zone: str,
    now: datetime,
    path: Path,
    levels: bool = True,
) -> WindowChange:
    """Merge `booking_starts_on` and `booking_ends_on` of a settings patch into the stored columns.

    A type that is not sent stays; fields of another type are refused rather than imply it. Null for an end, or for the
    settings, restores the default. IMMEDIATE means the moment at which it was last sent.
    `levels`: whether the row has columns for the level.
    """
    given: Mapping[str, object] = {STARTS.key: None, ENDS.key: None} if settings is None else settings
    sides: dict[Side, SidePatch | None] = {
        side: value_of(given, side.key) for side in (STARTS, ENDS) if side.key in given
    }
    change = WindowChange()
    for side, patch in sides.items():
        _change_side(change, side, stored, patch, zone, now, (*path, camel(side.key)))
    if STARTS in sides:
        _set(change, "hide_ticket_until_booking_start", sides[STARTS], False)
    if levels:
        for side, patch in sides.items():
            _set(change, side.column("level"), patch, BookingLevel.EVENT.name, key="level")
    if change.columns and not change.problems:
        merged = {**stored, **change.columns}
        edges = {side: Edge.of(side, merged) for side in (STARTS, ENDS)}
        # Moments resolved from occurrences are stale now and could violate the constraint beside a new dated end.
        change.columns |= {side.column("at"): edge.at for side, edge in edges.items()}
        if always_inverted(edges[STARTS], edges[ENDS]):
            change.problems.append(opens_too_late((*path, camel(ENDS.key))))
    return change


def opens_too_late(path: Path, whose: str = "Booking") -> Problem:
    return Problem(ProblemCode.INVALID, f"{whose} would open after it closes.", path)


def _set(change: WindowChange, column: str, given: SidePatch | None, default: Any, key: str = "") -> None:
    """Set a column; null for its field or for the whole object restores the default."""
    name = key or column
    if given is None:
        change.columns[column] = default
    elif name in given:
        value = value_of(given, name)
        change.columns[column] = default if value is None else getattr(value, "name", value)


def _change_side(
    change: WindowChange,
    side: Side,
    stored: Mapping[str, Any],
    given: SidePatch | None,
    zone: str,
    now: datetime,
    path: Path,
) -> None:
    patch: SidePatch = TicketBookingStartPatch(type=None) if given is None else given
    old = Edge.of(side, stored)
    kind = (patch["type"] or side.default).name if "type" in patch else old.type
    base = old if kind == old.type else Edge(kind)
    change.problems += _problems_with_type(patch, kind, path)
    at, relation, offset = None, None, 0
    if kind == SPECIFIC:
        at = _moment(change, base, patch, zone, path)
    elif kind == RELATIVE:
        relation, offset = _relative(change, base, old, patch, path)
    elif kind == BookingStartType.IMMEDIATE:
        at = now if "type" in patch or base.at is None else base.at
    change.columns |= {
        side.column("type"): kind,
        side.column("at"): at,
        side.column("relation"): relation,
        side.column("offset_minutes"): offset,
    }


def _problems_with_type(patch: SidePatch, kind: str, path: Path) -> list[Problem]:
    """Refuse fields that do not belong to the type; null and 0 are ignored."""
    return [
        Problem(
            ProblemCode.INVALID,
            f"This belongs to the type {owner}, and the type is {kind}.",
            (*path, camel(name)),
        )
        for name, owner in BELONGS.items()
        if owner != kind and value_of(patch, name) not in (None, 0)
    ]


def _moment(change: WindowChange, base: Edge, patch: SidePatch, zone: str, path: Path) -> datetime | None:
    if base.at is not None and "utc" not in patch and "local" not in patch:
        return base.at
    resolved = resolve(utc=patch.get("utc"), local=patch.get("local"), zone=zone).under(path)
    change.problems += resolved.problems
    change.warnings += resolved.warnings
    return resolved.instant


def _relative(change: WindowChange, base: Edge, old: Edge, patch: SidePatch, path: Path) -> tuple[str | None, int]:
    fresh = base is not old
    relation = patch.get("relative_to")
    if relation is None and (fresh or "relative_to" in patch):
        sentence = f"The type {RELATIVE} needs what the offset counts from."
        change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "relativeTo")))
    offset = patch.get("offset_minutes")
    if offset is not None:
        change.problems += OFFSET.problems(offset, (*path, "offsetMinutes"))
    elif fresh or "offset_minutes" in patch:
        sentence = f"The type {RELATIVE} needs an offset, from 0 to {limits.OFFSET_MINUTES} minutes."
        change.problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "offsetMinutes")))
    return (
        base.relation if relation is None else relation.name,
        base.offset_minutes if offset is None else offset,
    )


# --- moments


def always_inverted(starts: Edge, ends: Edge) -> bool:
    """Whether booking opens after it closes for any occurrences."""
    first, second = _anchor(starts), _anchor(ends)
    if first is not None and second is not None:
        return first[0] == second[0] and first[1] > second[1]
    return starts.at is not None and ends.at is not None and starts.at > ends.at


def inverted(starts: Edge, ends: Edge, spans: Collection[Span]) -> bool:
    """Whether booking opens after it closes for these occurrences.

    Never with IMMEDIATE: then the occurrences are over, and booking is closed.
    """
    opens, closes = opening([starts], spans), closing([ends], spans)
    if starts.type == BookingStartType.IMMEDIATE or opens is None or closes is None:
        return False
    return opens > closes


def opening(edges: Iterable[Edge], spans: Collection[Span]) -> datetime | None:
    """The earliest moment of any edge for any occurrence."""
    return min(_moments(edges, spans), default=None)


def closing(edges: Iterable[Edge], spans: Collection[Span]) -> datetime | None:
    """The latest moment of any edge for any occurrence."""
    return max(_moments(edges, spans), default=None)


def ordered_moments(starts: Edge, ends: Edge, spans: Collection[Span]) -> tuple[datetime | None, datetime | None]:
    """The moments of a window as the schema shows them, opening first even if booking never opens.

    An explicit date wins over a computed one.
    """
    opens, closes = opening([starts], spans), closing([ends], spans)
    if opens is None or closes is None or opens <= closes:
        return opens, closes
    return (closes, closes) if ends.type == SPECIFIC else (opens, opens)


def window(
    starts: Iterable[Edge], ends: Iterable[Edge], spans: Collection[Span], blockout_minutes: int = 0
) -> tuple[datetime | None, datetime | None]:
    """From when until just before when booking is open; two Nones if it never is.

    Sales of an occurrence stop `blockout_minutes` before its start at the latest; 0 means no blockout.
    """
    opens, closes = opening(starts, spans), _closing_before(list(ends), spans, blockout_minutes)
    if opens is None or closes is None or opens >= closes:
        return None, None
    return opens, closes


def _closing_before(ends: Sequence[Edge], spans: Collection[Span], minutes: int) -> datetime | None:
    if not minutes or not spans:
        return closing(ends, spans)
    each = [(closing(ends, [span]), _shifted(span[0], -minutes)) for span in spans]
    return max((min(closes, last) for closes, last in each if closes is not None), default=None)


def _moments(edges: Iterable[Edge], spans: Collection[Span]) -> Sequence[datetime]:
    found: list[datetime] = []
    for edge in edges:
        anchor = _anchor(edge)
        if anchor is not None:
            side, minutes = anchor
            found += [_shifted(span[side], minutes) for span in spans]
        elif edge.at is not None:
            found.append(edge.at)
    return found


def _anchor(edge: Edge) -> tuple[int, int] | None:
    """For an edge relative to occurrences: from their start (0) or end (1), and how many minutes later."""
    if edge.type == BookingEndType.CONTINUE_UNTIL_EVENT_STARTS:
        return 0, 0
    if edge.type == BookingEndType.CONTINUE_UNTIL_EVENT_ENDS:
        return 1, 0
    if edge.type != RELATIVE:
        return None
    if edge.relation == OccurrenceRelation.AFTER_OCCURRENCE_START:
        return 0, edge.offset_minutes
    return int(edge.relation == OccurrenceRelation.BEFORE_OCCURRENCE_END), -edge.offset_minutes


def _shifted(at: datetime, minutes: int) -> datetime:
    try:
        return at + timedelta(minutes=minutes)
    except OverflowError:
        return LATEST
