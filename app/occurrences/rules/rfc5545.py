"""A rule as RFC 5545 text for calendars. Pure."""

from datetime import UTC, date, datetime, timedelta

from app.core.datetimes import day_bounds
from app.core.time import LATEST, local_of
from app.occurrences.rules.dates import NUMBERS, rule_dates
from app.occurrences.rules.recurrence import RecurrenceRule, frequency_of
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday


def rrule_text(rule: RecurrenceRule, starts: datetime, zone: str) -> str | None:
    """DTSTART, RRULE and EXDATE, a line each; None for a rule that does not repeat or lists its starts.

    `starts` is the instant of the rule's own start. DTSTART is the rule's first date, even if the start is not on one
    of its days; with TIMESLOTS it is the first slot of that date. Excluded dates count, as in the rule.
    """
    frequency = frequency_of(rule)
    start = local_of(starts, zone)
    first = next(rule_dates(rule, start.date(), start.date()), None)
    if frequency is None or first is None:
        return None
    clock = start.time()
    if rule.type is OccurrenceType.TIMESLOTS:
        clock = min((slot.starts_at for slot in rule.timeslots), default=clock)
    lines = ["DTSTART" + _moments([datetime.combine(first, clock)], zone), "RRULE:" + _parts(rule, frequency, zone)]
    last = date.max if rule.ends_on is None else rule.ends_on
    if excluded := sorted({day for day in rule.exclusions if first <= day <= last}):
        lines.append("EXDATE" + _moments([datetime.combine(day, clock) for day in excluded], zone))
    return "\n".join(lines)


def _moments(walls: list[datetime], zone: str) -> str:
    written = [f"{wall:%Y%m%dT%H%M%S}" for wall in walls]
    # UTC is written with Z and without TZID.
    if zone == "UTC":
        return ":" + ",".join(text + "Z" for text in written)
    return f";TZID={zone}:" + ",".join(written)


def _parts(rule: RecurrenceRule, frequency: RecurrenceFrequency, zone: str) -> str:
    parts = [f"FREQ={frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if frequency is RecurrenceFrequency.WEEKLY and rule.weekdays:
        parts.append("BYDAY=" + ",".join(_short(day) for day in Weekday if day in rule.weekdays))
    if rule.month_ordinal is not None:
        number = NUMBERS[rule.month_ordinal]
        weekday = rule.month_weekday
        parts.append(f"BYMONTHDAY={number}" if weekday is None else f"BYDAY={number}{_short(weekday)}")
    if rule.ends_type is OccurrenceEndsType.AFTER_COUNT:
        parts.append(f"COUNT={rule.ends_after}")
    if rule.ends_on is not None:
        # In UTC, as RFC 5545 requires beside a DTSTART with a zone: the last second of the local date.
        _, midnight = day_bounds(min(rule.ends_on, LATEST.date()), zone)
        parts.append(f"UNTIL={midnight.astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def _short(weekday: Weekday) -> str:
    return weekday.name[:2]
