"""Databases for services that lose them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.servers import OwnServer, own_server
from tests.served.demos import Demos, copy_of, copy_to, demos
from tests.templates import ENGINES

__all__ = ["demos"]


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, demos: Demos) -> Iterator[str]:
    """The address of a database that holds the demo, on each engine."""
    with copy_of(demos(request.param)) as url:
        yield url


@pytest.fixture
def file(tmp_path: Path, demos: Demos) -> str:
    """The address of a SQLite database on disk that holds the demo."""
    return copy_to(demos("sqlite"), tmp_path / "marquee.db")


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as server:
        yield server
