"""What revision 2026_11_29_1 makes of dates, days and sessions that are stored. Pure."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core.datetimes import day_bounds
from app.core.time import local_of
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday
from app.sessions.rules.dates import DateSpan, holding, offset_in, start_in

Columns = dict[str, Any]
_DAY = timedelta(days=1)


def rule_of(
    event: Mapping[str, Any], schedule: Sequence[datetime], slots: Sequence[TimeslotTemplate]
) -> RecurrenceRule | None:
    """The rule that an event's columns and lists hold; None where it has none."""
    if event["occurrence_type"] is None:
        return None
    kind = OccurrenceType[event["occurrence_type"]]
    listed, slotted = kind is OccurrenceType.SCHEDULE, kind is OccurrenceType.TIMESLOTS
    return RecurrenceRule(
        type=kind,
        starts_utc=None if listed else event["rule_starts_at"],
        duration_minutes=None if slotted else event["duration_minutes"],
        exact=True,
        ends_type=None if event["ends_type"] is None else OccurrenceEndsType[event["ends_type"]],
        ends_on=event["ends_on"],
        ends_after=event["ends_after"],
        frequency=None if event["frequency"] is None else RecurrenceFrequency[event["frequency"]],
        interval=event["interval"],
        weekdays=tuple(Weekday[name] for name in event["weekdays"]),
        exclusions=tuple(date.fromisoformat(text) for text in event["exclusions"]),
        schedule=tuple(ScheduledStart(utc=start) for start in schedule) if listed else (),
        timeslots=tuple(slots) if slotted else (),
    )


def given(rule: RecurrenceRule | None, starts: Collection[datetime], zone: str, now: datetime) -> set[datetime]:
    """Those of the starts that the rule gives.

    An endless rule gives so many dates at one time only: starts out of reach are looked at from where they are.
    """
    found: set[datetime] = set()
    left = sorted(starts)
    while rule is not None and left:
        # Not stopped by its number of timeslots: it is stored, and a migration refuses nothing.
        expansion = expand(rule, zone=zone, now=now, bounded=False)
        reach = {span.starts_at for span in expansion.spans}
        found.update(start for start in left if start in reach)
        if not reach or rule.ends_type is not OccurrenceEndsType.NEVER:
            break
        # Each look from a start settles at least that start.
        first, last = expansion.since, max(reach)
        left = [start for start in left if start != now and (start > last or (first is not None and start < first))]
        now = left[0] if left else now
    return found


def bounds(day: date, zone: str) -> Columns:
    """The times of a schedule date: midnight to midnight, and 24 hours for a day that a zone left out."""
    starts, ends = day_bounds(day, zone)
    if ends <= starts:
        ends = starts + _DAY
    return _span(starts, ends, zone)


@dataclass(frozen=True, slots=True)
class Days:
    """The schedule dates of an event in one tab, which do not overlap, by their start."""

    starts: tuple[datetime, ...]
    days: tuple[tuple[UUID, datetime], ...]

    @classmethod
    def of(cls, days: Iterable[tuple[UUID, datetime, datetime]]) -> "Days":
        """From id, start and end of each."""
        ordered = sorted(days, key=lambda day: (day[1], str(day[0])))
        return cls(tuple(day[1] for day in ordered), tuple((day[0], day[2]) for day in ordered))

    def holding(self, start: datetime) -> UUID | None:
        """The day that holds a start."""
        place = bisect_right(self.starts, start) - 1
        if place < 0 or self.days[place][1] <= start:
            return None
        return self.days[place][0]


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of a session: its columns, its rows (first the one whose times it takes), and the link it gets."""

    columns: Columns
    rows: list[Columns]
    link: UUID | None = None
    # Whether it has no row although its event has dates.
    homeless: bool = False


def place(
    session: Mapping[str, Any], linked: Collection[UUID], dates: Sequence[DateSpan], days: Days, zone: str
) -> Placed:
    """Put a session of an event with dates into the dates that it takes place in.

    A session of ALL dates of several is made SPECIFIC to the one that holds it: a conference of some days must
    not repeat its whole programme on each. One that no date holds keeps its times and gets no row: it is SPECIFIC
    without a new link, or stays ALL where the event has one date.
    """
    to_all = session["occurrences_type"] == "ALL"
    possible = list(dates) if to_all else [each for each in dates if each.uuid in linked]
    holder = holding(possible, session["starts_at"], session["ends_at"])
    narrowed = to_all and len(dates) > 1
    columns = {
        "occurrences_type": "SPECIFIC" if narrowed else session["occurrences_type"],
        "offset_seconds": None,
        "schedule_date_id": session["schedule_date_id"],
        **{name: session[name] for name in ("starts_at", "starts_local", "ends_at", "ends_local")},
    }
    if holder is None:
        if to_all and not narrowed:
            # It stays one of ALL dates: in those to come it lies where it lies beside this one.
            columns["offset_seconds"] = offset_in(session["starts_at"], dates[0].starts_at, zone)
        return Placed(columns, [], homeless=True)
    offset = offset_in(session["starts_at"], holder.starts_at, zone)
    rows = []
    for each in [holder] if narrowed else possible:
        # A wall clock that exists twice: the instant that is stored is the one that was meant.
        starts = session["starts_at"] if each is holder else start_in(each.starts_at, offset, zone)[0]
        rows.append(_row(session, each, starts, days))
    enabled = {each.uuid for each in dates if each.enabled}
    rows.sort(key=lambda row: (row["occurrence_id"] not in enabled, row["starts_at"], str(row["id"])))
    columns |= {"offset_seconds": offset} | {
        name: rows[0][name] for name in ("starts_at", "starts_local", "ends_at", "ends_local", "schedule_date_id")
    }
    return Placed(columns, rows, holder.uuid if narrowed else None)


def _row(session: Mapping[str, Any], held: DateSpan, starts: datetime, days: Days) -> Columns:
    copied = ("organisation_id", "event_id", "timezone", "created_at", "created_local", "updated_at", "updated_local")
    return {
        "id": uuid4(),
        "session_id": session["id"],
        "occurrence_id": held.uuid,
        **_span(starts, starts + (session["ends_at"] - session["starts_at"]), session["timezone"]),
        "own_times": False,
        "enabled": True,
        "schedule_date_id": days.holding(starts),
        "version": 1,
        **{name: session[name] for name in copied},
    }


def _span(starts: datetime, ends: datetime, zone: str) -> Columns:
    return {
        "starts_at": starts,
        "starts_local": local_of(starts, zone),
        "ends_at": ends,
        "ends_local": local_of(ends, zone),
    }
