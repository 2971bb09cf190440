"""Events and tickets from before the migration keep their rows and have no amounts."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Boolean, Connection, MetaData, Table, insert, inspect, select

from app.db import migrate
from app.discounts.rules import EARLY_BIRD
from tests.engines import Engine, empty_beside

UUID = "11111111-1111-4111-8111-111111111111"
REQUIRED_VALUES = {
    "lifecycle": "PUBLISHED",
    "category": "PAID",
    "display_order": "NATURAL",
    "currency": "AUD",
    "timezone": "UTC",
    "booking_starts_type": "IMMEDIATE",
    "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
    "booking_starts_level": "EVENT",
    "booking_ends_level": "EVENT",
}


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """An empty database."""
    with empty_beside(engine) as url:
        yield url


def table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)


def minimal_row(connection: Connection, name: str) -> dict[str, Any]:
    """A row with values only where the table requires them at this revision."""
    row: dict[str, Any] = {}
    for column in inspect(connection).get_columns(name):
        kind, key = column["type"], column["name"]
        if column["nullable"]:
            continue
        if key == "id" or key.endswith("_id"):
            row[key] = UUID
        elif isinstance(kind, Boolean):
            row[key] = False
        elif "INT" in str(kind):
            row[key] = 1
        else:
            row[key] = (
                {}
                if "JSON" in str(kind)
                else REQUIRED_VALUES.get(key, "2026-01-01T00:00:00Z"[: 19 if "local" in key else 20])
            )
    return row


def test_old_rows_have_no_amounts(url: str) -> None:
    def before(connection: Connection) -> None:
        command.upgrade(migrate.configuration(connection), "2026_11_21_5_tickets")
        for name in ("organisation", "event", "ticket"):
            connection.execute(insert(table(connection, name)).values(minimal_row(connection, name)))

    def after(connection: Connection) -> dict[str, Any]:
        command.upgrade(migrate.configuration(connection), "2026_11_21_7_commerce")
        return {
            name: dict(connection.execute(select(table(connection, name))).mappings().one())
            for name in ("event", "ticket")
        }

    asyncio.run(migrate.run_locked(url, before))
    rows = asyncio.run(migrate.run_locked(url, after))
    for row in rows.values():
        assert {name: row[name] for name in EARLY_BIRD} == EARLY_BIRD
    assert rows["ticket"]["url_digital_pass"] is None
    refund = ("refund_available", "refund_cancel_before_hours", "refund_discount_type", "refund_discount_minor")
    assert [rows["event"][name] for name in refund] == [False, 0, "PERCENTAGE", 0]
