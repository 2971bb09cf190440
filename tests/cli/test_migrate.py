"""`marquee migrate` in its own process: creates the tables, and reports changed sessions of an older database."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import revisions
from app.db.migrate import run_locked
from tests.cli.running import Marquee
from tests.db.old_dates import NOTES, fill

UP_TO_DATE = "The database is already at this version.\n"
BESIDE = "A newer version has migrated the database. This version can go on serving it.\n"
TOO_NEW = "The database was written by a newer version of Marquee. Start that version, or restore a backup.\n"
DONE = "The database has been migrated to this version.\n"


def test_it_creates_the_tables_once(unprepared: Marquee) -> None:
    first, second = unprepared.in_subprocess("migrate"), unprepared("migrate")
    assert (first.code, first.out, first.err) == (0, "", DONE)
    assert (second.code, second.out, second.err) == (0, UP_TO_DATE, "")


def test_it_lists_the_changed_sessions(unprepared: Marquee) -> None:
    fill(unprepared.url)
    result = unprepared.in_subprocess("migrate")
    assert (result.code, result.err) == (0, DONE)
    assert result.out.endswith("\n")
    # Events are in the order of their random uuids, the sessions of each in that of their starts.
    assert sorted(result.out.splitlines()) == sorted(NOTES)
    assert unprepared("migrate").out == UP_TO_DATE


def pretend(url: str, revision: str, serves_from: str | None) -> None:
    """What migrations of another version leave in the database."""
    change = text("UPDATE alembic_version SET version_num = :revision, serves_from = :serves_from")
    values = {"revision": revision, "serves_from": serves_from}
    asyncio.run(run_locked(url, lambda connection: connection.execute(change, values)))


def test_check_compares_and_changes_nothing(unprepared: Marquee) -> None:
    """The exit code says how the database compares with this version."""
    everything = revisions.after(None)
    for check in (unprepared.in_subprocess, unprepared):
        empty = check("migrate", "--check")
        assert (empty.code, empty.out.splitlines(), empty.err) == (
            3,
            everything,
            f"Pending migrations: {len(everything)}.\n",
        )
    assert unprepared("migrate").code == 0
    current = unprepared("migrate", "--check")
    assert (current.code, current.out, current.err) == (0, UP_TO_DATE, "")
    for revision, serves_from, code, out, err in (
        (everything[-3], None, 3, f"{everything[-2]}\n{everything[-1]}\n", "Pending migrations: 2.\n"),
        ("2999_later", everything[-1], 4, "", BESIDE),
        ("2999_later", "2999_later", 5, "", TOO_NEW),
    ):
        pretend(unprepared.url, revision, serves_from)
        found = unprepared("migrate", "--check")
        assert (found.code, found.out, found.err) == (code, out, err)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_check_makes_no_file_and_changes_none(unprepared: Marquee) -> None:
    file = Path(unprepared.url.removeprefix("sqlite:///"))
    assert unprepared("migrate", "--check").code == 3
    assert list(file.parent.iterdir()) == []
    assert unprepared("migrate").code == 0
    before = file.read_bytes()
    touched = os.stat(file).st_mtime_ns
    assert unprepared("migrate", "--check").code == 0
    assert list(file.parent.iterdir()) == [file]
    assert (file.read_bytes(), os.stat(file).st_mtime_ns) == (before, touched)


def test_a_version_goes_on_beside_a_compatible_newer_one(prepared: Marquee) -> None:
    pretend(prepared.url, "2999_later", revisions.head())
    again = prepared.in_subprocess("migrate")
    assert (again.code, again.out, again.err) == (0, "", BESIDE)
    assert prepared("organisation", "create", "Acme").code == 0
