"""So many lines a second of one cause and no more: a fault that repeats must not fill a disk, or hide another."""

import logging
import time
from collections.abc import Callable

A_SECOND = 5
# Causes that are told apart within a second; what goes beyond is counted as one.
CAUSES = 200


class Bounded(logging.Filter):
    """A cause is what a record's `cause` says it is, else its logger and its text before anything is put into it.

    A record's `most` is how many of its cause are written in a second, if not so many as of others.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._second = 0
        self._written: dict[object, int] = {}
        # Not written in an earlier second, and not told yet.
        self._untold: dict[object, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is written. The first of a cause after some that were not says how many those were."""
        second = int(self._monotonic())
        if second != self._second:
            self._second = second
            self._written.clear()
        cause: object = (record.name, record.levelno, getattr(record, "cause", record.msg))
        if cause not in self._written and len(self._written) >= CAUSES:
            cause = None
        self._written[cause] = self._written.get(cause, 0) + 1
        if self._written[cause] > getattr(record, "most", A_SECOND):
            if cause in self._untold or len(self._untold) < CAUSES:
                self._untold[cause] = self._untold.get(cause, 0) + 1
            return False
        if untold := self._untold.pop(cause, 0):
            record.msg = f"{record.getMessage()} ({untold} more like this were not written)"
            record.args = ()
        return True
