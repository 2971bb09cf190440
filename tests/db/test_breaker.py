"""The circuit breaker: while the database is unreachable it refuses, probes now and then, and logs once a second."""

import logging

import pytest

from app.db.breaker import PROBE_S, PROBE_TIMEOUT_S, Breaker
from app.db.error_classification import Failure
from app.db.errors import Overloaded, Unavailable

AWAY = Failure(Unavailable, "the server does not answer at its address", unreachable=True)
BUSY = Failure(Overloaded, "no connection became free in time")


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


def test_one_request_probes_while_all_others_are_refused(breaker: Breaker, time: Time) -> None:
    assert not refused(breaker)
    breaker.connection_failed(AWAY)
    assert [refused(breaker), refused(breaker)] == [True, True]
    time.now += PROBE_S
    assert [refused(breaker), refused(breaker)] == [False, True]
    breaker.connection_failed(AWAY)
    assert refused(breaker)
    time.now += PROBE_S
    assert not refused(breaker)
    breaker.succeeded()
    assert [refused(breaker), refused(breaker)] == [False, False]


def test_the_next_request_probes_after_an_inconclusive_probe(breaker: Breaker, time: Time) -> None:
    breaker.connection_failed(AWAY)
    time.now += PROBE_S
    assert [refused(breaker), refused(breaker)] == [False, True]
    breaker.inconclusive()
    assert [refused(breaker), refused(breaker)] == [False, True]
    # The probe never reported a result.
    time.now += PROBE_TIMEOUT_S
    assert not refused(breaker)


def test_a_busy_database_does_not_open_the_breaker(breaker: Breaker) -> None:
    breaker.connection_failed(BUSY)
    assert not refused(breaker)


def test_an_outage_is_logged_once_a_second(breaker: Breaker, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "marquee"):
        breaker.connection_failed(AWAY)
        for _ in range(12):
            time.now += 0.125
            refused(breaker)
        breaker.connection_failed(AWAY)
        breaker.succeeded()
    assert [record.getMessage() for record in caplog.records] == [
        "the database cannot be used: the server does not answer at its address (refused: 1)",
        "the database cannot be used: the server does not answer at its address (refused: 7)",
        "the database answers again after 1.5 s (refused: 5)",
    ]
