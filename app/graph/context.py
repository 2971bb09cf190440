"""What every resolver is given: the caller, the moment, the store, and the reader."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import orjson
import strawberry
from graphql import OperationType

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
from app.graph.strawberry_internals import core_info

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in whole seconds UTC."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Context:
    """One per operation. `now` is read once, so that everything in an operation happens at one moment."""

    caller: Caller
    database: Database
    now: datetime
    request_id: str
    # Whether this caller may see the schema.
    introspection: bool = True
    # Known as soon as the document has been looked through.
    kind: OperationType | None = None
    # More than one root field: they share a connection and must see one snapshot.
    snapshot: bool = False
    # So many values were sent that a thread makes the first step: resolvers suspend before they await anything.
    converts_aside: bool = False
    addresses: Addresses = LOCAL
    # Where subscriptions hear of changes; None where there are none.
    hub: Hub | None = None
    # What the caller may still ask for; None where nobody counts.
    budget: Budget | None = None
    # Whether the answer says what it cost.
    tells_cost: bool = False
    # What it waits for before it reads, and holds until it is closed: others read, too.
    turns: Sequence[AbstractAsyncContextManager[None]] = ()
    # Put in by the executor, which keeps the plans.
    reader: Reader | None = None
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _statements: Statements | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def rights(self) -> Rights:
        """What the caller sees beyond public data."""
        return Rights.TENANT if self.caller.has(Scope.EVENT_READ) else Rights.OUTSIDER

    def env(self, *, aggregate: UUID | None = None, result: Any = None) -> Env:
        """What this request brings to a plan, apart from its variables."""
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
        """The finished JSON of a root field."""
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

    async def sees(self, pairs: Pairs) -> list[bool]:
        """Which of these things, each a type's name and a uuid, the caller may see."""
        assert self.reader is not None
        async with self.statements() as statements:
            return await self.reader.sees(statements, self.database.dialect, self.rights, self.env(result=pairs))

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[Statements]:
        """The request's one read connection, its root fields in turn: aliases must not empty the pool."""
        async with self._turn:
            if self._statements is None:
                for turn in self.turns:
                    await self._open.enter_async_context(turn)
                self._statements = await self._open.enter_async_context(self.database.reading(snapshot=self.snapshot))
            yield self._statements

    async def close(self) -> None:
        """Give the connection back, and the turns."""
        await self._open.aclose()
        self._statements = None


Info: TypeAlias = strawberry.Info[Context, Any]
