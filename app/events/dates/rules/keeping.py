"""Which dates outside the rule are kept, and why. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.problems import Path, Warning, WarningCode
from app.events.dates.rules.bookings import counted


@dataclass(frozen=True, slots=True)
class ReasonsToKeep:
    """Why a date may have to be kept: bookings, and changes made to it by hand."""

    acts: bool = False
    called_off: bool = False
    own_capacity: bool = False
    own_times: bool = False
    linked: bool = False
    own_rows: bool = False

    def reasons(self) -> list[str]:
        """Why the date is kept, in words; empty if it may be deleted."""
        named = {
            "bookings, waiting people or chosen sessions": self.acts,
            "a cancellation": self.called_off,
            "a capacity of its own": self.own_capacity,
            "times of its own": self.own_times,
            "sessions that are linked to it": self.linked,
            "sessions changed on it alone": self.own_rows,
        }
        return [reason for reason, holds in named.items() if holds]


def disabled_warnings(kept: Iterable[ReasonsToKeep], path: Path) -> list[Warning]:
    """Dates that this change disabled, and why each was not deleted."""
    listed = list(kept)
    if not listed:
        return []
    reasons = Counter(reason for date in listed for reason in date.reasons())
    why = ", ".join(f"{reason} ({number:,})" for reason, number in reasons.items())
    dates = f"{counted(len(listed), 'date')} that the rule does not give"
    sentence = f"Disabled instead of deleted: {dates}. Kept for: {why}."
    return [Warning(WarningCode.OCCURRENCES_DISABLED, sentence, path)]


def own_times_warnings(number: int, path: Path) -> list[Warning]:
    """Dates with times of their own, which the rule has moved without them."""
    if not number:
        return []
    dates = "1 date has times of its own" if number == 1 else f"{number:,} dates have times of their own"
    sentence = f"{dates}, which stay: updateOccurrence changes them."
    return [Warning(WarningCode.OWN_TIMES_KEPT, sentence, path)]
