"""Liveness and readiness."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.db.database import Database
from app.db.schema_state import SchemaState
from app.web.app import create_app
from app.web.health import Readiness, SchemaCheck
from tests.engines import Engine, empty_beside
from tests.gateway import Gateway


def test_a_running_service_is_live_and_ready(gateway: Gateway) -> None:
    for path, status in (("/health/live", "live"), ("/health/ready", "ready")):
        response = gateway.request("GET", path)
        assert (response.status_code, response.json()) == (200, {"status": status})
        assert response.headers["cache-control"] == "no-store"
        assert gateway.request("HEAD", path).status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_accepts_only_get_and_head(gateway: Gateway, path: str) -> None:
    response = gateway.post(path)
    assert response.status_code == 405
    assert {method.strip() for method in response.headers["allow"].split(",")} == {"GET", "HEAD"}
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def unready(reason: str) -> dict[str, str]:
    return {"status": "unavailable", "reason": reason}


def ready(gateway: Gateway, database: Database, check: SchemaCheck) -> httpx2.Response:
    app = Starlette(routes=[Route("/ready", Readiness(database, check).answer)])

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://marquee.test") as client:
            return await client.get("/ready")

    return gateway.run(ask())


@pytest.mark.parametrize(
    ("state", "status", "body"),
    [
        (SchemaState.CURRENT, 200, {"status": "ready"}),
        (SchemaState.COMPATIBLE, 200, {"status": "ready"}),
        (SchemaState.OLDER, 503, unready("not-migrated")),
        (SchemaState.NEWER, 503, unready("migrated-by-a-newer-version")),
    ],
)
def test_a_service_is_ready_with_the_tables_it_needs(
    gateway: Gateway, state: SchemaState, status: int, body: dict[str, str]
) -> None:
    async def check(database: Database) -> SchemaState:
        assert database is gateway.database
        return state

    response = ready(gateway, gateway.database, check)
    assert (response.status_code, response.json()) == (status, body)


@pytest.fixture
def bare(gateway: Gateway, engine: Engine) -> Iterator[Database]:
    with empty_beside(engine) as url:
        database = Database(url)
        yield database
        gateway.run(database.close())


async def always(_database: Database) -> SchemaState:
    return SchemaState.CURRENT


def test_a_store_without_tables_is_not_ready(gateway: Gateway, bare: Database) -> None:
    app = create_app(gateway.settings, database=bare)

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://marquee.test") as client:
            return await client.get("/health/ready")

    response = gateway.run(ask())
    assert (response.status_code, response.json()) == (
        503,
        # An empty or missing database: serving creates no file.
        unready({"sqlite": "database-unreachable", "postgresql": "not-migrated"}[gateway.engine]),
    )


def test_an_unreachable_store_is_not_ready(gateway: Gateway) -> None:
    url = {
        "sqlite": "sqlite:////nowhere/at/all.db",
        "postgresql": "postgresql://marquee:secret@127.0.0.1:1/nowhere",
    }[gateway.engine]
    database = Database(url)
    response = ready(gateway, database, always)
    gateway.run(database.close())
    assert (response.status_code, response.json()) == (503, unready("database-unreachable"))


def test_a_slow_store_is_not_ready(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.health.PATIENCE_S", 0.01)

    async def hangs(_database: Database) -> SchemaState:
        await asyncio.Event().wait()
        return SchemaState.CURRENT

    response = ready(gateway, gateway.database, hangs)
    assert (response.status_code, response.json()) == (503, unready("database-too-slow"))
