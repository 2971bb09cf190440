"""Conversion of an event's recurrence rule between its columns and rows and a `RecurrenceRule`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session as DbSession

from app.core.datetimes import resolve
from app.core.ids import new_uuid
from app.core.time import local_of
from app.db.bulk import insert_all
from app.events.common.store import list_of, replace_list
from app.events.dates.columns import RecurrenceValues
from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.expansion import Expansion
from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.rules.changing import rule_columns
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday


def stored_rule(db: DbSession, event: EventRow) -> RecurrenceRule | None:
    """The rule as it is stored; its times are instants."""
    if event.occurrence_type is None:
        return None
    kind = OccurrenceType[event.occurrence_type]
    starts = list_of(db, ScheduledStartRow, event.id) if kind is OccurrenceType.SCHEDULE else []
    slots = list_of(db, TimeslotTemplateRow, event.id) if kind is OccurrenceType.TIMESLOTS else []
    return RecurrenceRule(
        type=kind,
        # A schedule starts where its list does.
        starts_utc=None if kind is OccurrenceType.SCHEDULE else event.rule_starts_at,
        # That of timeslots follows from them.
        duration_minutes=None if kind is OccurrenceType.TIMESLOTS else event.duration_minutes,
        # An end may have set it, and then it is any number of minutes.
        exact=True,
        ends_type=None if event.ends_type is None else OccurrenceEndsType[event.ends_type],
        ends_on=event.ends_on,
        ends_after=event.ends_after,
        frequency=None if event.frequency is None else RecurrenceFrequency[event.frequency],
        interval=event.interval,
        weekdays=tuple(Weekday[name] for name in event.weekdays),
        month_ordinal=None if event.month_ordinal is None else MonthOrdinal[event.month_ordinal],
        month_weekday=None if event.month_weekday is None else Weekday[event.month_weekday],
        exclusions=tuple(date.fromisoformat(text) for text in event.exclusions),
        schedule=tuple(ScheduledStart(utc=row.starts_at) for row in starts),
        timeslots=tuple(TimeslotTemplate(row.starts_at, row.duration_minutes, row.capacity) for row in slots),
    )


def columns_of_rule(rule: RecurrenceRule | None, expansion: Expansion, zone: str) -> RecurrenceValues:
    """The rule as columns of the event's row."""
    if rule is not None:
        rule = replace(rule, duration_minutes=expansion.minutes)
    endless = rule is not None and rule.ends_type is OccurrenceEndsType.NEVER
    until = expansion.spans[-1].starts_at if endless else None
    return {**rule_columns(rule, expansion.starts, zone), "materialised_until": until}


def write_rule(db: DbSession, event: EventRow, rule: RecurrenceRule | None, *, created: bool) -> None:
    """Store the lists of the rule. The event has its columns already."""
    starts = [
        _scheduled_row(event, position, start)
        for position, start in enumerate(rule.schedule if rule is not None else ())
    ]
    if created:
        insert_all(db, starts)
    else:
        replace_list(db, ScheduledStartRow, event.id, starts)
    write_timeslots(db, event, rule.timeslots if rule is not None else (), created=created)


def write_timeslots(db: DbSession, event: EventRow, timeslots: Sequence[TimeslotTemplate], *, created: bool) -> None:
    """Store the slots that every date of the rule has."""
    slots = [
        TimeslotTemplateRow(
            id=new_uuid(),
            organisation_id=event.organisation_id,
            event_id=event.id,
            position=position,
            starts_at=slot.starts_at,
            duration_minutes=slot.duration_minutes,
            capacity=slot.capacity,
        )
        for position, slot in enumerate(timeslots)
    ]
    if created:
        insert_all(db, slots)
    else:
        replace_list(db, TimeslotTemplateRow, event.id, slots)


def _scheduled_row(event: EventRow, position: int, start: ScheduledStart) -> ScheduledStartRow:
    instant = resolve(utc=start.utc, local=start.local, zone=event.timezone).instant
    assert instant is not None
    return ScheduledStartRow(
        id=new_uuid(),
        organisation_id=event.organisation_id,
        event_id=event.id,
        position=position,
        starts_at=instant,
        starts_local=local_of(instant, event.timezone),
        timezone=event.timezone,
    )
