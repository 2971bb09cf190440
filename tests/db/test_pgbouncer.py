"""Through a real PgBouncer in transaction mode, with three server connections for all requests."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.db.database import Database
from app.db.errors import Unavailable
from app.db.migrate import upgrade
from app.db.schema_state import SchemaState
from tests.db.served_database import READ, WRITE, served
from tests.engines import Engine, empty_beside
from tests.gateway import Gateway
from tests.pgbouncer import pgbouncer, through

pytestmark = [
    pytest.mark.parametrize("engine", ["postgresql"], indirect=True),
    pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="pgbouncer is not installed; .ci/run installs it"),
]
TWICE = "query ($uuid: UUID!) { one: event(uuid: $uuid) { name } two: event(uuid: $uuid) { name } }"


@pytest.fixture
def port(engine: Engine, tmp_path: Path) -> Iterator[int]:
    """The port of a PgBouncer for all databases of the engine's server."""
    with pgbouncer(engine.url, tmp_path) as port:
        yield port


async def lock_timeout(database: Database) -> Any:
    async with database.reading() as statements:
        return await statements.fetch_value("SELECT current_setting('lock_timeout')", ())


def test_requests_are_answered_through_a_pooler(gateway: Gateway, port: int) -> None:
    with served(gateway, through(gateway.settings.database_url, port), transaction_pooler=True) as service:
        for document in (READ, TWICE, WRITE, READ):
            assert service.ask_often(document, 20) == [200] * 20
        assert service.run(service.database.write_fault()) is None
        limits = text("SELECT current_setting('lock_timeout'), current_setting('timezone')")
        read = service.run(service.database.read(lambda db: tuple(db.connection().execute(limits).one())))
        assert read == ("250ms", "UTC")
        # Settings end with their transaction and do not reach other clients.
        assert service.run(lock_timeout(service.database)) == "0"


def test_migrations_run_through_a_pooler(engine: Engine, port: int) -> None:
    with empty_beside(engine) as url:
        assert upgrade(through(url, port), transaction_pooler=True) is SchemaState.OLDER
        assert upgrade(through(url, port), transaction_pooler=True) is SchemaState.CURRENT


def test_a_pooler_that_is_not_configured_is_reported(gateway: Gateway, port: int) -> None:
    database = Database(through(gateway.settings.database_url, port))
    with pytest.raises(Unavailable):
        gateway.run(database.change(lambda _db: None))
    gateway.run(database.close())
