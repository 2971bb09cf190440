"""Booking windows: merge a patch into a stored window, and resolve when it opens and closes. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from app.booking.columns import BookingWindowValues, LevelValues, WindowEndsValues
from app.booking.patches import BookingEndPatch, BookingStartPatch, TicketBookingStartPatch
from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Number, camel, value_of
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import LATEST
from app.events.settings.patches import EventSettingsPatch
from app.tickets.patches import TicketSettingsPatch

OFFSET = Number(0, limits.OFFSET_MINUTES, required=True)
SPECIFIC = "SPECIFIC_TIME"
RELATIVE = "RELATIVE_TO_OCCURRENCE"
# The type that each field of an input belongs to.
BELONGS = {"utc": SPECIFIC, "local": SPECIFIC, "relative_to": RELATIVE, "offset_minutes": RELATIVE}

Span = tuple[datetime, datetime]
EndPatch: TypeAlias = BookingStartPatch | TicketBookingStartPatch | BookingEndPatch


@dataclass(frozen=True, slots=True)
class Edge:
    """How one end of a window is defined. Only IMMEDIATE and SPECIFIC_TIME use `at`."""

    type: str
    at: datetime | None = None
    relation: str | None = None
    offset_minutes: int = 0


def start_of(window: WindowEndsValues) -> Edge:
    """How the stored window opens."""
    kind = window["booking_starts_type"]
    at = window["booking_starts_at"] if kind in (SPECIFIC, BookingStartType.IMMEDIATE) else None
    return Edge(kind, at, window["booking_starts_relation"], window["booking_starts_offset_minutes"])


def end_of(window: WindowEndsValues) -> Edge:
    """How the stored window closes."""
    kind = window["booking_ends_type"]
    at = window["booking_ends_at"] if kind == SPECIFIC else None
    return Edge(kind, at, window["booking_ends_relation"], window["booking_ends_offset_minutes"])


@dataclass(slots=True)
class WindowChange:
    """The columns that a patch changes, without local times, which `rewrite_windows` sets."""

    columns: BookingWindowValues = field(default_factory=BookingWindowValues)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


# --- patches

NO_WINDOW: EventSettingsPatch = {"booking_starts_on": None, "booking_ends_on": None}


def change_window(
    stored: BookingWindowValues,
    settings: EventSettingsPatch | TicketSettingsPatch | None,
    *,
    zone: str,
    now: datetime,
    path: Path,
) -> WindowChange:
    """Merge `booking_starts_on` and `booking_ends_on` of a settings patch into the stored columns.

    A type that is not sent stays; fields of another type are refused rather than imply it. Null for an end, or for the
    settings, restores the default. IMMEDIATE means the moment at which it was first sent.
    """
    given = NO_WINDOW if settings is None else settings
    change = WindowChange()
    if "booking_starts_on" in given:
        _change_start(change, stored, given["booking_starts_on"], zone, now, (*path, "bookingStartsOn"))
    if "booking_ends_on" in given:
        _change_end(change, stored, given["booking_ends_on"], zone, (*path, "bookingEndsOn"))
    if change.columns and not change.problems:
        merged: BookingWindowValues = {**stored, **change.columns}
        starts, ends = start_of(merged), end_of(merged)
        opens_at, closes_at = starts.at, ends.at
        # Otherwise moments resolved from occurrences are stale and could violate the constraint beside a new dated end.
        if (starts, ends) == (start_of(stored), end_of(stored)):
            opens_at, closes_at = stored["booking_starts_at"], stored["booking_ends_at"]
        change.columns |= {"booking_starts_at": opens_at, "booking_ends_at": closes_at}
        if always_inverted(starts, ends):
            change.problems.append(opens_too_late((*path, "bookingEndsOn")))
    return change


def change_levels(settings: EventSettingsPatch | None) -> LevelValues:
    """The levels that were sent; null for one, for its end or for the settings restores the event's."""
    given, columns = NO_WINDOW if settings is None else settings, LevelValues()
    if "booking_starts_on" in given:
        starts = given["booking_starts_on"]
        if starts is None or "level" in starts:
            columns["booking_starts_level"] = _level(starts)
    if "booking_ends_on" in given:
        ends = given["booking_ends_on"]
        if ends is None or "level" in ends:
            columns["booking_ends_level"] = _level(ends)
    return columns


def opens_too_late(path: Path, whose: str = "Booking") -> Problem:
    return Problem(ProblemCode.INVALID, f"{whose} would open after it closes.", path)


def _level(given: BookingStartPatch | BookingEndPatch | None) -> str:
    level = None if given is None else given.get("level")
    return (level or BookingLevel.EVENT).name


def _change_start(
    change: WindowChange,
    stored: BookingWindowValues,
    given: BookingStartPatch | TicketBookingStartPatch | None,
    zone: str,
    now: datetime,
    path: Path,
) -> None:
    patch = TicketBookingStartPatch(type=None) if given is None else given
    old = start_of(stored)
    kind = old.type if "type" not in patch else (patch["type"] or BookingStartType.IMMEDIATE).name
    new = _changed(change, old, kind, patch, zone, path)
    if kind == BookingStartType.IMMEDIATE:
        new = Edge(kind, old.at if kind == old.type and old.at is not None else now)
    change.columns |= {
        "booking_starts_type": new.type,
        "booking_starts_at": new.at,
        "booking_starts_relation": new.relation,
        "booking_starts_offset_minutes": new.offset_minutes,
    }
    if given is None or "hide_ticket_until_booking_start" in given:
        change.columns["hide_ticket_until_booking_start"] = bool(patch.get("hide_ticket_until_booking_start"))


def _change_end(
    change: WindowChange,
    stored: BookingWindowValues,
    given: BookingEndPatch | None,
    zone: str,
    path: Path,
) -> None:
    patch = BookingEndPatch(type=None) if given is None else given
    old = end_of(stored)
    kind = old.type if "type" not in patch else (patch["type"] or BookingEndType.CONTINUE_UNTIL_EVENT_ENDS).name
    new = _changed(change, old, kind, patch, zone, path)
    change.columns |= {
        "booking_ends_type": new.type,
        "booking_ends_at": new.at,
        "booking_ends_relation": new.relation,
        "booking_ends_offset_minutes": new.offset_minutes,
    }


def _changed(change: WindowChange, old: Edge, kind: str, patch: EndPatch, zone: str, path: Path) -> Edge:
    """The new end of this type, without the moment of IMMEDIATE."""
    base = old if kind == old.type else Edge(kind)
    change.problems += _problems_with_type(patch, kind, path)
    if kind == SPECIFIC:
        return Edge(kind, _moment(change, base, patch, zone, path))
    if kind == RELATIVE:
        relation, offset = _relative(change, base, old, patch, path)
        return Edge(kind, None, relation, offset)
    return Edge(kind)


def _problems_with_type(patch: EndPatch, kind: str, path: Path) -> list[Problem]:
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


def _moment(change: WindowChange, base: Edge, patch: EndPatch, zone: str, path: Path) -> datetime | None:
    if base.at is not None and "utc" not in patch and "local" not in patch:
        return base.at
    resolved = resolve(utc=patch.get("utc"), local=patch.get("local"), zone=zone).under(path)
    change.problems += resolved.problems
    change.warnings += resolved.warnings
    return resolved.instant


def _relative(change: WindowChange, base: Edge, old: Edge, patch: EndPatch, path: Path) -> tuple[str | None, int]:
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
