"""A service of its own on the tests' database, and somebody who meddles with that database meanwhile.

with meddled(gateway) as service:
    service.meddle(f"SELECT pg_terminate_backend(pid) FROM {service.backends}")
    response = service.ask(UPDATE, uuid=event.id)          # with the whole scope of one organisation
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
NAME = "marquee_meddled"
READ = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
WRITE = """mutation ($uuid: UUID!, $name: String) {
    updateEvent(uuid: $uuid, input: {name: $name}) { event { name } userErrors { message } }
}"""


class Service:
    """What `gateway` serves, on connections of its own."""

    # The connections of the service, and none of those of the tests.
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

    async def asked(self, document: str, **variables: Any) -> httpx2.Response:
        content = orjson.dumps({"query": document, "variables": {"uuid": self.event} | variables}, default=str)
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        return await self.client.post("/graphql", content=content, headers=headers)

    def ask(self, document: str, **variables: Any) -> httpx2.Response:
        return self.run(self.asked(document, **variables))

    def ask_often(self, document: str, times: int) -> list[int]:
        """Side by side; whose answers had no errors is a 200."""

        async def all_of_them() -> list[int]:
            responses = await asyncio.gather(*(self.asked(document, name=f"Name {n}") for n in range(times)))
            return [599 if "errors" in response.json() else response.status_code for response in responses]

        return self.run(all_of_them())

    @asynccontextmanager
    async def meddler(self) -> AsyncIterator[asyncpg.Connection]:
        plain = make_url(self.gateway.settings.database_url).set(drivername="postgresql")
        connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
        try:
            yield connection
        finally:
            await connection.close()

    async def meddled_with(self, statement: str) -> Any:
        async with self.meddler() as connection:
            return await connection.fetch(statement)

    def meddle(self, statement: str) -> Any:
        return self.run(self.meddled_with(statement))


@contextmanager
def meddled(gateway: Gateway, url: str | None = None, **options: Any) -> Iterator[Service]:
    """The service, closed behind the block."""
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


def trouble(response: httpx2.Response) -> tuple[int, str | None, str, bool]:
    """Status, Retry-After, code, and whether it is said to be worth another try."""
    told = {(error["extensions"]["code"], error["extensions"]["retryable"]) for error in response.json()["errors"]}
    (code, retryable), *others = told
    assert others == []
    assert response.json()["errors"][0]["extensions"].keys() == {"code", "requestId", "retryable"}
    return response.status_code, response.headers.get("retry-after"), code, retryable
