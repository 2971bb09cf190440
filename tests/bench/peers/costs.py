"""What processes have used: processor time and memory of a server with all its children, and of its database."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

MIB_PAGES = 2**20 / os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> list[int]:
    """The process and all that it has started."""
    found = [pid]
    for each in found:
        for task in _tasks(each):
            found += map(int, _read(task / "children").split())
    return found


def used_s(pids: Iterable[int]) -> float:
    """Processor time of all threads so far."""
    nanoseconds = (_read(task / "schedstat").split() for pid in pids for task in _tasks(pid))
    return sum(int(fields[0]) for fields in nanoseconds if fields) / 1e9


def memory_mib(pids: Iterable[int]) -> float:
    """Resident memory; what two processes share counts twice."""
    pages = (_read(Path(f"/proc/{pid}/statm")).split() for pid in pids)
    return sum(int(fields[1]) for fields in pages if fields) / MIB_PAGES


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


class Database:
    """The connections of one PostgreSQL database as processes of this machine, if they are that."""

    def __init__(self, url: str, core: set[int]) -> None:
        self._core = core
        self._runner = asyncio.Runner()
        dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = self._runner.run(asyncpg.connect(dsn))
        self._held: set[int] = set()

    def close(self) -> None:
        self._runner.run(self._connection.close())
        self._runner.close()

    def execute(self, sql: str) -> None:
        self._runner.run(self._connection.execute(sql))

    def free_connections(self) -> int:
        """How many more the server would open."""
        return int(
            self._runner.run(
                self._connection.fetchval(
                    "SELECT current_setting('max_connections')::int"
                    " - current_setting('superuser_reserved_connections')::int - count(*)"
                    " FROM pg_stat_activity WHERE backend_type = 'client backend'"
                )
            )
        )

    def used_s(self) -> dict[int, float] | None:
        """Processor time by process; None where the server is not on this machine."""
        rows = self._runner.run(
            self._connection.fetch(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        pids = [int(row["pid"]) for row in rows]
        if not all(b"postgres" in _command(pid) for pid in pids):
            return None
        return {pid: used_s([pid]) for pid in pids}

    def hold(self) -> bool:
        """Keep its processes on their core; False where they are elsewhere, or where that is not allowed."""
        if (used := self.used_s()) is None:
            return False
        for pid in set(used) - self._held:
            try:
                os.sched_setaffinity(pid, self._core)
            except PermissionError:
                return False
            except ProcessLookupError:
                continue
            self._held.add(pid)
        return True


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
