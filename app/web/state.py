"""Application state shared by all endpoints: it authenticates callers, builds contexts and runs queries of our own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
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
    """The services of one process. `introspection`: allowed without a token, too."""

    executor: Executor
    documents: Documents
    database: Database
    callers: Callers
    clock: Clock
    addresses: Addresses
    hub: Hub
    admission: Admission
    introspection: bool
    # Limits on what each caller has open.
    sockets: OpenLimits
    subscriptions: OpenLimits
    # Private networks that webhooks may be sent to.
    webhook_networks: Sequence[IPv4Network | IPv6Network] = ()
    # Report the cost in every response, not only on request.
    cost_in_answers: bool = False
    # Set when the process is about to stop, so that streams end.
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def caller(self, connection: HTTPConnection) -> Caller:
        """Authenticate the caller. Raises `HttpError` (401) for an invalid token."""
        scope = connection.scope
        return await caller_of(
            connection, self.callers, self.clock(), lambda: self.admission.turn(self.admission.address(scope))
        )

    def context(self, caller: Caller, request_id: str, *, reports_cost: bool = False) -> Context:
        """The context of one operation that starts now. `reports_cost`: the client has requested the cost."""
        return Context(
            caller=caller,
            database=self.database,
            now=self.clock(),
            request_id=request_id,
            introspection=self.introspection or not caller.anonymous,
            addresses=self.addresses,
            hub=self.hub,
            webhook_networks=self.webhook_networks,
            reports_cost=reports_cost,
        )

    def reports_cost(self, connection: HTTPConnection) -> bool:
        """Whether answers to this client report their cost."""
        return self.cost_in_answers or any(
            name == b"x-marquee-cost" and value == b"1" for name, value in connection.scope["headers"]
        )

    async def query(self, request: Request, caller: Caller, document: str, **variables: Any) -> Any:
        """The `data` of a query of our own.

        Raises `HttpError` if the caller exceeds a limit, and `StoreError` if the store fails.
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


def not_found() -> HttpError:
    """404: nothing is here, or nothing that this caller may see."""
    return HttpError(404, "NOT_FOUND", "There is nothing at this address.")


def require_method(request: Request, *methods: str) -> None:
    """Raises `HttpError` (405) for any other method."""
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise HttpError(405, "METHOD_NOT_ALLOWED", f"This address accepts {allowed}.", Allow=allowed)
