"""Long work in a thread: the same session, refusals and cancellation as on the event loop."""

import asyncio
import gc
import threading
from functools import partial
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.problems import Problem, ProblemCode, Refused
from app.db.database import DbSession
from app.db.statements import Statements
from app.organisations.tables import OrganisationRow
from tests.builders import stored
from tests.gateway import Gateway

RENAME = "UPDATE organisation SET name = 'Other'"


async def name_of(_result: object, statements: Statements) -> object:
    return await statements.fetch_value("SELECT name FROM organisation", [])


def names(gateway: Gateway) -> list[str]:
    return [row["name"] for row in stored(gateway, OrganisationRow)]


def test_the_work_runs_in_a_thread_and_on_the_connection_of_the_answer(gateway: Gateway) -> None:
    gateway.organisation()
    threads = []

    def work(db: DbSession) -> None:
        threads.append(threading.get_ident())
        db.execute(text(RENAME))
        assert db.execute(text("SELECT count(*) FROM organisation")).scalar() == 1

    async def write(in_thread: bool) -> object:
        threads.append(threading.get_ident())
        return await gateway.database.write(work, name_of, in_thread=in_thread)

    assert gateway.run(write(True)) == "Other"
    assert gateway.run(write(False)) == "Other"
    loop, thread, _, same = threads
    assert loop == same
    assert thread != loop
    assert names(gateway) == ["Other"]


def test_an_exception_rolls_back(gateway: Gateway) -> None:
    gateway.organisation()

    def refuse(db: DbSession) -> None:
        db.execute(text(RENAME))
        raise Refused(Problem(ProblemCode.INVALID, "No."))

    with pytest.raises(Refused, match=r"^No\."):
        gateway.run(gateway.database.write(refuse, name_of, in_thread=True))
    assert names(gateway) == ["Acme"]


def test_the_work_can_catch_database_errors(gateway: Gateway) -> None:
    acme = gateway.organisation()
    gateway.organisation("other")

    def work(db: DbSession) -> str:
        try:
            with db.begin_nested():
                db.execute(text("UPDATE organisation SET slug = 'acme'"))
        except IntegrityError:
            return str(db.get_one(OrganisationRow, UUID(acme.uuid)).slug)
        return ""

    async def same(result: str, _statements: Statements) -> str:
        return result

    assert gateway.run(gateway.database.write(work, same, in_thread=True)) == "acme"


def test_a_cancelled_caller_waits_until_the_work_stops(gateway: Gateway) -> None:
    gateway.organisation()
    started, released = threading.Event(), threading.Event()
    continued = []

    def work(db: DbSession) -> None:
        db.execute(text(RENAME))
        started.set()
        released.wait(10)
        db.execute(text("SELECT 1"))
        continued.append(True)

    async def cancel() -> bool:
        task = asyncio.create_task(gateway.database.write(work, name_of, in_thread=True))
        await asyncio.to_thread(started.wait, 10)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
        waits = not task.done()
        released.set()
        await asyncio.wait([task])
        return waits and task.cancelled()

    assert gateway.run(cancel())
    assert (continued, names(gateway)) == ([], ["Acme"])
    # The connection and the write slot are released.
    assert gateway.run(gateway.database.write(lambda _db: None, name_of)) == "Acme"


def test_garbage_collection_is_off_only_during_the_work(gateway: Gateway) -> None:
    collects = []

    def work(_db: DbSession, refuse: bool = False) -> None:
        collects.append(gc.isenabled())
        if refuse:
            raise Refused(Problem(ProblemCode.INVALID, "No."))

    gateway.organisation()
    gateway.run(gateway.database.write(work, name_of, in_thread=True))
    collects.append(gc.isenabled())
    with pytest.raises(Refused):
        gateway.run(gateway.database.write(partial(work, refuse=True), name_of, in_thread=True))
    collects.append(gc.isenabled())
    assert collects == [False, True, False, True]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_broken_connection_is_closed_on_the_event_loop(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.organisation()
    threads: list[int] = []
    closed = asyncpg.Connection.close
    terminated = asyncpg.Connection.terminate

    async def close(connection: asyncpg.Connection, **options: float) -> None:
        threads.append(threading.get_ident())
        await closed(connection, **options)

    def terminate(connection: asyncpg.Connection) -> None:
        threads.append(threading.get_ident())
        terminated(connection)

    monkeypatch.setattr(asyncpg.Connection, "close", close)
    monkeypatch.setattr(asyncpg.Connection, "terminate", terminate)
    tries = []

    def work(db: DbSession) -> None:
        tries.append(threading.get_ident())
        db.execute(text(RENAME))
        if len(tries) == 1:
            db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    async def write() -> int:
        # In debug mode the loop refuses calls from other threads.
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        try:
            assert await gateway.database.write(work, name_of, in_thread=True) == "Other"
        finally:
            loop.set_debug(False)
        return threading.get_ident()

    loop = gateway.run(write())
    assert len(tries) == 2
    assert set(threads) == {loop}
    assert loop not in tries
    assert names(gateway) == ["Other"]


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_cancelling_the_work_ends_its_statement(gateway: Gateway, seconds: float) -> None:
    gateway.organisation()
    started = threading.Event()
    endless = {
        "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }

    def work(db: DbSession) -> None:
        db.execute(text(RENAME))
        started.set()
        db.execute(text(endless[gateway.engine]))

    async def cancel() -> bool:
        task = asyncio.create_task(gateway.database.write(work, name_of, in_thread=True))
        await asyncio.to_thread(started.wait, 10)
        # Before or after the database has begun with the statement that never ends.
        await asyncio.sleep(seconds)
        task.cancel()
        # Well before the statement's deadline of five seconds.
        await asyncio.wait([task], timeout=3)
        return task.cancelled()

    assert gateway.run(cancel())
    assert names(gateway) == ["Acme"]
    assert gateway.run(gateway.database.write(lambda _db: None, name_of)) == "Acme"
