"""The rules of the architecture: which module may import which, where each library is used, and how long a file may be.

The first folder of a file is its slice. Its layer is its name, or the name of a folder that it is in. A folder of a
slice that is not a layer is a part of the slice, and holds the files of that part.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A file holds one idea. A longer one may hold two; a shorter one is never split for its length.
LONGEST_FILE = 400

# From the ground up. A file imports its own layer or one above it in this list, never below.
LAYERS = (
    ("core",),
    ("values",),
    ("patches",),
    ("columns",),
    ("rules", "expansion", "schedule_json"),
    ("settings",),
    ("db",),
    ("tables",),
    ("migrations", "all_tables"),
    ("store",),
    # A part of an event reads, plans and writes what belongs together, for the operations of its slice.
    ("operations", "part"),
    ("graph",),
    # Orders, filters and computed expressions that types of several slices use.
    ("lists", "readiness"),
    ("types", "inputs"),
    ("mutations", "queries", "subscriptions"),
    ("schema",),
    ("web",),
    ("cli",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# Whole slices that are one layer, whatever is in them.
SLICES_AS_LAYERS = {"core", "settings", "db", "graph", "web", "cli"}
# Inside a folder that is itself a layer, and yet above it: they know every slice's tables.
KNOWS_ALL_TABLES: dict[tuple[str, ...], str] = {
    ("db", "migrations"): "migrations",
    ("db", "all_tables"): "all_tables",
}

# A part of a slice imports the part `common`, and of the others only these layers.
COMMON, BETWEEN_PARTS = "common", {"values", "patches", "columns", "tables", "types", "inputs"}

# What contains what. Only GraphQL types and inputs reach across slices in their own layer, and only inwards.
CONTAINMENT = (
    {"auth", "communities"},
    {"events"},
    {"occurrences"},
    {"sessions"},
    {"tickets", "guests", "interactions", "notices"},
    {"agenda", "speakers", "custom_fields", "users"},
    {"organisations", "files"},
)
DEPTH = {name: depth for depth, names in enumerate(CONTAINMENT) for name in names}
# The booking window is a part of events, occurrences and tickets alike, an early bird of two of them, at every layer.
EMBEDDED = {"booking", "discounts"}
# They store a whole programme through the operations of other slices, as the API does.
COMPOSES_OPERATIONS = {"importing", "demo"}

# GraphQL types refer back to the types that contain them by `strawberry.lazy`, whose import is for type checkers only.
LAZY_TYPES = "types"
# Other imports for type checkers only that would otherwise close a cycle: a part is given the whole that made it.
BACK_REFERENCES = {
    ("app.graph.subscription_items", "app.graph.execution"),
    ("app.web.protocol.http", "app.web.protocol.limits"),
    ("app.web.protocol.sockets", "app.web.protocol.limits"),
}

GRAPHQL = {"lists", "types", "inputs", "mutations", "queries", "subscriptions"}
SQL = {"db", "tables", "migrations", "all_tables", "store", "operations", "part"}
ENVIRONMENT = {"os.environ", "os.getenv"}
TOO_LONG = f"more than {LONGEST_FILE} lines: think about what the file is about, and whether that is one idea"
NOT_HERE = "only app/settings/service.py reads the environment"
LIBRARIES = {"sqlmodel": SQL, "sqlalchemy": SQL, "strawberry": GRAPHQL | {"graph", "schema", "web"}}


@dataclass(frozen=True)
class Place:
    """The slice of a module, and its layer and part of the slice if it has them."""

    slice: str
    layer: str | None
    part: str | None

    @classmethod
    def of(cls, parts: tuple[str, ...]) -> "Place":
        """From the names behind `app`; names inside a module may follow, they change nothing."""
        slice_ = parts[0] if parts else ""
        if slice_ in SLICES_AS_LAYERS:
            return cls(slice_, KNOWS_ALL_TABLES.get(parts[:2], slice_), None)
        layer = next((name for name in parts if name in RANK and name not in SLICES_AS_LAYERS), None)
        return cls(slice_, layer, parts[1] if layer not in (None, *parts[:2]) else None)


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    # Under TYPE_CHECKING, so that it is not executed.
    for_types: bool


def imports_of(tree: ast.AST, for_types: bool = False) -> Iterator[Import]:
    """Every import of a file, also within functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(name.name, node.lineno, for_types) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module}.{name.name}", node.lineno, for_types) for name in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from imports_of(ast.Module(node.body, []), for_types=True)
            yield from imports_of(ast.Module(node.orelse, []), for_types)
        else:
            yield from imports_of(node, for_types)


def fault_of(place: Place, imported: Import) -> str | None:
    """Why this import is forbidden here, or None."""
    root, *parts = imported.module.split(".")
    if root in LIBRARIES and place.layer not in LIBRARIES[root]:
        return f"{place.layer} may not use {root}"
    if imported.module in ENVIRONMENT and place.slice != "settings":
        return NOT_HERE
    if root != "app":
        return None
    other = Place.of(tuple(parts))
    if other.layer is None:
        return None
    if place.layer is None:
        return "a package's __init__ imports nothing"
    if imported.for_types and {place.layer, other.layer} <= {"types", "inputs"}:
        return None
    if RANK[other.layer] > RANK[place.layer]:
        return f"{place.layer} may not import {other.layer}, a lower layer"
    if fault := _fault_between_parts(place, other):
        return fault
    if RANK[other.layer] < RANK[place.layer] or place.slice == other.slice or other.slice in EMBEDDED:
        return None
    if place.layer == other.layer == "operations" and place.slice in COMPOSES_OPERATIONS:
        return None
    if {place.layer, other.layer} <= {"types", "inputs"}:
        if DEPTH.get(place.slice, len(DEPTH)) < DEPTH.get(other.slice, -1):
            return None
        return f"{place.slice} does not contain {other.slice} (strawberry.lazy refers back)"
    return f"{other.slice} is another slice: only layers above {place.layer} in the list may be imported"


def _fault_between_parts(place: Place, other: Place) -> str | None:
    near = place.slice != other.slice or place.part in (None, other.part)
    if near or other.part in (None, COMMON) or other.layer in BETWEEN_PARTS:
        return None
    return f"{other.part} is another part, of which {place.part} imports only {', '.join(sorted(BETWEEN_PARTS))}"


def forbidden_names(tree: ast.AST, parts: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Lazy loads, and reads of the environment outside of the settings."""
    for node in (each for each in ast.walk(tree) if isinstance(each, ast.expr)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].lower() == "relationship":
            yield node.lineno, "rows have no Relationship(): all SQL is visible in a store"
        reads_environment = isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT
        if reads_environment and parts != ("settings", "service"):
            yield node.lineno, NOT_HERE


def opens_without_tables(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """A store opened by a module that may run in a process in which nothing has imported every table."""
    if any(imported.module.startswith("app.db.all_tables") for imported in imports_of(tree)):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Database":
            yield node.lineno, "a module that opens a Database must import app.db.all_tables"


def faults(root: Path) -> list[str]:
    """All violations in `root`/app and `root`/tests, as `file:line: why`."""
    found = []
    for path in sorted([*root.glob("app/**/*.py"), *root.glob("tests/**/*.py")]):
        name = path.relative_to(root).as_posix()
        if "/node_modules/" in name:
            continue
        source = path.read_text(encoding="utf-8")
        if (length := len(source.splitlines())) > LONGEST_FILE:
            found.append(f"{name}:{length}: {TOO_LONG}")
        if name.startswith("tests/"):
            continue
        parts = path.relative_to(root / "app").with_suffix("").parts
        is_package = parts[-1] == "__init__"
        parts = parts[:-1] if is_package else parts
        place, tree = Place.of(parts), ast.parse(source, name)
        if place.layer is None and not is_package:
            found.append(f"{name}:1: the name is not a layer")
            continue
        for imported in imports_of(tree):
            if fault := fault_of(place, imported):
                found.append(f"{name}:{imported.line}: {imported.module}: {fault}")
        for check in (forbidden_names(tree, parts), opens_without_tables(tree)):
            found += [f"{name}:{line}: {fault}" for line, fault in check]
    return found


def imports_between_modules(root: Path) -> dict[str, set[str]]:
    """The modules of `root`/app that each of them imports, at any level of the file; without lazy GraphQL types."""
    trees = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): ast.parse(path.read_text())
        for path in root.glob("app/**/*.py")
    }
    found: dict[str, set[str]] = {}
    for module, tree in trees.items():
        found[module] = set()
        for imported in imports_of(tree):
            # `from app.a import b` imports the module app.a.b, or a name of the module app.a.
            other = next(
                (name for name in (imported.module, imported.module.rpartition(".")[0]) if name in trees), None
            )
            if other is None or other == module:
                continue
            layers = {Place.of(tuple(name.split(".")[1:])).layer for name in (module, other)}
            if not (imported.for_types and layers == {LAZY_TYPES}):
                found[module].add(other)
    return found


def cycle_in(imports: Mapping[str, set[str]]) -> list[str] | None:
    """A cycle of imports, or None. Its first module is repeated at the end."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def test_every_file_follows_the_rules() -> None:
    found = faults(ROOT)
    assert not found, "\n" + "\n".join(found)


def without(imports: Mapping[str, set[str]], edges: set[tuple[str, str]]) -> dict[str, set[str]]:
    return {module: {other for other in others if (module, other) not in edges} for module, others in imports.items()}


def test_modules_do_not_import_each_other_in_a_cycle() -> None:
    imports = imports_between_modules(ROOT)
    assert cycle_in(without(imports, BACK_REFERENCES)) is None
    # Each exception is still needed.
    assert [edge for edge in BACK_REFERENCES if cycle_in(without(imports, BACK_REFERENCES - {edge})) is None] == []


def test_the_check_reads_this_project() -> None:
    assert (ROOT / "app" / "settings" / "service.py").is_file()


BELOW = "app/events/rules.py:1: app.events.store.event_by_id: rules may not import store, a lower layer"
OTHER_PART = "is another part, of which page imports only columns, inputs, patches, tables, types, values"
OTHER_SLICE = "is another slice: only layers above"
IN_LIST = "in the list may be imported"


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        # up, whatever the spelling
        ("app/events/rules.py", "from app.events.store import event_by_id", BELOW),
        ("app/events/rules.py", "def f():\n    from app.events import store",
         "app/events/rules.py:2: app.events.store: rules may not import store, a lower layer"),
        ("app/events/rules.py", "import app.events.store",
         "app/events/rules.py:1: app.events.store: rules may not import store, a lower layer"),
        ("app/core/money.py", "from app.settings.service import Settings",
         "app/core/money.py:1: app.settings.service.Settings: core may not import settings, a lower layer"),
        ("app/graph/reading/plan.py", "from app.events.types import Event",
         "app/graph/reading/plan.py:1: app.events.types.Event: graph may not import types, a lower layer"),
        ("app/db/engine.py", "from app.events.tables import EventRow",
         "app/db/engine.py:1: app.events.tables.EventRow: db may not import tables, a lower layer"),
        ("app/db/migrations/env.py", "from app.db.all_tables import metadata", None),
        ("app/db/all_tables.py", "import app.events.tables", None),
        ("app/events/__init__.py", "from app.events.store import event_by_id",
         "app/events/__init__.py:1: app.events.store.event_by_id: a package's __init__ imports nothing"),
        # across
        ("app/events/operations/edit.py", "from app.sessions.operations import create_session",
         "app/events/operations/edit.py:1: app.sessions.operations.create_session: "
         f"sessions {OTHER_SLICE} operations {IN_LIST}"),
        ("app/events/mutations.py", "from app.sessions.queries import SessionQueries",
         f"app/events/mutations.py:1: app.sessions.queries.SessionQueries: sessions {OTHER_SLICE} mutations {IN_LIST}"),
        ("app/sessions/operations.py", "from app.importing.operations import run",
         f"app/sessions/operations.py:1: app.importing.operations.run: importing {OTHER_SLICE} operations {IN_LIST}"),
        ("app/importing/operations.py", "from app.sessions.operations import create_sessions", None),
        ("app/importing/store.py", "from app.sessions.store import sessions_of",
         f"app/importing/store.py:1: app.sessions.store.sessions_of: sessions {OTHER_SLICE} store {IN_LIST}"),
        ("app/events/operations.py", "from app.sessions.store import sessions_of", None),
        ("app/events/operations/edit.py", "from app.events.operations.create import create", None),
        # between the parts of a slice
        ("app/events/page/rules/lists.py", "from app.events.commerce.rules.prices import FEES",
         f"app/events/page/rules/lists.py:1: app.events.commerce.rules.prices.FEES: commerce {OTHER_PART}"),
        ("app/events/page/part.py", "from app.events.commerce.tables import CouponRow", None),
        ("app/events/page/part.py", "from app.events.common.store import rows_of_event", None),
        ("app/events/operations/create.py", "from app.events.commerce.part import COMMERCE", None),
        ("app/events/settings/rules.py", "from app.events.settings.store import find",
         "app/events/settings/rules.py:1: app.events.settings.store.find: rules may not import store, a lower layer"),
        ("app/events/tables.py", "from app.booking.tables import BookingWindowColumns", None),
        ("app/importing/schedule_json.py", "from app.sessions.values import SessionKind", None),
        # types
        ("app/events/types.py", "from app.tickets.types import Ticket", None),
        ("app/events/inputs.py", "from app.tickets.inputs import TicketInput", None),
        ("app/tickets/types.py", "from app.events.types import Event",
         "app/tickets/types.py:1: app.events.types.Event: "
         "tickets does not contain events (strawberry.lazy refers back)"),
        ("app/sessions/types.py", "from app.tickets.types import Ticket", None),
        ("app/tickets/types.py", "from app.sessions.types import Session",
         "app/tickets/types.py:1: app.sessions.types.Session: "
         "tickets does not contain sessions (strawberry.lazy refers back)"),
        ("app/new/types.py", "from app.files.types import File",
         "app/new/types.py:1: app.files.types.File: "
         "new does not contain files (strawberry.lazy refers back)"),
        ("app/tickets/types.py", "if TYPE_CHECKING:\n    from app.events.types import Event", None),
        ("app/tickets/store.py", "if TYPE_CHECKING:\n    from app.events.operations import edit",
         "app/tickets/store.py:2: app.events.operations.edit: store may not import operations, a lower layer"),
        # libraries
        ("app/events/rules.py", "from sqlmodel import Field",
         "app/events/rules.py:1: sqlmodel.Field: rules may not use sqlmodel"),
        ("app/graph/loaders.py", "import sqlalchemy.orm",
         "app/graph/loaders.py:1: sqlalchemy.orm: graph may not use sqlalchemy"),
        ("app/events/operations.py", "import strawberry",
         "app/events/operations.py:1: strawberry: operations may not use strawberry"),
        ("app/events/types.py", "import strawberry", None),
        ("app/db/engine.py", "from sqlalchemy.ext.asyncio import AsyncEngine", None),
        # the rest
        ("app/events/tables.py", "class A:\n    b: list = Relationship()",
         "app/events/tables.py:2: rows have no Relationship(): all SQL is visible in a store"),
        ("app/web/app.py", "import os\nos.environ['A']",
         "app/web/app.py:2: only app/settings/service.py reads the environment"),
        ("app/web/app.py", "from os import getenv",
         "app/web/app.py:1: os.getenv: only app/settings/service.py reads the environment"),
        ("app/cli/background_maintenance.py", "from app.db.database import Database\nDatabase('')",
         "app/cli/background_maintenance.py:2: a module that opens a Database must import app.db.all_tables"),
        ("app/cli/background_maintenance.py", "import app.db.all_tables\nDatabase('')", None),
        ("app/settings/service.py", "import os\nos.environ['A']", None),
        ("app/settings/service.py", "from os import environ", None),
        ("app/events/helpers.py", "", "app/events/helpers.py:1: the name is not a layer"),
        ("app/a/store.py", "\n" * 401, f"app/a/store.py:401: {TOO_LONG}"),
        ("tests/test_a.py", "\n" * 401, f"tests/test_a.py:401: {TOO_LONG}"),
        ("tests/test_a.py", "\n" * 400, None),
    ],
)  # fmt: skip
def test_a_violation_is_reported(tmp_path: Path, file: str, source: str, expected: str | None) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert faults(tmp_path) == ([] if expected is None else [expected])


BACK = "from app.a.rules.one import x"


@pytest.mark.parametrize(
    ("source", "cyclic"),
    [
        (BACK, True),
        ("from app.a.rules import one", True),
        ("import app.a.rules.one", True),
        (f"def f():\n    {BACK}", True),
        (f"if TYPE_CHECKING:\n    {BACK}", True),
        ("from app.a.rules.three import x", False),
    ],
)
def test_a_cycle_of_imports_is_found(tmp_path: Path, source: str, cyclic: bool) -> None:
    folder = tmp_path / "app" / "a" / "rules"
    folder.mkdir(parents=True)
    for name, text in (("one", "from app.a.rules.two import y"), ("two", source), ("three", "x = 1")):
        (folder / f"{name}.py").write_text(text)
    assert (cycle_in(imports_between_modules(tmp_path)) is not None) is cyclic


def test_lazy_graphql_types_may_refer_back(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / "app" / name).mkdir(parents=True)
        source = f"from app.{other}.types import X"
        (tmp_path / "app" / name / "types.py").write_text(source if name == "a" else f"if TYPE_CHECKING:\n    {source}")
    assert cycle_in(imports_between_modules(tmp_path)) is None
