"""Apply a patch to a recurrence rule; fields that were not sent keep their stored values. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.core.datetimes import move_out_of_gap
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of
from app.events.dates.columns import RuleValues
from app.events.dates.patches import OccurrenceEndsPatch, OccurrenceRulePatch
from app.occurrences.rules.recurrence import (
    FIELDS,
    MAX_DURATION,
    RecurrenceRule,
    ScheduledStart,
    TimeslotTemplate,
    frequency_of,
    timeslots_duration,
)
from app.occurrences.rules.rfc5545 import rrule_text
from app.occurrences.values import OccurrenceType, RecurrenceFrequency, Weekday


def problems_with_capacity(capacity: int | None, booked: int, path: Path) -> list[Problem]:
    """A capacity cannot be less than what is booked."""
    if capacity is None or not 0 <= capacity < booked:
        return []
    sentence = f"{booked} are booked already; the capacity cannot be less."
    return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]


def changed_rule(stored: RecurrenceRule | None, patch: OccurrenceRulePatch) -> RecurrenceRule:
    """The stored rule with the patch applied.

    A new type drops the fields that it does not have. A new type, or a new frequency of TIMESLOTS, also drops the
    stored weekdays and the position in the month, unless they are sent.
    """
    kind = patch["type"]
    rule = RecurrenceRule(kind) if stored is None else _kept(stored, kind)
    if "starts_on" in patch:
        # UTC and local time are one value: a new one replaces both.
        start: ZonedDateTimePatch = patch["starts_on"] or {}
        rule = replace(rule, starts_utc=start.get("utc"), starts_local=start.get("local"))
    if "duration_minutes" in patch:
        rule = replace(rule, exact=False)
    if (end := patch.get("ends_on")) is not None:
        # The end replaces a stored duration; a duration that is sent as well must agree with it.
        rule = replace(rule, until_utc=end.get("utc"), until_local=end.get("local"), duration_minutes=None)
    if "ends" in patch:
        rule = _ending(rule, stored, patch["ends"])
    rule = _with_lists(_with_numbers(rule, patch), patch)
    position = patch.get("monthly_position")
    ordinal, weekday = (position["ordinal"], position.get("weekday")) if position else (None, None)
    if "monthly_position" in patch:
        rule = replace(rule, month_ordinal=ordinal, month_weekday=weekday)
    if stored is None or frequency_of(rule) is frequency_of(stored):
        return rule
    return replace(
        rule,
        weekdays=rule.weekdays if "weekdays" in patch else (),
        month_ordinal=ordinal,
        month_weekday=weekday,
    )


def _kept(stored: RecurrenceRule, kind: OccurrenceType) -> RecurrenceRule:
    """The stored rule as one of this type, with the fields that the type has, too."""
    kept = replace(stored, type=kind, exact=True)
    if stored.type is kind:
        return kept
    # No other type keeps these, even if it has a field of the same name.
    kept = replace(kept, weekdays=(), month_ordinal=None, month_weekday=None)
    if "ends" not in FIELDS[kind]:
        kept = replace(kept, ends_type=None, ends_on=None, ends_after=None)
    if "interval" not in FIELDS[kind]:
        kept = replace(kept, interval=1)
    if "frequency" not in FIELDS[kind]:
        kept = replace(kept, frequency=None)
    if "schedule" not in FIELDS[kind]:
        kept = replace(kept, schedule=())
    if "timeslots" not in FIELDS[kind]:
        kept = replace(kept, timeslots=())
    return replace(kept, duration_minutes=None) if kind is OccurrenceType.TIMESLOTS else kept


def _ending(rule: RecurrenceRule, stored: RecurrenceRule | None, given: OccurrenceEndsPatch | None) -> RecurrenceRule:
    if given is None:
        return replace(rule, ends_type=None, ends_on=None, ends_after=None)
    same = stored is not None and stored.ends_type is given["type"]
    on, after = (stored.ends_on, stored.ends_after) if stored is not None and same else (None, None)
    return replace(rule, ends_type=given["type"], ends_on=given.get("on", on), ends_after=given.get("count", after))


def _with_numbers(rule: RecurrenceRule, patch: OccurrenceRulePatch) -> RecurrenceRule:
    if "duration_minutes" in patch:
        rule = replace(rule, duration_minutes=patch["duration_minutes"])
    if "frequency" in patch:
        rule = replace(rule, frequency=patch["frequency"])
    if "interval" in patch:
        interval = patch["interval"]
        rule = replace(rule, interval=1 if interval is None else interval)
    return rule


def _with_lists(rule: RecurrenceRule, patch: OccurrenceRulePatch) -> RecurrenceRule:
    """Null is an empty list."""
    if "weekdays" in patch:
        rule = replace(rule, weekdays=tuple(patch["weekdays"] or ()))
    if "exclusions" in patch:
        rule = replace(rule, exclusions=tuple(patch["exclusions"] or ()))
    if "schedule" in patch:
        starts = [ScheduledStart(item.get("utc"), item.get("local")) for item in patch["schedule"] or ()]
        rule = replace(rule, schedule=tuple(starts))
    if "timeslots" in patch:
        slots = [
            TimeslotTemplate(item["starts_at"], item["duration_minutes"], item.get("capacity"))
            for item in patch["timeslots"] or ()
        ]
        rule = replace(rule, timeslots=tuple(slots))
    return rule


def measured(
    rule: RecurrenceRule, starts: datetime | None, ends: datetime | None
) -> tuple[RecurrenceRule, list[Problem]]:
    """The rule with the duration from its start to its end, and the problems of that end. Both are resolved."""
    path = ("endsOn",)
    if ends is None:
        return rule, []
    if rule.type in (OccurrenceType.SCHEDULE, OccurrenceType.TIMESLOTS):
        return rule, [Problem(ProblemCode.INVALID, f"An occurrence of type {rule.type} has no end of its own.", path)]
    if starts is None:
        return rule, []
    minutes, odd = divmod(int((ends - starts).total_seconds()), 60)
    if odd or not 1 <= minutes <= MAX_DURATION:
        message = f"The end lies from 1 to {MAX_DURATION} whole minutes (366 days) behind the start."
        return rule, [Problem(ProblemCode.OUT_OF_RANGE, message, path)]
    if rule.duration_minutes not in (None, minutes):
        message = f"From start to end there are {minutes} minutes, but the duration is {rule.duration_minutes}."
        return rule, [Problem(ProblemCode.TIMES_DISAGREE, message, path)]
    return replace(rule, duration_minutes=minutes, exact=True), []


def rule_in_zone(rule: RecurrenceRule, old: str, new: str) -> tuple[RecurrenceRule, list[Problem]]:
    """The stored rule on the clocks of another zone; its instants stay."""
    if rule.type is OccurrenceType.TIMESLOTS:
        return _slots_in_zone(rule, old, new)
    if rule.starts_utc is None:
        return rule, []
    first = local_of(rule.starts_utc, old).date()
    return _moved_by_days(rule, first, (local_of(rule.starts_utc, new).date() - first).days, new)


def _slots_in_zone(rule: RecurrenceRule, old: str, new: str) -> tuple[RecurrenceRule, list[Problem]]:
    assert rule.starts_utc is not None
    day = local_of(rule.starts_utc, old).date()
    instants = [move_out_of_gap(datetime.combine(day, slot.starts_at), old)[0] for slot in rule.timeslots]
    walls = [local_of(at, new) for at in instants]
    days = {(wall.date() - day).days for wall in walls}
    if len(days) > 1:
        sentence = f"With their instants kept, the timeslots would fall on two dates in {new}."
        return rule, [Problem(ProblemCode.INVALID, sentence, ("keepInstants",))]
    slots = tuple(replace(slot, starts_at=wall.time()) for slot, wall in zip(rule.timeslots, walls, strict=True))
    return _moved_by_days(replace(rule, starts_utc=min(instants), timeslots=slots), day, days.pop(), new)


def _moved_by_days(rule: RecurrenceRule, first: date, days: int, zone: str) -> tuple[RecurrenceRule, list[Problem]]:
    if fault := shift_fault(rule, first, days):
        sentence = f"With their instants kept, the dates would fall on other days in {zone}: {fault}"
        return rule, [Problem(ProblemCode.INVALID, sentence, ("keepInstants",))]
    return _shifted(rule, days), []


def shift_fault(rule: RecurrenceRule, first: date, days: int) -> str | None:
    """Why the rule cannot express its dates `days` later, as a sentence; None if it can.

    `first` is the local date of its start. Every month has a day of the same number only up to the 28th, and weekdays
    of one week that move into two weeks need an interval of one week.
    """
    frequency, week = frequency_of(rule), list(Weekday)
    if frequency is RecurrenceFrequency.WEEKLY and rule.interval > 1:
        weeks = {(week.index(day) + days) // len(week) for day in rule.weekdays}
        return "days of the week would fall into weeks that the rule leaves out." if len(weeks) > 1 else None
    if days == 0 or frequency is not RecurrenceFrequency.MONTHLY:
        return None
    if rule.month_ordinal is not None:
        return "no rule has a position in the month and the days after or before it."
    if first.day > 28 or not 1 <= first.day + days <= 28:
        return f"day {first.day} of every month, moved by {days} days, is not the same day of every month."
    return None


def _shifted(rule: RecurrenceRule, days: int) -> RecurrenceRule:
    """Its weekdays, exclusions and last date, `days` later."""
    week = list(Weekday)
    return replace(
        rule,
        ends_on=None if rule.ends_on is None else rule.ends_on + timedelta(days=days),
        weekdays=tuple(week[(week.index(day) + days) % len(week)] for day in rule.weekdays),
        exclusions=tuple(day + timedelta(days=days) for day in rule.exclusions),
    )


def rule_columns(rule: RecurrenceRule | None, starts: datetime | None, zone: str) -> RuleValues:
    """The columns of the rule in an event's row; starts and slots have their own tables."""
    if rule is None:
        return {
            "occurrence_type": None,
            "rule_starts_at": None,
            "rule_starts_local": None,
            "duration_minutes": None,
            "ends_type": None,
            "ends_on": None,
            "ends_after": None,
            "frequency": None,
            "interval": 1,
            "weekdays": [],
            "month_ordinal": None,
            "month_weekday": None,
            "exclusions": [],
            "rrule": None,
        }
    slotted = rule.type is OccurrenceType.TIMESLOTS
    frequency = frequency_of(rule) if slotted else None
    return {
        "occurrence_type": rule.type.name,
        "rule_starts_at": starts,
        "rule_starts_local": None if starts is None else local_of(starts, zone),
        "duration_minutes": timeslots_duration(rule.timeslots) if slotted else rule.duration_minutes,
        "ends_type": None if rule.ends_type is None else rule.ends_type.name,
        "ends_on": rule.ends_on,
        "ends_after": rule.ends_after,
        "frequency": None if frequency is None else frequency.name,
        "interval": rule.interval,
        "weekdays": [day.name for day in rule.weekdays],
        "month_ordinal": None if rule.month_ordinal is None else rule.month_ordinal.name,
        "month_weekday": None if rule.month_weekday is None else rule.month_weekday.name,
        "exclusions": sorted({day.isoformat() for day in rule.exclusions}),
        "rrule": None if starts is None else rrule_text(rule, starts, zone),
    }
