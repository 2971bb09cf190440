"""A rule that never ends is kept 24 months ahead: by every change of its event, and by `marquee maintain`."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session as DbSession

from app.booking.operations import rewrite_windows
from app.events.dates.part.programme import Programme, add, load, write
from app.events.dates.part.recurrence_rule import stored_rule
from app.events.dates.rules.sessions import too_many_rows
from app.events.store import set_span
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, Span, problems_with_timeslots, timeslots_ahead
from app.occurrences.values import OccurrenceEndsType

# The dates of a rule are about a day apart, or more. Where instants were kept in another zone, the last date that was
# made may be some hours from where the rule has it now.
APART = timedelta(hours=12)

log = logging.getLogger("marquee.events")


def roll_forward(db: DbSession, event: EventRow, now: datetime) -> bool:
    """Add the occurrences that have come within reach; True if there were any. The caller locks the event."""
    if event.ends_type != OccurrenceEndsType.NEVER or event.lifecycle == EventLifecycle.CANCELLED:
        return False
    spans = spans_ahead(stored_rule(db, event), event.timezone, event.materialised_until, now)
    if not spans:
        return False
    programme = load(db, event)
    add_ahead(programme, event, spans, now=now)
    rows = sum(len(programme.rows[date.id]) for date in programme.dates if date.ends_at > now)
    if excess := too_many_rows(rows, ()):
        log.warning("A stored rule is rolled forward all the same. %s", excess[0].message)
    write(db, event, programme, now)
    set_span(event, programme.dates)
    event.materialised_until = spans[-1].starts_at
    rewrite_windows(db, event, now)
    return True


def add_ahead(programme: Programme, event: EventRow, spans: Sequence[Span], *, now: datetime) -> None:
    """Add the dates that have come within reach, except where a date that was moved by hand starts already."""
    taken = {date.starts_at for date in programme.dates}
    add(programme, event, [span for span in spans if span.starts_at not in taken], now=now)


def spans_ahead(rule: RecurrenceRule | None, timezone: str, until: datetime | None, now: datetime) -> list[Span]:
    """The spans that a rule without an end gives after those that are stored."""
    if rule is None or rule.ends_type is not OccurrenceEndsType.NEVER or until is None:
        return []
    expansion = expand(rule, zone=timezone, now=now, bounded=False)
    if excess := problems_with_timeslots(timeslots_ahead(expansion.spans, now)):
        # They are due to time alone: there is no caller to refuse.
        log.warning("A stored rule is rolled forward all the same. %s", excess[0].message)
    return [span for span in expansion.spans if span.starts_at > until + APART]
