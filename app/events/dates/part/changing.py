"""What updateEvent does to the dates of an event: another zone, another rule, and dates that come within reach.

`plan_dates` reads the facts, changes the dates in memory and answers what is wrong; `write_dates` stores them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch
from app.core.problems import Path, Problem, ProblemCode, Warning, under
from app.core.time import to_local_text
from app.db.bulk import update_all
from app.events.dates.part.fitting import Fitted, fit, in_play, past_of
from app.events.dates.part.horizon import add_ahead, spans_ahead
from app.events.dates.part.programme import Programme, load, place_free_sessions, write
from app.events.dates.part.recurrence_rule import set_rule, stored_rule, write_rule, write_timeslots
from app.events.dates.part.seats import Clock, SeatsMove, clocks_of, count_seats, plan_seats, write_seats
from app.events.dates.part.timezone_change import Move, move_event, move_programme, move_rest, move_sessions
from app.events.dates.rules.bookings import moved_warnings
from app.events.dates.rules.sessions import Agenda, Row, Spans, sessions_left_outside, too_many_rows
from app.events.dates.store import Traces, traces_of
from app.events.store import set_span
from app.events.tables import EventRow
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import MAX_OCCURRENCES, RecurrenceRule, ScheduledStart, problems_with_timeslots
from app.occurrences.rules.changing import changed_rule, rehung, rule_columns
from app.occurrences.values import OccurrenceType
from app.sessions.tables import SessionRow
from app.sessions.values import LinkType

INPUT: Path = ("input",)
TIMEZONE: Path = ("input", "timezone")
OCCURRENCE: Path = ("input", "occurrence")
MOVE_TO: Path = ("input", "moveTo")
BOOKINGS: Path = ("input", "bookings")


@dataclass
class DatesPlan:
    """What is to be written, and what is wrong with it.

    `way` is None where the zone stays, `expansion` where no rule was sent, `programme` where no date changes.
    """

    rule: RecurrenceRule | None
    way: Move | None = None
    expansion: Expansion | None = None
    programme: Programme | None = None
    seats: SeatsMove | None = None
    until: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def plan_dates(db: DbSession, event: EventRow, patch: Patch, *, zone: str, now: datetime) -> DatesPlan:
    """Load what the change concerns and change it in memory; nothing is written yet."""
    done = DatesPlan(stored_rule(db, event))
    path = TIMEZONE
    before: dict[UUID, Agenda] = {}
    old: Spans = {}
    if zone != event.timezone:
        done.programme = load(db, event)
        before, old = agendas_of(done.programme), done.programme.spans()
        _move(event, done, done.programme, Move(event.timezone, zone, bool(patch.get("keep_instants")), now))
    if "occurrence" in patch:
        path = OCCURRENCE
        if done.programme is None:
            done.programme = load(db, event)
            before, old = agendas_of(done.programme), done.programme.spans()
        _change_rule(db, event, patch, done, done.programme, now)
    else:
        _roll(db, event, done, now)
    if done.programme is not None and not done.problems:
        done.problems += problems_with_starts(done.programme, path)
        if done.expansion is not None:
            place_free_sessions(done.programme, event, now=now)
            done.problems += problems_with_size(done.programme, now, path)
        if done.expansion is not None or done.way is not None:
            after, new = agendas_of(done.programme), done.programme.spans()
            done.problems += sessions_left_outside(
                before, old, after, new, path, zone=event.timezone, past=past_of(event, now)
            )
    return done


def write_dates(db: DbSession, event: EventRow, done: DatesPlan, *, now: datetime) -> None:
    """Store it, and in the event's row what follows from it."""
    way, programme = done.way, done.programme
    if way is not None and programme is not None:
        update_all(db, programme.sessions)
        move_rest(db, event.id, way)
        done.warnings += way.warnings(TIMEZONE)
    if done.expansion is not None:
        set_rule(event, done.rule, done.expansion)
        write_rule(db, event, done.rule, fresh=False)
    elif way is not None and done.rule is not None:
        _write_moved_rule(db, event, done.rule, way)
    if programme is not None:
        done.warnings += write(db, event, programme)
        set_span(event, programme.dates)
        if done.seats is not None:
            done.warnings += write_seats(db, event, done.seats, path=BOOKINGS, now=now)
    if done.until is not None:
        event.materialised_until = done.until


def agendas_of(programme: Programme) -> dict[UUID, Agenda]:
    """When each session takes place, by its id; those that are linked to dates by name, and have none, left out."""
    rows: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
    for row in programme.all_rows():
        rows[row.session_id][row.id] = (row.occurrence_id, row.starts_at, row.ends_at)
    return {
        session.id: _agenda(session, rows.get(session.id, {}))
        for session in programme.sessions
        if session.id in rows or session.occurrences_type == LinkType.ALL
    }


def problems_with_starts(programme: Programme, path: Path) -> list[Problem]:
    """Two dates of one event cannot start at once."""
    found: dict[datetime, datetime] = {}
    for date in programme.dates:
        if date.starts_at in found:
            sentence = f"Two dates would start at {to_local_text(date.starts_local)}."
            return [Problem(ProblemCode.NOT_UNIQUE, sentence, path)]
        found[date.starts_at] = date.starts_at
    return []


def problems_with_size(programme: Programme, now: datetime, path: Path) -> list[Problem]:
    """The limits of what lies in the dates that have not ended."""
    ahead = [date.id for date in programme.dates if date.ends_at > now]
    rows, slots = (sum(len(parts.get(key, ())) for key in ahead) for parts in (programme.rows, programme.slots))
    return too_many_rows(rows, path) + under(path, problems_with_timeslots(slots))


def problems_with_number(
    programme: Programme, past: datetime | None, path: Path, since: datetime | None = None
) -> list[Problem]:
    """The limit of the dates that a change of the rule would concern."""
    count = sum(in_play(date, past, since) for date in programme.dates)
    if count <= MAX_OCCURRENCES:
        return []
    sentence = (
        f"An event has at most {MAX_OCCURRENCES:,} occurrences; with those that are kept it would have {count:,}."
    )
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]


def _agenda(session: SessionRow, rows: dict[UUID, Row]) -> Agenda:
    if not rows:
        return Agenda(session.name, session.starts_at, session.ends_at)
    _, starts_at, ends_at = min(rows.values(), key=lambda row: row[1])
    return Agenda(session.name, starts_at, ends_at, rows)


def _move(event: EventRow, done: DatesPlan, programme: Programme, way: Move) -> None:
    done.way = way
    done.problems += move_programme(programme, way, TIMEZONE)
    move_sessions(programme, way)
    if done.rule is not None and way.keep_instants:
        done.rule, problems = rehung(done.rule, way.old, way.new)
        done.problems += under(INPUT, problems)
    elif done.rule is not None:
        start = done.rule.starts_utc
        done.rule = replace(
            done.rule,
            starts_utc=None if start is None else way.instant(start),
            schedule=tuple(ScheduledStart(utc=way.instant(item.utc)) for item in done.rule.schedule if item.utc),
        )
    move_event(event, way)


def _change_rule(
    db: DbSession, event: EventRow, patch: Patch, done: DatesPlan, programme: Programme, now: datetime
) -> None:
    given: Patch | None = patch["occurrence"]
    stored, done.expansion = done.rule, Expansion(None)
    if given is None:
        done.rule = None
    else:
        done.rule = changed_rule(stored, given)
        done.expansion = expand(done.rule, zone=event.timezone, now=now)
    done.problems += under(OCCURRENCE, done.expansion.problems)
    done.warnings += under(OCCURRENCE, done.expansion.warnings)
    if done.expansion.problems:
        return
    stood = {date.id: date.starts_local for date in programme.dates}
    clocks = clocks_of(programme)
    past, since = past_of(event, now), done.expansion.since
    fitted = fit(
        programme,
        event,
        stored,
        done.rule,
        done.expansion.spans,
        traces_of(db, event.id) if programme.dates else Traces(frozenset(), frozenset()),
        choice=patch.get("bookings"),
        since=since,
        now=now,
        path=OCCURRENCE,
    )
    done.problems += fitted.problems
    done.warnings += fitted.warnings
    if not fitted.problems:
        _move_seats(db, event, done, programme, fitted, patch.get("move_to"), stood, clocks, now)
    if not fitted.problems:
        done.problems += problems_with_number(programme, past, OCCURRENCE, since)


def _move_seats(
    db: DbSession,
    event: EventRow,
    done: DatesPlan,
    programme: Programme,
    fitted: Fitted,
    move_to: UUID | None,
    stood: Mapping[UUID, datetime],
    clocks: Mapping[UUID, Clock],
    now: datetime,
) -> None:
    """With MOVE: what has a partner has moved already; the seats of other dates go to the date that was named."""
    moving, left, slots = fitted.moving_seats, fitted.left_seats, fitted.slot_seats
    to = ""
    if fitted.sources or fitted.slots:
        done.seats, problems = plan_seats(
            db,
            event.id,
            programme,
            fitted.sources,
            move_to,
            stood=stood,
            clocks=clocks,
            single=fitted.slots,
            dropped=fitted.dropped,
            path=MOVE_TO,
            now=now,
        )
        done.problems += problems
        if done.seats is None or problems:
            return
        count_seats(programme, done.seats)
        to = to_local_text(done.seats.target.starts_local)
    done.warnings += moved_warnings(moving, left, to, BOOKINGS, slots=slots)


def _roll(db: DbSession, event: EventRow, done: DatesPlan, now: datetime) -> None:
    spans = spans_ahead(done.rule, event.timezone, event.materialised_until, now)
    if spans:
        done.programme = done.programme or load(db, event)
        add_ahead(done.programme, event, spans, now=now)
        done.until = spans[-1].starts_at


def _write_moved_rule(db: DbSession, event: EventRow, rule: RecurrenceRule, way: Move) -> None:
    starts = rule.starts_utc or event.rule_starts_at
    for column, value in rule_columns(rule, starts, event.timezone).items():
        setattr(event, column, value)
    if way.keep_instants and rule.type is OccurrenceType.TIMESLOTS:
        write_timeslots(db, event, rule.timeslots, fresh=False)
