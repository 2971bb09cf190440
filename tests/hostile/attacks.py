"""The criteria of every attack: other clients are served meanwhile, and the service recovers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.served.probe import Observations, bystander
from tests.served.process import Served

# During an attack, a bystander's tiny request may take this long, or five times its time without an attack.
WAIT_S = 0.5
TIMES_IDLE = 5
GROWTH_MIB = 64.0
# Attackers and bystanders have different addresses, as in reality.
PROXY = {"trusted_proxies": "127.0.0.1"}
# Attacks that do not reach the store run on one engine.
without_store = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ATTACKER = {"x-forwarded-for": "203.0.113.7"}


def idle_s(service: Served) -> float:
    """A bystander's longest wait without an attack."""
    with bystander(service) as seen:
        time.sleep(1.0)
    return seen.worst_s


@contextmanager
def attacked(service: Served, growth_mib: float = GROWTH_MIB) -> Iterator[Observations]:
    """Check that other clients are served in time during the block, and that the service recovers after it."""
    allowed_s = max(WAIT_S, TIMES_IDLE * idle_s(service))
    before = service.memory_mib()
    with bystander(service) as seen:
        yield seen
    assert seen.statuses == {200}
    assert seen.worst_s <= allowed_s
    assert service.is_healthy()
    assert service.memory_mib() - before <= growth_mib
