"""A read replica: a PostgreSQL standby server that answers reads if it has replayed enough of the primary's log.

A position is a byte of the primary's write-ahead log, as a number. A read may use the replica if it has replayed
what its caller has written, and what the primary had written at most `max_lag_s` seconds ago. The clocks of the
servers play no part, and neither does how long ago somebody wrote.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import orjson

from app.core.failures import fingerprint, outline
from app.db.breaker import Breaker
from app.db.error_classification import TOO_SLOW, sqlstate
from app.db.errors import StoreError, Unavailable
from app.db.reading import Reading
from app.db.statements import PostgresReadPool, PostgresStatements, Statements

LOG = logging.getLogger("marquee.store")
# After everything that any primary has written.
NEVER = 2**64 - 1
# How often the position of the primary is read, while reads come.
SAMPLE_S = 1.0
# How long a replica that lags too much is left alone.
LEFT_ALONE_S = 1.0
LOG_INTERVAL_S = 60.0
_BYTES = "pg_wal_lsn_diff({}, '0/0')::bigint"
_REPLAYED = _BYTES.format("pg_last_wal_replay_lsn()")
# Where the next record begins. At the start of a page it is after the page's header, and the last record ended before.
_PAGE_HEADER = 24
_INSERT = _BYTES.format("pg_current_wal_insert_lsn()")
_CURRENT = (
    f"(SELECT CASE at % current_setting('wal_block_size')::bigint"
    f" WHEN {_PAGE_HEADER} THEN at - {_PAGE_HEADER} ELSE at END"
    f" FROM (SELECT {_INSERT} AS at) AS insert)"
)
WRITTEN = f"SELECT {_CURRENT}"
# The time of its start identifies a server.
PRIMARY = (
    f"SELECT json_build_array(CASE WHEN pg_is_in_recovery() THEN {_REPLAYED} ELSE {_CURRENT} END,"
    " pg_postmaster_start_time())::text"
)
# A server that is no standby and not the primary has a log of its own, with which positions cannot be compared.
REPLICA = (
    f"SELECT CASE WHEN pg_is_in_recovery() THEN {_REPLAYED}"
    f" WHEN to_json(pg_postmaster_start_time())::text = $1 THEN {_CURRENT} END"
)


def is_worth_reading_again(error: StoreError | None) -> bool:
    """Whether the primary may answer what the replica did not. What took too long there would do so here."""
    return error is not None and sqlstate(error) != TOO_SLOW


@dataclass(frozen=True, slots=True)
class Primary:
    """What the primary had written at a moment of the process's clock, and when it was started, as JSON."""

    position: int
    started: str
    at: float


class Replica:
    """One per process. `primary` makes a connection to the primary, whose breaker is `primary_breaker`."""

    def __init__(
        self,
        pool: PostgresReadPool,
        primary: Callable[[], AbstractAsyncContextManager[Statements]],
        primary_breaker: Breaker,
        max_lag_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.breaker = Breaker(monotonic, "the read replica", LOG_INTERVAL_S)
        self._pool = pool
        self._primary = primary
        self._primary_breaker = primary_breaker
        self._max_lag_s = max_lag_s
        self._monotonic = monotonic
        self._samples: deque[Primary] = deque()
        self._sampling: asyncio.Task[None] | None = None
        self._sample_at = self._usable_at = float("-inf")
        self._logged_at = float("-inf")
        self._is_behind = False
        # What each connection is known to have replayed: most reads need no round trip to find out.
        self._replayed: WeakKeyDictionary[object, int] = WeakKeyDictionary()

    def reading(self, written: int, *, snapshot: bool) -> Reading:
        """A connection to the replica that shows at least what was written up to this position.

        Raises `StoreError`, here or when it is entered, if the caller has to read from the primary.
        """
        now = self._monotonic()
        self._forget_samples(now)
        if now >= self._sample_at and self._sampling is None:
            self._sample_at = now + min(SAMPLE_S, self._max_lag_s / 4)
            self._sampling = asyncio.get_running_loop().create_task(self._sample())
        if now < self._usable_at:
            raise Unavailable("the replica lags too much")
        return Reading(_Sufficient(self, self._oldest_that_will_do(now), written), self.breaker, snapshot=snapshot)

    async def close(self) -> None:
        self.breaker.shut_down()
        if self._sampling is not None:
            self._sampling.cancel()
            await asyncio.gather(self._sampling, return_exceptions=True)
        await self._pool.close()

    def acquire(self, *, snapshot: bool, primary: Primary, written: int) -> AbstractAsyncContextManager[Statements]:
        """A connection that has replayed what the primary had then, and what was written up to a position."""

        async def check(connection: object, statements: PostgresStatements) -> None:
            if self._replayed.get(connection, -1) < max(primary.position, written):
                self._replayed[connection] = await self._ask(statements, primary)
            if self._replayed[connection] < written:
                raise Unavailable("the replica has not replayed what the caller has written")

        return self._pool.acquire(snapshot=snapshot, check=check)

    async def _ask(self, statements: PostgresStatements, primary: Primary) -> int:
        replayed = await statements.fetch_value(REPLICA, (primary.started,))
        self.breaker.succeeded()
        if replayed is None:
            raise self._unusable("it is not a standby server")
        if replayed < primary.position:
            raise self._unusable("it lags too much")
        if self._is_behind:
            self._is_behind = False
            LOG.warning("the read replica is used again")
        return int(replayed)

    def _unusable(self, reason: str) -> Unavailable:
        now = self._monotonic()
        self._usable_at = now + LEFT_ALONE_S
        if not self._is_behind or now >= self._logged_at + LOG_INTERVAL_S:
            self._is_behind = True
            self._logged_at = now
            LOG.warning("the read replica is not used: %s", reason)
        return Unavailable(f"the replica is not used: {reason}")

    def _forget_samples(self, now: float) -> None:
        # The last one is kept for the time when the primary is down.
        while len(self._samples) > 1 and now - self._samples[0].at > self._max_lag_s:
            self._samples.popleft()

    def _oldest_that_will_do(self, now: float) -> Primary:
        """What the primary had written at the earliest moment that is not too long ago."""
        if self._samples:
            oldest = self._samples[0]
            # Nobody writes to a primary that is down.
            if now - oldest.at <= self._max_lag_s or self._primary_breaker.is_open:
                return oldest
        raise Unavailable("how far the replica lags is not known yet")

    async def _sample(self) -> None:
        try:
            at = self._monotonic()
            async with self._primary() as statements:
                position, started = orjson.loads(await statements.fetch_value(PRIMARY, ()))
            self._samples.append(Primary(int(position), orjson.dumps(started).decode(), at))
        except StoreError:
            # A later read tries again, and the breaker of the primary logs why it cannot be reached.
            pass
        except Exception as error:
            LOG.error(
                "the position of the primary cannot be read: %s", outline(error), extra={"cause": fingerprint(error)}
            )
        finally:
            self._sampling = None


@dataclass(frozen=True, slots=True)
class _Sufficient:
    """The replica's pool, for one read."""

    replica: Replica
    primary: Primary
    written: int

    def acquire(self, *, snapshot: bool) -> AbstractAsyncContextManager[Statements]:
        return self.replica.acquire(snapshot=snapshot, primary=self.primary, written=self.written)

    async def close(self) -> None:
        """The pool outlives the read."""
