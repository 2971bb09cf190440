"""The migrations create exactly the declared tables, on both engines and for any number of processes."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from app.db import migrate
from app.db.all_tables import metadata
from app.db.database import Database
from tests.engines import Engine, empty_beside

TABLES = sorted(metadata.tables)


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """An empty database."""
    with empty_beside(engine) as url:
        yield url


def run(url: str, work: Any) -> Any:
    return asyncio.run(migrate.run_locked(url, work))


def described(connection: Connection) -> dict[str, Any]:
    """The description of each table in a fixed order."""
    inspector = inspect(connection)

    def spelled(value: Any) -> str:
        # The condition of a partial index is an object that prints as its address.
        return str({key: str(each) for key, each in value.items()}) if isinstance(value, dict) else str(value)

    def listed(items: Any) -> list[str]:
        return sorted(str(sorted((name, spelled(value)) for name, value in item.items())) for item in items)

    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "collations": {
                column["name"]: getattr(column["type"], "collation", None) for column in inspector.get_columns(table)
            },
            "key": str(inspector.get_pk_constraint(table)),
            "references": listed(inspector.get_foreign_keys(table)),
            "uniques": listed(inspector.get_unique_constraints(table)),
            "checks": listed(inspector.get_check_constraints(table)),
            "indexes": listed(inspector.get_indexes(table)),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def tables(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})


def differences(connection: Connection) -> Any:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, metadata)


def test_alembic_finds_no_difference_after_the_migrations(url: str) -> None:
    migrate.upgrade(url)
    assert run(url, differences) == []


def test_the_migrations_create_what_the_declared_tables_create(url: str) -> None:
    migrate.upgrade(url)
    migrated = run(url, described)

    def create_directly(connection: Connection) -> dict[str, Any]:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return described(connection)

    declared = run(url, create_directly)
    assert sorted(declared) == TABLES
    assert migrated.keys() == declared.keys()
    for table in TABLES:
        assert migrated[table] == declared[table], table


def test_the_comparison_sees_a_missing_check_and_a_missing_index(url: str) -> None:
    migrate.upgrade(url)
    before = run(url, described)["price"]

    def spoil(connection: Connection) -> dict[str, Any]:
        connection.execute(text("DROP INDEX ix_price_event_id"))
        connection.execute(text("ALTER TABLE price RENAME COLUMN amount_minor TO amount"))
        result: dict[str, Any] = described(connection)["price"]
        return result

    after = run(url, spoil)
    assert {part for part in before if before[part] != after[part]} >= {"columns", "checks", "indexes"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_all_text_on_postgresql_sorts_by_its_bytes(url: str) -> None:
    migrate.upgrade(url)
    query = text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('character varying', 'text')"
        " AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
    )
    assert run(url, lambda connection: connection.execute(query).scalars().all()) == []


def test_a_second_run_does_nothing_and_keeps_the_rows(url: str) -> None:
    assert migrate.upgrade(url) is True
    insert = text("INSERT INTO change (organisation_id, entity, entity_id, kind, at) VALUES (:id, 'a', :id, 'b', 'c')")
    run(url, lambda connection: connection.execute(insert, {"id": "0" * 32}))
    assert migrate.upgrade(url) is False
    count = text("SELECT count(*) FROM change")
    assert run(url, lambda connection: connection.execute(count).scalar()) == 1


def test_simultaneous_processes_migrate_one_after_the_other(url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        ran = list(pool.map(migrate.upgrade, [url] * 6))
    assert sorted(ran) == [False] * 5 + [True]
    assert run(url, tables) == TABLES


def test_each_downgrade_undoes_its_upgrade_or_says_that_it_does_not(url: str) -> None:
    """A revision that cannot be undone raises MigrationError with a sentence; the way down ends there."""
    scripts = list(ScriptDirectory.from_config(migrate.configuration()).walk_revisions())

    def up_and_down(connection: Connection) -> list[str]:
        config = migrate.configuration(connection)
        before = {}
        for script in reversed(scripts):
            before[script.revision] = described(connection)
            command.upgrade(config, script.revision)
        wrong: list[str] = []
        for script in scripts:
            try:
                command.downgrade(config, str(script.down_revision or "base"))
            except migrate.MigrationError as refusal:
                return wrong if str(refusal).endswith(".") else [*wrong, str(refusal)]
            if described(connection) != before[script.revision]:
                wrong.append(script.revision)
        return wrong

    assert run(url, up_and_down) == []


def test_a_downgrade_to_the_base_leaves_no_tables(url: str) -> None:
    migrate.upgrade(url)
    run(url, lambda connection: command.downgrade(migrate.configuration(connection), "base"))
    assert run(url, tables) == []
    migrate.upgrade(url)
    assert run(url, tables) == TABLES


def test_a_failed_migration_changes_nothing(url: str) -> None:
    def fail_half_way(connection: Connection) -> None:
        command.upgrade(migrate.configuration(connection), "2026_11_21_2_events")
        raise RuntimeError("The lights went out.")

    with pytest.raises(RuntimeError, match="lights"):
        run(url, fail_half_way)
    assert run(url, tables) == []


def test_a_newer_database_is_refused_and_not_changed(url: str) -> None:
    migrate.upgrade(url)
    run(
        url,
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '2999_later'")),
    )
    with pytest.raises(migrate.MigrationError, match="newer version of Marquee"):
        migrate.upgrade(url)
    current = text("SELECT version_num FROM alembic_version")
    assert run(url, lambda connection: connection.execute(current).scalar()) == "2999_later"


def test_an_empty_database_is_not_current(url: str) -> None:
    async def check() -> bool:
        database = Database(url)
        try:
            return await migrate.schema_state(database) is migrate.SchemaState.CURRENT
        finally:
            await database.close()

    assert asyncio.run(check()) is False


def test_readiness_checks_whether_the_database_is_current(url: str) -> None:
    async def check() -> list[bool]:
        database = Database(url)
        try:
            answers = [await migrate.schema_state(database) is migrate.SchemaState.CURRENT]
            await asyncio.to_thread(
                run,
                url,
                lambda connection: connection.execute(
                    text("UPDATE alembic_version SET version_num = '2026_11_21_2_events'")
                ),
            )
            return [*answers, await migrate.schema_state(database) is migrate.SchemaState.CURRENT]
        finally:
            await database.close()

    migrate.upgrade(url)
    assert asyncio.run(check()) == [True, False]


def test_the_newest_by_name_and_number_is_the_only_head() -> None:
    scripts = ScriptDirectory.from_config(migrate.configuration())
    assert scripts.get_heads() == [migrate.head()]
    for script in scripts.walk_revisions():
        assert Path(script.path).stem == script.revision
        before = script.down_revision
        assert before is None or migrate.by_number(str(before)) < migrate.by_number(script.revision)


def test_rebuilding_an_sqlite_table_must_not_lose_a_reference(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'marquee.db'}"
    migrate.upgrade(url)
    insert = text("INSERT INTO session_ticket VALUES ('a', 'b')")
    with pytest.raises(migrate.MigrationError, match="rows of session_ticket"):
        run(url, lambda connection: connection.execute(insert))
    with closing(sqlite3.connect(tmp_path / "marquee.db")) as connection:
        assert connection.execute("SELECT count(*) FROM session_ticket").fetchone() == (0,)
