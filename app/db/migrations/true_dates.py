"""The rows of revision 2026_11_29_1: dates get the start that their rule gives, sessions a row in each date.

Works on many events at a time: the number of statements grows with the number of batches, not with that of rows.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from app.core.time import local_of, to_local_text
from app.db.migrations import true_dates_tables as tables
from app.db.migrations.true_dates_rules import Columns, Days, Placed, bounds, given, place, rule_of
from app.occurrences.rules import RecurrenceRule, TimeslotTemplate
from app.occurrences.rules.rfc5545 import rrule_text
from app.sessions.rules.dates import DateSpan

LOG = logging.getLogger("marquee.migrate")
# An event may have a thousand dates.
EVENTS_A_BATCH = 50
# More of an event are refused when it is edited; what is stored is kept.
MANY_ROWS = 20_000

Grouped = dict[UUID, list[Columns]]
Rules = dict[UUID, RecurrenceRule | None]
# The rows of one session: each with the date that it stands in, the one that the session tells first in front.
Chosen = dict[UUID, list[tuple[UUID, UUID]]]


def fill(connection: Connection, now: datetime) -> list[str]:
    """Fill what the revision has added; the answer says, a line each, which sessions were changed on the way."""
    _fill_plainly(connection)
    notes: list[str] = []
    for events in _batches(connection):
        ids = [event["id"] for event in events]
        rules = _read_rules(connection, events, ids)
        _write_rules(connection, events, rules)
        _say_why_disabled(connection, events, ids, rules, now)
        _bound_days(connection, events, ids)
        rows = _place_sessions(connection, events, ids, now, notes)
        _point_selections(connection, ids, rows)
    return notes


def _fill_plainly(connection: Connection) -> None:
    """What is the same for every row."""
    occurrence, session, day = tables.OCCURRENCE, tables.SESSION, tables.SCHEDULE_DATE
    connection.execute(
        sa.update(occurrence).values(
            original_starts_at=occurrence.c.starts_at,
            original_starts_local=occurrence.c.starts_local,
            own_times=False,
            out_of_rule=False,
            history=False,
            disabled_reason=sa.case((occurrence.c.enabled, None), else_="CALLED_OFF"),
        )
    )
    connection.execute(sa.update(tables.TIMESLOT).values(booked_count=0))
    tab = sa.select(day.c.agenda_tab_id).where(day.c.id == session.c.schedule_date_id).scalar_subquery()
    connection.execute(sa.update(session).where(session.c.schedule_date_id.is_not(None)).values(agenda_tab_id=tab))


def _batches(connection: Connection) -> Iterator[list[Columns]]:
    """The events, some at a time."""
    query = sa.select(tables.EVENT).order_by(tables.EVENT.c.id).limit(EVENTS_A_BATCH)
    events = _read(connection, query)
    while events:
        yield events
        events = _read(connection, query.where(tables.EVENT.c.id > events[-1]["id"]))


def _read_rules(connection: Connection, events: Sequence[Columns], ids: list[UUID]) -> Rules:
    starts, slots = (
        _grouped(connection, sa.select(each).order_by(each.c.position), each, ids)
        for each in (tables.SCHEDULED_START, tables.TIMESLOT_TEMPLATE)
    )
    found: Rules = {}
    for event in events:
        listed = [row["starts_at"] for row in starts.get(event["id"], ())]
        template = [
            TimeslotTemplate(row["starts_at"], row["duration_minutes"], row["capacity"])
            for row in slots.get(event["id"], ())
        ]
        found[event["id"]] = rule_of(event, listed, template)
    return found


def _write_rules(connection: Connection, events: Sequence[Columns], rules: Rules) -> None:
    """The text of each rule that has one."""
    texts = {}
    for event in events:
        rule, starts = rules[event["id"]], event["rule_starts_at"]
        if rule is not None and starts is not None:
            texts[event["id"]] = rrule_text(rule, starts, event["timezone"])
    _update(connection, tables.EVENT, [{"id": key, "rrule": text} for key, text in texts.items() if text is not None])


def _say_why_disabled(
    connection: Connection, events: Sequence[Columns], ids: list[UUID], rules: Rules, now: datetime
) -> None:
    """A disabled date that the stored rule does not give was switched off by a change of the rule."""
    table = tables.OCCURRENCE
    query = sa.select(table.c.id, table.c.event_id, table.c.starts_at).where(sa.not_(table.c.enabled))
    disabled = _grouped(connection, query, table, ids)
    dropped = []
    for event in events:
        dates = disabled.get(event["id"], [])
        wanted = given(rules[event["id"]], [date["starts_at"] for date in dates], event["timezone"], now)
        dropped += [date["id"] for date in dates if date["starts_at"] not in wanted]
    _update(
        connection, table, [{"id": each, "disabled_reason": "OUT_OF_RULE", "out_of_rule": True} for each in dropped]
    )


def _bound_days(connection: Connection, events: Sequence[Columns], ids: list[UUID]) -> None:
    table = tables.SCHEDULE_DATE
    days = _grouped(connection, sa.select(table.c.id, table.c.event_id, table.c.date), table, ids)
    changes = [
        {"id": day["id"], **bounds(day["date"], event["timezone"])}
        for event in events
        for day in days.get(event["id"], ())
    ]
    _update(connection, table, changes)


def _place_sessions(
    connection: Connection, events: Sequence[Columns], ids: list[UUID], now: datetime, notes: list[str]
) -> Chosen:
    """Write the rows, the links and the sessions themselves; the answer are the rows of each session."""
    occurrence, day, session = tables.OCCURRENCE, tables.SCHEDULE_DATE, tables.SESSION
    its = occurrence.c
    query = sa.select(its.id, its.event_id, its.starts_at, its.ends_at, its.enabled).order_by(its.starts_at, its.id)
    dates = _grouped(connection, query, occurrence, ids)
    days = _grouped(connection, sa.select(day), day, ids)
    sessions = _grouped(connection, sa.select(session).order_by(session.c.starts_at, session.c.id), session, ids)
    link = tables.LINK
    linked: dict[UUID, set[UUID]] = defaultdict(set)
    links_of = sa.select(link).join(occurrence, its.id == link.c.occurrence_id).where(its.event_id.in_(ids))
    for row in _read(connection, links_of):
        linked[row["session_id"]].add(row["occurrence_id"])
    changes: list[Columns] = []
    links: list[Columns] = []
    chosen: Chosen = {}
    for event in (event for event in events if event["id"] in dates):
        zone: str = event["timezone"]
        spans = [DateSpan(row["id"], row["starts_at"], row["ends_at"], row["enabled"]) for row in dates[event["id"]]]
        tabs = _by_tab(days.get(event["id"], ()))
        rows: list[Columns] = []
        for each in sessions.get(event["id"], ()):
            placed = place(each, linked[each["id"]], spans, tabs.get(each["agenda_tab_id"], Days.of(())), zone)
            changes.append({"id": each["id"], **placed.columns})
            if placed.link is not None:
                links.append({"session_id": each["id"], "occurrence_id": placed.link})
            rows += placed.rows
            chosen[each["id"]] = [(row["occurrence_id"], row["id"]) for row in placed.rows]
            notes += _notes(event, each, placed, days.get(event["id"], ()))
        _insert(connection, tables.ROW, rows)
        _log_many(event, rows, {span.uuid for span in spans if span.ends_at > now})
    _insert(connection, link, links)
    _update(connection, session, changes)
    return chosen


def _by_tab(days: Sequence[Columns]) -> dict[UUID | None, Days]:
    found: dict[UUID | None, list[Columns]] = defaultdict(list)
    for day in days:
        found[day["agenda_tab_id"]].append(day)
    return {tab: Days.of((day["id"], day["starts_at"], day["ends_at"]) for day in each) for tab, each in found.items()}


def _notes(event: Columns, session: Columns, placed: Placed, days: Sequence[Columns]) -> Iterator[str]:
    start = to_local_text(local_of(session["starts_at"], event["timezone"]))
    subject = f"{event['name']} ({event['slug']}): the session {session['name']}"
    if placed.homeless:
        yield f"{subject} keeps its start, {start}, but no date of the event holds it."
    elif placed.link is not None:
        yield f"{subject} takes place in one date only, the one of {start}."
    if session["schedule_date_id"] not in (None, placed.columns["schedule_date_id"]):
        named = {day["id"]: f"under {day['date']}" for day in days}
        old, new = (named.get(each["schedule_date_id"], "under no day") for each in (session, placed.columns))
        yield f"{subject} was filed {old} and is now filed {new}, as its start is {start}."


def _log_many(event: Columns, rows: Sequence[Columns], ahead: set[UUID]) -> None:
    count = sum(row["occurrence_id"] in ahead for row in rows)
    if count > MANY_ROWS:
        LOG.warning(
            "event %s has %d sessions in dates that have not ended, more than %d", event["id"], count, MANY_ROWS
        )


def _point_selections(connection: Connection, ids: list[UUID], rows: Chosen) -> None:
    """A chosen session is chosen on the date of its user's place, else on the first that it tells of."""
    selection, chosen, attendee = tables.SELECTION, tables.CHOSEN, tables.ATTENDEE
    places: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for booked in _read(connection, sa.select(attendee).where(attendee.c.event_id.in_(ids))):
        places[booked["event_id"], booked["user_id"]].add(booked["occurrence_id"])
    query = (
        sa.select(chosen.c.selection_id, chosen.c.session_id, selection.c.event_id, selection.c.user_id)
        .join(selection, selection.c.id == chosen.c.selection_id)
        .where(selection.c.event_id.in_(ids))
    )
    added = []
    for each in _read(connection, query):
        possible = rows.get(each["session_id"], [])
        held = places.get((each["event_id"], each["user_id"]), set())
        first = possible[0][1] if possible else None
        added.append(
            {
                "id": uuid4(),
                "selection_id": each["selection_id"],
                "session_id": each["session_id"],
                "session_occurrence_id": next((row for date, row in possible if date in held), first),
            }
        )
    _insert(connection, tables.SELECTED, added)


# --- statements


def _read(connection: Connection, query: sa.Select[Any]) -> list[Columns]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _grouped(connection: Connection, query: sa.Select[Any], table: sa.TableClause, events: list[UUID]) -> Grouped:
    """The rows of these events by their event, in the order of the query."""
    found: Grouped = {}
    for row in _read(connection, query.where(table.c.event_id.in_(events))):
        found.setdefault(row["event_id"], []).append(row)
    return found


def _insert(connection: Connection, table: sa.TableClause, rows: Sequence[Columns]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _update(connection: Connection, table: sa.TableClause, changes: Sequence[Columns]) -> None:
    """Set these columns of the rows with these ids. All changes name the same columns."""
    if changes:
        assigned = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in changes[0] if name != "id"}
        connection.execute(
            sa.update(table).where(table.c.id == sa.bindparam("new_id", type_=table.c.id.type)).values(assigned),
            [{f"new_{name}": value for name, value in change.items()} for change in changes],
        )
