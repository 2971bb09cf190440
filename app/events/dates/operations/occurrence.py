"""updateOccurrence: call one date off, restore it, limit its capacity, or set its own times."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core import limits
from app.core.fields import Choice, Number, Rules, Text, camel, check, sent
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, Warning, WarningCode, refuse_any, under
from app.core.time import local_of, to_local_text
from app.db.expected_version import check_version
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions, is_modified
from app.events.dates.part.checks import agendas_of, problems_with_number, problems_with_size
from app.events.dates.part.fitting import past_of
from app.events.dates.part.notices import notify_of_programme
from app.events.dates.part.programme import Programme, add, carry, load, shifted, write
from app.events.dates.part.seats import (
    Clock,
    SeatFacts,
    SeatsMove,
    clocks_of,
    count_seats,
    plan_seats,
    read_seats,
    write_seats,
)
from app.events.dates.rules.bookings import Seats, choice_needed, counted, kept_warnings, moved_warnings
from app.events.dates.rules.sessions import sessions_left_outside
from app.events.rules import NO_UPCOMING_OCCURRENCE, no_longer_ready, problems_with_changing
from app.events.store import publish_blockers, set_span
from app.events.store.parts import event_of_part
from app.events.tables import EventRow
from app.occurrences.columns import OccurrenceValues
from app.occurrences.patches import UpdateOccurrencePatch
from app.occurrences.rules import Slot, Span
from app.occurrences.rules.changing import problems_with_capacity
from app.occurrences.rules.own_times import (
    TIMES,
    ChosenTimes,
    StoredTimes,
    choose_times,
    problems_with_start_of_another,
)
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import BookingsChoice, DisabledReason

INPUT: Path = ("input",)
ENABLED: Path = ("input", "enabled")
BOOKINGS: Path = ("input", "bookings")
MOVE_TO: Path = ("input", "moveTo")
OCCURRENCE = Rules(
    OccurrenceValues,
    {
        "enabled": Choice(default=True),
        "capacity": Number(0, limits.COUNT),
        "reason": Text(limits.CANCELLATION_REASON),
    },
    reason="cancellation_reason",
)


@dataclass
class DatePlan:
    """The change of the date, with its problems and warnings."""

    programme: Programme
    date: OccurrenceRow
    times: ChosenTimes
    clocks: dict[UUID, Clock]
    seats: SeatsMove | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def update_occurrence(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateOccurrencePatch, now: datetime
) -> Written:
    """Read, plan, refuse with all problems, write: only the dates of the event change. Booking windows follow."""
    event = event_of_part(db, caller, OccurrenceRow, uuid)
    if event is None:
        raise _not_found()
    programme = load(db, event)
    date = programme.date(uuid)
    if date is None:
        raise _not_found()
    check_version(db, date)
    was_to_come = date.enabled and date.ends_at > now
    plan = _plan(event, programme, date, _read_seats(db, event, date, patch), patch, now)
    refuse_any(plan.problems)
    versions = RowVersions(db, now)
    plan.warnings += write(db, event, programme, now)
    if plan.seats is not None:
        plan.warnings += write_seats(db, event, plan.seats, path=BOOKINGS, now=now)
    notify_of_programme(db, event, programme, plan.seats, now)
    set_span(event, programme.dates)
    versions.raise_for(event)
    times_sent = [name for name in TIMES if name in patch]
    rewrite_windows(db, event, now, path=(*INPUT, camel(times_sent[0])) if times_sent else ENABLED)
    if versions.raise_for(event):
        record(
            db,
            ChangeKind.UPDATED,
            "Occurrence",
            date.id,
            organisation_id=date.organisation_id,
            event_id=event.id,
            at=now,
            # With its sessions and bookings.
            whole=True,
        )
    over = was_to_come and not (date.enabled and date.ends_at > now)
    return Written(
        ids={"occurrence": date.id, "event": event.id},
        aggregate=event.id,
        warnings=[*plan.warnings, *(_no_longer_ready(db, event, now) if over else [])],
    )


def _read_seats(db: DbSession, event: EventRow, date: OccurrenceRow, patch: UpdateOccurrencePatch) -> SeatFacts:
    """The facts for a move of the date's seats to another date."""
    if not date.booked_count or patch.get("bookings") is not BookingsChoice.MOVE:
        return SeatFacts()
    return read_seats(db, event.id, patch.get("move_to"))


def _plan(
    event: EventRow,
    programme: Programme,
    date: OccurrenceRow,
    seats: SeatFacts,
    patch: UpdateOccurrencePatch,
    now: datetime,
) -> DatePlan:
    """Change the date in memory. Pure."""
    times = choose_times(patch, _stored_times(event, date), zone=event.timezone, now=now)
    others = {each.starts_at for each in programme.dates if each.id != date.id}
    plan = DatePlan(programme, date, times, clocks_of(programme), warnings=under(INPUT, times.warnings))
    plan.problems += [
        *problems_with_changing(event.lifecycle),
        *check(patch, OCCURRENCE, INPUT),
        *problems_with_capacity(patch.get("capacity"), date.booked_count, (*INPUT, "capacity")),
        *under(INPUT, times.problems),
        *problems_with_start_of_another(
            times.starts_at, others, to_local_text(local_of(times.starts_at, event.timezone))
        ),
    ]
    plan.problems += _problems_with_move_to(patch, date)
    if plan.problems:
        return plan
    was_off = not date.enabled
    _switch(date, patch, plan)
    _move(event, plan, patch, now)
    if "capacity" in patch:
        date.capacity = patch["capacity"]
    if is_modified(date):
        programme.touch(date, now)
        programme.changed.add(date.id)
    if not plan.problems and date.booked_count and not date.enabled:
        _move_seats(plan, seats, patch, was_off, now)
    return plan


def _switch(date: OccurrenceRow, patch: UpdateOccurrencePatch, plan: DatePlan) -> None:
    """Call the date off, or switch it on; a reason belongs to a date that is called off.

    What is sent as it is stored changes nothing: a date that the rule has left out is not called off by a person.
    """
    unchanged = "reason" not in patch or patch["reason"] == date.cancellation_reason
    if "enabled" in patch and not (unchanged and not date.enabled and not sent(patch, OCCURRENCE)["enabled"]):
        date.enabled = bool(sent(patch, OCCURRENCE)["enabled"])
        date.disabled_reason = None if date.enabled else DisabledReason.CALLED_OFF
        if date.enabled:
            date.cancellation_reason = None
    if unchanged:
        return
    if patch["reason"] is not None and date.disabled_reason != DisabledReason.CALLED_OFF:
        sentence = "Only a date that is called off has a reason."
        plan.problems.append(Problem(ProblemCode.INVALID, sentence, (*INPUT, "reason")))
        return
    date.cancellation_reason = patch["reason"]


def _move(event: EventRow, plan: DatePlan, patch: UpdateOccurrencePatch, now: datetime) -> None:
    """Set the times of the date; a booked one that moves to another day requires a choice."""
    date, times, programme = plan.date, plan.times, plan.programme
    if (date.starts_at, date.ends_at, date.own_times) == (times.starts_at, times.ends_at, times.own_times):
        return
    path = (*INPUT, camel(next(name for name in TIMES if name in patch)))
    another_day = local_of(times.starts_at, event.timezone).date() != date.starts_local.date()
    booked = Seats(1, date.booked_count) if another_day and date.booked_count else Seats()
    choice: BookingsChoice | None = patch.get("bookings")
    before, old = agendas_of(programme), programme.spans()
    if booked.dates and choice is None:
        plan.problems.append(choice_needed(booked, Seats(), BOOKINGS))
        return
    if booked.dates and choice is BookingsChoice.KEEP:
        _make_instead(event, plan, now)
        plan.problems += problems_with_number(programme, past_of(event, now), BOOKINGS)
        plan.warnings += kept_warnings(booked, BOOKINGS)
    else:
        plan.problems += _move_with_slots(event, plan, path, now)
        date.own_times = times.own_times
        plan.warnings += moved_warnings(booked, Seats(), "", BOOKINGS)
    plan.problems += sessions_left_outside(
        before, old, agendas_of(programme), programme.spans(), path, zone=event.timezone
    )
    plan.problems += problems_with_size(programme, now, path)


def _move_with_slots(event: EventRow, plan: DatePlan, path: Path, now: datetime) -> list[Problem]:
    """Its timeslots go along, and have to lie in the date as before."""
    date, times, slots = plan.date, plan.times, plan.programme.slots[plan.date.id]
    inside = [slot for slot in slots if date.starts_at <= slot.starts_at and slot.ends_at <= date.ends_at]
    carry(plan.programme, date, times.starts_at, times.ends_at, zone=event.timezone, now=now)
    return [
        Problem(
            ProblemCode.OUT_OF_RANGE, f"The timeslot at {slot.starts_local:%H:%M} would lie outside the date.", path
        )
        for slot in inside
        if not (date.starts_at <= slot.starts_at and slot.ends_at <= date.ends_at)
    ]


def _make_instead(event: EventRow, plan: DatePlan, now: datetime) -> None:
    """The date stays as it is, outside the rule; a new one takes its place in it, at the new time."""
    date, times, zone = plan.date, plan.times, event.timezone
    starts_local, ends_local = local_of(times.starts_at, zone), local_of(times.ends_at, zone)
    shift = starts_local - date.starts_local
    slots = tuple(
        _slot(shifted(slot.starts_at, shift, zone), slot.ends_at - slot.starts_at, slot.capacity, zone)
        for slot in plan.programme.slots[date.id]
    )
    span = Span(times.starts_at, times.ends_at, starts_local, ends_local, slots)
    [made] = add(plan.programme, event, [span], now=now)
    made.original_starts_at, made.original_starts_local = date.original_starts_at, date.original_starts_local
    made.own_times, made.out_of_rule, made.history = times.own_times, date.out_of_rule, date.history
    date.out_of_rule = True


def _slot(starts_at: datetime, length: timedelta, capacity: int | None, zone: str) -> Slot:
    ends_at = starts_at + length
    return Slot(starts_at, ends_at, local_of(starts_at, zone), local_of(ends_at, zone), capacity)


def _move_seats(plan: DatePlan, facts: SeatFacts, patch: UpdateOccurrencePatch, was_off: bool, now: datetime) -> None:
    """Move the seats of a date that is called off to the date in `moveTo`, or warn of them."""
    date, booked = plan.date, Seats(1, plan.date.booked_count)
    # For a date that was off before, MOVE without `moveTo` refers to its own move to another day.
    if patch.get("bookings") is BookingsChoice.MOVE and (not was_off or patch.get("move_to") is not None):
        plan.seats, problems = plan_seats(
            facts,
            plan.programme,
            [date],
            patch.get("move_to"),
            stood={each.id: each.starts_local for each in plan.programme.dates},
            clocks=plan.clocks,
            dropped=frozenset(),
            path=MOVE_TO,
            now=now,
        )
        plan.problems += problems
        if plan.seats is not None and not problems:
            count_seats(plan.programme, plan.seats)
            to = to_local_text(plan.seats.target.starts_local)
            plan.warnings += moved_warnings(Seats(), booked, to, BOOKINGS)
    elif not was_off:
        sentence = f"The date that was called off has {counted(booked.seats, 'booked seat')}."
        plan.warnings.append(Warning(WarningCode.BOOKED_DATE_CALLED_OFF, sentence, ENABLED))


def _problems_with_move_to(patch: UpdateOccurrencePatch, date: OccurrenceRow) -> list[Problem]:
    off = not sent(patch, OCCURRENCE)["enabled"] if "enabled" in patch else not date.enabled
    if patch.get("move_to") is None or (off and patch.get("bookings") is BookingsChoice.MOVE):
        return []
    sentence = "Seats go to another date only with bookings: MOVE, and where this date is called off."
    return [Problem(ProblemCode.INVALID, sentence, MOVE_TO)]


def _stored_times(event: EventRow, date: OccurrenceRow) -> StoredTimes:
    """The times of the current rule, if the date belongs to it."""
    ruled = event.occurrence_type is not None and not date.out_of_rule and not date.history
    return StoredTimes(
        date.starts_at,
        date.ends_at,
        date.own_times,
        date.original_starts_at if ruled else None,
        event.duration_minutes if ruled else None,
    )


def _no_longer_ready(db: DbSession, event: EventRow, now: datetime) -> list[Warning]:
    """Warn only if this change has left the event without a date in the future."""
    blockers = publish_blockers(db, event.id, now)
    broken = [blocker for blocker in blockers if blocker == NO_UPCOMING_OCCURRENCE]
    return no_longer_ready(event.lifecycle, broken, ENABLED)


def _not_found() -> Refused:
    return Refused(Problem(ProblemCode.NOT_FOUND, "There is no occurrence with this uuid.", ("uuid",)))
