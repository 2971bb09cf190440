"""The dates of an event: its recurrence rule, its occurrences, and all that is in them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Warning, under
from app.core.time import to_local_text
from app.db.bulk import update_all
from app.events.columns import EventValues
from app.events.common.part.movement import Movement, ZoneChange
from app.events.common.part.protocol import INPUT, Edit, OwnTable, Part, Planned, Values
from app.events.dates.part.checks import agendas_of, problems_with_number, problems_with_size, problems_with_starts
from app.events.dates.part.fitting import Fitted, fit, past_of
from app.events.dates.part.horizon import add_ahead, spans_ahead
from app.events.dates.part.notices import notify_of_programme
from app.events.dates.part.programme import Programme, load, place_free_sessions, write
from app.events.dates.part.recurrence_rule import columns_of_rule, stored_rule, write_rule, write_timeslots
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
from app.events.dates.part.timezone_change import move_programme, move_sessions
from app.events.dates.reschedule.part.dates import DatesRescheduling
from app.events.dates.rules.bookings import moved_warnings
from app.events.dates.rules.sessions import sessions_left_outside
from app.events.dates.store import Traces, traces_of
from app.events.dates.tables import ScheduledStartRow, TimeslotTemplateRow
from app.events.patches.event import UpdateEventPatch
from app.events.store import span_columns
from app.events.tables import EventRow
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, Span, TimeslotTemplate
from app.occurrences.rules.changing import changed_rule, rule_columns, rule_in_zone
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.occurrences.values import BookingsChoice, OccurrenceEndsType, OccurrenceType

TIMEZONE: Path = (*INPUT, "timezone")
OCCURRENCE: Path = (*INPUT, "occurrence")
MOVE_TO: Path = (*INPUT, "moveTo")
BOOKINGS: Path = (*INPUT, "bookings")
NO_TRACES = Traces(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored. The programme is out of the session: the plan changes it, and `write` stores it.

    `programme` is None where no date can change. `ahead`: what a rule without an end gives that is not stored yet.
    """

    rule: RecurrenceRule | None = None
    programme: Programme | None = None
    ahead: list[Span] = field(default_factory=list)
    traces: Traces = NO_TRACES
    seats: SeatFacts = field(default_factory=SeatFacts)


@dataclass(slots=True)
class DatesPlan:
    """`expansion` is None where no rule was sent, `programme` where no date changes.

    `moved_timeslots`: those of the stored rule, where a change of zone gives them other clocks.
    """

    rule: RecurrenceRule | None
    programme: Programme | None
    expansion: Expansion | None = None
    moved_timeslots: Sequence[TimeslotTemplate] | None = None
    seats: SeatsMove | None = None


def move_start(row: ScheduledStartRow, zone_change: ZoneChange) -> None:
    """Move one start of a schedule."""
    row.starts_at = zone_change.moment(row.starts_at)
    zone_change.rename(row)


def _fresh_date(row: Values) -> Values:
    return {"booked_count": 0, "previous_starts_at": None, "previous_starts_local": None}


class Dates(Part[Facts, DatesPlan]):
    fields = frozenset({"occurrence", "bookings", "move_to"})
    tables = (
        OwnTable(ScheduledStartRow, zone_change=move_start),
        OwnTable(TimeslotTemplateRow),
        # A change of zone moves the programme as a whole.
        OwnTable(OccurrenceRow, "Occurrence", fresh=_fresh_date),
        OwnTable(TimeslotRow, "Timeslot", fresh=lambda row: {"booked_count": 0}),
    )
    rescheduling = DatesRescheduling()

    def fresh(self, event: EventValues) -> EventValues:
        return {"booked_count": 0, "rescheduled_at": None, "rescheduled_local": None, "reschedule_reason": None}

    def move(self, event: EventRow, movement: Movement) -> None:
        if not isinstance(movement, ZoneChange):
            # A reschedule gives the event another rule.
            return
        if event.rule_starts_at is not None:
            event.rule_starts_at = movement.moment(event.rule_starts_at)
        if event.materialised_until is not None:
            event.materialised_until = movement.moment(event.materialised_until)

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        rule_sent = "occurrence" in edit.patch
        if edit.created:
            return Facts(programme=Programme() if rule_sent else None)
        rule, ahead = stored_rule(db, event), []
        if not rule_sent and edit.zone_change is None:
            ahead = spans_ahead(rule, event.timezone, event.materialised_until, edit.now)
            if not ahead:
                return Facts(rule)
        programme = load(db, event)
        traces = traces_of(db, event.id) if rule_sent and programme.dates else NO_TRACES
        moves_seats = (
            rule_sent
            and edit.patch.get("bookings") is BookingsChoice.MOVE
            and any(date.booked_count for date in programme.dates)
        )
        seats = read_seats(db, event.id, edit.patch.get("move_to")) if moves_seats else SeatFacts()
        return Facts(rule, programme, ahead, traces, seats)

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[DatesPlan]:
        plan = DatesPlan(facts.rule, facts.programme)
        planned = Planned(plan)
        programme = facts.programme
        if programme is None:
            return planned
        # As a row that is in no session, for all that works on rows.
        draft = EventRow(**event)
        before, old = agendas_of(programme), programme.spans()
        rule_sent = "occurrence" in edit.patch
        path = OCCURRENCE if rule_sent else TIMEZONE
        if edit.zone_change is not None:
            _change_zone(planned, draft, programme, edit.zone_change)
        if rule_sent:
            _change_rule(planned, facts, edit, draft, programme)
        else:
            _roll(planned, facts, edit, draft, programme)
        if not planned.problems:
            planned.problems += problems_with_starts(programme.dates, path)
            if rule_sent:
                place_free_sessions(programme, draft, now=edit.now)
                planned.problems += problems_with_size(programme, edit.now, path)
            if rule_sent or edit.zone_change is not None:
                after, new = agendas_of(programme), programme.spans()
                planned.problems += sessions_left_outside(
                    before, old, after, new, path, zone=edit.timezone, past=past_of(draft, edit.now)
                )
        if edit.zone_change is not None:
            planned.warnings += edit.zone_change.warnings(TIMEZONE)
        planned.columns = {**planned.columns, **span_columns(programme.dates)}
        return planned

    def is_due(self, event: EventValues, edit: Edit, changed: Set[str]) -> bool:
        """Also where time alone brings dates within reach."""
        return event["ends_type"] == OccurrenceEndsType.NEVER or super().is_due(event, edit, changed)

    def stores_rows(self, rows: DatesPlan, edit: Edit) -> bool:
        return rows.programme is not None

    def write(self, db: DbSession, event: EventRow, planned: Planned[DatesPlan], edit: Edit) -> list[Warning]:
        plan, change = planned.rows, edit.zone_change
        if plan.programme is None:
            return []
        if change is not None:
            update_all(db, plan.programme.sessions)
        if plan.expansion is not None:
            write_rule(db, event, plan.rule, created=edit.created)
        elif plan.moved_timeslots is not None:
            write_timeslots(db, event, plan.moved_timeslots, created=False)
        warnings = write(db, event, plan.programme, edit.now)
        if plan.seats is not None:
            warnings += write_seats(db, event, plan.seats, path=BOOKINGS, now=edit.now)
        notify_of_programme(db, event, plan.programme, plan.seats, edit.now)
        return warnings


DATES = Dates()


def _change_zone(planned: Planned[DatesPlan], event: EventRow, programme: Programme, change: ZoneChange) -> None:
    planned.problems += move_programme(programme, change, TIMEZONE)
    move_sessions(programme, change)
    rule = planned.rows.rule
    if rule is None:
        return
    if change.keep_instants:
        rule, problems = rule_in_zone(rule, change.old, change.new)
        planned.problems += under(INPUT, problems)
        planned.rows.moved_timeslots = rule.timeslots if rule.type is OccurrenceType.TIMESLOTS else None
    else:
        start = rule.starts_utc
        rule = replace(
            rule,
            starts_utc=None if start is None else change.moment(start),
            schedule=tuple(ScheduledStart(utc=change.moment(item.utc)) for item in rule.schedule if item.utc),
        )
    planned.rows.rule = rule
    columns = rule_columns(rule, rule.starts_utc or event.rule_starts_at, change.new)
    planned.columns = {**planned.columns, **columns}


def _change_rule(planned: Planned[DatesPlan], facts: Facts, edit: Edit, event: EventRow, programme: Programme) -> None:
    plan, given = planned.rows, edit.patch["occurrence"]
    stored, plan.expansion = plan.rule, Expansion(None)
    if given is None:
        plan.rule = None
    else:
        plan.rule = changed_rule(stored, given)
        plan.expansion = expand(plan.rule, zone=edit.timezone, now=edit.now)
    planned.problems += under(OCCURRENCE, plan.expansion.problems)
    planned.warnings += under(OCCURRENCE, plan.expansion.warnings)
    if plan.expansion.problems:
        return
    planned.columns = {**planned.columns, **columns_of_rule(plan.rule, plan.expansion, edit.timezone)}
    stood = {date.id: date.starts_local for date in programme.dates}
    clocks = clocks_of(programme)
    past, since = past_of(event, edit.now), plan.expansion.since
    fitted = fit(
        programme,
        event,
        stored,
        plan.rule,
        plan.expansion.spans,
        facts.traces,
        choice=edit.patch.get("bookings"),
        since=since,
        now=edit.now,
        path=OCCURRENCE,
    )
    planned.problems += fitted.problems
    planned.warnings += fitted.warnings
    if not fitted.problems:
        _move_seats(planned, facts.seats, programme, fitted, edit.patch, stood, clocks, edit.now)
        planned.problems += problems_with_number(programme, past, OCCURRENCE, since)


def _move_seats(
    planned: Planned[DatesPlan],
    facts: SeatFacts,
    programme: Programme,
    fitted: Fitted,
    patch: UpdateEventPatch,
    stood: Mapping[UUID, datetime],
    clocks: Mapping[UUID, Clock],
    now: datetime,
) -> None:
    """With MOVE, dates with a partner have moved already; the seats of the others go to the date in `moveTo`."""
    moving, left, slots = fitted.moving_seats, fitted.left_seats, fitted.slot_seats
    to = ""
    if fitted.sources or fitted.slots:
        seats, problems = plan_seats(
            facts,
            programme,
            fitted.sources,
            patch.get("move_to"),
            stood=stood,
            clocks=clocks,
            single=fitted.slots,
            dropped=fitted.dropped,
            path=MOVE_TO,
            now=now,
        )
        planned.rows.seats = seats
        planned.problems += problems
        if seats is None or problems:
            return
        count_seats(programme, seats)
        to = to_local_text(seats.target.starts_local)
    planned.warnings += moved_warnings(moving, left, to, BOOKINGS, slots=slots)


def _roll(planned: Planned[DatesPlan], facts: Facts, edit: Edit, event: EventRow, programme: Programme) -> None:
    """Add the dates that have come within reach of a rule without an end."""
    spans = facts.ahead
    if edit.zone_change is not None:
        spans = spans_ahead(planned.rows.rule, edit.timezone, event.materialised_until, edit.now)
    if spans:
        add_ahead(programme, event, spans, now=edit.now)
        planned.columns["materialised_until"] = spans[-1].starts_at
