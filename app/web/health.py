"""Liveness and readiness for load balancers."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.db.database import Database
from app.db.errors import Overloaded
from app.db.schema_state import SchemaState

PATIENCE_S = 1.0
NO_STORE = {"Cache-Control": "no-store"}

# Compares the store's schema version with this version's.
SchemaCheck = Callable[[Database], Awaitable[SchemaState]]


async def live(_request: Request) -> Response:
    """200 while the process responds."""
    return JSONResponse({"status": "live"}, headers=NO_STORE)


class Readiness:
    """Ready if the store responds in time, accepts writes and has tables that this version can serve."""

    def __init__(self, database: Database, schema_check: SchemaCheck, stopping: asyncio.Event | None = None) -> None:
        self._database = database
        self._schema_check = schema_check
        self._stopping = stopping or asyncio.Event()

    async def answer(self, _request: Request) -> Response:
        reason = await self._reason()
        if reason is None:
            return JSONResponse({"status": "ready"}, headers=NO_STORE)
        return JSONResponse({"status": "unavailable", "reason": reason}, 503, headers=NO_STORE)

    async def _reason(self) -> str | None:
        if self._stopping.is_set():
            return "stopping"
        try:
            async with asyncio.timeout(PATIENCE_S):
                if fault := await self._database.write_fault():
                    return fault
                state = await self._schema_check(self._database)
        except TimeoutError:
            return "database-too-slow"
        except Overloaded:
            return "database-busy"
        except Exception:
            # Any other driver error means the same. It is not logged: load balancers ask every second.
            return "database-unreachable"
        return None if state.can_serve else state.value
