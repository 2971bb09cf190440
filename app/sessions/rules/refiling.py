"""Warnings about sessions that moved to another day of the programme. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.problems import Path, Warning, WarningCode

MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Refiled:
    """A session, the days that it left, and whether it left its track too."""

    name: str
    days: Sequence[date]
    left_track: bool = False

    def sentence(self) -> str:
        days = ", ".join(str(day) for day in self.days)
        left = f" is no longer filed under {days}" if days else ""
        track = " has left its track, which is one of another day" if self.left_track else ""
        return f"The session “{self.name}”{left}{' and' if left and track else ''}{track}."


def refiled_warnings(sessions: Sequence[Refiled], path: Path) -> list[Warning]:
    """A warning for each of the first twenty sessions, and one with the number of the others."""
    sentences = [each.sentence() for each in sessions[:MOST_WARNINGS]]
    more = len(sessions) - MOST_WARNINGS
    if more > 0:
        sentences.append("So has 1 more session." if more == 1 else f"So have {more:,} more sessions.")
    return [Warning(WarningCode.SESSION_REFILED, each, path) for each in sentences]
