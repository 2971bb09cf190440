"""Entries of waiting lists for events survive the migration; a downgrade deletes those for sessions."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select

from app.db import migrate
from tests.db.old_dates import fill, key
from tests.db.test_money_migration import minimal_row, table
from tests.engines import Engine, empty_beside

BEFORE = "2026_11_29_2_reschedule"


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """An empty database."""
    with empty_beside(engine) as url:
        yield url


def test_a_downgrade_deletes_entries_for_sessions_only(url: str) -> None:
    def wait(connection: Connection, name: str, turn: int, user: str, row: Any = None) -> None:
        values = minimal_row(connection, "waiting_list_entry") | {"id": key(name), "turn": turn}
        owned = {"organisation_id": key("acme"), "event_id": key("series"), "user_id": key(user)}
        values |= owned | ({} if row is None else {"session_occurrence_id": row})
        text = connection.dialect.name == "sqlite"
        values = {each: str(value) if text and isinstance(value, UUID) else value for each, value in values.items()}
        connection.execute(insert(table(connection, "waiting_list_entry")).values(values))

    def before(connection: Connection) -> None:
        command.upgrade(migrate.configuration(connection), BEFORE)
        wait(connection, "Ann", 1, "Ann")

    def after(connection: Connection) -> None:
        rows = table(connection, "session_occurrence")
        query = select(rows.c.id).where(rows.c.event_id == _plain(connection, key("series"))).order_by(rows.c.starts_at)
        first, second, *_ = connection.execute(query).scalars()
        for turn, row in enumerate((first, second), 2):
            wait(connection, f"Ann {turn}", turn, "Ann", row)
        wait(connection, "Bob", 4, "Bob")

    def down(connection: Connection) -> None:
        command.downgrade(migrate.configuration(connection), BEFORE)

    def entries(connection: Connection) -> set[UUID]:
        stored = table(connection, "waiting_list_entry")
        return {UUID(str(uuid)) for uuid in connection.execute(select(stored.c.id)).scalars()}

    fill(url)
    asyncio.run(migrate.run_locked(url, before))
    migrate.upgrade(url)
    asyncio.run(migrate.run_locked(url, after))
    assert len(asyncio.run(migrate.run_locked(url, entries))) == 4
    asyncio.run(migrate.run_locked(url, down))
    assert asyncio.run(migrate.run_locked(url, entries)) == {key("Ann"), key("Bob")}


def _plain(connection: Connection, uuid: UUID) -> Any:
    return str(uuid) if connection.dialect.name == "sqlite" else uuid
