"""A write is one transaction, all or nothing: in order on SQLite, retried on PostgreSQL."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session as DbSession

from app.core.problems import Problem, ProblemCode, Refused
from app.db.database import TRIES, Database
from app.db.errors import Conflict, Overloaded, Unavailable
from app.db.statements import Statements
from tests.engines import Engine
from tests.gateway import Gateway

COUNT = "SELECT count(*) FROM organisation"
INSERT = text(
    "INSERT INTO organisation (id, slug, name, timezone, currency, enable_datetime_conversion,"
    " event_defaults, version, created_at, created_local, updated_at, updated_local)"
    " VALUES (:id, :slug, 'Name', 'UTC', 'EUR', false, '{}', 1, 'a', 'b', 'c', 'd')"
)


def new(db: DbSession, number: int, slug: str | None = None) -> int:
    """Insert an organisation, identified by the number."""
    identity = f"00000000-0000-0000-0000-{number:012d}"
    db.connection().execute(INSERT, {"id": identity, "slug": slug or f"slug-{number}"})
    return number


def count(gateway: Gateway) -> Any:
    return gateway.read(lambda db: db.connection().execute(text(COUNT)).scalar())


def test_a_refused_write_stores_nothing(gateway: Gateway) -> None:
    def refuse(db: DbSession) -> None:
        new(db, 1)
        db.flush()
        raise Refused(Problem(ProblemCode.INVALID, "No."))

    with pytest.raises(Refused):
        gateway.write(refuse)
    assert count(gateway) == 0


def test_a_write_whose_answer_fails_stores_nothing(gateway: Gateway) -> None:
    async def fail(_result: int, _statements: Statements) -> None:
        raise RuntimeError("The answer failed.")

    with pytest.raises(RuntimeError):
        gateway.run(gateway.database.write(lambda db: new(db, 1), fail))
    assert count(gateway) == 0


def test_only_the_answer_sees_uncommitted_rows(gateway: Gateway) -> None:
    async def look(_result: int, statements: Statements) -> tuple[Any, Any]:
        async with gateway.database.reading() as elsewhere:
            return await statements.fetch_value(COUNT, ()), await elsewhere.fetch_value(COUNT, ())

    assert gateway.run(gateway.database.write(lambda db: new(db, 1), look)) == (1, 0)
    assert count(gateway) == 1


def test_many_writers_lose_nothing_and_none_is_refused(gateway: Gateway) -> None:
    async def one(writer: int) -> None:
        for turn in range(20):
            number = writer * 20 + turn
            assert await gateway.database.change(partial(new, number=number)) == number

    async def all_of_them() -> None:
        await asyncio.gather(*(one(writer) for writer in range(8)))

    gateway.run(all_of_them())
    assert count(gateway) == 160


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_writers_of_two_processes_wait_for_each_other(gateway: Gateway) -> None:
    def look_then_write(db: DbSession, number: int) -> None:
        db.connection().execute(text(COUNT)).scalar()
        new(db, number)

    async def both() -> None:
        # Like another process, it shares only the file.
        other = Database(gateway.settings.database_url)
        try:
            await asyncio.gather(
                *(
                    store.change(partial(look_then_write, number=number))
                    for number, store in enumerate([gateway.database, other] * 20)
                )
            )
        finally:
            await other.close()

    gateway.run(both())
    assert count(gateway) == 40


def test_a_read_cannot_write(gateway: Gateway) -> None:
    async def sneak() -> None:
        async with gateway.database.reading(snapshot=True) as statements:
            await statements.fetch_value("DELETE FROM organisation", ())

    gateway.organisation()
    with pytest.raises(Unavailable, match=r"read-only|takes no changes"):
        gateway.run(sneak())
    assert count(gateway) == 1


def test_a_snapshot_does_not_change(gateway: Gateway) -> None:
    async def look() -> list[Any]:
        async with gateway.database.reading(snapshot=True) as statements:
            first = await statements.fetch_value(COUNT, ())
            await gateway.database.change(lambda db: new(db, 1))
            return [first, await statements.fetch_value(COUNT, ())]

    assert gateway.run(look()) == [0, 0]
    assert count(gateway) == 1


# --- retries


def raise_state(db: DbSession, state: str) -> None:
    """Raise the error of a failed transaction."""
    db.connection().execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '{state}'; END $$"))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The lengths of the pauses, which take no time here."""
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr("app.db.database.asyncio.sleep", sleep)
    return taken


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["40001", "40P01", "23505"])
def test_a_transaction_is_retried_after_a_serialisation_failure(
    gateway: Gateway, pauses: list[float], state: str
) -> None:
    tries: list[int] = []

    def work(db: DbSession) -> str:
        tries.append(new(db, len(tries)))
        if len(tries) < TRIES:
            raise_state(db, state)
        return "stored"

    assert gateway.write(work) == "stored"
    assert tries == [0, 1, 2, 3, 4]
    for attempt, pause in enumerate(pauses, 1):
        assert 0.005 * 2**attempt <= pause < 0.01 * 2**attempt
    assert len(pauses) == 4
    assert count(gateway) == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_last_failed_attempt_is_a_conflict_and_stores_nothing(gateway: Gateway, pauses: list[float]) -> None:
    def work(db: DbSession) -> None:
        new(db, 1)
        raise_state(db, "40001")

    with pytest.raises(Conflict):
        gateway.write(work)
    assert len(pauses) == TRIES - 1
    assert count(gateway) == 0


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_other_errors_are_not_retried(gateway: Gateway, pauses: list[float]) -> None:
    with pytest.raises(DBAPIError, match="given up"):
        gateway.write(lambda db: raise_state(db, "23514"))
    assert pauses == []


def test_a_duplicate_key_is_raised_after_the_last_attempt(gateway: Gateway, pauses: list[float]) -> None:
    gateway.write(lambda db: new(db, 1, "taken"))
    with pytest.raises(IntegrityError):
        gateway.write(lambda db: new(db, 2, "taken"))
    assert count(gateway) == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_writers_of_the_same_slug_both_get_one(gateway: Gateway) -> None:
    """Each looks for a free slug, and neither sees the other's until it commits."""
    one_wrote, other_looked = asyncio.Event(), asyncio.Event()

    def take(db: DbSession) -> str:
        taken = db.connection().execute(text("SELECT slug FROM organisation")).scalars().all()
        slug = next(name for name in ("fair", "fair-2", "fair-3") if name not in taken)
        if one_wrote.is_set():
            other_looked.set()
        new(db, 1 + 10 * len(taken) + one_wrote.is_set(), slug)
        return slug

    async def one() -> str:
        async def commit_late(slug: str, _statements: Statements) -> str:
            one_wrote.set()
            await other_looked.wait()
            return slug

        return await gateway.database.write(take, commit_late)

    async def other() -> str:
        await one_wrote.wait()
        return await gateway.database.change(take)

    async def both() -> list[str]:
        return list(await asyncio.gather(one(), other()))

    assert gateway.run(both()) == ["fair", "fair-2"]


# --- exhausted pools


@pytest.mark.parametrize("snapshot", [False, True])
def test_a_read_without_a_free_connection_is_reported_as_overload(
    engine: Engine, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, snapshot: bool
) -> None:
    monkeypatch.setattr("app.db.statements.POOL_SIZE", 4)
    monkeypatch.setattr("app.db.statements.POOL_WAIT_S", 0.5)

    async def five_at_once() -> list[Any]:
        database = Database(engine.url)
        done = asyncio.Event()

        async def hold() -> Any:
            async with database.reading(snapshot=snapshot) as statements:
                value = await statements.fetch_value("SELECT 1", ())
                await done.wait()
                return value

        async def fifth() -> Any:
            try:
                async with asyncio.timeout(5), database.reading(snapshot=snapshot):
                    return "served"
            except Overloaded:
                return "overloaded"
            finally:
                done.set()

        try:
            answers = await asyncio.gather(*(hold() for _ in range(4)), fifth())
            async with database.reading() as statements:
                return [*answers, await statements.fetch_value("SELECT 2", ())]
        finally:
            await database.close()

    assert gateway.run(five_at_once()) == [1, 1, 1, 1, "overloaded", 2]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_locked_by_another_process_is_reported_as_overload(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.SQLITE_PRAGMAS", ("PRAGMA busy_timeout=20",))

    async def locked_out(path: str) -> None:
        database = Database(gateway.settings.database_url)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            try:
                await database.change(lambda db: new(db, 1))
            finally:
                await database.close()

    with pytest.raises(Overloaded):
        gateway.run(locked_out(gateway.database.engine.url.database or ""))
    assert count(gateway) == 0
