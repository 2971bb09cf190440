"""A rule as RFC 5545 text, and that another reader of such text finds the same dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from dateutil.rrule import rrulestr

from app.core.time import zone_named
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, TimeslotTemplate
from app.occurrences.rules.rfc5545 import rrule_text
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday
from tests.occurrences.expanding import DAILY, MONTHLY, NEVER, NOW, THU, TUE, WEEKLY, count, until

TIMESLOTS = OccurrenceType.TIMESLOTS
SLOTS: dict[str, Any] = {"timeslots": (TimeslotTemplate(time(14), 60), TimeslotTemplate(time(9, 30), 60))}
SECOND_TUESDAY: dict[str, Any] = {"month_ordinal": MonthOrdinal.SECOND, "month_weekday": TUE}
LAST_DAY: dict[str, Any] = {"month_ordinal": MonthOrdinal.LAST}


@pytest.mark.parametrize(
    ("type", "start", "zone", "given", "expected"),
    [
        # 2027-03-06 is a Saturday: the first occurrence is the Tuesday behind it.
        (WEEKLY, "2027-03-06T10:00", "Europe/Berlin", count(10) | {"interval": 2, "weekdays": (THU, TUE, THU)},
         "DTSTART;TZID=Europe/Berlin:20270309T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10"),
        (WEEKLY, "2027-03-06T10:00", "Europe/Berlin", NEVER,
         "DTSTART;TZID=Europe/Berlin:20270306T100000\nRRULE:FREQ=WEEKLY"),
        # The last moment of the day in Berlin, in winter and in summer.
        (DAILY, "2027-03-06T10:00", "Europe/Berlin", until("2027-03-12"),
         "DTSTART;TZID=Europe/Berlin:20270306T100000\nRRULE:FREQ=DAILY;UNTIL=20270312T225959Z"),
        (DAILY, "2027-03-06T10:00:30", "Europe/Berlin", until("2027-07-12") | {"interval": 3},
         "DTSTART;TZID=Europe/Berlin:20270306T100030\nRRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20270712T215959Z"),
        (DAILY, "2027-03-06T10:00", "UTC", until("2027-03-12") | {"exclusions": (date(2027, 3, 8),)},
         "DTSTART:20270306T100000Z\nRRULE:FREQ=DAILY;UNTIL=20270312T235959Z\nEXDATE:20270308T100000Z"),
        (MONTHLY, "2027-01-31T10:00", "Australia/Sydney", count(3),
         "DTSTART;TZID=Australia/Sydney:20270131T100000\nRRULE:FREQ=MONTHLY;COUNT=3"),
        (MONTHLY, "2027-01-31T10:00", "Australia/Sydney", count(3) | LAST_DAY,
         "DTSTART;TZID=Australia/Sydney:20270131T100000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"),
        (MONTHLY, "2027-01-13T10:00", "Australia/Sydney", count(3) | SECOND_TUESDAY,
         "DTSTART;TZID=Australia/Sydney:20270209T100000\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3"),
        (MONTHLY, "2027-01-13T10:00", "Australia/Sydney",
         NEVER | {"month_ordinal": MonthOrdinal.LAST, "month_weekday": Weekday.SUNDAY},
         "DTSTART;TZID=Australia/Sydney:20270131T100000\nRRULE:FREQ=MONTHLY;BYDAY=-1SU"),
        # The first slot of each date; the first date stays DTSTART although it is left out.
        (TIMESLOTS, "2027-03-06T12:00", "Europe/Berlin",
         count(4) | SLOTS | {"exclusions": (date(2027, 3, 7), date(2027, 3, 6), date(2027, 3, 7), date(2027, 3, 1))},
         "DTSTART;TZID=Europe/Berlin:20270306T093000\nRRULE:FREQ=DAILY;COUNT=4\n"
         "EXDATE;TZID=Europe/Berlin:20270306T093000,20270307T093000"),
        (TIMESLOTS, "2027-03-06T12:00", "Europe/Berlin",
         NEVER | SLOTS | {"frequency": RecurrenceFrequency.MONTHLY, "month_ordinal": MonthOrdinal.LAST},
         "DTSTART;TZID=Europe/Berlin:20270331T093000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1"),
        # What lies behind the end is not left out by anybody.
        (DAILY, "2027-03-06T10:00", "Europe/Berlin", until("2027-03-07") | {"exclusions": (date(2027, 3, 8),)},
         "DTSTART;TZID=Europe/Berlin:20270306T100000\nRRULE:FREQ=DAILY;UNTIL=20270307T225959Z"),
        (MONTHLY, "9998-11-30T10:00", "Europe/Berlin", until("9999-12-31") | {"interval": 12},
         "DTSTART;TZID=Europe/Berlin:99981130T100000\nRRULE:FREQ=MONTHLY;INTERVAL=12;UNTIL=99981231T225959Z"),
        (OccurrenceType.DOES_NOT_REPEAT, "2027-03-06T10:00", "Europe/Berlin", {}, None),
        (OccurrenceType.SCHEDULE, "2027-03-06T10:00", "Europe/Berlin", {}, None),
    ],
)  # fmt: skip
def test_the_text_of_a_rule(
    type: OccurrenceType, start: str, zone: str, given: dict[str, Any], expected: str | None
) -> None:
    starts = datetime.fromisoformat(start).replace(tzinfo=zone_named(zone)).astimezone(UTC)
    assert rrule_text(RecurrenceRule(type, duration_minutes=60, **given), starts, zone) == expected


KINDS: tuple[dict[str, Any], ...] = (
    {"type": DAILY},
    {"type": WEEKLY},
    {"type": WEEKLY, "weekdays": (THU, TUE, Weekday.SUNDAY)},
    {"type": MONTHLY},
    {"type": MONTHLY, **LAST_DAY},
    {"type": MONTHLY, **SECOND_TUESDAY},
    {"type": MONTHLY, "month_ordinal": MonthOrdinal.FIFTH, "month_weekday": Weekday.MONDAY},
    {"type": MONTHLY, "month_ordinal": MonthOrdinal.LAST, "month_weekday": Weekday.FRIDAY},
    {"type": TIMESLOTS, **SLOTS},
    {"type": TIMESLOTS, **SLOTS, "frequency": RecurrenceFrequency.WEEKLY, "weekdays": (TUE, Weekday.SATURDAY)},
    {"type": TIMESLOTS, **SLOTS, "frequency": RecurrenceFrequency.MONTHLY, **SECOND_TUESDAY},
)
ENDS: tuple[dict[str, Any], ...] = (count(12), until("2028-02-29"), until("2028-12-31"), NEVER)
ZONES = ("Europe/Berlin", "Australia/Sydney", "America/New_York", "Pacific/Chatham", "UTC")
# No clocks change at these hours of these zones, in which the rules of the two readers would differ by an hour.
STARTS = (datetime(2027, 1, 31, 10), datetime(2027, 3, 10, 23, 30))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_another_reader_finds_the_same_dates(kind: int, zone: str) -> None:
    for ends, interval, start in product(ENDS, (1, 5), STARTS):
        rule = RecurrenceRule(starts_local=start, interval=interval, **KINDS[kind], **ends)
        if rule.type is not TIMESLOTS:
            rule = replace(rule, duration_minutes=60)
        plain = expand(rule, zone=zone, now=NOW)
        assert plain.starts is not None
        # Every third date is left out, and a day that the rule does not give.
        dates = [span.starts_local.date() for span in plain.spans]
        rule = replace(rule, exclusions=(*dates[1::3], dates[0] - timedelta(days=1)))
        spans = expand(rule, zone=zone, now=NOW).spans
        text = rrule_text(rule, plain.starts, zone)
        assert text is not None
        read = rrulestr(text, forceset=True, tzids=zone_named)
        endless = rule.ends_type is OccurrenceEndsType.NEVER
        found = read.between(spans[0].starts_at, spans[-1].starts_at, inc=True) if endless else list(read)
        assert [at.astimezone(UTC) for at in found] == [span.starts_at for span in spans]
