"""Token buckets: what may be taken, when more can be, and that many of them do not fill the memory."""

import pytest

from app.web.admission.buckets import Buckets


class Stopwatch:
    """Seconds that only a test counts."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


def test_so_much_may_be_taken_at_once_and_comes_back_in_a_minute(watch: Stopwatch) -> None:
    buckets = Buckets(600, clock=watch)
    assert [buckets.take("a", 200) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.left("a") == 0
    watch.now += 19.9
    assert buckets.left("a") == 199
    assert buckets.take("a", 200) == pytest.approx(0.1)
    # Nothing was taken by those who were refused.
    watch.now += 0.1
    assert (buckets.left("a"), buckets.take("a", 200), buckets.left("a")) == (200, 0, 0)
    watch.now += 3_600
    assert buckets.left("a") == 600


def test_callers_have_a_bucket_each(watch: Stopwatch) -> None:
    buckets = Buckets(1, clock=watch)
    assert [buckets.take(key, 1) for key in "aabb"] == [0, 60, 0, 60]


def test_what_costs_more_than_all_takes_all(watch: Stopwatch) -> None:
    buckets = Buckets(10, clock=watch)
    assert (buckets.take("a", 1_000), buckets.left("a")) == (0, 0)
    assert buckets.take("a", 1_000) == 60
    watch.now += 59
    assert buckets.take("a", 1_000) == 1


def test_what_is_left_can_be_asked_without_taking_it(watch: Stopwatch) -> None:
    buckets = Buckets(2, clock=watch)
    assert [buckets.wait("a"), buckets.take("a", 2), buckets.wait("a"), buckets.wait("a")] == [0, 0, 30, 30]
    watch.now += 30
    assert (buckets.wait("a"), buckets.take("a", 1), buckets.wait("a")) == (0, 0, 30)


def test_a_million_small_prices_add_up_to_the_whole(watch: Stopwatch) -> None:
    buckets = Buckets(1_000_000, clock=watch)
    assert sum(buckets.take("a", 1) for _ in range(1_000_000)) == 0
    assert buckets.take("a", 1) == pytest.approx(60 / 1_000_000, rel=0.01)


def test_many_addresses_push_out_those_that_were_not_used_for_longest(watch: Stopwatch) -> None:
    buckets = Buckets(2, clock=watch, kept=1_000)
    buckets.take("busy", 2)
    for number in range(10_000):
        buckets.take(f"address {number}", 2)
        if number % 500 == 0:
            assert buckets.take("busy", 0) == 0
    assert len(buckets) == 1_000
    assert buckets.take("busy", 1) == 30
    assert buckets.take("address 9999", 1) == 30
    # Long ago, so it is given a new one.
    assert buckets.take("address 0", 1) == 0
    assert len(buckets) == 1_000


def test_full_buckets_go_away_by_themselves(watch: Stopwatch) -> None:
    buckets = Buckets(60, clock=watch)
    for number in range(1_000):
        buckets.take(f"address {number}", 60)
    watch.now += 60
    for number in range(500):
        buckets.take(f"later {number}", 60)
    assert len(buckets) == 500
