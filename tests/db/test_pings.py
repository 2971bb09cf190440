"""A connection is pinged before it is lent, unless it has answered a moment ago."""

from typing import Any

import pytest
from sqlalchemy import event

from app.db import deadlines
from app.db.database import Database
from tests.gateway import Gateway

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
PING = "SELECT 1"


async def queries_of_the_second_read(gateway: Gateway) -> list[str]:
    """What the driver is given for a read on a connection that has read before."""
    queries: list[str] = []
    database = Database(gateway.settings.database_url)

    @event.listens_for(database.engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.driver_connection.add_query_logger(lambda record: queries.append(record.query))

    try:
        await database.read(lambda db: db.connection().exec_driver_sql("SELECT 2"))
        queries.clear()
        await database.read(lambda db: db.connection().exec_driver_sql("SELECT 2"))
    finally:
        await database.close()
    return queries


@pytest.mark.parametrize(("alive_s", "pings"), [(60.0, 0), (0.0, 1)])
def test_a_connection_that_has_not_answered_for_a_while_is_pinged(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, alive_s: float, pings: int
) -> None:
    monkeypatch.setattr(deadlines, "ALIVE_S", alive_s)
    assert gateway.run(queries_of_the_second_read(gateway)).count(PING) == pings
