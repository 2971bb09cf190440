"""Another program holds a lock that a request needs."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg

from tests.faults.servers import OwnServer
from tests.served.process import Served, served, wait_until

WAIT_S = 5.0


def change(service: Served) -> tuple[int, str, bool]:
    """Change the event: the status, the code, and whether there is a Retry-After."""
    change = (
        f'updateEvent(uuid: "{service.event}", input: {{ description: "Changed." }}) {{ userErrors {{ message }} }}'
    )
    answer = service.post(f"mutation {{ {change} }}", service.token)
    errors = answer.json().get("errors")
    return answer.status_code, errors[0]["extensions"]["code"] if errors else "", "retry-after" in answer.headers


@contextmanager
def locked_file(path: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_file_locked_by_another_program(file: str, tmp_path: Path) -> None:
    with served(file, tmp_path) as service:
        with locked_file(file.removeprefix("sqlite:///")):
            started = time.monotonic()
            assert change(service) == (503, "OVERLOADED", True)
            assert time.monotonic() - started <= 5 * WAIT_S
            # Reads still work.
            assert service.is_healthy()
        assert change(service) == (200, "", False)


def test_a_row_and_a_table_locked_by_another_program(server: OwnServer, tmp_path: Path) -> None:
    async def change_while_locked(service: Served, statement: str) -> tuple[int, str, bool]:
        connection = await asyncpg.connect(server.url)
        try:
            async with connection.transaction():
                await connection.execute(statement)
                return await asyncio.to_thread(change, service)
        finally:
            await connection.close()

    with served(server.url, tmp_path) as service:
        for statement in ("SELECT 1 FROM event FOR UPDATE", "LOCK TABLE event IN ACCESS EXCLUSIVE MODE"):
            started = time.monotonic()
            assert asyncio.run(change_while_locked(service, statement)) == (503, "OVERLOADED", True)
            assert time.monotonic() - started <= 5 * WAIT_S
            wait_until(lambda: change(service) == (200, "", False), "It does not write again.")
