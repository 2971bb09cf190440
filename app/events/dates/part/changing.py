"""What a change does to the dates of an event: its zone, its rule, its occurrences, and what lies in them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode, under
from app.db.bulk import update_all
from app.events.dates.part import programme as programmes
from app.events.dates.part.horizon import spans_ahead
from app.events.dates.part.programme import Programme
from app.events.dates.part.recurrence_rule import set_rule, stored_rule, write_rule, write_timeslots
from app.events.dates.part.timezone_change import Move, move_event, move_programme, move_rest, move_sessions
from app.events.dates.rules.sessions import Agenda, sessions_left_outside
from app.events.store import set_span
from app.events.store.parts import occurrence_links, sessions_of
from app.events.tables import EventRow
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import MAX_OCCURRENCES, OccurrenceType, RecurrenceRule, ScheduledStart
from app.occurrences.rules.changing import changed_rule, rehung, rule_columns
from app.sessions.tables import SessionOccurrenceLinkRow, SessionRow
from app.sessions.values import LinkType

INPUT: Path = ("input",)
TIMEZONE: Path = ("input", "timezone")
OCCURRENCE: Path = ("input", "occurrence")


@dataclass
class Redating:
    """What is to be written, and what is wrong with it.

    `way` is None where the zone stays, `expansion` where no rule was sent, `programme` where no occurrence
    changes.
    """

    rule: RecurrenceRule | None
    way: Move | None = None
    expansion: Expansion | None = None
    programme: Programme | None = None
    sessions: list[SessionRow] = field(default_factory=list)
    until: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def redate(db: DbSession, event: EventRow, patch: Patch, *, zone: str, now: datetime) -> Redating:
    """Load what the change concerns and change it in memory; nothing is written yet."""
    done = Redating(stored_rule(db, event))
    if zone != event.timezone:
        _move(db, event, done, Move(event.timezone, zone, bool(patch.get("keep_instants")), now))
    if "occurrence" in patch:
        links = occurrence_links(db, event.id)
        _change_rule(db, event, patch["occurrence"], done, links, now)
    else:
        links = occurrence_links(db, event.id) if done.way is not None else []
        _roll(db, event, done, now)
    if done.programme is not None and not done.problems and (done.way is not None or done.expansion):
        sessions = done.sessions if done.way is not None else sessions_of(db, event.id)
        agenda = _agenda(sessions, links)
        path = OCCURRENCE if done.expansion is not None else TIMEZONE
        done.problems += sessions_left_outside(agenda, done.programme.spans(), path)
    return done


def write_redating(db: DbSession, event: EventRow, done: Redating) -> None:
    """Store it, and in the event's row what follows from it."""
    way = done.way
    if way is not None:
        update_all(db, [row for row in done.sessions if row.use_event_timezone])
        move_rest(db, event.id, way)
        done.warnings += way.warnings(TIMEZONE)
    if done.expansion is not None:
        set_rule(event, done.rule, done.expansion)
        write_rule(db, event, done.rule, fresh=False)
    elif way is not None and done.rule is not None:
        _write_moved_rule(db, event, done.rule, way)
    if done.programme is not None:
        programmes.write(db, event, done.programme)
        set_span(event, done.programme.all_rows())
    if done.until is not None:
        event.materialised_until = done.until
    if way is not None and event.occurrence_type == OccurrenceType.DOES_NOT_REPEAT:
        # The end has kept its wall clock too: another length, where only one of the zones changes its clocks.
        _measure(event, done.programme)


def _move(db: DbSession, event: EventRow, done: Redating, way: Move) -> None:
    done.way = way
    done.programme = programmes.load(db, event)
    done.problems += move_programme(done.programme, way, TIMEZONE)
    done.sessions = move_sessions(db, event.id, way)
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
    db: DbSession,
    event: EventRow,
    given: Patch | None,
    done: Redating,
    links: list[SessionOccurrenceLinkRow],
    now: datetime,
) -> None:
    done.expansion = Expansion(None)
    if given is None:
        done.rule = None
    else:
        done.rule = changed_rule(done.rule, given)
        done.expansion = expand(done.rule, zone=event.timezone, now=now)
    done.problems += under(OCCURRENCE, done.expansion.problems)
    done.warnings += under(OCCURRENCE, done.expansion.warnings)
    if done.expansion.problems:
        return
    done.programme = done.programme or programmes.load(db, event)
    disabled = programmes.fit(
        done.programme,
        event,
        done.expansion.spans,
        named={link.occurrence_id for link in links},
        since=done.expansion.since,
        now=now,
    )
    if disabled:
        sentence = f"Disabled instead of deleted, because sessions name them: {disabled:,} of the occurrences."
        done.warnings.append(Warning(WarningCode.OCCURRENCES_DISABLED, sentence, OCCURRENCE))
    # History from before a rule's reach does not count against it.
    since = done.expansion.since
    count = sum(since is None or row.starts_at >= since for row in done.programme.all_rows())
    if count > MAX_OCCURRENCES:
        sentence = (
            f"An event has at most {MAX_OCCURRENCES:,} occurrences; with those that sessions name it"
            f" would have {count:,}."
        )
        done.problems.append(Problem(ProblemCode.TOO_MANY, sentence, OCCURRENCE))


def _roll(db: DbSession, event: EventRow, done: Redating, now: datetime) -> None:
    spans = spans_ahead(done.rule, event.timezone, event.materialised_until, now)
    if spans:
        done.programme = done.programme or programmes.load(db, event)
        programmes.extend(done.programme, event, spans, now=now)
        done.until = spans[-1].starts_at


def _write_moved_rule(db: DbSession, event: EventRow, rule: RecurrenceRule, way: Move) -> None:
    starts = rule.starts_utc or event.rule_starts_at
    for column, value in rule_columns(rule, starts, event.timezone).items():
        setattr(event, column, value)
    if way.keep_instants and rule.type is OccurrenceType.TIMESLOTS:
        write_timeslots(db, event, rule.timeslots, fresh=False)


def _measure(event: EventRow, programme: Programme | None) -> None:
    for row in programme.all_rows() if programme is not None else ():
        if row.starts_at == event.rule_starts_at:
            event.duration_minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60


def _agenda(sessions: list[SessionRow], links: list[SessionOccurrenceLinkRow]) -> list[Agenda]:
    named: dict[UUID, set[UUID]] = {}
    for link in links:
        named.setdefault(link.session_id, set()).add(link.occurrence_id)
    return [
        Agenda(
            row.name,
            row.starts_at,
            row.ends_at,
            frozenset(named.get(row.id, ())) if row.occurrences_type == LinkType.SPECIFIC else None,
        )
        for row in sessions
    ]
