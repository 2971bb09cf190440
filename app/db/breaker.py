"""While the store is away, whoever asks is told so at once; now and then one of them finds out whether it is back."""

import logging
import time
from collections.abc import Callable

from app.db.error_classification import Verdict
from app.db.errors import Unavailable

LOG = logging.getLogger("marquee.store")
# Between two attempts to reach it. As long as one runs, nobody else tries.
PROBE_S = 0.5
# An attempt that nobody has heard of for so long was broken off.
FORGOTTEN_S = 10.0
LINE_S = 1.0


class Breaker:
    """One per process and store. It opens when a connection cannot be made, and closes with the first that can."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        # Why, and since when; None while the store is there.
        self._reason: str | None = None
        self._since = 0.0
        self._probe_at = 0.0
        self._probing = False
        self._line_at = self._good_line_at = float("-inf")
        self._refused = 0
        self._closed = False

    def close(self) -> None:
        """Nobody is let in any more: what was ended by closing the store must not begin again."""
        self._closed = True

    def admit(self) -> None:
        """Raises `Unavailable` while the store is away, but for the one who is to try."""
        if self._closed:
            raise Unavailable("the store is being closed")
        if self._reason is None:
            return
        now = self._monotonic()
        if now >= self._probe_at:
            self._probe_at = now + FORGOTTEN_S
            self._probing = True
            return
        self._refused += 1
        self._tell(now)
        raise Unavailable(self._reason)

    def judged(self, verdict: Verdict) -> None:
        """A connection could not be made, or broke on the first word."""
        if verdict.away or verdict.lost:
            self._open(verdict.reason)
        else:
            self.undecided()

    def _open(self, reason: str) -> None:
        now = self._monotonic()
        if self._reason is None:
            self._since = now
        self._reason = reason
        self._probe_at = now + PROBE_S
        self._probing = False
        self._refused += 1
        self._tell(now)

    def succeeded(self) -> None:
        """The store has answered."""
        if self._reason is None:
            return
        now = self._monotonic()
        self._reason = None
        self._probing = False
        if now >= self._good_line_at + LINE_S:
            self._good_line_at = now
            LOG.warning("the database answers again after %.1f s (refused: %d)", now - self._since, self._refused)
            self._refused = 0

    def undecided(self) -> None:
        """An attempt ended before it was known whether the store is there: the next one is to try."""
        if self._probing:
            self._probing = False
            self._probe_at = self._monotonic()

    def _tell(self, now: float) -> None:
        if now < self._line_at + LINE_S:
            return
        self._line_at = now
        LOG.error("the database cannot be used: %s (refused: %d)", self._reason, self._refused)
        self._refused = 0
