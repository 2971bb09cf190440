"""Fit the stored dates of an event to a changed rule, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.core.problems import Path, Problem, Warning
from app.db.timestamps import stamp
from app.events.dates.part.programme import Programme, add, carry, follow_offsets, remove, shifted
from app.events.dates.part.slots import Short, booked_without_slot, fit_slots, problems_with_slots
from app.events.dates.rules.bookings import Seats, choice_needed, kept_warnings
from app.events.dates.rules.keeping import ReasonsToKeep, disabled_warnings, own_times_warnings
from app.events.dates.store import Traces
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.occurrences.rules import RecurrenceRule, Span
from app.occurrences.rules.pairing import OldDate, Pairing, pair
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import BookingsChoice, DisabledReason, OccurrenceEndsType, OccurrenceType

BOOKINGS: Path = ("input", "bookings")


@dataclass
class Fitted:
    """The result for booked dates: `moving` to another day, `sources` without a partner; and the `dropped` dates.

    `slots`: booked timeslots that the rule does not give any more, of dates that it gives.
    """

    moving: list[OccurrenceRow] = field(default_factory=list)
    sources: list[OccurrenceRow] = field(default_factory=list)
    slots: list[HeldSlot] = field(default_factory=list)
    dropped: frozenset[UUID] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    @property
    def moving_seats(self) -> Seats:
        return Seats.of([each.booked_count for each in self.moving])

    @property
    def left_seats(self) -> Seats:
        return Seats.of([each.booked_count for each in self.sources])

    @property
    def slot_seats(self) -> Seats:
        return Seats.of([each.booked_count for each in self.slots])


def past_of(event: EventRow, now: datetime) -> datetime | None:
    """The moment before which dates have taken place; None for an event that was never published."""
    fresh = event.published_at is None and event.lifecycle == EventLifecycle.UNRELEASED
    return None if fresh else now


def in_play(date: OccurrenceRow, past: datetime | None, since: datetime | None = None) -> bool:
    """Whether changes of the rule concern the date. `since`: the rule's reach, where it has too long a history."""
    behind = since is not None and date.original_starts_at < since
    return not date.history and not behind and (past is None or date.ends_at > past)


def fit(
    programme: Programme,
    event: EventRow,
    old: RecurrenceRule | None,
    rule: RecurrenceRule | None,
    spans: Sequence[Span],
    traces: Traces,
    *,
    choice: BookingsChoice | None,
    since: datetime | None,
    now: datetime,
    path: Path,
) -> Fitted:
    """Pair the dates with the rule's spans, and move each to its span.

    Refused without a `choice` where a booked date would move to another day or has no partner; then the programme is
    of no use any more.
    """
    past = past_of(event, now)
    pairing = _paired(programme, old, rule, spans, past=past, since=since)
    dates = {each.id: each for each in programme.dates}
    pairs = [(dates[key], span) for key, span in pairing.pairs]
    left = [dates[key] for key in pairing.left]
    moved_by_hand = [
        date for date, span in pairs if date.own_times and _moved_by_rule(date, span, old, rule, event.duration_minutes)
    ]
    if rule is not None and rule.type is OccurrenceType.DOES_NOT_REPEAT:
        # The rule is this one date, so that another start or length is meant for the date itself.
        for date in moved_by_hand:
            date.own_times = False
        moved_by_hand = []
    done = Fitted(
        moving=[date for date, span in pairs if date.booked_count and _to_another_day(date, span)],
        sources=[date for date in left if date.booked_count and not date.out_of_rule],
        dropped=frozenset(date.id for date in left if not date.out_of_rule),
    )
    staying = {date.id for date in done.moving} if choice is BookingsChoice.KEEP else set()
    done.slots = [
        slot
        for date, span in pairs
        if date.booked_count and not date.own_times and date.id not in staying
        for slot in booked_without_slot(programme.slots[date.id], span.timeslots, old)
    ]
    if (done.moving or done.sources or done.slots) and choice is None:
        done.problems.append(choice_needed(done.moving_seats, done.left_seats, BOOKINGS, slots=done.slot_seats))
        return done
    added = list(pairing.added)
    short: Short = []
    for date, span in pairs:
        if date.id in staying:
            _leave(programme, date, now)
            added.append(span)
        else:
            short += _become(programme, date, span, traces, zone=event.timezone, now=now)
    done.problems += problems_with_slots(short, path)
    follow_offsets(
        programme,
        [date for date, _ in pairs if date.id not in staying and not date.own_times],
        zone=event.timezone,
        now=now,
    )
    kept = {date.id for date in done.sources} if choice is BookingsChoice.KEEP else set()
    for date in done.sources:
        if date.id in kept:
            _leave(programme, date, now)
    done.warnings += own_times_warnings(len(moved_by_hand), path)
    done.warnings += _drop(programme, [date for date in left if date.id not in kept], traces, path=path, now=now)
    if choice is BookingsChoice.KEEP:
        done.warnings += kept_warnings(
            Seats.of([each.booked_count for each in [*done.moving, *done.sources]]), BOOKINGS, slots=done.slot_seats
        )
        done.moving, done.sources, done.slots = [], [], []
    add(programme, event, sorted(added, key=lambda span: span.starts_at), now=now)
    return done


def _paired(
    programme: Programme,
    old: RecurrenceRule | None,
    rule: RecurrenceRule | None,
    spans: Sequence[Span],
    *,
    past: datetime | None,
    since: datetime | None,
) -> Pairing[UUID]:
    endless = all(each is not None and each.ends_type is OccurrenceEndsType.NEVER for each in (old, rule))
    return pair(
        [
            OldDate(
                each.id,
                each.original_starts_at,
                each.original_starts_local,
                in_play=in_play(each, past, since),
                out_of_rule=each.out_of_rule,
                history=each.history,
            )
            for each in programme.dates
        ],
        spans,
        kind=None if rule is None else rule.type,
        same_kind=old is not None and rule is not None and old.type is rule.type,
        endless=endless,
        now=past,
    )


def _to_another_day(date: OccurrenceRow, span: Span) -> bool:
    return not date.own_times and date.starts_local.date() != span.starts_local.date()


def _moved_by_rule(
    date: OccurrenceRow, span: Span, old: RecurrenceRule | None, rule: RecurrenceRule | None, minutes: int | None
) -> bool:
    """Whether the rule says another start or length of the date than before. `minutes`: the old rule's length."""
    timeslots = any(each is not None and each.type is OccurrenceType.TIMESLOTS for each in (old, rule))
    # How long timeslots take together may change with the clocks, without any change of the rule.
    longer = not timeslots and span.ends_at - span.starts_at != timedelta(minutes=minutes or 0)
    return longer or date.original_starts_at != span.starts_at


def _leave(programme: Programme, date: OccurrenceRow, now: datetime) -> None:
    """The date stays as it is, outside the rule."""
    date.out_of_rule = True
    programme.touch(date, now)
    programme.changed.add(date.id)


def _become(
    programme: Programme, date: OccurrenceRow, span: Span, traces: Traces, *, zone: str, now: datetime
) -> Short:
    """The date is the rule's date of this span: it moves there unless a person gave it times of its own."""
    short: Short = []
    changed = date.out_of_rule or date.original_starts_at != span.starts_at
    stamp(date, "original_starts", span.starts_at)
    date.out_of_rule = False
    if date.disabled_reason == DisabledReason.OUT_OF_RULE:
        date.enabled, date.disabled_reason = True, None
        changed = True
    if not date.own_times:
        days = span.starts_local.date() - date.starts_local.date()
        moved = (date.starts_at, date.ends_at) != (span.starts_at, span.ends_at)
        carry(programme, date, span.starts_at, span.ends_at, zone=zone, now=now, with_slots=False)
        changed = changed and not moved
        short = fit_slots(programme, date, span.timeslots, traces, lambda slot: shifted(slot.starts_at, days, zone))
    if changed:
        programme.touch(date, now)
        programme.changed.add(date.id)
    return short


def _drop(
    programme: Programme, left: Sequence[OccurrenceRow], traces: Traces, *, path: Path, now: datetime
) -> list[Warning]:
    """Delete the dates without any trace of users or organisers, and disable the others."""
    disabled = []
    for date in left:
        if date.out_of_rule:
            # An earlier change kept it for a reason, although its bookings may have moved since.
            continue
        found = _reasons_to_keep(programme, date, traces)
        if not found.reasons():
            remove(programme, date)
            continue
        if date.enabled:
            date.enabled, date.disabled_reason = False, DisabledReason.OUT_OF_RULE
            disabled.append(found)
        _leave(programme, date, now)
    return disabled_warnings(disabled, path)


def _reasons_to_keep(programme: Programme, date: OccurrenceRow, traces: Traces) -> ReasonsToKeep:
    return ReasonsToKeep(
        acts=date.booked_count > 0 or date.id in traces.acts,
        called_off=date.disabled_reason == DisabledReason.CALLED_OFF,
        own_capacity=date.capacity is not None,
        own_times=date.own_times,
        linked=date.id in traces.links,
        own_rows=any(
            row.own_times or not row.enabled or row.capacity is not None or row.rsvp_capacity is not None
            for row in programme.rows[date.id]
        ),
    )
