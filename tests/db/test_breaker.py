"""A store that is away is told at once, tried now and then, and written of once a second."""

import logging

import pytest

from app.db.breaker import FORGOTTEN_S, PROBE_S, Breaker
from app.db.error_classification import Verdict
from app.db.errors import Overloaded, Unavailable

AWAY = Verdict(Unavailable, "the server does not answer at its address", away=True)
BUSY = Verdict(Overloaded, "no connection became free in time")


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker(time)


def refused(breaker: Breaker) -> bool:
    try:
        breaker.admit()
    except Unavailable as error:
        return error.reason == AWAY.reason
    return False


def test_one_tries_while_all_others_are_refused(breaker: Breaker, time: Time) -> None:
    assert not refused(breaker)
    breaker.judged(AWAY)
    assert [refused(breaker), refused(breaker)] == [True, True]
    time.now += PROBE_S
    assert [refused(breaker), refused(breaker)] == [False, True]
    breaker.judged(AWAY)
    assert refused(breaker)
    time.now += PROBE_S
    assert not refused(breaker)
    breaker.succeeded()
    assert [refused(breaker), refused(breaker)] == [False, False]


def test_an_attempt_that_was_broken_off_is_taken_up_by_the_next(breaker: Breaker, time: Time) -> None:
    breaker.judged(AWAY)
    time.now += PROBE_S
    assert [refused(breaker), refused(breaker)] == [False, True]
    breaker.undecided()
    assert [refused(breaker), refused(breaker)] == [False, True]
    # Nobody heard of it any more.
    time.now += FORGOTTEN_S
    assert not refused(breaker)


def test_a_store_that_is_busy_is_not_away(breaker: Breaker) -> None:
    breaker.judged(BUSY)
    assert not refused(breaker)


def test_an_outage_is_a_line_a_second(breaker: Breaker, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "marquee"):
        breaker.judged(AWAY)
        for _ in range(12):
            time.now += 0.125
            refused(breaker)
        breaker.judged(AWAY)
        breaker.succeeded()
    assert [record.getMessage() for record in caplog.records] == [
        "the database cannot be used: the server does not answer at its address (refused: 1)",
        "the database cannot be used: the server does not answer at its address (refused: 7)",
        "the database answers again after 1.5 s (refused: 5)",
    ]
