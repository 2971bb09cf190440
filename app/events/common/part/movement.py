"""Moments that move: into another time zone, or by the shift of a reschedule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from app.booking.tables import BookingWindowColumns
from app.booking.values import BookingEndType, BookingStartType
from app.core.datetimes import move_out_of_gap
from app.core.problems import Path, Warning, WarningCode
from app.core.time import local_of, to_local_text
from app.db.timestamps import relocalise, stamp
from app.discounts.tables import EarlyBirdColumns
from app.discounts.values import DiscountWindowType
from app.occurrences.rules.shifting import Shift

MAX_WARNINGS = 20


class Movement(Protocol):
    """Where a dated moment moves to."""

    def moment(self, at: datetime) -> datetime: ...


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """From one time zone to another. `missing`: the local times that the new zone skips, and the instants instead.

    Wall clocks stay and instants move; with `keep_instants` it is the other way round.
    """

    old: str
    new: str
    keep_instants: bool
    now: datetime
    missing: dict[datetime, datetime] = field(default_factory=dict)

    def moment(self, at: datetime) -> datetime:
        """The instant at which the clocks of the new zone show what those of the old zone showed."""
        if self.keep_instants:
            return at
        local = local_of(at, self.old)
        moved, was_missing = move_out_of_gap(local, self.new)
        if was_missing:
            self.missing[local] = moved
        return moved

    def span(self, row: Any) -> None:
        """Move a row that starts and ends; it lasts as long as before, even where clocks change meanwhile."""
        length = row.ends_at - row.starts_at
        row.timezone = self.new
        stamp(row, "starts", self.moment(row.starts_at))
        stamp(row, "ends", row.starts_at + length)

    def rename(self, row: Any) -> None:
        """Put a row into the new zone whose instants are right already."""
        row.timezone = self.new
        relocalise(row)

    def warnings(self, path: Path) -> list[Warning]:
        """One for each local time that the new zone does not have, up to a bound."""
        return skipped_warnings(self.missing, self.new, path)


@dataclass(frozen=True, slots=True)
class ShiftAhead:
    """The shift of a reschedule: moments in the past stay."""

    shift: Shift
    now: datetime

    def moment(self, at: datetime) -> datetime:
        return at if at <= self.now else self.shift.instant(at)


RowMove: TypeAlias = Callable[[Any, Movement], None]
RowZoneChange: TypeAlias = Callable[[Any, ZoneChange], None]


def rename(row: Any, zone_change: ZoneChange) -> None:
    """Put a row into the new zone whose instants stay."""
    zone_change.rename(row)


def move_window(row: BookingWindowColumns, movement: Movement) -> None:
    """Move the dated ends of a booking window. The others are emptied, and resolved when all is written."""
    if row.booking_starts_type == BookingStartType.SPECIFIC_TIME and row.booking_starts_at is not None:
        row.booking_starts_at = movement.moment(row.booking_starts_at)
    elif row.booking_starts_type == BookingStartType.RELATIVE_TO_OCCURRENCE:
        row.booking_starts_at = None
    if row.booking_ends_type == BookingEndType.SPECIFIC_TIME and row.booking_ends_at is not None:
        row.booking_ends_at = _not_before(row.booking_starts_at, movement.moment(row.booking_ends_at))
    else:
        row.booking_ends_at = None


def move_early_bird(row: EarlyBirdColumns, movement: Movement) -> None:
    """Move the dated moments of a discount; a start without a date of its own is an instant, and stays."""
    if row.early_bird_type != DiscountWindowType.SPECIFIC_TIME:
        return
    if row.early_bird_customised_start and row.early_bird_starts_at is not None:
        row.early_bird_starts_at = movement.moment(row.early_bird_starts_at)
    if row.early_bird_ends_at is not None:
        row.early_bird_ends_at = _not_before(row.early_bird_starts_at, movement.moment(row.early_bird_ends_at))


def skipped_warnings(missing: dict[datetime, datetime], zone: str, path: Path) -> list[Warning]:
    """One for each local time that a zone skips, up to a bound. `missing`: these, and the instants used instead."""
    found = [
        Warning(
            WarningCode.MOVED_BY_CLOCK_CHANGE,
            f"{to_local_text(local)} does not exist in {zone}, because clocks go forward there; "
            f"what was due then is now at {to_local_text(local_of(at, zone))}.",
            path,
        )
        for local, at in sorted(missing.items())[:MAX_WARNINGS]
    ]
    if len(missing) > MAX_WARNINGS:
        more = f"So are {len(missing) - MAX_WARNINGS:,} more times."
        found.append(Warning(WarningCode.MOVED_BY_CLOCK_CHANGE, more, path))
    return found


def _not_before(start: datetime | None, end: datetime) -> datetime:
    """An end that was moved before a start that stays ends there."""
    return end if start is None else max(start, end)
