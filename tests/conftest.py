"""Fixtures for every test: `gateway`, the whole service on each engine in turn."""

from collections.abc import Iterator

import pytest

from tests.engines import ENGINES, Engine, engine_named
from tests.gateway import Gateway
from tests.host import Host


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--series", type=int, default=10, help="How many generated series tests/dates changes.")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The database of this test process on one engine; what a test writes is gone after it."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with engine_named(request.param, worker) as engine:
        yield engine


@pytest.fixture(scope="session")
def host(engine: Engine) -> Iterator[Host]:
    """The event loop and the open database that the tests of one engine share."""
    with Host(engine) as host:
        yield host


@pytest.fixture
def gateway(host: Host) -> Iterator[Gateway]:
    """The service, freshly started on an empty database. See tests/gateway.py for what it can do."""
    with Gateway(host) as gateway:
        yield gateway
