"""Warnings about a rule: months that it skips, and exclusions without a date. Pure."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date

from app.core.problems import Warning, WarningCode
from app.occurrences.rules.dates import rule_dates
from app.occurrences.rules.recurrence import RecurrenceRule, frequency_of
from app.occurrences.values import RecurrenceFrequency

# How many months or dates a warning names; it counts the rest.
NAMED = 12


def skipped_months(rule: RecurrenceRule, first: date, since: date, last: date) -> Iterator[Warning]:
    """One warning about the rule's months from `since` to `last` without its day or position.

    `first` is the local date of the rule's start. Months that end after `last` do not count.
    """
    if frequency_of(rule) is not RecurrenceFrequency.MONTHLY:
        return
    met = next(rule_dates(rule, first, first), last)
    held: set[tuple[int, int]] = set()
    for day in rule_dates(rule, first, max(met, since)):
        if day > last:
            break
        held.add((day.year, day.month))
    months = _months(rule, met, max(met, since), last)
    skipped = [f"{year:04}-{month:02}" for year, month in months if (year, month) not in held]
    if skipped and rule.month_ordinal is not None and rule.month_weekday is not None:
        place = f"{rule.month_ordinal.lower()} {rule.month_weekday.title()}"
        message = f"The rule skips the months that have no {place}: {_listed(skipped)}."
        yield Warning(WarningCode.MONTHS_SKIPPED, message, ("monthlyPosition",))
    elif skipped:
        message = (
            f"The rule skips the months that have no day {met.day}: {_listed(skipped)}."
            " The monthlyPosition LAST without a weekday means the last day of each month."
        )
        yield Warning(WarningCode.MONTHS_SKIPPED, message, ("startsOn",))


def _months(rule: RecurrenceRule, met: date, since: date, last: date) -> Iterator[tuple[int, int]]:
    """The months of the rule, from that of its first date in steps of its interval."""
    number = met.year * 12 + met.month - 1
    while True:
        year, month = number // 12, number % 12 + 1
        if year > last.year or date(year, month, monthrange(year, month)[1]) > last:
            return
        if (year, month) >= (since.year, since.month):
            yield year, month
        number += rule.interval


def idle_exclusions(rule: RecurrenceRule, first: date, dates: Collection[date] | None) -> Iterator[Warning]:
    """One warning about the exclusions without a date.

    `dates` are all dates of the rule before exclusions if their number is known; else None, and the rule is asked for
    each exclusion, from the local date of its start, `first`, to its end if it has one.
    """
    known = None if dates is None else frozenset(dates)

    def meets(day: date) -> bool:
        if known is not None:
            return day in known
        inside = first <= day and (rule.ends_on is None or day <= rule.ends_on)
        return inside and next(rule_dates(rule, first, day), None) == day

    idle = [day.isoformat() for day in sorted(set(rule.exclusions)) if not meets(day)]
    if idle:
        message = f"The rule has no date for these exclusions to leave out: {_listed(idle)}."
        yield Warning(WarningCode.EXCLUSION_WITHOUT_DATE, message, ("exclusions",))


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
