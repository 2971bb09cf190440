"""Serves the test database on separate connections, which the test can break through an administrator's connection.

with served(gateway) as service:
    service.administer(f"SELECT pg_terminate_backend(pid) FROM {service.backends}")
    response = service.ask(UPDATE, uuid=event.id)          # with all scopes of one organisation
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx2
import orjson
from sqlalchemy.engine import make_url

from app.db.database import Database
from app.web.app import create_app
from tests.builders import make_event
from tests.gateway import Gateway

Result = TypeVar("Result")
NAME = "marquee_served"
READ = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
WRITE = """mutation ($uuid: UUID!, $name: String) {
    updateEvent(uuid: $uuid, input: {name: $name}) { event { name } userErrors { message } }
}"""


class Service:
    """The application of `gateway`, with its own connections."""

    # The service's connections, without those of the tests.
    backends = f"pg_stat_activity WHERE application_name = '{NAME}'"

    def __init__(self, gateway: Gateway, url: str, **options: Any) -> None:
        self.gateway = gateway
        organisation = gateway.organisation()
        self.token = gateway.token(organisation)
        self.event: UUID = make_event(gateway, organisation).id
        self.database = Database(url, **options)
        app = create_app(gateway.settings, clock=gateway.clock, database=self.database)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://marquee.test")

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.gateway.run(work)

    async def ask_async(self, document: str, **variables: Any) -> httpx2.Response:
        content = orjson.dumps({"query": document, "variables": {"uuid": self.event} | variables}, default=str)
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        return await self.client.post("/graphql", content=content, headers=headers)

    def ask(self, document: str, **variables: Any) -> httpx2.Response:
        return self.run(self.ask_async(document, **variables))

    def ask_often(self, document: str, times: int) -> list[int]:
        """The statuses of simultaneous requests, 599 for a response with errors."""

        async def all_of_them() -> list[int]:
            responses = await asyncio.gather(*(self.ask_async(document, name=f"Name {n}") for n in range(times)))
            return [599 if "errors" in response.json() else response.status_code for response in responses]

        return self.run(all_of_them())

    @asynccontextmanager
    async def administrator(self) -> AsyncIterator[asyncpg.Connection]:
        plain = make_url(self.gateway.settings.database_url).set(drivername="postgresql")
        connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
        try:
            yield connection
        finally:
            await connection.close()

    async def administer_async(self, statement: str) -> Any:
        async with self.administrator() as connection:
            return await connection.fetch(statement)

    def administer(self, statement: str) -> Any:
        return self.run(self.administer_async(statement))


@contextmanager
def served(gateway: Gateway, url: str | None = None, **options: Any) -> Iterator[Service]:
    """The service; it is closed at the end of the block."""
    if url is None:
        url = gateway.settings.database_url
        if gateway.engine == "postgresql":
            url += f"{'&' if '?' in url else '?'}application_name={NAME}"
    service = Service(gateway, url, **options)
    try:
        yield service
    finally:
        gateway.run(service.client.aclose())
        gateway.run(service.database.close())


def failure_of(response: httpx2.Response) -> tuple[int, str | None, str, bool]:
    """Status, Retry-After, code and `retryable` of an error response."""
    errors = {(error["extensions"]["code"], error["extensions"]["retryable"]) for error in response.json()["errors"]}
    (code, retryable), *others = errors
    assert others == []
    assert response.json()["errors"][0]["extensions"].keys() == {"code", "requestId", "retryable"}
    return response.status_code, response.headers.get("retry-after"), code, retryable
