"""Local times to instants: times that do not exist, times that exist twice, and `utc` given beside `local`."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode, under
from app.core.time import (
    EARLIEST,
    LATEST,
    as_utc,
    in_range,
    local_of,
    to_local_text,
    to_utc_text,
    zone_named,
)


class LocalStatus(StrEnum):
    """How often a local time exists in a zone."""

    UNIQUE = "UNIQUE"
    AMBIGUOUS = "AMBIGUOUS"
    NONEXISTENT = "NONEXISTENT"


@dataclass(frozen=True, slots=True)
class Located:
    """The instants of a local time in a zone, in order: one, two or none.

    `neighbours` is set only if there are none: the local times one gap earlier and one gap later.
    """

    status: LocalStatus
    instants: tuple[datetime, ...]
    neighbours: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a caller's `{utc, local}` means; `instant` is None exactly when there are problems."""

    instant: datetime | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def under(self, prefix: Path) -> "Resolved":
        """The same, with `prefix` before the paths of its problems and warnings."""
        return Resolved(self.instant, under(prefix, self.problems), under(prefix, self.warnings))


def _readings(local: datetime, zone: str) -> tuple[datetime, datetime]:
    """The instants by the offset before and the offset after a clock change; equal if none is near."""
    rules = zone_named(zone)
    clock = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    first, second = datetime(*clock, fold=0), datetime(*clock, fold=1)
    by_old, by_new = rules.utcoffset(first), rules.utcoffset(second)
    early = _in_utc(first, by_old)
    return early, early if by_old == by_new else _in_utc(first, by_new)


def _in_utc(wall: datetime, offset: timedelta | None) -> datetime:
    """`offset` is None only for zones without rules, which `zone_named` does not return."""
    assert offset is not None
    utc = wall - offset
    return datetime.combine(utc, utc.time(), UTC)


def locate(local: datetime, zone: str) -> Located:
    """Find the instants of the naive local time `local` in `zone`.

    OverflowError at the two ends of the calendar.
    """
    by_old, by_new = _readings(local, zone)
    if by_old == by_new:
        return Located(LocalStatus.UNIQUE, (by_old,))
    if by_old < by_new:
        return Located(LocalStatus.AMBIGUOUS, (by_old, by_new))
    # By the new offset the time is one gap earlier, by the old offset one gap later.
    return Located(LocalStatus.NONEXISTENT, (), (local_of(by_new, zone), local_of(by_old, zone)))


def move_out_of_gap(local: datetime, zone: str) -> tuple[datetime, bool]:
    """The instant of a local time that a recurrence rule gives, and whether it was moved.

    A missing time moves forward by the gap, and of a time that exists twice the first is taken (RFC 5545, section
    3.3.5): in both cases the offset before the change counts. OverflowError at the two ends of the calendar.
    """
    by_old, by_new = _readings(local, zone)
    return by_old, by_old > by_new


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The instants at which a day begins and ends in a zone."""
    first, second = (datetime.combine(each, time()) for each in (day, day + timedelta(days=1)))
    return move_out_of_gap(first, zone)[0], move_out_of_gap(second, zone)[0]


def _out_of_range(path: Path) -> Problem:
    return Problem(
        ProblemCode.OUT_OF_RANGE,
        f"A time must lie between {to_utc_text(EARLIEST)} and {to_utc_text(LATEST)}.",
        path,
    )


def _resolve_local(local: datetime, utc: datetime | None, zone: str) -> Resolved:
    """Choose among the instants of `local` by `utc` and by the offset of `local`, if given."""
    wall = local.replace(tzinfo=None, microsecond=0)
    try:
        by_offset = as_utc(local) if local.tzinfo is not None else None
        located = locate(wall, zone)
    except OverflowError:
        return Resolved(None, [_out_of_range(("local",))])
    shown = to_local_text(wall)
    if located.neighbours is not None:
        before, after = (to_local_text(neighbour) for neighbour in located.neighbours)
        message = (
            f"{shown} does not exist in {zone}, because clocks go forward there. "
            f"The nearest times are {before} and {after}."
        )
        return Resolved(None, [Problem(ProblemCode.NONEXISTENT_LOCAL_TIME, message, ("local",))])

    matching = [at for at in located.instants if by_offset in (None, at) and utc in (None, at)]
    if not matching:
        meant = " or ".join(to_utc_text(at) for at in located.instants)
        other = "utc" if by_offset in (None, *located.instants) else "its offset"
        message = f"{shown} in {zone} is {meant}, but {other} disagrees."
        return Resolved(None, [Problem(ProblemCode.TIMES_DISAGREE, message, ("local",))])
    if not in_range(matching[0]):
        return Resolved(None, [_out_of_range(("local",))])
    if len(matching) == 1:
        return Resolved(matching[0])
    first, second = (to_utc_text(at) for at in matching)
    message = (
        f"{shown} exists twice in {zone}, because clocks go back there. "
        f"The first was taken, {first}; send utc or an offset for the second, {second}."
    )
    return Resolved(matching[0], [], [Warning(WarningCode.AMBIGUOUS_LOCAL_TIME, message, ("local",))])


def resolve(*, utc: datetime | None, local: datetime | None, zone: str) -> Resolved:
    """Turn `utc`, `local` or both into one instant. The path of a problem is the argument's name, or empty.

    `local` may be naive, or aware with the offset that was sent. `zone` is a name that `find_zone` knows.
    """
    if utc is None and local is None:
        return Resolved(None, [Problem(ProblemCode.REQUIRED, "A time needs utc, local or both.")])
    if utc is not None:
        utc = as_utc(utc)
        if not in_range(utc):
            return Resolved(None, [_out_of_range(("utc",))])
    if local is None:
        return Resolved(utc)
    return _resolve_local(local, utc, zone)
