"""Health: whether the process lives, and whether it can serve. For load balancers; they tell nothing else."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.db.database import Database

PATIENCE_S = 1.0
NO_STORE = {"Cache-Control": "no-store"}

# Whether the store has the tables that this version needs.
SchemaCheck = Callable[[Database], Awaitable[bool]]


async def live(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"}, headers=NO_STORE)


class Readiness:
    """The store answers in time and has the right tables."""

    def __init__(
        self, database: Database, schema_is_current: SchemaCheck, stopping: asyncio.Event | None = None
    ) -> None:
        self._database = database
        self._schema_is_current = schema_is_current
        self._stopping = stopping or asyncio.Event()

    async def answer(self, _request: Request) -> Response:
        try:
            async with asyncio.timeout(PATIENCE_S):
                ready = await self._serves()
        except Exception:
            # Whatever the driver says: it cannot serve. Those who wait for it need no traceback a second.
            ready = False
        if ready and not self._stopping.is_set():
            return JSONResponse({"status": "ready"}, headers=NO_STORE)
        return JSONResponse({"status": "unavailable"}, 503, headers=NO_STORE)

    async def _serves(self) -> bool:
        async with self._database.reading() as statements:
            if await statements.fetch_value("SELECT 1", ()) != 1:
                return False
        return await self._schema_is_current(self._database)
