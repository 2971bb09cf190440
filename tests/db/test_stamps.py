"""The stamp of all feeds together takes a bounded time, however many there are."""

import sqlite3
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session as DbSession

from app.db.bulk import insert_all
from app.db.feed.stamps import MAX_FEEDS, OF_ALL
from app.db.feed.tables import FeedRow
from tests.gateway import Gateway


def add_feeds(gateway: Gateway, count: int) -> None:
    rows = [FeedRow(organisation_id=uuid4(), position=1, epoch=number) for number in range(count)]
    gateway.in_database(lambda db: insert_all(db, rows))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql_reads_no_more_feeds_than_are_compared(gateway: Gateway) -> None:
    for _ in range(2):
        add_feeds(gateway, 2 * MAX_FEEDS)
        assert list(rows_read(gateway.in_database(plan))) == [MAX_FEEDS + 1]


def plan(db: DbSession) -> Any:
    return db.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {OF_ALL}").scalar_one()[0]["Plan"]


def rows_read(node: dict[str, Any]) -> Any:
    if node.get("Relation Name") == "feed":
        yield node["Actual Rows"]
    for child in node.get("Plans", ()):
        yield from rows_read(child)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_runs_as_many_instructions_with_any_number_of_feeds(gateway: Gateway) -> None:
    counts = []
    for _ in range(2):
        add_feeds(gateway, 2 * MAX_FEEDS)
        with closing(sqlite3.connect(make_url(gateway.settings.database_url).database or "")) as connection:
            instructions: list[None] = []
            connection.set_progress_handler(lambda: instructions.append(None), 1)  # noqa: B023
            assert connection.execute(OF_ALL).fetchall() == [(None,)]
            counts.append(len(instructions))
    assert counts[0] == counts[1]
