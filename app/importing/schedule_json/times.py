"""The start and duration of the file's sessions, and its days."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from app.core.datetimes import move_out_of_gap, resolve
from app.core.problems import ProblemCode
from app.core.time import (
    EARLIEST,
    LATEST,
    local_of,
    parse_date,
    parse_local,
    parse_time,
    to_local_text,
    zone_named,
)
from app.importing.schedule_json.reading import Entry

LONGEST_MINUTES = 366 * 24 * 60
# One year less than the service allows, so that an end or another zone stays within it.
FIRST_YEAR, LAST_YEAR = EARLIEST.year + 1, LATEST.year - 2

_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})", re.ASCII)
_ONE_DIGIT_HOUR = re.compile(r"\d:", re.ASCII)
_BARE_OFFSET = re.compile(r"(?<=[+-]\d{2})(?=\d{2}\Z)", re.ASCII)

_YEARS = f"A programme lies between the years {FIRST_YEAR} and {LAST_YEAR}."

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Zone:
    """The programme's time zone. `guessed_for` is the conference if the file names no zone."""

    name: str
    guessed_for: Entry | None = None
    # False while other faults are collected in a file whose zone is unknown.
    known: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the file; its night may reach into the next date."""

    date: date
    starts_at: datetime | None
    ends_at: datetime | None


def day_of(entry: Entry, zone: Zone) -> Day:
    """The day of an entry of `days`; an invalid date is replaced, so that further faults are found."""
    entry.value("index")
    written = entry.text("date", required=True)
    on = _parsed(entry, "date", parse_date, written and written[: len("2019-08-21")])
    starts_at, ends_at = _instant(entry, "day_start", zone), _instant(entry, "day_end", zone)
    if starts_at and ends_at and ends_at <= starts_at:
        entry.fault("day_end", "A day must end after it starts.", ProblemCode.OUT_OF_RANGE)
    if on and not FIRST_YEAR <= on.year <= LAST_YEAR:
        entry.fault("date", _YEARS, ProblemCode.OUT_OF_RANGE)
        on = None
    return Day(on or date(2000, 1, 1), starts_at, ends_at)


def bounds_of(day: Day, zone: Zone, starts: list[datetime], ends: list[datetime]) -> tuple[datetime, datetime]:
    """The day's first and last moment: as written, else by its sessions, else from midnight to midnight."""
    midnight = datetime.combine(day.date, time())
    return (
        day.starts_at or min(starts, default=move_out_of_gap(midnight, zone.name)[0]),
        day.ends_at or max(ends, default=move_out_of_gap(midnight + timedelta(days=1), zone.name)[0]),
    )


def start_of(entry: Entry, day: Day, zone: Zone) -> datetime | None:
    """The start of a session: its `date`, or `start` on its day; if it has both, they must agree."""
    date_text, start_text = entry.text("date"), entry.text("start")
    if _is_moment(start_text):
        starts_at = _instant(entry, "start", zone)
        if starts_at and _is_moment(date_text) and _instant(entry, "date", zone) != starts_at:
            entry.fault("start", "start and date are not the same moment.", ProblemCode.TIMES_DISAGREE)
        return starts_at
    clock = _parsed(entry, "start", parse_time, _padded(start_text))
    if _is_moment(date_text):
        instant = _instant(entry, "date", zone)
        return instant and _agreed(entry, instant, clock, zone)
    on = _parsed(entry, "date", parse_date, date_text)
    if start_text is None:
        entry.fault("start", "A session needs its start.", ProblemCode.REQUIRED)
    if clock is None or (date_text and on is None):
        return None
    on = on or day.date
    if on == day.date and _is_after_midnight(day, clock, zone):
        on += timedelta(days=1)
    return _located(entry, "start", datetime.combine(on, clock), zone)


def minutes_of(entry: Entry) -> int | None:
    """`duration` as minutes, HH:MM or DD:HH:MM."""
    value = entry.value("duration")
    if value is None:
        entry.fault("duration", "A session needs its duration.", ProblemCode.REQUIRED)
        return None
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        entry.fault("duration", "A duration is written like 00:45, 1:00:00 (a day) or 45 (minutes).")
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    total = (days * 24 + hours) * 60 + minutes
    if not 0 < total <= LONGEST_MINUTES:
        message = f"A duration must be from 1 to {LONGEST_MINUTES} minutes (366 days)."
        entry.fault("duration", message, ProblemCode.OUT_OF_RANGE)
        return None
    return total


def _is_moment(text: str | None) -> bool:
    return text is not None and len(text) > len("2019-08-21")


def _padded(clock: str | None) -> str | None:
    return f"0{clock}" if clock and _ONE_DIGIT_HOUR.match(clock) else clock


def _is_after_midnight(day: Day, clock: time, zone: Zone) -> bool:
    """Whether this clock time lies in the night at the end of the day only."""
    if day.starts_at is None or day.ends_at is None:
        return False
    opens, closes = local_of(day.starts_at, zone.name), local_of(day.ends_at, zone.name)
    here = datetime.combine(day.date, clock)
    return here < opens and here + timedelta(days=1) < closes


def _agreed(entry: Entry, instant: datetime, clock: time | None, zone: Zone) -> datetime | None:
    """The instant, unless `start` differs from the zone's local time."""
    local = local_of(instant, zone.name)
    if not zone.known or clock is None or (local.hour, local.minute) == (clock.hour, clock.minute):
        return instant
    message = f"start says {clock:%H:%M}, but by date it is {to_local_text(local)} in {zone.name}."
    entry.fault("start", message, ProblemCode.TIMES_DISAGREE)
    return None


def _instant(entry: Entry, key: str, zone: Zone) -> datetime | None:
    text = entry.text(key)
    moment = _parsed(entry, key, parse_local, text and _BARE_OFFSET.sub(":", text.strip()))
    if moment is None:
        return None
    instant = _located(entry, key, moment, zone)
    if instant is None or moment.tzinfo is None or zone.guessed_for is None:
        return instant
    if moment.utcoffset() == instant.astimezone(zone_named(zone.name)).utcoffset():
        return instant
    message = (
        "The file names no time zone, and its offsets from UTC are not those of the organisation's,"
        f" {zone.name}: add the name here."
    )
    zone.guessed_for.fault("time_zone_name", message, ProblemCode.REQUIRED)
    return None


def _located(entry: Entry, key: str, moment: datetime, zone: Zone) -> datetime | None:
    """The instant: by its offset if it has one, else as a local time of the zone."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        entry.fault(key, _YEARS, ProblemCode.OUT_OF_RANGE)
        return None
    utc, local = (None, moment) if moment.tzinfo is None else (moment, None)
    found = resolve(utc=utc, local=local, zone=zone.name)
    for problem in found.problems:
        entry.fault(key, problem.message, problem.code)
    entry.findings.notes += [f"{'.'.join((*entry.path, key))}: {warning.message}" for warning in found.warnings]
    return found.instant


def _parsed(entry: Entry, key: str, parse: Callable[[str], Value], text: str | None) -> Value | None:
    if not text:
        return None
    try:
        return parse(text.strip())
    except ValueError as error:
        entry.fault(key, str(error))
        return None
