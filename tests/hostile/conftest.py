"""One running service for the cases of a file; the two that grow its memory have one of their own."""

import signal
from collections.abc import Iterator

import pytest

from tests.engines import ENGINES, empty_beside, engine_named
from tests.hostile.attacks import PROXY
from tests.served.process import Served, served

EXIT_S = 30.0


@pytest.fixture(scope="module", params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables, on each engine."""
    with engine_named(request.param, "hostile") as engine, empty_beside(engine) as url:
        yield url


@pytest.fixture(scope="module")
def service(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """It stops in time when it is told to, whatever was done to it."""
    with served(database, tmp_path_factory.mktemp("hostile"), PROXY) as service:
        yield service
        code, seconds = service.stop(signal.SIGTERM, EXIT_S)
        assert (code, seconds <= EXIT_S) == (0, True)
