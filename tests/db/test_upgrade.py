"""Rows of every table that there was at an earlier revision are all there at the head, and say what they said."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, select

from app.db import migrate
from tests.db.test_migration_of_money import UUID, least
from tests.engines import Engine, empty_beside

BEFORE = "2026_11_21_5_tickets"
# What the rows of a table are called at the head.
RENAMED = {"session_occurrence": "session_occurrence_link"}
# What must differ from its neighbours, or is one of a few words.
LATER = {"ends_at": "2026-01-01T01:00:00Z", "ends_local": "2026-01-01T01:00:00"}
MORE: dict[str, dict[str, Any]] = {
    "occurrence": LATER,
    "schedule_date": {"date": "2026-01-01"},
    "timeslot": LATER,
    "timeslot_template": {"starts_at": "18:00:00"},
    "session": {
        **LATER,
        # The day that holds its start.
        "schedule_date_id": UUID,
        "kind": "GENERAL",
        "status": "ACTIVE",
        "proposal_status": "APPROVED",
        "occurrences_type": "ALL",
        "tickets_type": "SPECIFIC",
    },
}


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """A database in which nobody has made anything yet."""
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


def test_rows_of_every_table_survive_the_way_to_the_head(url: str) -> None:
    def fill(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        command.upgrade(migrate.configuration(connection), BEFORE)
        metadata = MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table).values(least(connection, table.name) | MORE.get(table.name, {})))
        return everything(connection)

    before = asyncio.run(migrate.locked(url, fill))
    assert all(len(rows) == 1 for rows in before.values())
    migrate.upgrade(url)
    after = asyncio.run(migrate.locked(url, everything))
    assert {RENAMED.get(table, table) for table in before} <= after.keys()
    for table, rows in before.items():
        stored = after[RENAMED.get(table, table)]
        kept = [{name: row[name] for name in rows[0] if name in row} for row in stored]
        assert kept == rows, table
