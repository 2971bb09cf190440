"""What every way in shares: who may see what is said in one place, whether /graphql is asked or another address."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request

from app.auth.operations.callers import Callers
from app.auth.rules import Caller
from app.db.database import Database
from app.graph.context import Clock, Context
from app.graph.execution import Executor, Operation
from app.graph.hub import Hub
from app.graph.reading.parameters import Addresses
from app.web.admission.admission import Admission
from app.web.authentication import caller_of
from app.web.middleware import HttpError, request_id_of
from app.web.open_limits import OpenLimits
from app.web.persisted.operations import Documents


@dataclass(frozen=True, slots=True)
class AppState:
    """What is needed to answer somebody; one per process. `introspection`: for callers without a token, too."""

    executor: Executor
    documents: Documents
    database: Database
    callers: Callers
    clock: Clock
    addresses: Addresses
    hub: Hub
    admission: Admission
    introspection: bool
    # What each caller may hold open.
    sockets: OpenLimits
    subscriptions: OpenLimits
    # Whether every answer says what it cost, and not those alone that are asked.
    tells_cost: bool = False
    # Set when the process is about to stop: streams end, instead of holding it up.
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def caller(self, connection: HTTPConnection) -> Caller:
        """Raises `HttpError` (401) for a token that is none."""
        scope = connection.scope
        return await caller_of(
            connection, self.callers, self.clock(), lambda: self.admission.turn(self.admission.address(scope))
        )

    def context(self, caller: Caller, request_id: str, connection: HTTPConnection | None = None) -> Context:
        """For one operation that begins now; `connection`: of a client, who may want to know what it costs."""
        return Context(
            caller=caller,
            database=self.database,
            now=self.clock(),
            request_id=request_id,
            introspection=self.introspection or not caller.anonymous,
            addresses=self.addresses,
            hub=self.hub,
            tells_cost=connection is not None and (self.tells_cost or _asks_for_cost(connection)),
        )

    async def ask(self, request: Request, caller: Caller, document: str, **variables: Any) -> Any:
        """The `data` of a query of our own.

        Raises `HttpError` where the caller asks too often, and `StoreError` where the store could not answer.
        """
        context = self.context(caller, request_id_of(request))
        operation = Operation(document, variables)
        payer = self.admission.payer(caller, request.scope)
        async with self.admission.turn(payer):
            await self.admission.begin(operation, context, payer)
            answer = await self.executor.run(operation, context, queries_only=True)
        if answer.store_error is not None:
            raise answer.store_error
        body = orjson.loads(answer.body)
        if body.get("errors"):
            raise HttpError(500, "INTERNAL", "Something went wrong on our side.")
        return body["data"]


def _asks_for_cost(connection: HTTPConnection) -> bool:
    return any(name == b"x-marquee-cost" and value == b"1" for name, value in connection.scope["headers"])


def not_found() -> HttpError:
    """There is nothing here, or not for this caller."""
    return HttpError(404, "NOT_FOUND", "There is nothing at this address.")


def only(request: Request, *methods: str) -> None:
    """Raises `HttpError` (405) for any other method."""
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise HttpError(405, "METHOD_NOT_ALLOWED", f"This address takes {allowed}.", Allow=allowed)
