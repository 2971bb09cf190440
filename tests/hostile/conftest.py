"""One running service on each engine; tests that grow its memory start their own."""

import signal
from collections.abc import Iterator

import pytest

from tests.hostile.attacks import PROXY
from tests.served.demos import Demos, copy_of, demos
from tests.served.process import Served, served
from tests.templates import ENGINES

__all__ = ["demos"]

EXIT_S = 30.0


@pytest.fixture(scope="session", params=ENGINES)
def database(request: pytest.FixtureRequest, demos: Demos) -> Iterator[str]:
    """The address of a database that holds the demo, on each engine."""
    with copy_of(demos(request.param)) as url:
        yield url


@pytest.fixture(scope="session")
def service(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service; after all attacks, it must still stop in time."""
    with served(database, tmp_path_factory.mktemp("hostile"), PROXY) as service:
        yield service
        code, seconds = service.stop(signal.SIGTERM, EXIT_S)
        assert (code, seconds <= EXIT_S) == (0, True)
