"""The bench's operations read by index alone, and PostgreSQL does not plan its reads anew each time."""

from collections.abc import Iterator

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from tests.bench.peers.population import populate
from tests.bench.peers.questions import TOKEN, UNCHANGED, questions
from tests.db.bench_rows import fill
from tests.db.bench_statements import Bench, Sent
from tests.engines import Engine, migrated_beside
from tests.gateway import Gateway
from tests.host import Host
from tests.templates import Run

# Enough for PostgreSQL to use an index of every large table; the bench has 2,000.
EVENTS = 300
# PostgreSQL makes a plan for the given values so often before it compares with one for any values.
CUSTOM_PLANS = 5
# Of one row; and the feeds, of which the stamp of all together reads a bounded number.
CONSTANT = {"alembic_version", "feed"}
# In the statement that finds the next instant of an organisation (`next_instant`). The demo's has a large part of all
# rows here, so that PostgreSQL reads them all.
NEXT_INSTANT = "SELECT min(m.at)"
PLANS = "SELECT json_build_array(custom_plans, generic_plans) FROM pg_prepared_statements WHERE statement = $1"
# An operation, an index that it needs, and the table that it reads whole without it.
MISSING = (
    ("page", "ix_price_ticket_id_position_id", "price"),
    ("fifty", "ix_event_starts_at_id", "event"),
    ("register", "ix_price_ticket_id_position_id", "price"),
)


@pytest.fixture(scope="module")
def bench(engine: Engine, whole_run: Run) -> Iterator[Bench]:
    """Stored once for all tests of an engine: they leave the large tables as they are."""
    with migrated_beside(engine, whole_run) as url, Host(Engine(engine.name, url, lambda: None)) as host:
        stored = host.run(populate(url, EVENTS))
        host.in_database(lambda db: fill(db, stored))
        if engine.name == "postgresql":
            host.in_database(lambda db: db.connection().execute(text("ANALYZE")))
        with Gateway(host) as gateway:
            yield Bench(gateway, stored)


@pytest.fixture(scope="module")
def sent(bench: Bench) -> dict[str, list[Sent]]:
    """Of each operation, all statements of all its forms."""
    found = {}
    for question in questions(bench.stored):
        with bench.statements() as statements:
            bench.ask(question, 0)
            for form in {TOKEN, UNCHANGED} if not question.writes else ():
                bench.ask_again(question, form)
        found[question.key] = [each for each in statements if NEXT_INSTANT not in each.sql]
    return found


def test_no_statement_of_the_bench_reads_a_table_whole(bench: Bench, sent: dict[str, list[Sent]]) -> None:
    assert len(sent) == 7
    assert {key: bench.scanned(statements) - CONSTANT for key, statements in sent.items()} == {
        key: set() for key in sent
    }


def test_a_missing_index_is_noticed(bench: Bench, sent: dict[str, list[Sent]]) -> None:
    for key, index, table in MISSING:

        def work(db: DbSession, index: str = index, key: str = key) -> set[str]:
            db.connection().exec_driver_sql(f"DROP INDEX {index}")
            found = bench.scanned_in(db, sent[key])
            db.rollback()
            return found

        assert bench.gateway.in_database(work) - CONSTANT == {table}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_reads_of_the_bench_are_not_planned_anew_each_time(bench: Bench) -> None:
    for question in questions(bench.stored):
        if question.writes:
            continue
        for number in range(2 * CUSTOM_PLANS):
            bench.ask(question, number)
        with bench.statements() as statements:
            bench.ask(question, 0)
        (statement,) = statements
        custom, generic = plans(bench.gateway, statement)
        assert custom == CUSTOM_PLANS, question.key
        for number in range(CUSTOM_PLANS):
            bench.ask(question, number)
        assert plans(bench.gateway, statement) == (custom, generic + CUSTOM_PLANS), question.key


def plans(gateway: Gateway, statement: Sent) -> tuple[int, int]:
    """How often the connection that was used last has planned the statement for its values, and not."""

    async def read() -> str:
        async with gateway.database.reading() as connection:
            found: str = await connection.fetch_value(PLANS, [statement.sql])
            return found

    custom, generic = orjson.loads(gateway.run(read()))
    return custom, generic
