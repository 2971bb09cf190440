"""The dates that the migration to true dates expands from a stored rule, even one beyond today's limits."""

from datetime import UTC, datetime, time, timedelta

from app.db.migrations.true_dates_rules import given
from app.occurrences.rules import RecurrenceRule, TimeslotTemplate
from app.occurrences.values import OccurrenceEndsType, OccurrenceType

FIRST = datetime(2027, 6, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_a_rule_with_too_many_timeslots_is_expanded() -> None:
    slots = tuple(TimeslotTemplate(time(number // 6, number % 6 * 10), 15) for number in range(100))
    rule = RecurrenceRule(
        OccurrenceType.TIMESLOTS,
        starts_utc=FIRST,
        ends_type=OccurrenceEndsType.AFTER_COUNT,
        ends_after=201,
        timeslots=slots,
    )
    of_rule = {FIRST, FIRST + timedelta(days=200)}
    assert given(rule, {*of_rule, FIRST + timedelta(days=201), FIRST + timedelta(hours=1)}, "UTC", NOW) == of_rule
