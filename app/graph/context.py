"""The context of an operation, which every resolver receives: caller, time, database and reader."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from typing import Any, TypeAlias
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLError

from app.auth.rules import Caller, Scope
from app.core.time import to_utc_text
from app.db.database import Database
from app.db.errors import StoreError
from app.db.own_rows import organisation_of
from app.db.statements import Statements
from app.graph.hub import Hub
from app.graph.limits.budget import Budget
from app.graph.reading.entries import Pairs
from app.graph.reading.parameters import LOCAL, Addresses, Env
from app.graph.reading.plan import Plan
from app.graph.reading.reader import Reader, read, root_field
from app.graph.reading.rights import Rights
from app.graph.retries import Retry
from app.graph.strawberry_internals import core_info

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """The current time in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Context:
    """One per operation. `now` is read once, so that the whole operation has one time."""

    caller: Caller
    database: Database
    now: datetime
    request_id: str
    # Whether this caller may see the schema.
    introspection: bool = True
    # Whether a write has started: then the operation is completed, even if its client disconnects.
    write_started: bool = False
    # Read all root fields in one snapshot. A single root field needs none.
    snapshot: bool = False
    # Large variables are coerced in a thread: resolvers must yield once before they await anything.
    converts_in_thread: bool = False
    addresses: Addresses = LOCAL
    # The source of changes for subscriptions; None outside the server.
    hub: Hub | None = None
    # The caller's budget of objects; None if it is not limited.
    budget: Budget | None = None
    # Whether the answer reports its cost.
    reports_cost: bool = False
    # Why a document is refused for every caller; set by the executor.
    errors_in: Callable[[str], Sequence[GraphQLError]] | None = None
    # Private networks that webhooks may be sent to.
    webhook_networks: Sequence[IPv4Network | IPv6Network] = ()
    # Slots to acquire before the first read, and to hold until the context is closed.
    turns: Sequence[AbstractAsyncContextManager[None]] = ()
    # The key of the header Idempotency-Key; the argument of a mutation is its own.
    retry: Retry | None = None
    # A query may read from the replica if it shows what was written up to this position; None: from the primary alone.
    written: int | None = None
    # Whether it has done so.
    read_replica: bool = False
    # Whether a stored answer was given instead of a new one.
    replayed: bool = False
    # Set by the executor, which caches the plans.
    reader: Reader | None = None
    # The operation that the executor has checked in this context, and the result.
    prepared: tuple[Any, Any] | None = None
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _statements: Statements | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def rights(self) -> Rights:
        """What the caller sees beyond public data."""
        return Rights.TENANT if self.caller.has(Scope.EVENT_READ) else Rights.OUTSIDER

    def env(self, *, variables: dict[str, Any] | None = None, aggregate: UUID | None = None, result: Any = None) -> Env:
        """The parameters of a plan that come from the request."""
        return Env(
            variables or {},
            to_utc_text(self.now),
            self.caller.organisation_id,
            aggregate,
            result,
            self.caller.application_id,
            self.addresses,
        )

    async def answer(
        self, info: "Info", *, compile_: Any = None, key: Any = None, result: Any = None
    ) -> orjson.Fragment | None:
        """The JSON of a root field, read by one statement."""
        assert self.reader is not None
        raw = core_info(info)
        async with self.statements() as statements:
            return await self.reader.answer(
                statements,
                self.database.dialect,
                raw,
                self.rights,
                self.env(result=result),
                compile_ or root_field(raw),
                key=key,
            )

    async def read(self, plan: Plan, variables: dict[str, Any]) -> str | None:
        """The JSON of an operation's only root field, by a plan that is known; None if it is null."""
        env = self.env(variables=variables)
        if (self.written is None or self.database.replica is None) and len(self.turns) == 1:
            # As `statements` does it, without what is only needed for several fields.
            async with self.turns[0], self.database.reading() as primary:
                return await read(primary, plan, env)
        async with self.statements() as statements:
            return await read(statements, plan, env)

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """What a statement returns that takes nothing from the request but these values."""
        if len(self.turns) == 1 and self.database.replica is None:
            async with self.turns[0], self.database.reading() as primary:
                return await primary.fetch_value(sql, values)
        async with self.statements() as statements:
            return await statements.fetch_value(sql, values)

    async def visible(self, pairs: Pairs) -> list[bool]:
        """Whether the caller may see each of these objects, given as type name and uuid."""
        assert self.reader is not None
        async with self.statements() as statements:
            return await self.reader.sees(statements, self.database.dialect, self.rights, self.env(result=pairs))

    async def tenant_of(self, type_name: str, uuid: UUID) -> UUID | None:
        """The organisation that an object belongs to, whoever may see it; None if there is no such object."""
        assert self.reader is not None
        entity = self.reader.model.types[type_name].entity
        assert entity is not None
        table, column = entity.table, entity.tenant
        return await self.database.read(lambda db: organisation_of(db, table, column, uuid))

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[Statements]:
        """The operation's only read connection, for one root field at a time: aliases must not exhaust the pool."""
        async with self._lock:
            if self._statements is None:
                for turn in self.turns:
                    await self._open.enter_async_context(turn)
                self._statements = await self._connect()
            yield self._statements

    async def _connect(self) -> Statements:
        if self.written is not None and self.database.replica is not None:
            with suppress(StoreError):
                replica = self.database.replica.reading(self.written, snapshot=self.snapshot)
                statements = await self._open.enter_async_context(replica)
                self.read_replica = True
                return statements
        return await self._open.enter_async_context(self.database.reading(snapshot=self.snapshot))

    def use_primary(self) -> None:
        """Read from the primary from now on."""
        self.written, self.read_replica = None, False

    async def close(self) -> None:
        """Release the connection and the slots."""
        await self._open.aclose()
        self._statements = None


Info: TypeAlias = strawberry.Info[Context, Any]
