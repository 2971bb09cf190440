"""The statements that the bench's operations send, and the tables that the engine's plans of them read whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from sqlalchemy import event
from sqlalchemy.util import await_only
from sqlmodel import Session as DbSession

from app.db.statements import PostgresStatements, SqliteStatements
from app.graph.context import system_clock
from tests.bench.peers.population import Population
from tests.bench.peers.questions import UNCHANGED, Question
from tests.gateway import Gateway


@dataclass(frozen=True)
class Sent:
    """One statement in the engine's own parameter style; the first values that it was sent with."""

    sql: str
    values: Sequence[Any]


class Bench:
    """A service with the population of the bench."""

    def __init__(self, gateway: Gateway, stored: Population) -> None:
        self.gateway = gateway
        self.stored = stored
        gateway.clock.set(system_clock())

    def ask(self, question: Question, number: int) -> None:
        """Send the n-th request of a question."""
        token = self.stored.base.token if question.writes else None
        self.gateway.gql(question.document, token, **question.variables(number))

    def ask_again(self, question: Question, form: str) -> None:
        """The other forms: with a token, and as a GET until it is answered by 304 without its query."""
        variables = question.variables(0)
        if form != UNCHANGED:
            self.gateway.gql(question.document, self.stored.base.token, **variables)
            return
        path = f"/graphql?{urlencode({'query': question.document, 'variables': orjson.dumps(variables).decode()})}"
        tag = self.gateway.request("GET", path).headers["etag"]
        for _ in range(3):
            assert self.gateway.request("GET", path, headers={"if-none-match": tag}).status_code == 304

    @contextmanager
    def statements(self) -> Iterator[list[Sent]]:
        """All that is sent inside, each text once, after the block."""
        found: dict[str, Sent] = {}

        def note(sql: str, values: Sequence[Any]) -> None:
            found.setdefault(sql, Sent(sql, list(values)))

        def note_executed(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
            note(sql, values[0] if many else values)

        sync_engine = self.gateway.database.engine.sync_engine
        sent: list[Sent] = []
        event.listen(sync_engine, "before_cursor_execute", note_executed)
        try:
            with pytest.MonkeyPatch.context() as patches, self.gateway.statements() as heard:
                for kind in (SqliteStatements, PostgresStatements):
                    patches.setattr(kind, "fetch_value", _noting(kind.fetch_value, note))
                yield sent
        finally:
            event.remove(sync_engine, "before_cursor_execute", note_executed)
        sent += [found[sql] for sql in dict.fromkeys(heard)]

    def scanned(self, sent: Sequence[Sent]) -> set[str]:
        """The tables that a plan of one of these statements reads whole."""
        return self.gateway.in_database(lambda db: self.scanned_in(db, sent))

    def scanned_in(self, db: DbSession, sent: Sequence[Sent]) -> set[str]:
        """The same in a transaction, which may have changed the indexes."""
        return {table for each in sent for table in self._scanned(db, each)}

    def _scanned(self, db: DbSession, sent: Sent) -> Iterator[str]:
        connection = db.connection()
        if self.gateway.engine == "sqlite":
            pages = connection.exec_driver_sql("SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0").all()
            # The driver keeps statements by their text, and would answer the program from before a change.
            version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
            program = connection.exec_driver_sql(f"EXPLAIN /* {version} */ {sent.sql}", tuple(sent.values)).all()
            yield from _scanned_on_sqlite(program, dict(map(tuple, pages)))
            return
        driver: Any = connection.connection.driver_connection

        def scanned(sql: str, *values: Any) -> Iterator[str]:
            answer = await_only(driver.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values))
            return _scanned_on_postgresql(answer[0]["Plan"])

        yield from scanned(sent.sql, *sent.values)
        # The plan for any values, which most statements get from the sixth time on.
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        await_only(driver.execute(f"PREPARE generic AS {sent.sql}"))
        nulls = f"({', '.join(['NULL'] * len(sent.values))})" if sent.values else ""
        yield from scanned(f"EXECUTE generic{nulls}")
        await_only(driver.execute("DEALLOCATE generic"))


def _noting(fetch_value: Any, note: Any) -> Any:
    async def noted(self: Any, sql: str, values: Sequence[Any]) -> Any:
        note(sql, values)
        return await fetch_value(self, sql, values)

    return noted


def _scanned_on_sqlite(program: Sequence[Any], tables: Mapping[int, str]) -> Iterator[str]:
    """A program begins at the first or the last row of a table or an index. `tables`: by the root page of each."""
    opened: dict[int, str] = {}
    for step in program:
        if step.opcode in ("OpenRead", "OpenWrite"):
            opened[step.p1] = tables[step.p2]
        elif step.opcode in ("Rewind", "Last", "Count") and step.p1 in opened:
            yield opened[step.p1]


def _scanned_on_postgresql(node: dict[str, Any]) -> Iterator[str]:
    """An index that is read from end to end, and not only for its order, is no better than its table."""
    kind = node["Node Type"]
    if kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node):
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned_on_postgresql(child)
