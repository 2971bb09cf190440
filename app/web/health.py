"""Health: whether the process lives, and whether it can serve. For load balancers: they tell no more than why not."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.db.database import Database
from app.db.errors import Overloaded
from app.db.migrate import Standing

PATIENCE_S = 1.0
NO_STORE = {"Cache-Control": "no-store"}

# Whether the store has the tables that this version needs.
SchemaCheck = Callable[[Database], Awaitable[Standing]]


async def live(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"}, headers=NO_STORE)


class Readiness:
    """The store answers in time, takes changes, and has the right tables."""

    def __init__(self, database: Database, standing: SchemaCheck, stopping: asyncio.Event | None = None) -> None:
        self._database = database
        self._standing = standing
        self._stopping = stopping or asyncio.Event()

    async def answer(self, _request: Request) -> Response:
        reason = await self._why_not()
        if reason is None:
            return JSONResponse({"status": "ready"}, headers=NO_STORE)
        return JSONResponse({"status": "unavailable", "reason": reason}, 503, headers=NO_STORE)

    async def _why_not(self) -> str | None:
        if self._stopping.is_set():
            return "stopping"
        try:
            async with asyncio.timeout(PATIENCE_S):
                if fault := await self._database.fault():
                    return fault
                standing = await self._standing(self._database)
        except TimeoutError:
            return "database-too-slow"
        except Overloaded:
            return "database-busy"
        except Exception:
            # Whatever the driver says: it cannot serve. Those who wait for it need no traceback a second.
            return "database-unreachable"
        return None if standing is Standing.CURRENT else standing.value
