"""A circuit breaker: while the database is unreachable, requests fail at once, and one of them probes now and then."""

import logging
import time
from collections.abc import Callable

from app.db.error_classification import Failure
from app.db.errors import Unavailable

LOG = logging.getLogger("marquee.store")
# The time between two probes. There is one probe at a time.
PROBE_S = 0.5
# A probe without a result for so long does not block the next one.
PROBE_TIMEOUT_S = 10.0
LOG_INTERVAL_S = 1.0


class Breaker:
    """One per process and database. It opens when a connection fails, and closes with the first that succeeds."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        name: str = "the database",
        log_interval_s: float = LOG_INTERVAL_S,
    ) -> None:
        """`name`: what the log calls the database."""
        self._monotonic = monotonic
        self._name = name
        self._log_interval_s = log_interval_s
        # Why the breaker is open; None while it is closed.
        self._reason: str | None = None
        self._since = 0.0
        self._probe_at = 0.0
        self._probing = False
        self._logged_at = self._recovery_logged_at = float("-inf")
        self._refused = 0
        self._shut_down = False

    @property
    def is_open(self) -> bool:
        """Whether the database was unreachable at the last attempt."""
        return self._reason is not None

    def shut_down(self) -> None:
        """Refuse all requests from now on: closing the database ends statements, which must not be retried."""
        self._shut_down = True

    def admit(self) -> None:
        """Raises `Unavailable` while the breaker is open, except for a probe."""
        if self._shut_down:
            raise Unavailable("the store is being closed")
        if self._reason is None:
            return
        now = self._monotonic()
        if now >= self._probe_at:
            self._probe_at = now + PROBE_TIMEOUT_S
            self._probing = True
            return
        self._refused += 1
        self._log(now)
        raise Unavailable(self._reason)

    def connection_failed(self, failure: Failure) -> None:
        """Record that a connection could not be made, or broke before its first answer."""
        if failure.unreachable or failure.connection_lost:
            self._open(failure.reason)
        else:
            self.inconclusive()

    def _open(self, reason: str) -> None:
        now = self._monotonic()
        if self._reason is None:
            self._since = now
        self._reason = reason
        self._probe_at = now + PROBE_S
        self._probing = False
        self._refused += 1
        self._log(now)

    def succeeded(self) -> None:
        """Record that the database has answered."""
        if self._reason is None:
            return
        now = self._monotonic()
        self._reason = None
        self._probing = False
        if now >= self._recovery_logged_at + self._log_interval_s:
            self._recovery_logged_at = now
            LOG.warning("%s answers again after %.1f s (refused: %d)", self._name, now - self._since, self._refused)
            self._refused = 0

    def inconclusive(self) -> None:
        """Record that an attempt ended without a result. If it was the probe, the next request probes."""
        if self._probing:
            self._probing = False
            self._probe_at = self._monotonic()

    def _log(self, now: float) -> None:
        if now < self._logged_at + self._log_interval_s:
            return
        self._logged_at = now
        LOG.error("%s cannot be used: %s (refused: %d)", self._name, self._reason, self._refused)
        self._refused = 0
