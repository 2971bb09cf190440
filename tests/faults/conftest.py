"""Databases for services that are to lose them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import ENGINES, empty_beside, engine_named
from tests.faults.servers import OwnServer, own_server


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables, on each engine."""
    with engine_named(request.param, "faults") as engine, empty_beside(engine) as url:
        yield url


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The address of a SQLite database on disk."""
    return f"sqlite:///{tmp_path / 'marquee.db'}"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as server:
        yield server
