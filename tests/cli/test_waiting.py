"""A database that is not reachable yet, and one of a newer version."""

import asyncio
import socket
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.db.migrate import run_locked
from tests.cli.running import Marquee
from tests.engines import Engine
from tests.tcp_relay import TcpRelay

TOO_NEW = "The database was written by a newer version of Marquee. Start that version, or restore a backup.\n"


@pytest.mark.parametrize("command", ["migrate", "maintain"])
def test_a_database_of_a_newer_version_is_refused(prepared: Marquee, command: str) -> None:
    later = text("UPDATE alembic_version SET version_num = '2999_later', serves_from = '2999_later'")
    asyncio.run(run_locked(prepared.url, lambda connection: connection.execute(later)))
    result = prepared(command)
    assert (result.code, result.out, result.err) == (1, "", TOO_NEW)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_start_waits_for_the_server(unprepared: Marquee, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = make_url(unprepared.url)
    url = server.set(drivername="postgresql", host="127.0.0.1", port=port, query={"sslmode": "disable"})
    monkeypatch.setenv("MARQUEE_DATABASE_URL", url.render_as_string(hide_password=False))
    reason = "The database that MARQUEE_DATABASE_URL names cannot be used: the server does not answer at its address."
    over = threading.Event()

    async def appear_later() -> None:
        wire = TcpRelay(server, port)
        await asyncio.sleep(0.7)
        await wire.lay()
        await asyncio.to_thread(over.wait)
        await wire.cut()

    starting = threading.Thread(target=lambda: asyncio.run(appear_later()))
    starting.start()
    try:
        result = unprepared("migrate")
    finally:
        over.set()
        starting.join()
    assert result.code == 0
    assert result.err == (
        f"{reason} Waiting for it for up to 30 seconds.\nThe database has been migrated to this version.\n"
    )


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_wait_ends(unprepared: Marquee, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_DATABASE_URL", "postgresql://marquee:geheim@127.0.0.1:1/marquee")
    monkeypatch.setenv("MARQUEE_DATABASE_WAIT_S", "1")
    result = unprepared("migrate")
    reason = "The database that MARQUEE_DATABASE_URL names cannot be used: the server does not answer at its address."
    assert (result.code, result.err) == (1, f"{reason} Waiting for it for up to 1 seconds.\n{reason}\n")
