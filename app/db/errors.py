"""What can be wrong with the store that is nobody's bug: each kind has a code, a status and a sentence.

Whoever is told of one may try again where it is `retryable`, after `retry_after_s` seconds: nothing was stored then.
"""

from typing import ClassVar


class StoreError(Exception):
    """The store did not do what it was asked for. `reason` is for the log and for readiness: no value, no address."""

    code: ClassVar[str]
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True
    retry_after_s: ClassVar[int] = 1
    message: ClassVar[str]

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.message)
        self.reason = reason

    @property
    def headers(self) -> dict[str, str]:
        """What an answer by HTTP carries."""
        return {"Retry-After": str(self.retry_after_s), "Cache-Control": "no-store"}


class Unavailable(StoreError):
    """Away, restarting, changing its leader, out of connections, or not to be written to."""

    code = "UNAVAILABLE"
    message = "The store cannot be reached at the moment. Nothing was stored; try again in a moment."


class Overloaded(StoreError):
    """No connection or no turn to write became free in time, or a statement or a lock took too long."""

    code = "OVERLOADED"
    message = "The gateway is busy. Try again in a moment."


class Conflict(StoreError):
    """Concurrent writes kept undoing this one; nothing of it is stored."""

    code = "CONFLICT"
    message = "Others were changing the same thing. Nothing was stored; try again."


class StorageFull(StoreError):
    """There is no room left. It helps to wait only for somebody who makes some."""

    code = "STORAGE_FULL"
    status = 507
    retryable = False
    retry_after_s = 60
    message = "The store has no room left. Nothing was stored."


class OutcomeUnknown(StoreError):
    """The connection was lost while the store was committing: the change may be stored or not."""

    code = "OUTCOME_UNKNOWN"
    retryable = False
    message = "The store went away before it said whether the change is stored. Look before you send it again."
