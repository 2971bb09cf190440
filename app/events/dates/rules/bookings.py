"""Booked dates when plans change: the choice that a caller must make, and the places that seats need. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode


@dataclass(frozen=True, slots=True)
class Seats:
    """How many dates are concerned, and how many seats are booked on them."""

    dates: int = 0
    seats: int = 0

    @classmethod
    def of(cls, booked: Sequence[int]) -> "Seats":
        """From the number of seats of each booked date."""
        return cls(len(booked), sum(booked))

    def __str__(self) -> str:
        return f"{counted(self.dates, 'booked date')} with {counted(self.seats, 'seat')}"


NOBODY = Seats()


def counted(number: int, noun: str) -> str:
    """The number with the noun, in the plural where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def slots_with_seats(slots: Seats) -> str:
    """The same of timeslots."""
    return f"{counted(slots.dates, 'booked timeslot')} with {counted(slots.seats, 'seat')}"


def choice_needed(moving: Seats, left: Seats, path: Path, slots: Seats = NOBODY) -> Problem:
    """The refusal of a change that moves booked dates to another day, or leaves them out, without a choice.

    `slots`: booked timeslots that are left out, of dates that stay.
    """
    parts = []
    if moving.dates:
        parts.append(f"moves {moving} to another day")
    if left.dates:
        parts.append(f"leaves {left} without a date of the rule")
    if slots.dates:
        parts.append(f"leaves {slots_with_seats(slots)} without a timeslot of the rule")
    sentence = f"The change {' and '.join(parts)}. Send bookings: MOVE or KEEP."
    return Problem(ProblemCode.REQUIRED, sentence, path)


def target_needed(left: str, path: Path) -> Problem:
    """MOVE without a date to move to. `left`: the dates without a counterpart, in words."""
    sentence = f"There is no date for {left}. Send moveTo: the uuid of a date that takes them."
    return Problem(ProblemCode.REQUIRED, sentence, path)


@dataclass(frozen=True, slots=True)
class Target:
    """The date that takes the seats, as it is after the change."""

    enabled: bool
    ended: bool
    dropped: bool
    moved: bool
    source: bool
    capacity: int | None
    booked: int


def problems_with_target(target: Target, seats: int, path: Path) -> list[Problem]:
    """Why this date cannot take so many seats."""
    reasons = [
        (target.source, "The seats are to leave this date."),
        (target.ended, "This date has ended."),
        (target.dropped, "The change leaves this date out."),
        (not target.dropped and not target.enabled, "This date does not take place."),
        (target.moved, "The change moves this date to another day."),
    ]
    found = [sentence for wrong, sentence in reasons if wrong]
    left = None if target.capacity is None else max(0, target.capacity - target.booked)
    if not found and left is not None and left < seats:
        found = [no_room("This date", left, seats)]
    return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path) for sentence in found]


def no_room(what: str, left: int, seats: int) -> str:
    """The sentence for too many seats."""
    return f"{what} has room for {counted(left, 'more seat')}; {seats:,} are to move there."


def in_words(dates: Seats, slots: Seats) -> str:
    """Booked dates and booked timeslots."""
    return " and ".join(([str(dates)] if dates.dates else []) + ([slots_with_seats(slots)] if slots.dates else []))


def moved_warnings(moving: Seats, away: Seats, to: str, path: Path, slots: Seats = NOBODY) -> list[Warning]:
    """What became of bookings with MOVE. `to`: the local start of the date that took those without a partner."""
    found = []
    if moving.dates:
        sentence = f"Moved to another day with their bookings: {moving}."
        found.append(Warning(WarningCode.BOOKINGS_MOVED, sentence, path))
    if away.dates or slots.dates:
        sentence = f"The bookings of {in_words(away, slots)} have moved to the date of {to}."
        found.append(Warning(WarningCode.BOOKINGS_MOVED, sentence, path))
    return found


def kept_warnings(kept: Seats, path: Path, slots: Seats = NOBODY) -> list[Warning]:
    """What became of bookings with KEEP."""
    if not kept.dates and not slots.dates:
        return []
    sentence = f"Kept as before, outside the rule, because of their bookings: {in_words(kept, slots)}."
    return [Warning(WarningCode.BOOKINGS_KEPT, sentence, path)]
