"""A fault that repeats is written a few times a second, and counted."""

import logging

from app.core.log_bounds import A_SECOND, CAUSES, Bounded


class Time:
    now = 7.0

    def __call__(self) -> float:
        return self.now


def record(text: str, *arguments: object, cause: str | None = None) -> logging.LogRecord:
    made = logging.LogRecord("marquee.web", logging.ERROR, "", 0, text, arguments, None)
    if cause is not None:
        made.cause = cause
    return made


def test_a_cause_is_written_so_often_a_second_and_the_rest_is_counted() -> None:
    time = Time()
    bounded = Bounded(time)
    assert [bounded.filter(record("request %s failed", n)) for n in range(9)] == [True] * A_SECOND + [False] * 4
    # Another cause has a second of its own.
    assert bounded.filter(record("another"))
    time.now += 1
    next_one = record("request %s failed", 9)
    assert bounded.filter(next_one)
    assert next_one.getMessage() == "request 9 failed (4 more like this were not written)"
    last = record("request %s failed", 10)
    assert bounded.filter(last)
    assert last.getMessage() == "request 10 failed"


def test_what_a_record_calls_its_cause_counts() -> None:
    bounded = Bounded(Time())
    told = [bounded.filter(record("request %s failed", n, cause=str(n % 2))) for n in range(14)]
    assert told.count(True) == 2 * A_SECOND


def test_any_number_of_causes_is_bounded_too() -> None:
    bounded = Bounded(Time())
    told = [bounded.filter(record("x", cause=str(n))) for n in range(5 * CAUSES)]
    assert told.count(True) == CAUSES + A_SECOND
