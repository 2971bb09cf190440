"""Series by the hundred, changed at random, against a plain model written from the domain's page.

`make test` runs some series on one engine; `make test-dates` runs a thousand on each.
"""

import pytest

from tests.dates.generate import Story
from tests.gateway import Gateway

# Stories in one test, so that processes share them.
AT_ONCE = 10


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "first" in metafunc.fixturenames:
        metafunc.parametrize("first", range(0, metafunc.config.getoption("--series"), AT_ONCE))


def test_series_equal_the_plain_model_after_random_changes(gateway: Gateway, first: int) -> None:
    start = gateway.clock()
    for seed in range(first, first + AT_ONCE):
        gateway.clock.set(start)
        acme = gateway.organisation(f"acme-{seed}")
        try:
            Story(gateway, acme, seed).run(steps=4)
        except AssertionError as error:
            error.add_note(f"The story of seed {seed}.")
            raise
