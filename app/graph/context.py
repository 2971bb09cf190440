"""The context of an operation, which every resolver receives: caller, time, database and reader."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import orjson
import strawberry

from app.auth.rules import Caller, Scope
from app.core.time import to_utc_text
from app.db.database import Database
from app.db.statements import Statements
from app.graph.hub import Hub
from app.graph.limits.budget import Budget
from app.graph.reading.entries import Pairs
from app.graph.reading.parameters import LOCAL, Addresses, Env
from app.graph.reading.reader import Reader, root_field
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
    # Slots to acquire before the first read, and to hold until the context is closed.
    turns: Sequence[AbstractAsyncContextManager[None]] = ()
    # The key of the header Idempotency-Key; the argument of a mutation is its own.
    retry: Retry | None = None
    # Whether a stored answer was given instead of a new one.
    replayed: bool = False
    # Set by the executor, which caches the plans.
    reader: Reader | None = None
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _statements: Statements | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def rights(self) -> Rights:
        """What the caller sees beyond public data."""
        return Rights.TENANT if self.caller.has(Scope.EVENT_READ) else Rights.OUTSIDER

    def env(self, *, aggregate: UUID | None = None, result: Any = None) -> Env:
        """The parameters of a plan that come from the request, apart from its variables."""
        return Env(
            {},
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

    async def visible(self, pairs: Pairs) -> list[bool]:
        """Whether the caller may see each of these objects, given as type name and uuid."""
        assert self.reader is not None
        async with self.statements() as statements:
            return await self.reader.sees(statements, self.database.dialect, self.rights, self.env(result=pairs))

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[Statements]:
        """The operation's only read connection, for one root field at a time: aliases must not exhaust the pool."""
        async with self._lock:
            if self._statements is None:
                for turn in self.turns:
                    await self._open.enter_async_context(turn)
                self._statements = await self._open.enter_async_context(self.database.reading(snapshot=self.snapshot))
            yield self._statements

    async def close(self) -> None:
        """Release the connection and the slots."""
        await self._open.aclose()
        self._statements = None


Info: TypeAlias = strawberry.Info[Context, Any]
