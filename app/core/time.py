"""Instants, local times and time zones: parsing every accepted spelling, and one form for storage and answers.

An instant is an aware datetime in UTC; a local time ("wall clock") is a naive one, which needs a zone.
`datetimes.py` turns local times into instants.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

# Before 1900 most zones are local mean times; after 9998 an end or a local time could leave the calendar.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)

_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_CLOCK = r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?"
_OFFSET = r"([Zz]|[+-]\d{2}:\d{2})"
_DATE_FORM = re.compile(_DATE, re.ASCII)
_CLOCK_FORM = re.compile(_CLOCK, re.ASCII)
_MOMENT_FORM = re.compile(f"{_DATE}[Tt ]{_CLOCK}{_OFFSET}?", re.ASCII)
_STORED = r"\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}"
_STORED_UTC_FORM = re.compile(f"{_STORED}Z", re.ASCII)
_STORED_LOCAL_FORM = re.compile(_STORED, re.ASCII)

# The largest offsets in use, in minutes.
_WESTERNMOST = -12 * 60
_EASTERNMOST = 14 * 60


# --- zones


@cache
def _zones_by_folded_name() -> Mapping[str, str]:
    """All zones and their former names, by lower-case spelling."""
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    # "Factory" is the database's placeholder for "not configured".
    return {name.lower(): name for name in names if name != "Factory"}


def find_zone(name: str) -> str | None:
    """The zone of this name in the database's spelling, found without regard to case; None for an unknown name."""
    # `lower` maps a few letters beyond ASCII onto ASCII ones, such as the Kelvin sign.
    return _zones_by_folded_name().get(name.lower()) if name.isascii() else None


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The rules of a zone; LookupError for a name that `find_zone` does not know."""
    found = find_zone(name)
    if found is None:
        raise LookupError(f"There is no time zone named {name!r}.")
    # Not ZoneInfo(name), which prefers the machine's own database: two machines with the same lock file could then
    # disagree about an instant.
    with files("tzdata").joinpath("zoneinfo", *found.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=found)


# --- instants and wall clocks
# An event can have twenty thousand rows with four instants each. `combine` is much faster than `replace`, and the
# parsers are cached because the same texts recur from row to row.


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC, in whole seconds; ValueError for a naive value."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs an offset.")
    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=0) if utc.microsecond else utc


def in_range(instant: datetime) -> bool:
    """Whether the instant can be stored: the years 1900 to 9998."""
    return EARLIEST <= instant <= LATEST


def local_of(instant: datetime, zone: str) -> datetime:
    """The local time in `zone` at this instant, in whole seconds.

    OverflowError at the two ends of the calendar (the first and last day of the years 1 to 9999);
    never for an instant that is `in_range`.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs an offset.")
    there = instant.astimezone(zone_named(zone))
    wall = datetime.combine(there, there.time())
    return wall.replace(microsecond=0, fold=0) if wall.microsecond or wall.fold else wall


# --- text out and back


def to_utc_text(instant: datetime) -> str:
    """An instant as it is stored and returned, `YYYY-MM-DDTHH:MM:SSZ`: 20 characters that sort by time."""
    return as_utc(instant).isoformat()[:19] + "Z"


@lru_cache(maxsize=4096)
def from_utc_text(text: str) -> datetime:
    """The instant that `to_utc_text` wrote; ValueError for any other spelling."""
    if _STORED_UTC_FORM.fullmatch(text) is None:
        raise ValueError("A stored instant is written like 2026-03-29T01:30:00Z.")
    return datetime.fromisoformat(text)


def to_local_text(local: datetime) -> str:
    """A local time as it is stored and returned, `YYYY-MM-DDTHH:MM:SS`; ValueError for an aware value."""
    if local.tzinfo is not None:
        raise ValueError("A local time has no offset.")
    return local.isoformat()[:19]


@lru_cache(maxsize=4096)
def from_local_text(text: str) -> datetime:
    """The local time that `to_local_text` wrote; ValueError for any other spelling."""
    if _STORED_LOCAL_FORM.fullmatch(text) is None:
        raise ValueError("A stored local time is written like 2026-03-29T01:30:00.")
    return datetime.fromisoformat(text)


# --- text in


def _between(first: int, last: int, part: str, written: str) -> int:
    """The number, if it is from `first` to `last`."""
    number = int(written)
    if not first <= number <= last:
        raise ValueError(f"The {part} must be from {first} to {last}, not {written}.")
    return number


def _date(year: str, month: str, day: str) -> date:
    _between(1, 9999, "year", year)
    _between(1, 12, "month", month)
    _between(1, 31, "day", day)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"There is no {year}-{month}-{day} in the calendar.") from None


def _clock(hour: str, minute: str, second: str | None) -> time:
    return time(
        _between(0, 23, "hour", hour),
        _between(0, 59, "minute", minute),
        _between(0, 59, "second", second or "0"),
    )


def _offset(written: str) -> timezone:
    if written in "Zz":
        return UTC
    hours, minutes = written[1:].split(":")
    total = int(hours) * 60 + _between(0, 59, "minutes of the offset", minutes)
    if written[0] == "-":
        total = -total
    if not _WESTERNMOST <= total <= _EASTERNMOST:
        raise ValueError(f"The offset must be from -12:00 to +14:00, not {written}.")
    return timezone(timedelta(minutes=total))


def parse_local(text: str) -> datetime:
    """A local time in any accepted spelling: naive, or aware with the offset in the text.

    Accepted are `YYYY-MM-DD HH:MM[:SS]`, with `T` instead of the space, with a fraction of up to nine digits (which is
    dropped), and with `Z` or an offset. ValueError with a sentence for a person for anything else.
    """
    match = _MOMENT_FORM.fullmatch(text)
    if match is None:
        raise ValueError("A date and time is written like 2026-03-29T01:30:00Z or 2026-03-29 01:30.")
    year, month, day, hour, minute, second, offset = match.groups()
    zone = None if offset is None else _offset(offset)
    return datetime.combine(_date(year, month, day), _clock(hour, minute, second), zone)


def parse_instant(text: str) -> datetime:
    """An instant in any accepted spelling (see `parse_local`). Without an offset it is in UTC."""
    moment = parse_local(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("In UTC this lies outside the years 1 to 9999.") from None


def parse_date(text: str) -> date:
    """A date written `YYYY-MM-DD`; ValueError with a sentence for a person for anything else."""
    match = _DATE_FORM.fullmatch(text)
    if match is None:
        raise ValueError("A date is written like 2026-03-29.")
    return _date(*match.groups())


def parse_time(text: str) -> time:
    """A time of day written `HH:MM[:SS]`; ValueError with a sentence for a person for anything else."""
    match = _CLOCK_FORM.fullmatch(text)
    if match is None:
        raise ValueError("A time of day is written like 09:30 or 09:30:00.")
    return _clock(*match.groups())
