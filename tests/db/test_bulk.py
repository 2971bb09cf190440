"""Bulk writes store what single writes would store, in one statement."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import SQLModel

from app.agenda.tables import ScheduleDateRow
from app.db.bulk import insert_many, insert_values, update_many, update_values
from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.tables import TimeslotRow
from app.sessions.tables import SessionOccurrenceRow
from tests.builders import (
    Stored,
    make_event,
    make_occurrence,
    make_price,
    make_row,
    make_schedule_date,
    make_session,
    make_session_row,
    make_ticket,
    stored,
)
from tests.gateway import Gateway
from tests.statistics import row_estimate, set_row_estimate

REASON = 'Böse \\ "Zeichen" \' :x %s {} \n 🎪'


def write(gateway: Gateway, work: Any, table: type[SQLModel], rows: list[Stored]) -> int:
    with gateway.statements() as statements:
        gateway.write(lambda db: work(db, table, rows))
    return len(statements)


def several(row: Stored, number: int) -> list[Stored]:
    return [row | {"id": uuid4(), "position": position} for position in range(1, number + 1)]


def by_id(rows: list[Stored]) -> dict[UUID, Stored]:
    return {row["id"]: row for row in sorted(rows, key=lambda row: str(row["id"]))}


def test_bulk_writes_store_rows_unchanged(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    dates = [make_occurrence(gateway, event, starts_at=event.created_at + timedelta(days=day)) for day in (40, 41)]
    session = make_session(gateway, event)
    own = make_session_row(gateway, session, dates[0], cancellation_reason=REASON, enabled=False, own_times=True)
    make_session_row(gateway, session, dates[1], capacity=9, rsvp_capacity="FIXED")
    rows = stored(gateway, SessionOccurrenceRow)
    gateway.in_database(lambda db: db.delete(db.get_one(SessionOccurrenceRow, own.id)))
    [lost] = [row for row in rows if row["id"] == own.id]
    assert write(gateway, insert_many, SessionOccurrenceRow, [lost]) == 1
    assert stored(gateway, SessionOccurrenceRow) == rows

    changed = [row | {"version": 7, "enabled": True, "cancellation_reason": None, "capacity": 3} for row in rows]
    assert write(gateway, update_many, SessionOccurrenceRow, changed) == 1
    assert stored(gateway, SessionOccurrenceRow) == changed
    # Other columns are unchanged.
    assert write(gateway, update_many, SessionOccurrenceRow, [{"id": own.id, "version": 8}]) == 1
    assert stored(gateway, SessionOccurrenceRow, id=own.id) == [lost | changed[rows.index(lost)] | {"version": 8}]


def large_price(gateway: Gateway, event: EventRow) -> SQLModel:
    return make_price(gateway, make_ticket(gateway, event), amount_minor=10**12 + 7, name=REASON)


def slot_of_a_rule(gateway: Gateway, event: EventRow) -> SQLModel:
    return make_row(gateway, TimeslotTemplateRow, event, starts_at=time(9, 45), duration_minutes=15)


def day(gateway: Gateway, event: EventRow) -> SQLModel:
    return make_schedule_date(gateway, event, name=REASON)


@pytest.mark.parametrize("make", [large_price, slot_of_a_rule, day])
def test_a_hundred_rows_are_stored_in_one_statement(gateway: Gateway, make: Any) -> None:
    event = make_event(gateway, gateway.organisation())
    table = type(make(gateway, event))
    [one] = stored(gateway, table)
    gateway.in_database(lambda db: db.delete(db.get_one(table, one["id"])))
    # The dates of an event's days are unique.
    steps = {"date": timedelta(days=1)} if table is ScheduleDateRow else {}
    rows = [
        row | {name: one[name] + step * number for name, step in steps.items()}
        for number, row in enumerate(several(one, 100))
    ]
    assert write(gateway, insert_values, table, rows[:99]) == 1
    few = by_id(stored(gateway, table))
    gateway.in_database(lambda db: db.connection().execute(delete(table)))
    assert write(gateway, insert_values, table, rows) == 1
    many = by_id(stored(gateway, table))
    assert list(many.values()) == list(by_id(rows).values())
    assert few.items() < many.items()
    changed = [row | {"position": row["position"] + 100} for row in rows]
    assert write(gateway, update_values, table, changed) == 1
    assert by_id(stored(gateway, table)) == by_id(changed)


@pytest.mark.parametrize("work", [insert_many, update_many])
def test_no_rows_need_no_statement(gateway: Gateway, work: Any) -> None:
    assert write(gateway, work, TimeslotRow, []) == 0


def test_an_update_creates_no_row(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    row = make_row(gateway, ScheduledStartRow, event, starts_at=event.created_at)
    before = stored(gateway, ScheduledStartRow)
    write(gateway, update_many, ScheduledStartRow, [{"id": event.id, "position": 5}])
    assert stored(gateway, ScheduledStartRow) == before
    assert before[0]["id"] == row.id


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("inserted", "counted"), [(999, 0), (1000, 1000)])
@pytest.mark.parametrize("work", [insert_many, insert_values])
def test_postgresql_analyses_a_small_table_after_a_large_insert(
    gateway: Gateway, work: Any, inserted: int, counted: int
) -> None:
    event = make_event(gateway, gateway.organisation())
    make_row(gateway, ScheduledStartRow, event, starts_at=event.created_at)
    [row] = stored(gateway, ScheduledStartRow)
    gateway.in_database(lambda db: db.delete(db.get_one(ScheduledStartRow, row["id"])))
    gateway.in_database(lambda db: set_row_estimate(db, ScheduledStartRow, 0))
    write(gateway, work, ScheduledStartRow, several(row, inserted))
    assert gateway.read(lambda db: row_estimate(db, ScheduledStartRow)) == counted


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql_keeps_the_statistics_of_a_large_table(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    make_row(gateway, ScheduledStartRow, event, starts_at=event.created_at)
    [row] = stored(gateway, ScheduledStartRow)
    gateway.in_database(lambda db: set_row_estimate(db, ScheduledStartRow, 1000))
    write(gateway, insert_many, ScheduledStartRow, several(row, 1000))
    assert gateway.read(lambda db: row_estimate(db, ScheduledStartRow)) == 1000
