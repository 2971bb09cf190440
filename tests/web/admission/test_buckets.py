"""Token buckets: taking, refilling, and bounded memory."""

import pytest

from app.web.admission.buckets import Buckets


class Stopwatch:
    """A clock that tests advance."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


def test_a_bucket_refills_within_a_minute(watch: Stopwatch) -> None:
    buckets = Buckets(600, clock=watch)
    assert [buckets.take("a", 200) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.available("a") == 0
    watch.now += 19.9
    assert buckets.available("a") == 199
    assert buckets.take("a", 200) == pytest.approx(0.1)
    # The refused attempts took nothing.
    watch.now += 0.1
    assert (buckets.available("a"), buckets.take("a", 200), buckets.available("a")) == (200, 0, 0)
    watch.now += 3_600
    assert buckets.available("a") == 600


def test_callers_have_a_bucket_each(watch: Stopwatch) -> None:
    buckets = Buckets(1, clock=watch)
    assert [buckets.take(key, 1) for key in "aabb"] == [0, 60, 0, 60]


def test_a_cost_larger_than_the_bucket_takes_a_full_bucket(watch: Stopwatch) -> None:
    buckets = Buckets(10, clock=watch)
    assert (buckets.take("a", 1_000), buckets.available("a")) == (0, 0)
    assert buckets.take("a", 1_000) == 60
    watch.now += 59
    assert buckets.take("a", 1_000) == 1


def test_wait_takes_nothing(watch: Stopwatch) -> None:
    buckets = Buckets(2, clock=watch)
    assert [buckets.wait("a"), buckets.take("a", 2), buckets.wait("a"), buckets.wait("a")] == [0, 0, 30, 30]
    watch.now += 30
    assert (buckets.wait("a"), buckets.take("a", 1), buckets.wait("a")) == (0, 0, 30)


def test_a_million_small_costs_add_up_exactly(watch: Stopwatch) -> None:
    buckets = Buckets(1_000_000, clock=watch)
    assert sum(buckets.take("a", 1) for _ in range(1_000_000)) == 0
    assert buckets.take("a", 1) == pytest.approx(60 / 1_000_000, rel=0.01)


def test_the_least_recently_used_bucket_is_evicted(watch: Stopwatch) -> None:
    buckets = Buckets(2, clock=watch, max_buckets=1_000)
    buckets.take("busy", 2)
    for number in range(10_000):
        buckets.take(f"address {number}", 2)
        if number % 500 == 0:
            assert buckets.take("busy", 0) == 0
    assert len(buckets) == 1_000
    assert buckets.take("busy", 1) == 30
    assert buckets.take("address 9999", 1) == 30
    # Its bucket was evicted long ago, so it gets a new one.
    assert buckets.take("address 0", 1) == 0
    assert len(buckets) == 1_000


def test_full_buckets_are_dropped(watch: Stopwatch) -> None:
    buckets = Buckets(60, clock=watch)
    for number in range(1_000):
        buckets.take(f"address {number}", 60)
    watch.now += 60
    for number in range(500):
        buckets.take(f"later {number}", 60)
    assert len(buckets) == 500
