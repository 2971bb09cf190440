"""What tracks, locations and schedule dates may hold: limits as data. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.core import limits
from app.core.fields import Choice, Patch, Rule, Text, check, missing
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


TRACK: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "description": Text(limits.DESCRIPTION, least=0),
    "colour": Colour(),
}
LOCATION: dict[str, Rule] = {
    "name": Text(limits.ADDRESS_LINE, required=True),
    "description": Text(limits.DESCRIPTION, least=0),
}
SCHEDULE_DATE: dict[str, Rule] = {"date": Choice(required=True)}


def problems_with_parts(patches: Sequence[Patch], rules: dict[str, Rule], there: int, path: Path) -> list[Problem]:
    """Everything wrong with new tracks, locations or dates, by their place in the list."""
    if there + len(patches) > limits.AGENDA_ITEMS:
        sentence = f"An event has at most {limits.AGENDA_ITEMS} of these; there are {there} already."
        return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return [
        problem
        for index, patch in enumerate(patches)
        for problem in missing(patch, rules, (*path, str(index))) + check(patch, rules, (*path, str(index)))
    ]


def problems_with_days(patches: Sequence[Patch], there: Collection[date], path: Path) -> list[Problem]:
    """An event has each day once."""
    found = []
    taken = set(there)
    for index, patch in enumerate(patches):
        day: date | None = patch.get("date")
        if day is None:
            continue
        if day in taken:
            sentence = f"The event has the schedule date {day} already."
            found.append(Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, str(index), "date")))
        taken.add(day)
    return found
