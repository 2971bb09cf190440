"""The caller of a request, by its Authorization header."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from app.auth.operations.credentials import digest
from app.auth.operations.tokens import find_callers
from app.auth.rules import ANONYMOUS, Caller
from app.core.errors import MarqueeError
from app.db.database import Database

# RFC 6750, section 2.1; ours have 47 characters.
_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]{1,200}={0,2})")
# How long a revoked token may still be taken by a process that saw it before.
REMEMBERED_S = 2.0
REMEMBERED_TOKENS = 4_096

TakeTurn: TypeAlias = Callable[[], AbstractAsyncContextManager[Any]]


class Unauthenticated(MarqueeError):
    """The token is malformed, unknown, expired or revoked; the caller does not learn which."""

    code = "UNAUTHENTICATED"
    status = 401

    def __init__(self) -> None:
        super().__init__("The access token is malformed, unknown, expired or revoked.")


class Callers:
    """A cache of recent callers, so that most requests need no query. One per process."""

    def __init__(self, database: Database, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic = monotonic
        self._remembered: dict[str, tuple[float, Caller]] = {}
        # The hashes of tokens that the next statement looks up, each for all who wait for it.
        self._wanted: dict[str, asyncio.Future[Caller | None]] = {}
        self._lookups: set[asyncio.Task[None]] = set()

    async def identify(self, authorization: Sequence[bytes], now: datetime, turn: TakeTurn = nullcontext) -> Caller:
        """The caller of a request with these Authorization headers. Raises `Unauthenticated`.

        `turn` is what has to be held while the store is asked.
        """
        if not authorization:
            return ANONYMOUS
        # Two headers are two callers: what stands before us may have checked the other one.
        match = _BEARER.fullmatch(authorization[0]) if len(authorization) == 1 else None
        if match is None:
            raise Unauthenticated
        return await self.holder(match[1].decode("ascii"), now, turn)

    async def holder(self, token: str, now: datetime, turn: TakeTurn = nullcontext) -> Caller:
        """The caller who holds this token. Raises `Unauthenticated`."""
        token_hash = digest(token)
        caller = self._recall(token_hash)
        if caller is None:
            async with turn():
                caller = await self._find(token_hash)
        if caller is None or caller.expires_at is None or caller.expires_at <= now:
            raise Unauthenticated
        return caller

    async def _find(self, token_hash: str) -> Caller | None:
        """Look a token up, with one statement for all who come before it starts: many subscribers come together."""
        if not self._wanted:
            lookup = asyncio.create_task(self._look_up())
            self._lookups.add(lookup)
            lookup.add_done_callback(self._lookups.discard)
        waiting = self._wanted.get(token_hash)
        if waiting is None:
            waiting = self._wanted[token_hash] = asyncio.get_running_loop().create_future()
        # One who gives up does not end the lookup of the others.
        return await asyncio.shield(waiting)

    async def _look_up(self) -> None:
        wanted, self._wanted = self._wanted, {}
        # Taken before the query, so that a revocation in the meantime is not missed.
        asked_at = self._monotonic()
        try:
            found = await self._database.read(partial(find_callers, token_hashes=list(wanted)))
        except BaseException as error:
            for waiting in wanted.values():
                if isinstance(error, Exception):
                    waiting.set_exception(error)
                else:
                    waiting.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for token_hash, waiting in wanted.items():
            caller = found.get(token_hash)
            if caller is not None:
                self._remember(token_hash, caller, asked_at)
            waiting.set_result(caller)

    def _recall(self, token_hash: str) -> Caller | None:
        until, caller = self._remembered.get(token_hash, (0.0, ANONYMOUS))
        if caller is ANONYMOUS:
            return None
        if until <= self._monotonic():
            del self._remembered[token_hash]
            return None
        return caller

    def _remember(self, token_hash: str, caller: Caller, asked_at: float) -> None:
        if len(self._remembered) >= REMEMBERED_TOKENS:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[token_hash] = (asked_at + REMEMBERED_S, caller)
