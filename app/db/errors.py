"""Failures of the database that are not bugs, each with a code, a status and a message for clients.

After a `retryable` one nothing is stored, and the client may try again after `retry_after_s` seconds.
"""

from app.core.errors import MarqueeError


class StoreError(MarqueeError):
    """The database failed. `reason` is for the log and for readiness, and holds no value and no address."""

    code = "UNAVAILABLE"
    status = 503
    retryable: bool = True
    retry_after_s: int = 1
    message: str = "The store cannot be reached at the moment. Nothing was stored; try again in a moment."

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.message)
        self.reason = reason

    @property
    def headers(self) -> dict[str, str]:
        """Headers of an HTTP answer."""
        return {"Retry-After": str(self.retry_after_s), "Cache-Control": "no-store"}


class Unavailable(StoreError):
    """Down, restarting, failing over, out of connections, or read-only."""


class Overloaded(StoreError):
    """No connection or write slot became free in time, or a statement or a lock timed out."""

    code = "OVERLOADED"
    message = "The gateway is busy. Try again in a moment."


class Conflict(StoreError):
    """Serialisation failures or deadlocks, again after every retry. Nothing is stored."""

    code = "CONFLICT"
    message = "Others were changing the same thing. Nothing was stored; try again."


class StorageFull(StoreError):
    """The disk or the quota is full."""

    code = "STORAGE_FULL"
    status = 507
    retryable = False
    retry_after_s = 60
    message = "The store is full. Nothing was stored."


class OutcomeUnknown(StoreError):
    """The connection was lost during the commit: the change may be stored or not."""

    code = "OUTCOME_UNKNOWN"
    retryable = False
    message = "The connection was lost during the commit. Check whether the change is stored before you send it again."
