"""Fixtures for every test: `gateway`, the whole service on each engine in turn."""

import gc
import os
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.engines import ENGINES, Engine, engine_named
from tests.gateway import Gateway
from tests.host import Host
from tests.templates import Run, new_run

RUN = pytest.StashKey[Run]()
# What is tried here is the SQL itself: each case on both engines, always.
ENGINES_DIFFER = ("reading", "db", "booking", "occurrences", "dates")
# What is tried here stands in front of the store: one engine for each test, as for each case of a table.
ENGINES_ALIKE = ("cli", "federation", "fuzzing", "web")
# Left out unless they are asked for, and what is left out besides when it should be quick.
FAULTS = ("hostile", "faults")
LONG = ("cli", "clients", "contract", "dates", "db", "documents", "fuzzing", "reading", "sight", "test_wheel.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--series", type=int, default=10, help="How many generated series tests/dates changes.")
    parser.addoption(
        "--every-engine",
        action="store_true",
        default=os.environ.get("MARQUEE_TEST_EVERY_ENGINE") == "1",
        help="Try each case of each table on both engines.",
    )
    parser.addoption("--engine", choices=ENGINES, help="Try every case on this engine, and none on the other.")
    parser.addoption("--faults", action="store_true", help="Try what takes minutes, too: tests/hostile, tests/faults.")
    parser.addoption("--fast", action="store_true", help="Try each test on one engine, and leave out the long ones.")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run; the processes that pytest-xdist starts take part in it."""
    folder = getattr(config, "workerinput", {}).get("run")
    if folder is not None:
        config.stash[RUN] = Run(Path(folder))
        return
    stack = ExitStack()
    config.stash[RUN] = stack.enter_context(new_run())
    config.add_cleanup(stack.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run"] = str(node.config.stash[RUN].folder)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    left_out = (*LONG, *FAULTS) if config.getoption("--fast") else () if config.getoption("--faults") else FAULTS
    return True if collection_path.parent == Path(__file__).parent and collection_path.name in left_out else None


def pytest_collection_finish() -> None:
    """Let the collector of cycles pass over all that is there before the first test: it lives as long as they run."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Try each case of a table, and each test of ENGINES_ALIKE, on one engine, chosen by its name."""
    if only := config.getoption("--engine"):
        others = [item for item in items if _engine_of(item) not in (None, only)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _engine_of(item) in (None, only)]
        return
    if config.getoption("--every-engine"):
        return
    cases: dict[str, list[tuple[str, pytest.Item]]] = {}
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is None or "engine" not in callspec.params:
            continue
        folder = item.path.relative_to(config.rootpath).parts[1]
        both = folder in ENGINES_DIFFER or (len(callspec.params) == 1 and folder not in ENGINES_ALIKE)
        if both and not config.getoption("--fast"):
            continue
        test, _, _ = item.nodeid.partition("[")
        name = "-".join([test, *(part for part in callspec.id.split("-") if part not in ENGINES)])
        cases.setdefault(name, []).append((callspec.params["engine"], item))
    left_out = {
        item
        for name, found in cases.items()
        for engine, item in found
        if len(found) == len(ENGINES) and engine != ENGINES[zlib.crc32(name.encode()) % len(ENGINES)]
    }
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _engine_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine") if callspec else None


@pytest.fixture(scope="session")
def whole_run(request: pytest.FixtureRequest) -> Run:
    """What this test process shares with the others of the run."""
    return request.config.stash[RUN]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, whole_run: Run) -> Iterator[Engine]:
    """The database of this test process on one engine; what a test writes is gone after it."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with engine_named(request.param, worker, whole_run) as engine:
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
