"""A log filter with a rate limit for each cause: a repeated error must not fill the disk or hide another error."""

import logging
import time
from collections.abc import Callable

MAX_PER_SECOND = 5
# Causes counted separately within a second; all further ones share one count.
MAX_CAUSES = 200


class LogRateLimit(logging.Filter):
    """The cause of a record is its attribute `cause`, or its logger and unformatted message.

    The attribute `max_per_second` of a record overrides the rate.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._second = 0
        self._seen: dict[object, int] = {}
        # Suppressed and not yet reported.
        self._suppressed: dict[object, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record. The first one after suppressed ones reports their number."""
        second = int(self._monotonic())
        if second != self._second:
            self._second = second
            self._seen.clear()
        cause: object = (record.name, record.levelno, getattr(record, "cause", record.msg))
        if cause not in self._seen and len(self._seen) >= MAX_CAUSES:
            cause = None
        self._seen[cause] = self._seen.get(cause, 0) + 1
        if self._seen[cause] > getattr(record, "max_per_second", MAX_PER_SECOND):
            if cause in self._suppressed or len(self._suppressed) < MAX_CAUSES:
                self._suppressed[cause] = self._suppressed.get(cause, 0) + 1
            return False
        if suppressed := self._suppressed.pop(cause, 0):
            record.msg = f"{record.getMessage()} ({suppressed} more like this were not written)"
            record.args = ()
        return True
