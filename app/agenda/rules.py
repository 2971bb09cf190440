"""What tabs, schedule dates, tracks and locations may hold: limits as data. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import limits
from app.core.fields import Choice, Number, Patch, Rule, Text, camel, check, missing
from app.core.problems import Path, Problem, ProblemCode

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as `#rrggbb`."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if _COLOUR.fullmatch(value):
            return []
        return [Problem(ProblemCode.INVALID, "A colour is written like #1a2b3c.", path)]


_POSITION = Number(0, limits.COUNT)
AGENDA_TAB: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "colour": Colour(),
    "position": _POSITION,
}
TRACK: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "description": Text(limits.DESCRIPTION, least=0),
    "colour": Colour(),
    "position": _POSITION,
}
LOCATION: dict[str, Rule] = {
    "name": Text(limits.ADDRESS_LINE, required=True),
    "description": Text(limits.DESCRIPTION, least=0),
    "address": Text(limits.ADDRESS_LINE),
    "position": _POSITION,
}
SCHEDULE_DATE: dict[str, Rule] = {"date": Choice(required=True), "name": Text(limits.DISPLAY_NAME)}

# A day and the tab that it stands in, or none.
Day = tuple[UUID | None, date]


def problems_with_parts(
    several: Sequence[tuple[Path, Patch]], rules: dict[str, Rule], there: int, path: Path
) -> list[Problem]:
    """Everything wrong with new parts, each seen from its own path; with their number, from `path`."""
    if there + len(several) > limits.AGENDA_ITEMS:
        sentence = f"An event has at most {limits.AGENDA_ITEMS} of these; there are {there} already."
        return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return [problem for at, patch in several for problem in missing(patch, rules, at) + check(patch, rules, at)]


def problems_with_days(
    several: Sequence[tuple[Path, Patch]], there: Iterable[Day], *, by: str = "date"
) -> list[Problem]:
    """A tab has each day once, and so has what is in no tab. `by`: the key that is to blame."""
    found = []
    taken = set(there)
    for path, patch in several:
        day: date | None = patch.get("date")
        if day is None:
            continue
        tab: UUID | None = patch.get("agenda_tab_uuid")
        if (tab, day) in taken:
            owner = "The event" if tab is None else "The tab"
            sentence = f"{owner} has the schedule date {day} already."
            found.append(Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, camel(by))))
        taken.add((tab, day))
    return found


def problems_with_track(elsewhere: int, path: Path) -> list[Problem]:
    """A track of one day has no sessions `elsewhere`: they would have to move first."""
    if elsewhere == 0:
        return []
    filed = "1 session of this track is" if elsewhere == 1 else f"{elsewhere} sessions of this track are"
    return [Problem(ProblemCode.CONFLICT, f"{filed} filed under other schedule dates. Move them first.", path)]
