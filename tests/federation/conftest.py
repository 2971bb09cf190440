"""`subgraph`: the gateway as a subgraph of a federation."""

import pytest

from tests.gateway import Gateway


@pytest.fixture
def subgraph(gateway: Gateway) -> Gateway:
    gateway.restart(federation=True)
    return gateway
