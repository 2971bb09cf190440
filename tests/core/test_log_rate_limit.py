"""A repeated error is logged a few times a second, and counted."""

import logging

from app.core.log_rate_limit import MAX_CAUSES, MAX_PER_SECOND, LogRateLimit


class Time:
    now = 7.0

    def __call__(self) -> float:
        return self.now


def record(text: str, *arguments: object, cause: str | None = None) -> logging.LogRecord:
    made = logging.LogRecord("marquee.web", logging.ERROR, "", 0, text, arguments, None)
    if cause is not None:
        made.cause = cause
    return made


def test_each_cause_has_a_rate_and_the_rest_is_counted() -> None:
    time = Time()
    limit = LogRateLimit(time)
    assert [limit.filter(record("request %s failed", n)) for n in range(9)] == [True] * MAX_PER_SECOND + [False] * 4
    # Another cause has its own count.
    assert limit.filter(record("another"))
    time.now += 1
    next_one = record("request %s failed", 9)
    assert limit.filter(next_one)
    assert next_one.getMessage() == "request 9 failed (4 more like this were not written)"
    last = record("request %s failed", 10)
    assert limit.filter(last)
    assert last.getMessage() == "request 10 failed"


def test_the_cause_of_a_record_overrides_its_text() -> None:
    limit = LogRateLimit(Time())
    written = [limit.filter(record("request %s failed", n, cause=str(n % 2))) for n in range(14)]
    assert written.count(True) == 2 * MAX_PER_SECOND


def test_the_number_of_causes_is_limited() -> None:
    limit = LogRateLimit(Time())
    written = [limit.filter(record("x", cause=str(n))) for n in range(5 * MAX_CAUSES)]
    assert written.count(True) == MAX_CAUSES + MAX_PER_SECOND
