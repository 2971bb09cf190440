"""`make migration` creates a revision after the newest one, with what the tables lack."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.db import revisions

ROOT = Path(__file__).parent.parent.parent
NEWEST = "2026_11_29_3_waiting"


@pytest.mark.parametrize(
    ("message", "today", "after", "expected"),
    [
        ("add_seats", date(2026, 11, 30), NEWEST, "2026_11_30_1_add_seats"),
        ("Add seats, and more!", date(2026, 12, 1), NEWEST, "2026_12_01_1_add_seats_and_more"),
        ("add_seats", date(2026, 11, 29), NEWEST, "2026_11_29_4_add_seats"),
        ("add_seats", date(2026, 11, 21), "2026_11_21_13_sessions", "2026_11_21_14_add_seats"),
        # The clock is behind: today's name would sort before the newest one.
        ("add_seats", date(2026, 11, 1), NEWEST, "2026_11_29_4_add_seats"),
        ("a name that is far too long for it", date(2026, 11, 30), NEWEST, "2026_11_30_1_a_name_that_is_far"),
        ("..", date(2026, 11, 30), NEWEST, "2026_11_30_1_change"),
    ],
)
def test_a_new_name_sorts_after_the_newest_one(message: str, today: date, after: str, expected: str) -> None:
    name = revisions.next_name(message, today, after)
    assert name == expected
    assert revisions.by_number(name) > revisions.by_number(after)
    assert len(name) <= revisions.NAME_LENGTH


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project for new revisions; `ready` replaces the result of `make setup`."""
    # With its bytecode: compiling it all takes longer than the command.
    without = shutil.ignore_patterns("node_modules", "dist")
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=without)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "ready").touch()
    return tmp_path


def make_migration(project: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    tools = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MARQUEE_"))}
    return subprocess.run(
        ["make", "migration", f"BIN={tools}", "READY=ready", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_make_migration_writes_what_the_migrations_lack(project: Path) -> None:
    versions = project / "app" / "db" / "migrations" / "versions"
    before = set(versions.glob("*.py"))
    table = project / "app" / "agenda" / "tables.py"
    text = table.read_text(encoding="utf-8")
    changed = text.replace("    colour:", "    seats: int | None = None\n    colour:", 1)
    assert changed != text
    table.write_text(changed, encoding="utf-8")
    done = make_migration(project, "NAME=add_seats")
    assert done.returncode == 0, done.stderr
    (made,) = set(versions.glob("*.py")) - before
    assert re.fullmatch(r"\d{4}_\d\d_\d\d_\d+_add_seats", made.stem)
    assert revisions.by_number(made.stem) > revisions.by_number(revisions.head())
    written = made.read_text(encoding="utf-8")
    assert f'revision: str = "{made.stem}"\ndown_revision: str | None = "{revisions.head()}"\n' in written
    assert "\nserves_from: str | None = revision\n" in written
    assert 'batch_op.add_column(sa.Column("seats", sa.Integer(), nullable=True))' in written
    assert 'batch_op.drop_column("seats")' in written


def test_make_migration_without_a_name_writes_nothing(project: Path) -> None:
    done = make_migration(project)
    assert done.returncode == 2
    assert "make migration NAME=add_seats" in done.stderr
    assert len(list(project.glob("app/db/migrations/versions/*.py"))) == len(
        list(ROOT.glob("app/db/migrations/versions/*.py"))
    )
