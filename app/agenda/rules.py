"""What tabs, schedule dates, tracks and locations may hold: limits as data. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app.core import limits
from app.core.datetimes import Resolved, day_bounds, move_out_of_gap, resolve
from app.core.fields import Choice, Number, Patch, Rule, Text, camel, check, missing
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import in_range, to_utc_text

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


# What of a patch says when a day begins and ends.
BOUNDED_BY = frozenset({"date", "starts_on", "ends_on"})
LONGEST = timedelta(hours=limits.SCHEDULE_DATE_HOURS)
NEAR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A stored day with the wall clocks of its start and its end."""

    date: date
    starts_local: datetime
    ends_local: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a day begins and ends; None where something about that is wrong, or where it stays."""

    span: tuple[datetime, datetime] | None = None
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_bounds(patch: Patch, zone: str, stored: HeldDay | None = None) -> Bounds:
    """Start and end of a day: as sent, else on the wall clocks that it has, moved with its date; else at midnight."""
    day: date | None = patch.get("date", stored.date if stored else None)
    if day is None or (stored is not None and BOUNDED_BY.isdisjoint(patch)):
        return Bounds()
    try:
        first, last = midnights = day_bounds(day, zone)
        lowest, highest = first - NEAR, last + NEAR
        if stored is not None:
            first, last = (_moved(each, stored.date, day, zone) for each in (stored.starts_local, stored.ends_local))
        start = _bound(patch, "starts_on", zone, first, midnights[0])
        end = _bound(patch, "ends_on", zone, last, midnights[1])
    except OverflowError:
        return Bounds(problems=[_out_of_range("date", "A day must lie between the years 1900 and 9998.")])
    problems = start.problems + end.problems
    if start.instant is None or end.instant is None:
        return Bounds(problems=problems)
    sent = "startsOn" if patch.get("starts_on") is not None else "date"
    blamed = "endsOn" if patch.get("ends_on") is not None else sent
    if not (in_range(start.instant) and in_range(end.instant)):
        problems.append(_out_of_range(sent, "A day must lie between the years 1900 and 9998."))
    elif not lowest <= start.instant < highest:
        sentence = f"The day must begin on {day}, or within 24 hours of it."
        problems.append(_out_of_range(sent, sentence))
    elif end.instant <= start.instant:
        sentence = f"A day must end after it begins, at {to_utc_text(start.instant)}."
        problems.append(_out_of_range(blamed, sentence))
    elif end.instant - start.instant > LONGEST:
        sentence = f"A day lasts at most {limits.SCHEDULE_DATE_HOURS} hours."
        problems.append(_out_of_range(blamed, sentence))
    if problems:
        return Bounds(problems=problems)
    return Bounds((start.instant, end.instant), start.warnings + end.warnings)


def _bound(patch: Patch, name: str, zone: str, absent: datetime, empty: datetime) -> Resolved:
    given = patch.get(name)
    if given is None:
        return Resolved(empty if name in patch else absent)
    return resolve(utc=given.get("utc"), local=given.get("local"), zone=zone).under((camel(name),))


def _moved(local: datetime, before: date, after: date, zone: str) -> datetime:
    return move_out_of_gap(local + (after - before), zone)[0]


def _out_of_range(name: str, sentence: str) -> Problem:
    return Problem(ProblemCode.OUT_OF_RANGE, sentence, (name,))


def problems_with_track(elsewhere: int, path: Path) -> list[Problem]:
    """A track of one day has no sessions `elsewhere`: they would have to move first."""
    if elsewhere == 0:
        return []
    filed = "1 session of this track is" if elsewhere == 1 else f"{elsewhere} sessions of this track are"
    return [Problem(ProblemCode.CONFLICT, f"{filed} filed under other schedule dates. Move them first.", path)]
