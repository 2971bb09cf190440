"""The migration that gives sessions a row for each date: every row that it creates."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection

from app.db import migrate
from app.db.schema_state import SchemaState
from tests.db.old_dates import (
    BEFORE,
    CAMP,
    DAILY,
    DISABLED,
    NOTES,
    SERIES,
    SESSIONS,
    STAMPS,
    fill,
    key,
    span,
)
from tests.db.test_upgrade import everything
from tests.engines import Engine, empty_beside

Rows = dict[UUID, dict[str, Any]]


Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Migrated:
    """The rows of every table before and after the migration and after a downgrade, and the notes of the migration."""

    before: Tables
    after: Tables
    back: Tables
    notes: list[str]
    found: tuple[SchemaState, SchemaState]


@pytest.fixture(scope="module")
def store(engine: Engine) -> Iterator[Migrated]:
    """A database with old rows that was upgraded and downgraded."""

    def down(connection: Connection) -> None:
        command.downgrade(migrate.configuration(connection), BEFORE)

    with empty_beside(engine) as url:
        fill(url)
        before = read(url)
        notes: list[str] = []
        found = migrate.upgrade(url, notes), migrate.upgrade(url, notes)
        after = read(url)
        asyncio.run(migrate.run_locked(url, down))
        yield Migrated(before, after, read(url), notes, found)


def read(url: str) -> Tables:
    return {
        name: [{each: _plain(each, value) for each, value in row.items()} for row in rows]
        for name, rows in asyncio.run(migrate.run_locked(url, everything)).items()
    }


def _plain(name: str, value: Any) -> Any:
    return UUID(value) if isinstance(value, str) and (name == "id" or name.endswith("_id")) else value


def by_id(rows: list[dict[str, Any]]) -> Rows:
    return {row["id"]: row for row in rows}


def part(row: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: row[name] for name in names}


def test_dates_keep_their_start_and_get_the_reason_why_they_are_disabled(store: Migrated) -> None:
    stored = by_id(store.after["occurrence"])
    reasons = {"18 March": "OUT_OF_RULE", "30 March": "CALLED_OFF"}
    reasons |= {"given long ago": "CALLED_OFF", "not given": "OUT_OF_RULE"}
    dates = SERIES | DAILY | {"camp date": CAMP}
    assert stored.keys() == {key(name) for name in dates}
    for name, times in dates.items():
        expected = span(times) | {
            "original_starts_at": times[0],
            "original_starts_local": times[1],
            "own_times": False,
            "out_of_rule": reasons.get(name) == "OUT_OF_RULE",
            "history": False,
            "enabled": name not in DISABLED,
            "disabled_reason": reasons.get(name),
            "cancellation_reason": None,
        }
        assert part(stored[key(name)], expected) == expected, name
    assert [row["booked_count"] for row in store.after["timeslot"]] == [0]
    assert {row["slug"]: row["rrule"] for row in store.after["event"]} == {
        "series": "DTSTART;TZID=Europe/Berlin:20260316T190000\nRRULE:FREQ=WEEKLY;COUNT=4",
        "camp": None,
        "idea": None,
        "daily": "DTSTART:20200101T090000Z\nRRULE:FREQ=DAILY",
    }


def test_days_last_from_midnight_to_midnight(store: Migrated) -> None:
    stored = by_id(store.after["schedule_date"])
    for name, starts, ends, local in (
        ("day 1", "2026-08-20T22:00:00Z", "2026-08-21T22:00:00Z", ("2026-08-21", "2026-08-22")),
        ("day 2", "2026-08-21T22:00:00Z", "2026-08-22T22:00:00Z", ("2026-08-22", "2026-08-23")),
        ("short day", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", ("2026-03-29", "2026-03-30")),
        ("quiz day", "2026-03-22T23:00:00Z", "2026-03-23T23:00:00Z", ("2026-03-23", "2026-03-24")),
    ):
        expected = span((starts, f"{local[0]}T00:00:00", ends, f"{local[1]}T00:00:00"))
        assert part(stored[key(name)], expected) == expected, name


# Session, date, start and end of the row, and its schedule date.
ROWS = {
    ("Quiz", "23 March"): (
        ("2026-03-23T18:30:00Z", "2026-03-23T19:30:00", "2026-03-23T19:00:00Z", "2026-03-23T20:00:00"),
        "quiz day",
    ),
    ("Duo", "16 March"): (
        ("2026-03-16T18:15:00Z", "2026-03-16T19:15:00", "2026-03-16T19:15:00Z", "2026-03-16T20:15:00"),
        None,
    ),
    ("Duo", "30 March"): (
        ("2026-03-30T17:15:00Z", "2026-03-30T19:15:00", "2026-03-30T18:15:00Z", "2026-03-30T20:15:00"),
        None,
    ),
    ("Late", "30 March"): (
        ("2026-03-30T18:00:00Z", "2026-03-30T20:00:00", "2026-03-30T18:30:00Z", "2026-03-30T20:30:00"),
        None,
    ),
    ("Late", "6 April"): (
        ("2026-04-06T18:00:00Z", "2026-04-06T20:00:00", "2026-04-06T18:30:00Z", "2026-04-06T20:30:00"),
        None,
    ),
    ("Opening", "camp date"): (
        ("2026-08-21T09:00:00Z", "2026-08-21T11:00:00", "2026-08-21T10:00:00Z", "2026-08-21T12:00:00"),
        "day 1",
    ),
    ("Night", "camp date"): (
        ("2026-08-21T23:00:00Z", "2026-08-22T01:00:00", "2026-08-22T00:00:00Z", "2026-08-22T02:00:00"),
        "day 2",
    ),
}


def test_sessions_get_a_row_for_each_of_their_dates(store: Migrated) -> None:
    stored = {(row["session_id"], row["occurrence_id"]): row for row in store.after["session_occurrence"]}
    assert stored.keys() == {(key(session), key(date)) for session, date in ROWS}
    for (session, date), (times, day) in ROWS.items():
        row = stored[key(session), key(date)]
        assert row == {
            "id": row["id"],
            "organisation_id": key("acme"),
            "event_id": key("camp" if date == "camp date" else "series"),
            "session_id": key(session),
            "occurrence_id": key(date),
            **span(times),
            "timezone": "Europe/Berlin",
            "own_times": False,
            "enabled": True,
            "cancellation_reason": None,
            "capacity": None,
            "rsvp_capacity": None,
            "schedule_date_id": None if day is None else key(day),
            "version": 1,
            **STAMPS,
        }


def test_only_the_dates_of_sessions_change(store: Migrated) -> None:
    before = by_id(store.before["session"])
    after = by_id(store.after["session"])
    # Type of links, offset, day, tab.
    expected = {
        "Quiz": ("SPECIFIC", 1_800, "quiz day", None),
        "Noon": ("SPECIFIC", None, None, None),
        "Duo": ("SPECIFIC", 900, None, None),
        "Late": ("SPECIFIC", 3_600, None, None),
        "Lost": ("SPECIFIC", None, None, None),
        "Opening": ("ALL", 3_600, "day 1", "tab"),
        "Night": ("ALL", 54_000, "day 2", "tab"),
        "Eve": ("ALL", -50_400, None, None),
        "Free": ("ALL", None, None, None),
    }
    for name, (kind, offset, day, tab) in expected.items():
        changed = {
            "occurrences_type": kind,
            "offset_seconds": offset,
            "schedule_date_id": None if day is None else key(day),
            "agenda_tab_id": None if tab is None else key(tab),
        }
        assert after[key(name)] == before[key(name)] | changed, name
    links = {(row["session_id"], row["occurrence_id"]) for row in store.after["session_occurrence_link"]}
    named = {(key(session[0]), key(date)) for session in SESSIONS for date in session[3] or ()}
    assert links == named | {(key("Quiz"), key("23 March"))}


def test_selected_sessions_become_selected_dates(store: Migrated) -> None:
    dates = {row["id"]: row["occurrence_id"] for row in store.after["session_occurrence"]}
    stored = {
        (row["selection_id"], row["session_id"]): dates.get(row["session_occurrence_id"])
        for row in store.after["session_selected"]
    }
    assert stored == {
        (key("Ann series"), key("Duo")): key("30 March"),
        (key("Ann series"), key("Quiz")): key("23 March"),
        (key("Ann series"), key("Lost")): None,
        (key("Bob series"), key("Duo")): key("16 March"),
        (key("Bob series"), key("Quiz")): key("23 March"),
        (key("Bob series"), key("Lost")): None,
        (key("Ann idea"), key("Free")): None,
    }


def test_each_change_is_noted_once(store: Migrated) -> None:
    assert store.found == (SchemaState.OLDER, SchemaState.CURRENT)
    assert sorted(store.notes) == sorted(NOTES)


def test_a_downgrade_keeps_links_and_selections(store: Migrated) -> None:
    added = {"session_occurrence": [{"session_id": key("Quiz"), "occurrence_id": key("23 March")}]}
    assert store.back.keys() == store.before.keys()
    for name in ("session_selected", "session_occurrence", "occurrence", "schedule_date", "attendee"):
        expected = store.before[name] + added.get(name, [])
        assert sorted(map(str, store.back[name])) == sorted(map(str, expected)), name
