"""Through a real PgBouncer in transaction mode, with three server connections for all requests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.db.database import Database
from app.db.errors import Unavailable
from app.db.migrate import upgrade
from tests.db.served_database import READ, WRITE, served
from tests.engines import Engine, empty_beside
from tests.gateway import Gateway

pytestmark = [
    pytest.mark.parametrize("engine", ["postgresql"], indirect=True),
    pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="pgbouncer is not installed; .ci/run installs it"),
]
PATIENCE_S = 30
TWICE = "query ($uuid: UUID!) { one: event(uuid: $uuid) { name } two: event(uuid: $uuid) { name } }"


@pytest.fixture
def port(engine: Engine, tmp_path: Path) -> Iterator[int]:
    """The port of a PgBouncer for all databases of the engine's server."""
    server = make_url(engine.url)
    host = server.host or server.query.get("host")
    login = f"host={host} port={server.port or 5432} user={server.username or 'postgres'}"
    if server.password:
        login += f" password={server.password}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = {login} pool_size=3\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        "auth_type = any\npool_mode = transaction\nunix_socket_dir =\n"
    )
    # It refuses to run as root.
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen(["pgbouncer", "-q", *as_nobody, settings], stderr=subprocess.PIPE) as process:
        try:
            deadline = time.monotonic() + PATIENCE_S
            while True:
                assert process.poll() is None
                assert time.monotonic() < deadline
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.02)
            yield port
        finally:
            process.kill()


def through(url: str, port: int) -> str:
    through = make_url(url).set(
        drivername="postgresql", host="127.0.0.1", port=port, query={"application_name": "shop"}
    )
    return through.render_as_string(hide_password=False)


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
        assert upgrade(through(url, port), transaction_pooler=True)
        assert not upgrade(through(url, port), transaction_pooler=True)


def test_a_pooler_that_is_not_configured_is_reported(gateway: Gateway, port: int) -> None:
    database = Database(through(gateway.settings.database_url, port))
    with pytest.raises(Unavailable):
        gateway.run(database.change(lambda _db: None))
    gateway.run(database.close())
