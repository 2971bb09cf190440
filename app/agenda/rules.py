"""Limits of tabs, schedule dates, tracks and locations, and the hours of a day. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app.agenda.columns import AgendaTabValues, LocationValues, ScheduleDateValues, TrackValues
from app.agenda.patches import AnyScheduleDatePatch
from app.core import limits
from app.core.datetimes import Resolved, day_bounds, move_out_of_gap, resolve
from app.core.fields import Choice, Colour, Number, Rules, Text, camel
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import in_range, to_utc_text

_POSITION = Number(0, limits.COUNT)
AGENDA_TAB = Rules(
    AgendaTabValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "colour": Colour(),
        "position": _POSITION,
    },
)
TRACK = Rules(
    TrackValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "description": Text(limits.DESCRIPTION, least=0),
        "colour": Colour(),
        "position": _POSITION,
    },
)
LOCATION = Rules(
    LocationValues,
    {
        "name": Text(limits.ADDRESS_LINE, required=True),
        "description": Text(limits.DESCRIPTION, least=0),
        "address": Text(limits.ADDRESS_LINE),
        "position": _POSITION,
    },
)
SCHEDULE_DATE = Rules(ScheduleDateValues, {"date": Choice(required=True), "name": Text(limits.DISPLAY_NAME)})

# The tab of a day, if any, and its date.
Day = tuple[UUID | None, date]


def problems_with_count(existing: int, added: int, path: Path) -> list[Problem]:
    """Limit how many parts of one kind an event has."""
    if existing + added <= limits.AGENDA_ITEMS:
        return []
    sentence = f"An event has at most {limits.AGENDA_ITEMS} of these; there are {existing} already."
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]


def problems_with_day(day: Day, taken: Collection[Day], path: Path) -> list[Problem]:
    """Each date is unique within its tab, and among the days without a tab."""
    if day not in taken:
        return []
    tab, its_date = day
    owner = "The event" if tab is None else "The tab"
    return [Problem(ProblemCode.NOT_UNIQUE, f"{owner} has the schedule date {its_date} already.", path)]


# The fields of a patch that set when a day begins and ends.
BOUNDED_BY = frozenset({"date", "starts_on", "ends_on"})
LONGEST = timedelta(hours=limits.SCHEDULE_DATE_HOURS)
NEAR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredDay:
    """A stored day with the local times of its start and its end."""

    date: date
    starts_local: datetime
    ends_local: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a day begins and ends; None if it is invalid or does not change."""

    span: tuple[datetime, datetime] | None = None
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_bounds(patch: AnyScheduleDatePatch, zone: str, stored: StoredDay | None = None) -> Bounds:
    """Start and end of a day: as sent, else its stored local times on the new date, else midnight."""
    day = patch.get("date", stored.date if stored else None)
    if day is None or (stored is not None and BOUNDED_BY.isdisjoint(patch)):
        return Bounds()
    try:
        first, last = midnights = day_bounds(day, zone)
        lowest, highest = first - NEAR, last + NEAR
        if stored is not None:
            first, last = (_moved(each, stored.date, day, zone) for each in (stored.starts_local, stored.ends_local))
        start, end = Resolved(first), Resolved(last)
        if "starts_on" in patch:
            start = _bound(patch["starts_on"], "starts_on", zone, midnights[0])
        if "ends_on" in patch:
            end = _bound(patch["ends_on"], "ends_on", zone, midnights[1])
    except OverflowError:
        return Bounds(problems=[_out_of_range("date", "A day must lie between the years 1900 and 9998.")])
    problems = start.problems + end.problems
    if start.instant is None or end.instant is None:
        return Bounds(problems=problems)
    start_field = "startsOn" if patch.get("starts_on") is not None else "date"
    end_field = "endsOn" if patch.get("ends_on") is not None else start_field
    if not (in_range(start.instant) and in_range(end.instant)):
        problems.append(_out_of_range(start_field, "A day must lie between the years 1900 and 9998."))
    elif not lowest <= start.instant < highest:
        sentence = f"The day must begin on {day}, or within 24 hours of it."
        problems.append(_out_of_range(start_field, sentence))
    elif end.instant <= start.instant:
        sentence = f"A day must end after it begins, at {to_utc_text(start.instant)}."
        problems.append(_out_of_range(end_field, sentence))
    elif end.instant - start.instant > LONGEST:
        sentence = f"A day lasts at most {limits.SCHEDULE_DATE_HOURS} hours."
        problems.append(_out_of_range(end_field, sentence))
    if problems:
        return Bounds(problems=problems)
    return Bounds((start.instant, end.instant), start.warnings + end.warnings)


def _bound(given: ZonedDateTimePatch | None, name: str, zone: str, midnight: datetime) -> Resolved:
    if given is None:
        return Resolved(midnight)
    return resolve(utc=given.get("utc"), local=given.get("local"), zone=zone).under((camel(name),))


def _moved(local: datetime, before: date, after: date, zone: str) -> datetime:
    return move_out_of_gap(local + (after - before), zone)[0]


def _out_of_range(name: str, sentence: str) -> Problem:
    return Problem(ProblemCode.OUT_OF_RANGE, sentence, (name,))


def problems_with_track(sessions_elsewhere: int, path: Path) -> list[Problem]:
    """A track cannot move to a day while sessions of it are on others."""
    if sessions_elsewhere == 0:
        return []
    subject = (
        "1 session of this track is" if sessions_elsewhere == 1 else f"{sessions_elsewhere} sessions of this track are"
    )
    return [Problem(ProblemCode.CONFLICT, f"{subject} filed under other schedule dates. Move them first.", path)]
