"""Writes about one event wait for each other and leave connections to other writes."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from app.db.errors import Overloaded
from app.db.statements import Statements
from tests.builders import make_event, make_session, stored
from tests.gateway import Gateway
from tests.interactions.acting import PUBLISHED, REGISTER, make_open, make_open_ticket
from tests.user_builders import make_user

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
# Long enough for a busy machine.
WITHOUT_TIMEOUT = pytest.mark.usefixtures("long_wait")
UPDATE = """mutation($uuid: UUID!, $name: String!) {
  updateEvent(uuid: $uuid, input: {name: $name}) { event { name } userErrors { code message } } }"""
UPDATE_SESSION = """mutation($uuid: UUID!, $name: String!) {
  updateSession(uuid: $uuid, input: {name: $name}) { session { name } userErrors { code message } } }"""


@pytest.fixture
def long_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.write_slots.WAIT_S", 60.0)


class Caller:
    """Sends requests with all scopes."""

    def __init__(self, gateway: Gateway, token: str) -> None:
        self.gateway = gateway
        self.token = token

    async def __call__(self, document: str, **variables: Any) -> Any:
        body = {"query": document, "variables": variables}
        headers = {"authorization": f"Bearer {self.token}"}
        response = await self.gateway.client.post("/graphql", json=body, headers=headers)
        return response.json()


@asynccontextmanager
async def locked(gateway: Gateway, event: UUID) -> AsyncIterator[Callable[[], Any]]:
    """Lock the event's row on another connection, until the block ends or the yielded function is called."""
    url = gateway.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    other = await asyncpg.connect(url)
    transaction = other.transaction()
    await transaction.start()
    await other.execute("SELECT FROM event WHERE id = $1 FOR UPDATE", event)
    try:
        yield transaction.rollback
    finally:
        other.terminate()


@WITHOUT_TIMEOUT
def test_simultaneous_registrations_sell_out_exactly(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, _ = make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event, quantity=5)
    users = [make_user(gateway, acme) for _ in range(50)]
    caller = Caller(gateway, gateway.token(acme))

    async def at_once() -> list[Any]:
        requests = [
            caller(REGISTER, event=str(event.id), user=str(user.id), input={"ticketUuid": str(ticket.id)})
            for user in users
        ]
        return await asyncio.gather(*requests)

    refusals = [answer["data"]["registerAttendee"]["userErrors"] for answer in gateway.run(at_once())]
    assert sorted(error["code"] for errors in refusals for error in errors) == ["SOLD_OUT"] * 45
    assert [errors for errors in refusals if not errors] == [[]] * 5


@WITHOUT_TIMEOUT
def test_a_hundred_writes_about_one_event_do_not_block_another(gateway: Gateway) -> None:
    acme = gateway.organisation()
    hot, cold = (make_event(gateway, acme, slug=slug) for slug in ("hot", "cold"))
    caller = Caller(gateway, gateway.token(acme))

    async def at_once() -> tuple[list[Any], Any, int]:
        crowd = [asyncio.create_task(caller(UPDATE, uuid=str(hot.id), name=f"N{number}")) for number in range(100)]
        await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
        other = await caller(UPDATE, uuid=str(cold.id), name="Cold")
        waiting = sum(not task.done() for task in crowd)
        return await asyncio.gather(*crowd), other, waiting

    crowd, other, waiting = gateway.run(at_once())
    assert other["data"]["updateEvent"] == {"event": {"name": "Cold"}, "userErrors": []}
    names = [answer["data"]["updateEvent"]["event"]["name"] for answer in crowd]
    assert names == [f"N{number}" for number in range(100)]
    # On SQLite all writers share one queue.
    assert gateway.engine == "sqlite" or waiting > 50


@ON_POSTGRESQL
@WITHOUT_TIMEOUT
def test_parts_of_a_locked_event_queue_without_a_connection(gateway: Gateway) -> None:
    aliases = gateway.database._slots._aliases
    acme = gateway.organisation()
    hot, cold = (make_event(gateway, acme, slug=slug, **PUBLISHED) for slug in ("hot", "cold"))
    sessions = [make_session(gateway, hot) for _ in range(15)]
    caller = Caller(gateway, gateway.token(acme))

    async def at_once() -> tuple[list[Any], Any]:
        async with locked(gateway, hot.id) as unlock:
            crowd = [asyncio.create_task(caller(UPDATE_SESSION, uuid=str(row.id), name="New")) for row in sessions]
            for _ in range(3_000):
                await asyncio.sleep(0.01)
                if all(row.id in aliases for row in sessions):
                    break
            other = await caller(UPDATE, uuid=str(cold.id), name="Cold")
            assert not any(task.done() for task in crowd)
            await unlock()
            return await asyncio.gather(*crowd), other

    crowd, other = gateway.run(at_once())
    assert other["data"]["updateEvent"]["userErrors"] == []
    assert [answer["data"]["updateSession"]["userErrors"] for answer in crowd] == [[]] * 15
    assert {row["name"] for row in stored(gateway, type(sessions[0]))} == {"New"}
    # Each session shares the queue of its event.
    assert {aliases[row.id] for row in sessions} == {hot.id}
    assert gateway.database._slots._queues == {}


@ON_POSTGRESQL
def test_a_row_locked_by_another_program_is_reported_as_overload(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.write_slots.WAIT_S", 0.6)
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    caller = Caller(gateway, gateway.token(acme))

    async def in_vain() -> list[Any]:
        async with locked(gateway, event.id):
            return await asyncio.gather(*(caller(UPDATE, uuid=str(event.id), name="New") for _ in range(8)))

    answers = gateway.run(in_vain())
    assert [error["extensions"]["code"] for answer in answers for error in answer["errors"]] == ["OVERLOADED"] * 8


@ON_POSTGRESQL
def test_a_write_without_a_lock_timeout_needs_no_extra_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    with gateway.statements() as seen:
        gateway.gql(UPDATE, gateway.token(acme), uuid=event.id, name="New")
    assert not [sql for sql in seen if "lock_timeout" in sql]


async def nothing(_result: Any, _statements: Statements) -> None:
    """No answer."""


@ON_SQLITE
def test_the_waits_for_the_slot_and_for_the_file_share_one_timeout(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    gateway.database.listeners.append(seen.append)
    first_is_in, leave = asyncio.Event(), asyncio.Event()

    async def hold(_result: Any, _statements: Statements) -> None:
        first_is_in.set()
        await leave.wait()

    def look(db: DbSession) -> int:
        return int(db.connection().execute(text("SELECT 1")).scalar_one())

    async def three() -> tuple[Any, ...]:
        first = asyncio.create_task(gateway.database.write(lambda _db: None, hold))
        await first_is_in.wait()
        second = asyncio.create_task(gateway.database.change(look))
        await asyncio.sleep(0.1)
        monkeypatch.setattr("app.db.write_slots.WAIT_S", 0.05)
        third = asyncio.create_task(gateway.database.change(look))
        await asyncio.wait([third])
        leave.set()
        return await asyncio.gather(first, second, third, return_exceptions=True)

    first, second, third = gateway.run(three())
    assert (first, second, type(third)) == (None, 1, Overloaded)
    waits = [int(found[1]) for sql in seen if (found := re.fullmatch(r"PRAGMA busy_timeout=(\d+)", sql))]
    # The second waits for the file as long as is left, and its connection gets the usual timeout back.
    assert len(waits) == 2
    assert 0 < waits[0] < 4_950
    assert waits[1] == 5_000
