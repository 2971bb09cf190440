"""Rows of every table at an earlier revision are all there at the head, with the same values."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, inspect, select

from app.db import migrate
from tests.db.test_money_migration import UUID, minimal_row
from tests.engines import Engine, empty_beside

# The tables that were renamed since, by revision.
BEFORE = {
    "2026_11_21_5_tickets": {"session_occurrence": "session_occurrence_link"},
    "2026_11_29_3_waiting": {"person": "user_account"},
}
# Values that constraints require.
LATER = {"ends_at": "2026-01-01T01:00:00Z", "ends_local": "2026-01-01T01:00:00"}
MORE: dict[str, dict[str, Any]] = {
    "custom_field": {"key": "seats"},
    "file": {"address": "a.jpg"},
    "schedule_date": {"date": "2026-01-01"},
    "timeslot_template": {"starts_at": "18:00:00"},
    "session": {
        # The day that holds its start.
        "schedule_date_id": UUID,
        "kind": "GENERAL",
        "status": "ACTIVE",
        "proposal_status": "APPROVED",
        "occurrences_type": "ALL",
        "tickets_type": "SPECIFIC",
    },
}
# Columns that later revisions replace.
DROPPED = {"change": {"sequence"}}


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """An empty database."""
    with empty_beside(engine) as url:
        yield url


def everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    metadata = MetaData()
    metadata.reflect(connection)
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in metadata.sorted_tables
        if table.name != "alembic_version"
    }


def known_words(connection: Connection, table: str) -> dict[str, str]:
    """The first word that each column with a list of words may hold."""
    found = {}
    for check in inspect(connection).get_check_constraints(table):
        column = str(check["name"]).removeprefix(f"ck_{table}_").removesuffix("_known")
        if match := re.search(r"'([A-Z_]+)'", check["sqltext"]):
            found[column] = match.group(1)
    return found


@pytest.mark.parametrize("revision", BEFORE)
def test_rows_of_every_table_survive_the_way_to_the_head(url: str, revision: str) -> None:
    def fill(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        command.upgrade(migrate.configuration(connection), revision)
        metadata = MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                words = {name: word for name, word in known_words(connection, table.name).items() if name in table.c}
                row = minimal_row(connection, table.name) | words | LATER | MORE.get(table.name, {})
                connection.execute(insert(table).values({name: row[name] for name in row if name in table.c}))
        return everything(connection)

    before = asyncio.run(migrate.run_locked(url, fill))
    assert all(len(rows) == 1 for rows in before.values())
    migrate.upgrade(url)
    after = asyncio.run(migrate.run_locked(url, everything))
    renamed = BEFORE[revision]
    assert {renamed.get(table, table) for table in before} <= after.keys()
    for table, rows in before.items():
        stored = after[renamed.get(table, table)]
        gone = DROPPED.get(table, set())
        kept = [{name: row[name] for name in rows[0] if name in row} for row in stored]
        assert kept == [{name: row[name] for name in row if name not in gone} for row in rows], table
