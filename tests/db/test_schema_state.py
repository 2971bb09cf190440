"""Which databases a version may serve: its own, and newer ones whose migrations only expand."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.db import migrate, revisions
from app.db.database import Database
from app.db.schema_state import SchemaState, StoredRevision, oldest_that_serves, schema_state, stored_revision
from tests.engines import Engine, empty_beside

HEAD = revisions.head()
FIRST = "2026_11_21_1_organisations"


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """A migrated database, whose revision is as before afterwards."""
    before = run(engine.url, stored_revision)
    yield engine.url
    pretend(engine.url, HEAD, before.serves_from)


def run(url: str, work: Any) -> Any:
    return asyncio.run(migrate.run_locked(url, work))


def state_of(url: str) -> SchemaState:
    """As readiness sees it."""

    async def check() -> SchemaState:
        database = Database(url)
        try:
            return await schema_state(database)
        finally:
            await database.close()

    return asyncio.run(check())


def pretend(url: str, revision: str, serves_from: str | None) -> None:
    """What migrations of another version leave in the database."""
    change = text("UPDATE alembic_version SET version_num = :revision, serves_from = :serves_from")
    run(url, lambda connection: connection.execute(change, {"revision": revision, "serves_from": serves_from}))


@pytest.mark.parametrize(
    ("revision", "serves_from", "expected"),
    [
        (HEAD, HEAD, SchemaState.CURRENT),
        (FIRST, FIRST, SchemaState.OLDER),
        ("2999_later", HEAD, SchemaState.COMPATIBLE),
        # A revision below the head: this version's code was there already.
        ("2999_later", FIRST, SchemaState.COMPATIBLE),
        ("2999_later", "2999_later", SchemaState.NEWER),
        ("2999_later", "2998_contract", SchemaState.NEWER),
        ("2999_later", None, SchemaState.NEWER),
    ],
)
def test_a_version_serves_what_the_database_says(
    url: str, revision: str, serves_from: str | None, expected: SchemaState
) -> None:
    pretend(url, revision, serves_from)
    assert state_of(url) is expected
    stored = StoredRevision(revision, serves_from)
    assert run(url, stored_revision) == stored
    assert stored.state is expected
    if expected is SchemaState.NEWER:
        with pytest.raises(migrate.MigrationError, match="newer version of Marquee"):
            migrate.upgrade(url)
    elif expected is SchemaState.COMPATIBLE:
        assert migrate.upgrade(url) is SchemaState.COMPATIBLE
    else:
        return
    assert run(url, stored_revision) == stored


def test_a_newer_database_without_the_column_is_refused(url: str) -> None:
    pretend(url, "2999_later", None)
    run(url, lambda connection: connection.execute(text("ALTER TABLE alembic_version DROP COLUMN serves_from")))
    try:
        assert state_of(url) is SchemaState.NEWER
        assert run(url, stored_revision) == StoredRevision("2999_later", None)
    finally:
        add = text("ALTER TABLE alembic_version ADD COLUMN serves_from VARCHAR(32)")
        run(url, lambda connection: connection.execute(add))


def test_an_empty_database_is_older(engine: Engine) -> None:
    with empty_beside(engine) as url:
        assert state_of(url) is SchemaState.OLDER


def test_migrations_write_the_oldest_revision_that_can_serve(url: str) -> None:
    """Each downgrade and each upgrade writes it, for the revision at which it ends."""
    script = ScriptDirectory.from_config(migrate.configuration())

    def down_and_up(connection: Connection) -> list[StoredRevision]:
        found = [stored_revision(connection)]
        connection.execute(text("UPDATE alembic_version SET serves_from = NULL"))
        command.upgrade(migrate.configuration(connection), "head")
        return [*found, stored_revision(connection)]

    expected = StoredRevision(HEAD, oldest_that_serves(script, HEAD))
    assert run(url, down_and_up) == [expected, expected]


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        ("1", "1"),
        # It expands.
        ("2", "1"),
        # It drops what versions before 2 read.
        ("3", "2"),
        ("4", "2"),
        # No process of another version can go on.
        ("5", "5"),
        # It drops what versions before 4 read, and those could not go on anyway.
        ("6", "5"),
        ("7", "5"),
        # A revision from before the promise was made.
        ("8", "8"),
        ("9", "8"),
    ],
)
def test_the_strictest_revision_says_who_can_serve(revision: str, expected: str) -> None:
    names = {"1": "1", "2": None, "3": "2", "4": None, "5": "5", "6": "4", "7": None, "9": None}

    def found(name: str) -> Any:
        promise = {"serves_from": names[name]} if name in names else {}
        return SimpleNamespace(revision=name, module=SimpleNamespace(**promise))

    def line(upper: str, _lower: str) -> Any:
        return [found(str(number)) for number in range(int(upper), 0, -1)]

    script: Any = SimpleNamespace(get_revision=found, iterate_revisions=line)
    assert oldest_that_serves(script, revision) == expected


def test_every_new_revision_says_who_can_go_on() -> None:
    """It names itself, a revision before it, or None."""
    script = ScriptDirectory.from_config(migrate.configuration())
    ordered = revisions.after(None)
    for number, name in enumerate(ordered):
        if revisions.by_number(name) >= revisions.by_number("2026_12"):
            assert script.get_revision(name).module.serves_from in (None, *ordered[: number + 1]), name
