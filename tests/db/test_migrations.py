"""The migrations create exactly the declared tables, on both engines and for any number of processes."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, inspect, text
from sqlalchemy.engine import make_url

from app.db import migrate
from app.db.all_tables import metadata
from app.db.schema_state import SchemaState, stored_revision
from tests.engines import Engine, empty_beside, migrated_beside
from tests.templates import Run, dsn

TABLES = sorted(metadata.tables)


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    """An empty database."""
    with empty_beside(engine) as url:
        yield url


@pytest.fixture
def migrated(engine: Engine, whole_run: Run) -> Iterator[str]:
    """A database that was migrated from empty to the head."""
    with migrated_beside(engine, whole_run) as url:
        yield url


@pytest.fixture(scope="module")
def unchanged(engine: Engine, whole_run: Run) -> Iterator[str]:
    """The same for tests that only read."""
    with migrated_beside(engine, whole_run) as url:
        yield url


def run(url: str, work: Any) -> Any:
    return asyncio.run(migrate.run_locked(url, work))


def described(connection: Connection) -> dict[str, Any]:
    """The description of each table in a fixed order."""
    inspector = inspect(connection)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    if connection.dialect.name != "sqlite":
        return _reflected(inspector, tables)
    # Reflecting is slow there, and its only source are these statements.
    query = text("SELECT tbl_name, sql FROM sqlite_master WHERE sql > '' ORDER BY sql")
    statements: dict[str, list[str]] = {}
    for table, sql in connection.execute(query):
        statements.setdefault(table, []).append(sql)
    keys = {table: (table, *statements[table]) for table in tables}
    unknown = [table for table in tables if keys[table] not in _known]
    if unknown:
        _known.update({keys[table]: each for table, each in _reflected(inspector, unknown).items()})
    return {table: _known[keys[table]] for table in tables}


_known: dict[tuple[str, ...], dict[str, Any]] = {}


def _reflected(inspector: Inspector, tables: list[str]) -> dict[str, Any]:
    def spelled(value: Any) -> str:
        # The condition of a partial index is an object that prints as its address.
        return str({key: str(each) for key, each in value.items()}) if isinstance(value, dict) else str(value)

    def listed(items: Any) -> list[str]:
        return sorted(str(sorted((name, spelled(value)) for name, value in item.items())) for item in items)

    # All tables at once: one statement for each of these, on PostgreSQL.
    columns = inspector.get_multi_columns(filter_names=tables)
    keys = inspector.get_multi_pk_constraint(filter_names=tables)
    references = inspector.get_multi_foreign_keys(filter_names=tables)
    uniques = inspector.get_multi_unique_constraints(filter_names=tables)
    checks = inspector.get_multi_check_constraints(filter_names=tables)
    indexes = inspector.get_multi_indexes(filter_names=tables)
    found = {}
    for table in tables:
        key = (None, table)
        found[table] = {
            "columns": {each["name"]: (str(each["type"]), each["nullable"], each["default"]) for each in columns[key]},
            "collations": {each["name"]: getattr(each["type"], "collation", None) for each in columns[key]},
            "key": str(keys[key]),
            "references": listed(references[key]),
            "uniques": listed(uniques[key]),
            "checks": listed(checks[key]),
            "indexes": listed(indexes[key]),
        }
    return found


def tables(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})


def differences(connection: Connection) -> Any:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, metadata)


def test_alembic_finds_no_difference_after_the_migrations(unchanged: str) -> None:
    assert run(unchanged, differences) == []


def test_the_migrations_create_what_the_declared_tables_create(migrated: str) -> None:
    expected = run(migrated, described)

    def create_directly(connection: Connection) -> dict[str, Any]:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return described(connection)

    declared = run(migrated, create_directly)
    assert sorted(declared) == TABLES
    assert expected.keys() == declared.keys()
    for table in TABLES:
        assert expected[table] == declared[table], table


def test_the_comparison_sees_a_missing_check_and_a_missing_index(migrated: str) -> None:
    before = run(migrated, described)["price"]

    def spoil(connection: Connection) -> dict[str, Any]:
        connection.execute(text("DROP INDEX ix_price_event_id"))
        connection.execute(text("ALTER TABLE price RENAME COLUMN amount_minor TO amount"))
        result: dict[str, Any] = described(connection)["price"]
        return result

    after = run(migrated, spoil)
    assert {part for part in before if before[part] != after[part]} >= {"columns", "checks", "indexes"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_all_text_on_postgresql_sorts_by_its_bytes(unchanged: str) -> None:
    query = text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('character varying', 'text')"
        " AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
    )
    assert run(unchanged, lambda connection: connection.execute(query).scalars().all()) == []


def test_a_second_run_does_nothing_and_keeps_the_rows(migrated: str) -> None:
    insert = text("INSERT INTO feed (organisation_id, position, pruned, epoch) VALUES (:id, 1, 0, 1)")
    run(migrated, lambda connection: connection.execute(insert, {"id": "0" * 32}))
    assert migrate.upgrade(migrated) is SchemaState.CURRENT
    count = text("SELECT count(*) FROM feed")
    assert run(migrated, lambda connection: connection.execute(count).scalar()) == 1


def test_simultaneous_processes_migrate_one_after_the_other(url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        ran = list(pool.map(migrate.upgrade, [url] * 6))
    assert sorted(ran) == [SchemaState.CURRENT] * 5 + [SchemaState.OLDER]
    assert run(url, tables) == TABLES


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_migration_waits_shortly_for_a_table_and_tries_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the requests of other processes would queue up behind it for as long as a transaction lasts."""
    monkeypatch.setattr(migrate, "TABLE_WAIT_MS", 50)
    run(url, lambda connection: command.upgrade(migrate.configuration(connection), "2026_11_21_13_sessions"))
    with asyncio.Runner() as runner:
        other = runner.run(asyncpg.connect(dsn(make_url(url))))
        runner.run(other.execute("BEGIN; LOCK TABLE event IN ACCESS SHARE MODE"))
        pauses: list[float] = []

        def release(pause: float) -> None:
            pauses.append(pause)
            runner.run(other.execute("ROLLBACK"))

        monkeypatch.setattr(migrate, "TABLE_PATIENCE_S", -1)
        with pytest.raises(migrate.MigrationError, match="long transactions are using them"):
            migrate.upgrade(url)
        assert run(url, stored_revision).revision == "2026_11_21_13_sessions"
        monkeypatch.setattr(migrate, "TABLE_PATIENCE_S", 60)
        monkeypatch.setattr("app.db.migrate.time.sleep", release)
        assert migrate.upgrade(url) is SchemaState.OLDER
        assert pauses == [migrate.TABLE_PAUSE_S]
        runner.run(other.close())


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


def test_a_downgrade_to_the_base_leaves_no_tables(migrated: str) -> None:
    run(migrated, lambda connection: command.downgrade(migrate.configuration(connection), "base"))
    assert run(migrated, tables) == []
    assert migrate.upgrade(migrated) is SchemaState.OLDER
    assert run(migrated, tables) == TABLES


def test_a_failed_migration_changes_nothing(url: str) -> None:
    def fail_half_way(connection: Connection) -> None:
        command.upgrade(migrate.configuration(connection), "2026_11_21_2_events")
        raise RuntimeError("The lights went out.")

    with pytest.raises(RuntimeError, match="lights"):
        run(url, fail_half_way)
    assert run(url, tables) == []


def test_rebuilding_an_sqlite_table_must_not_lose_a_reference(tmp_path: Path, whole_run: Run) -> None:
    file = shutil.copy(whole_run.migrated_file(), tmp_path / "marquee.db")
    url = f"sqlite:///{file}"
    insert = text("INSERT INTO session_ticket VALUES ('a', 'b')")
    with pytest.raises(migrate.MigrationError, match="rows of session_ticket"):
        run(url, lambda connection: connection.execute(insert))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM session_ticket").fetchone() == (0,)
