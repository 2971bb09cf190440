"""What every attack is held to: others are answered meanwhile, and afterwards all is as before."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.served.probe import Seen, bystander
from tests.served.process import Served

# A bystander's tiny request may take this long while an attack runs, or five times what it takes at rest.
WAIT_S = 0.5
TIMES_IDLE = 5
GROWTH_MIB = 64.0
# Attackers and bystanders come from different addresses, as they do in life.
PROXY = {"trusted_proxies": "127.0.0.1"}
# What does not come as far as the store is tried on one engine.
without_store = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ATTACKER = {"x-forwarded-for": "203.0.113.7"}


def idle_s(service: Served) -> float:
    """The longest that a bystander waits at rest."""
    with bystander(service) as seen:
        time.sleep(1.0)
    return seen.worst_s


@contextmanager
def attacked(service: Served, growth_mib: float = GROWTH_MIB) -> Iterator[Seen]:
    """The block is an attack: others are answered in time meanwhile, and afterwards all is as before."""
    allowed_s = max(WAIT_S, TIMES_IDLE * idle_s(service))
    before = service.memory_mib()
    with bystander(service) as seen:
        yield seen
    assert seen.statuses == {200}
    assert seen.worst_s <= allowed_s
    assert service.is_healthy()
    assert service.memory_mib() - before <= growth_mib
