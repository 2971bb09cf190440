"""The time by the database's clock, so that all processes of a database agree on it, whatever their own clocks say.

What one process stores another one compares with its own time: leases of deliveries, tokens, keys, booking windows.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.db.database import Database
from app.db.error_classification import reason

LOG = logging.getLogger("marquee.database")
# Between two looks at the database's clock: how long a step of it stays unnoticed here.
EVERY_S = 10.0
# A process starts without it if the database does not answer by then.
PATIENCE_S = 2.0
# A difference that is worth a line in the log.
LOGGED_S = 1.0
NOW = "SELECT extract(epoch FROM clock_timestamp())::float8"


def since_boot() -> float:
    """Seconds that no clock change moves. Where the system can say it, they go on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class SharedClock:
    """Answers whole seconds in UTC: the server's on PostgreSQL, and the system's on SQLite, which is on one machine.

    Between two looks at the server's clock time passes as steadily as the process has lived.
    """

    def __init__(
        self,
        database: Database,
        *,
        system: Callable[[], float] = time.time,
        steady: Callable[[], float] = since_boot,
    ) -> None:
        self._database = database
        self._system = system
        self._steady = steady
        # What is to be added to the steady seconds; None while the system's clock counts.
        self._offset_s: float | None = None

    def __call__(self) -> datetime:
        seconds = self._system() if self._offset_s is None else self._steady() + self._offset_s
        return datetime.fromtimestamp(int(seconds), UTC)

    async def synchronise(self) -> None:
        """Look at the server's clock. Raises `StoreError`."""
        if self._database.dialect != "postgresql":
            return
        async with self._database.reading() as statements:
            before = self._steady()
            there = float(await statements.fetch_value(NOW, ()))
            after = self._steady()
        is_first = self._offset_s is None
        # The server looked at its clock somewhere between the two.
        self._offset_s = there - (before + after) / 2
        if is_first and abs(difference := self._system() - there) >= LOGGED_S:
            LOG.warning("the clock of this host differs from the database's by %d seconds", round(difference))

    async def start(self) -> asyncio.Task[None]:
        """Look at the server's clock, if it answers; the task follows it until it is cancelled."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.synchronise()
        except Exception as error:
            LOG.warning("the database's clock cannot be read now: %s", reason(error))
        return asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        while self._database.dialect == "postgresql":
            await asyncio.sleep(EVERY_S)
            try:
                await self.synchronise()
            except Exception as error:
                # Time goes on as before.
                LOG.debug("the database's clock cannot be read now: %s", reason(error))
