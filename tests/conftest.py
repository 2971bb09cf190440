"""Options, and which tests run on which engine. The fixtures for every test are in tests/fixtures.py."""

import gc
import os
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.templates import ENGINES, RUN, Run, new_run
from tests.tracing import leave_out_driver_threads

FIXTURES = "tests.fixtures"
# These test SQL itself: each case runs on both engines, always.
ENGINES_DIFFER = ("reading", "db", "booking", "occurrences")
# These test statements that are written for each engine, locks, or numbers of statements: each test runs on both
# engines, but each case of a table on one. All other tests run on one engine, which their names choose: what they use
# is in front of the store, or statements that SQLAlchemy writes.
STATEMENTS_DIFFER = (
    *("agenda/test_operations.py", "calendars/test_public_calendars.py", "calendars/test_user_calendars.py"),
    *(f"events/test_{name}.py" for name in ("changes_of_other_processes", "concurrent_names", "create_event")),
    *(f"events/test_{name}.py" for name in ("duplicate_event", "duplicate_event_map", "equal_subscribers")),
    *(
        f"events/test_{name}.py"
        for name in ("event_slugs", "event_statements", "long_writes", "publish_event", "update_event")
    ),
    *("events/test_update_event_occurrences.py", "events/test_update_event_timezone.py"),
    *(f"interactions/test_{name}.py" for name in ("move_attendee", "moving_up", "register_attendee")),
    *(f"interactions/test_{name}.py" for name in ("register_on_date", "waiting_for_sessions", "waiting_list")),
    *(f"sessions/test_{name}.py" for name in ("create_many", "create_session", "create_sessions", "update_session")),
    *(f"tickets/test_{name}.py" for name in ("archive_ticket", "create_ticket", "update_ticket_refusals")),
    *(f"webhooks/test_{name}.py" for name in ("delivering", "documents", "fairness")),
    *(
        "notices/test_restored.py",
        "sight/test_mutation_costs.py",
        "sight/test_recorded.py",
        "versions/test_expected_version.py",
    ),
)
# These take longest: they run first, so that no process is alone with them at the end, while the others have none left.
FIRST = ("reading/test_differential.py", "fuzzing/test_fuzzing.py", "cli/test_processes.py")
# FAULTS run only with --faults; LONG do not run with --fast.
FAULTS = ("hostile", "faults")
LONG = ("cli", "clients", "contract", "dates", "db", "documents", "fuzzing", "reading", "sight", "test_wheel.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--series", type=int, default=10, help="The number of generated series that tests/dates changes.")
    parser.addoption(
        "--every-engine",
        action="store_true",
        default=os.environ.get("MARQUEE_TEST_EVERY_ENGINE") == "1",
        help="Run each case of each table on both engines, and generate documents and programs at full length.",
    )
    parser.addoption("--engine", choices=ENGINES, help="Run every case on this engine, and none on the other.")
    parser.addoption("--faults", action="store_true", help="Run tests/hostile and tests/faults, too (minutes).")
    parser.addoption("--fast", action="store_true", help="Run each test on one engine, and leave out the long ones.")
    parser.addoption(
        "--rewrite-costs", action="store_true", help="Rewrite tests/sight/mutation_costs.csv (both engines)."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run, or join it in a process that pytest-xdist has started."""
    folder = getattr(config, "workerinput", {}).get("run")
    if folder is None:
        stack = ExitStack()
        config.stash[RUN] = stack.enter_context(new_run())
        config.add_cleanup(stack.close)
    else:
        config.stash[RUN] = Run(Path(folder))


# After pytest-cov has begun to measure, so that the lines count that run when the application is imported.
@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if _runs_tests(session.config):
        # Hardly anything of what is imported is garbage. It is on again when all tests are collected.
        gc.disable()
        leave_out_driver_threads()
        session.config.pluginmanager.import_plugin(FIXTURES)


def _runs_tests(config: pytest.Config) -> bool:
    """Whether this process runs tests; the one that distributes them to others does not need the application."""
    return not config.getoption("numprocesses", None) or hasattr(config, "workerinput")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run"] = str(node.config.stash[RUN].folder)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    left_out = (*LONG, *FAULTS) if config.getoption("--fast") else () if config.getoption("--faults") else FAULTS
    return True if collection_path.parent == Path(__file__).parent and collection_path.name in left_out else None


def pytest_collection_finish() -> None:
    """Freeze all objects that exist before the first test: the garbage collector would walk them in vain."""
    gc.collect()
    gc.freeze()
    # High thresholds, because most objects of a test live as long as the test.
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put FIRST first; run what ENGINES_DIFFER and STATEMENTS_DIFFER leave on one engine, chosen by the test's name."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).as_posix() not in FIRST)
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
        place = item.path.relative_to(here)
        both = place.parts[0] in ENGINES_DIFFER or (len(callspec.params) == 1 and place.as_posix() in STATEMENTS_DIFFER)
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
