"""The whole service in the test's process: the fixture `gateway` runs each test on SQLite and on PostgreSQL.

    def test_an_event_has_a_title(gateway: Gateway) -> None:
        acme = gateway.organisation()
        token = gateway.token(acme, Scope.EVENT_CREATE)
        data = gateway.gql("mutation ($org: UUID!) { … }", token, org=acme.uuid)

organisation(slug="acme", timezone="Australia/Sydney", currency="AUD") -> Organisation(uuid: str, slug: str)
application(organisation, scopes=ALL)   -> Credentials(client_id, secret); scope or permission names
token(organisation, *scopes)            -> a token with exactly these scopes; none named = every scope
token_without_scopes(organisation)      -> a token that allows nothing
gql(document, token=None, **variables)  -> `data`; fails the test on any error or another status than 200
errors(document, token=None, **variables) -> `errors` of an answer with status 200 that has some
post(path="/graphql", **options)        -> the raw response; `request(method, path, **options)` for other
                                           methods. `options` are httpx2's: json, content, headers, data …
read(work), write(work)                 -> run a function of a DbSession as the service would, `write` in one
                                           transaction
in_database(work)                       -> the same on a separate connection, which is several times faster: for
                                           rows that a test prepares or checks
statements()                            -> with-block: the list of the SQL that the service runs inside, without
                                           BEGIN or COMMIT
append_statements                       -> how many of them append the changes of a transaction to the feed
ending_statements(answers=1, asks=False) -> how many of them read so many entities for the answer of a mutation, and
                                           append its changes
clock.set(moment), clock.advance(delta) -> the service's time; starts at 2026-06-01T09:00:00Z. Tokens expire
                                           after 30 minutes of it: get a new one after a jump
restart(**settings)                     -> simulates a new process: memory is lost, stored data stays. `settings`
                                           are those that change
run(coroutine)                          -> its result, on the service's event loop; `client` (httpx2), `app`,
                                           `database` are to be used in there

A test for one engine only: @pytest.mark.parametrize("engine", ["postgresql"], indirect=True).

Values of variables may be UUIDs, datetimes and enums: they are sent as JSON text.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx2
import orjson
from sqlmodel import Session as DbSession
from starlette.applications import Starlette

from app.auth.operations.applications import Credentials, create_application
from app.auth.operations.credentials import digest, new_secret, new_token
from app.auth.rules import TOKEN_LIFETIME, Scope, scopes_named
from app.auth.tables import ApplicationRow, TokenRow
from app.core.time import local_of
from app.db.bulk import insert_all
from app.db.database import Database
from app.graph.execution import Executor
from app.organisations.tables import OrganisationRow
from app.web.app import create_app
from tests.host import Host, known_documents

Result = TypeVar("Result")

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
ALL: tuple[str, ...] = tuple(Scope)
TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class SettableClock:
    """The service's time, which only a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        """The same time in seconds, for limits and pauses."""
        return (self.now - START).total_seconds()

    def set(self, moment: datetime) -> None:
        self.now = moment.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        self.now += step


@dataclass(frozen=True)
class Organisation:
    """A tenant. `uuid` is text, as it goes into variables."""

    uuid: str
    slug: str


class Gateway:
    """See the top of this file."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._clients: dict[str, ApplicationRow] = {}
        self.clock = SettableClock()
        self.settings = host.settings

    def __enter__(self) -> Self:
        self._host.wipe()
        self._start(known_documents())
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _exception: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._stop()
        self._host.database.listeners.clear()
        if self._host.database.replica is not None:
            self._host.reopen()

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._host.engine.name

    @property
    def append_statements(self) -> int:
        """SQLite cannot advance the feed and insert the changes in one statement."""
        return 2 if self.engine == "sqlite" else 1

    def ending_statements(self, answers: int = 1, *, asks: bool = False) -> int:
        """PostgreSQL reads the answers and appends the changes in one statement.

        `asks`: also whether the public could see what changes. Only where the transaction changes nothing that decides
        about it; otherwise it is a statement before these.
        """
        return answers + asks + self.append_statements if self.engine == "sqlite" else 1

    @property
    def database(self) -> Database:
        return self._host.database

    # --- data

    def organisation(
        self, slug: str = "acme", timezone: str = "Australia/Sydney", currency: str = "AUD"
    ) -> Organisation:
        now = self.clock()
        row = OrganisationRow(
            slug=slug,
            name=slug.capitalize(),
            timezone=timezone,
            currency=currency,
            created_at=now,
            created_local=local_of(now, timezone),
            updated_at=now,
            updated_local=local_of(now, timezone),
        )
        self.in_database(lambda db: insert_all(db, [row]))
        return Organisation(uuid=str(row.id), slug=slug)

    def application(self, organisation: Organisation, scopes: Sequence[str] = ALL) -> Credentials:
        now = self.clock()
        return self.in_database(lambda db: create_application(db, UUID(organisation.uuid), "Test client", scopes, now))

    def token(self, organisation: Organisation, *scopes: str) -> str:
        return self._token(organisation, scopes or ALL)

    def token_without_scopes(self, organisation: Organisation) -> str:
        return self._token(organisation, ())

    def in_database(self, work: Callable[[DbSession], Result]) -> Result:
        return self._host.in_database(work)

    def read(self, work: Callable[[DbSession], Result]) -> Result:
        return self.run(self.database.read(work))

    def write(self, work: Callable[[DbSession], Result]) -> Result:
        return self.run(self.database.change(work))

    # --- requests

    def gql(self, document: str, token: str | None = None, **variables: Any) -> Any:
        body = self._execute(document, token, variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def errors(self, document: str, token: str | None = None, **variables: Any) -> list[dict[str, Any]]:
        body = self._execute(document, token, variables)
        assert body.get("errors"), f"There was no error: {body}"
        errors: list[dict[str, Any]] = body["errors"]
        return errors

    def post(self, path: str = "/graphql", **options: Any) -> httpx2.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return self.run(self.client.request(method, path, **options))

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        seen: list[str] = []

        def note(statement: str) -> None:
            # The task that follows feeds reads them at any time.
            if not statement.lstrip().upper().startswith(TRANSACTION_WORDS) and not statement.startswith(
                "SELECT feed."
            ):
                seen.append(statement)

        self.database.listeners.append(note)
        try:
            yield seen
        finally:
            self.database.listeners.remove(note)

    # --- the process

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._host.run(coroutine)

    def restart(self, **settings: Any) -> None:
        self._stop()
        self.settings = self.settings.model_copy(update=settings)
        self._host.reopen(self.settings.read_database_url)
        self._start(None)

    def _start(self, executor: Executor | None) -> None:
        self.app = create_app(
            self.settings,
            clock=self.clock,
            monotonic=self.clock.monotonic,
            database=self.database,
            executor=executor,
            # Each test would open one more connection.
            choose_hints=lambda _settings, _database: None,
        )
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://marquee.test",
        )
        # Its POSTs are plain, so that they take the short way.
        del self.client.headers["accept-encoding"]
        self.run(self._enter_lifespan(self.app))

    async def _enter_lifespan(self, app: Starlette) -> None:
        # In a separate task, because the task that opens the lifespan must close it.
        self._stopping = asyncio.Event()
        started = asyncio.Event()
        self._lifespan = asyncio.create_task(self._live(app, started))
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait({self._lifespan, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            waiting.cancel()
            await self._lifespan

    async def _live(self, app: Starlette, started: asyncio.Event) -> None:
        async with app.router.lifespan_context(app):
            started.set()
            await self._stopping.wait()

    def _stop(self) -> None:
        async def stop() -> None:
            await self.client.aclose()
            self._stopping.set()
            await self._lifespan

        self.run(stop())

    def _token(self, organisation: Organisation, scopes: Sequence[str]) -> str:
        """A token and, before the first one, its application, stored without the operations."""
        now, text = self.clock(), new_token()
        owner, known = UUID(organisation.uuid), self._clients.get(organisation.uuid)
        client = known or ApplicationRow(
            organisation_id=owner,
            name="Test client",
            secret_hash=digest(new_secret()),
            scopes=sorted(ALL),
            created_at=now,
        )
        row = TokenRow(
            hash=digest(text),
            application_id=client.id,
            scopes=sorted(scopes_named(scopes)),
            issued_at=now,
            expires_at=now + TOKEN_LIFETIME,
        )

        def work(db: DbSession) -> None:
            if known is None:
                insert_all(db, [client])
            insert_all(db, [row])

        self.in_database(work)
        self._clients[organisation.uuid] = client
        return text

    def _execute(self, document: str, token: str | None, variables: dict[str, Any]) -> dict[str, Any]:
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        # UUIDs from PostgreSQL are of a class that orjson does not know.
        content = orjson.dumps({"query": document, "variables": variables}, default=str)
        response = self.post(content=content, headers=headers)
        assert response.status_code == 200, f"{response.status_code}: {response.text}"
        body: dict[str, Any] = response.json()
        return body
