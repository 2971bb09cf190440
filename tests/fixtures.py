"""Fixtures for every test: `gateway`, the whole service on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.db.addresses import POSTGRES_SETTINGS
from tests.engines import Engine, engine_named
from tests.gateway import Gateway
from tests.host import Host
from tests.templates import ENGINES, RUN, Run
from tests.tracing import wait_longer_for_traced_transactions


@pytest.fixture(scope="session")
def whole_run(request: pytest.FixtureRequest) -> Run:
    """What all processes of the run share."""
    return request.config.stash[RUN]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, whole_run: Run) -> Iterator[Engine]:
    """The database of this test process on one engine; it is emptied after each test."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with engine_named(request.param, worker, whole_run) as engine:
        yield engine


@pytest.fixture(scope="session")
def own_share(request: pytest.FixtureRequest, engine: Engine) -> Callable[[int], bool]:
    """Whether this engine runs the case with this number, of the many cases of one test.

    Each engine runs every second case; all of them with --every-engine, and if the test runs on one engine only.
    """
    if any(request.config.getoption(name) for name in ("every_engine", "engine", "fast")):
        return lambda _number: True
    own = ENGINES.index(engine.name)
    return lambda number: number % len(ENGINES) == own


@pytest.fixture(scope="session")
def host(engine: Engine) -> Iterator[Host]:
    """The event loop and the open database that the tests of one engine share."""
    wait_longer_for_traced_transactions(POSTGRES_SETTINGS)
    with Host(engine) as host:
        yield host


@pytest.fixture
def gateway(host: Host) -> Iterator[Gateway]:
    """The service, freshly started on an empty database. See tests/gateway.py for what it can do."""
    with Gateway(host) as gateway:
        yield gateway
