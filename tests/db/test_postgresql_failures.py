"""Failures of a PostgreSQL server: clients do not notice those that a retry hides, and get a code for all others."""

import asyncio
import logging
import secrets
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session as DbSession

from app.db.addresses import POSTGRES_SETTINGS
from app.db.breaker import PROBE_S, Breaker
from app.db.statements import Statements
from tests.db.served_database import READ, WRITE, Service, failure_of, served
from tests.gateway import Gateway
from tests.tcp_relay import TcpRelay

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

END_ALL = f"SELECT pg_terminate_backend(pid) FROM {Service.backends}"
NAMES = "SELECT name FROM event"
TWICE = "query ($uuid: UUID!) { one: event(uuid: $uuid) { name } two: event(uuid: $uuid) { name } }"


@pytest.fixture
def service(gateway: Gateway) -> Iterator[Service]:
    with served(gateway) as service:
        yield service


@pytest.mark.parametrize("document", [READ, TWICE, WRITE])
def test_clients_do_not_notice_terminated_backends(service: Service, document: str) -> None:
    for _ in range(3):
        assert service.ask_often(document, 20) == [200] * 20
        assert len(service.administer(END_ALL)) > 1
        assert service.ask_often(document, 20) == [200] * 20


@pytest.mark.parametrize("document", [READ, TWICE, WRITE])
def test_clients_do_not_notice_a_migration(service: Service, document: str) -> None:
    assert service.ask_often(document, 20) == [200] * 20
    service.administer("ALTER TABLE event ADD COLUMN added_meanwhile text")
    service.administer('ALTER TABLE event ALTER COLUMN name TYPE text COLLATE "C"')
    try:
        assert service.ask_often(document, 20) == [200] * 20
    finally:
        service.administer("ALTER TABLE event DROP COLUMN added_meanwhile")
        service.administer('ALTER TABLE event ALTER COLUMN name TYPE varchar COLLATE "C"')
    assert service.ask_often(document, 20) == [200] * 20


def test_a_write_is_retried_if_its_backend_ends_before_the_commit(service: Service) -> None:
    runs: list[int] = []

    def work(db: DbSession) -> None:
        runs.append(1)
        db.connection().execute(text("UPDATE event SET name = name || '!'"))

    async def answer(_result: None, statements: Statements) -> Any:
        if len(runs) == 1:
            await service.administer_async(END_ALL)
        return await statements.fetch_value(NAMES, ())

    before = service.administer(NAMES)[0][0]
    assert service.run(service.database.write(work, answer)) == f"{before}!"
    assert (len(runs), service.administer(NAMES)[0][0]) == (2, f"{before}!")


@pytest.fixture
def slow_commit(service: Service) -> Iterator[None]:
    """A commit that is slow enough to be interrupted."""
    service.administer("""DO $$ BEGIN
        CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(2); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON event DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION be_slow();
        END $$""")
    yield
    service.administer("DROP TRIGGER slow ON event")
    service.administer("DROP FUNCTION be_slow")


def test_the_outcome_is_unknown_if_the_connection_is_lost_during_the_commit(
    service: Service, slow_commit: None
) -> None:
    async def terminate_meanwhile() -> Any:
        request = asyncio.create_task(service.ask_async(WRITE, name="Lost"))
        while not await service.administer_async(f"SELECT 1 FROM {Service.backends} AND query LIKE 'COMMIT%'"):
            assert not request.done()
            await asyncio.sleep(0.01)
        await service.administer_async(END_ALL)
        return await request

    response = service.run(terminate_meanwhile())
    assert failure_of(response) == (503, "1", "OUTCOME_UNKNOWN", False)
    assert response.json()["data"] == {"updateEvent": None}


def test_a_read_only_server_is_reported_and_its_connections_are_replaced(service: Service) -> None:
    name = service.administer("SELECT current_database()")[0][0]

    async def reset() -> None:
        async with service.administrator() as connection:
            await connection.execute("SET default_transaction_read_only = off")
            await connection.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')

    service.administer(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        assert failure_of(service.ask(WRITE, name="No")) == (503, "1", "UNAVAILABLE", True)
        assert service.ask_often(READ, 20) == [200] * 20
        assert service.ask_often(WRITE, 10) == [599] * 10
    finally:
        service.run(reset())
    assert service.ask_often(WRITE, 20) == [200] * 20


@pytest.mark.parametrize("document", [READ, TWICE, WRITE])
def test_a_table_locked_by_another_program_is_reported_as_overload(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(POSTGRES_SETTINGS, "lock_timeout", "50")

    async def while_locked(service: Service) -> httpx2.Response:
        async with service.administrator() as other, other.transaction():
            await other.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
            return await service.ask_async(document, name="No")

    with served(gateway) as service:
        response = service.run(while_locked(service))
        assert failure_of(response) == (503, "1", "OVERLOADED", True)
        assert "errors" not in service.ask(document, name="Yes").json()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("document", [READ, TWICE, WRITE])
def test_a_server_without_free_connections_is_reported(gateway: Gateway, document: str) -> None:
    # The limit does not apply to superusers.
    role = f"marquee_crowded_{secrets.token_hex(4)}"
    url = make_url(gateway.settings.database_url).set(username=role, password="crowded")
    with served(gateway, url.render_as_string(hide_password=False)) as service:
        service.administer(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'crowded'")
        try:
            service.administer(f"ALTER ROLE {role} NOSUPERUSER CONNECTION LIMIT 0")
            assert failure_of(service.ask(document, name="No")) == (503, "1", "UNAVAILABLE", True)
            service.administer(f"ALTER ROLE {role} SUPERUSER")
            assert service.ask_often(document, 5) == [200] * 5
        finally:
            service.run(service.database.close())
            service.administer(f"DROP ROLE {role}")


def test_an_outage_is_reported_at_once_and_logged_once(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    server = make_url(gateway.settings.database_url)
    wire = TcpRelay(server)
    gateway.run(wire.lay())
    url = server.set(host="127.0.0.1", port=wire.port, query={"sslmode": "disable"})
    with served(gateway, url.render_as_string(hide_password=False)) as service:
        time = Time()
        service.database.breaker = Breaker(time)
        assert service.ask_often(READ, 5) + service.ask_often(WRITE, 5) == [200] * 10
        gateway.run(wire.cut())
        with caplog.at_level(logging.DEBUG, "marquee"):
            for document in (READ, TWICE, WRITE) * 5:
                assert failure_of(service.ask(document, name="No")) == (503, "1", "UNAVAILABLE", True)
            assert service.run(service.client.get("/health/ready")).json() == {
                "status": "unavailable",
                "reason": "database-unreachable",
            }
            gateway.run(wire.lay())
            # No request probes before the interval is over.
            assert failure_of(service.ask(READ))[2] == "UNAVAILABLE"
            time.now += PROBE_S
            assert service.ask_often(READ, 1) == [200]
            assert service.ask_often(READ, 20) + service.ask_often(WRITE, 10) == [200] * 30
        records = [record for record in caplog.records if record.name == "marquee.store"]
        assert [record.getMessage().partition(" (")[0] for record in records] == [
            "the database cannot be used: the server does not answer at its address",
            "the database answers again after 0.5 s",
        ]
    gateway.run(wire.cut())


class Time:
    """A clock that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
