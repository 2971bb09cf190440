"""What outsiders check a change with: the workflow and the hooks try what `make` tries, on each Python promised.

And what goes wrong when two changes meet that each were right.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from app.db import migrate, revisions
from tests.conftest import ENGINES_DIFFER, FAULTS, FIRST, LONG, STATEMENTS_DIFFER
from tests.templates import ENGINES

ROOT = Path(__file__).parent.parent
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def test_the_workflow_tries_each_python_that_is_promised_on_each_engine(project: dict[str, Any]) -> None:
    ((pythons, engines),) = re.findall(r"python: \[(.*)\]\n +engine: \[(.*)\]", WORKFLOW)
    tried = re.findall(r"[\d.]+", pythons)
    prefix = "Programming Language :: Python :: 3."
    promised = [each.rpartition(" ")[2] for each in project["classifiers"] if each.startswith(prefix)]
    assert tried == promised
    assert project["requires-python"] == f">={promised[0]}"
    assert engines.split(", ") == list(ENGINES)


def test_the_workflow_makes_only_what_can_be_made() -> None:
    made = re.findall(r"\bmake ([a-z-]+)", WORKFLOW)
    assert set(made) == {"setup", "test", "test-clients", "test-browser"}
    for target in made:
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_the_hooks_are_the_steps_of_make_lint_and_fetch_nothing() -> None:
    (recipe,) = re.findall(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    steps = [step.replace("$(BIN)", ".venv/bin") for step in re.findall(r"@(.*)", recipe)]
    hooks = [entry.removesuffix(" --force-exclude") for entry in re.findall(r"entry: (.*)", HOOKS)]
    assert hooks == steps
    assert re.findall(r"repo: (.*)", HOOKS) == ["local"]


def test_the_newest_migration_by_name_and_number_is_the_only_head() -> None:
    """Two changes that each add one do not conflict in git."""
    scripts = ScriptDirectory.from_config(migrate.configuration())
    assert scripts.get_heads() == [revisions.head()]
    for script in scripts.walk_revisions():
        assert Path(script.path).stem == script.revision
        before = script.down_revision
        assert before is None or revisions.by_number(str(before)) < revisions.by_number(script.revision)


def test_what_conftest_names_is_there() -> None:
    named = {*ENGINES_DIFFER, *STATEMENTS_DIFFER, *FIRST, *FAULTS, *LONG}
    assert {each for each in named if not (ROOT / "tests" / each).exists()} == set()
