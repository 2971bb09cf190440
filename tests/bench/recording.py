"""The statements that Marquee sends to its database for each request, from which the bare server answers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import event

from app.auth.rules import ANONYMOUS, Caller, Scope
from app.db.database import Database
from app.db.statements import Statements
from app.graph.context import Context, system_clock
from app.graph.execution import Executor, Operation
from app.graph.publicity import SchemaPublicity
from app.schema import schema
from tests.bench.conference import Stored
from tests.bench.questions import Question

# SQL, its values, and whether they are many lists of values.
Step = tuple[str, Sequence[Any], bool]


@dataclass(frozen=True)
class Answered:
    """One request's statements: the one at `answer` returns the JSON that is sent between `before` and `after`."""

    steps: list[Step]
    answer: int
    before: str
    after: str


class _Recording:
    """Records the compiled statements, and what they returned by their place among all."""

    def __init__(self, statements: Statements, steps: list[Step], texts: dict[int, str]) -> None:
        self._statements = statements
        self._steps = steps
        self._texts = texts

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        place = len(self._steps)
        self._steps.append((sql, values, False))
        text = self._texts[place] = await self._statements.fetch_value(sql, values)
        return text


class _RecordingDatabase(Database):
    """Records all that runs on it, from the compiler and from SQLAlchemy alike."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.steps: list[Step] = []
        self.texts: dict[int, str] = {}
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._note)

    @asynccontextmanager
    async def _recording(self, snapshot: bool) -> AsyncIterator[Statements]:
        async with super().reading(snapshot=snapshot) as statements:
            yield _Recording(statements, self.steps, self.texts)

    def reading(self, *, snapshot: bool = False) -> Any:
        return self._recording(snapshot)

    def _statements(self, driver_connection: Any) -> Statements:
        return _Recording(super()._statements(driver_connection), self.steps, self.texts)

    def _note(self, _connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            sql, values = _repeatable(sql, values)
            self.steps.append((sql, [list(each) for each in values] if many else list(values), many))


async def record(url: str, stored: Stored, requested: Sequence[Question]) -> dict[str, list[Answered]]:
    """By the name of each operation, the statements of each of its requests. Updates are really made."""
    database = _RecordingDatabase(url)
    executor = Executor(schema)
    publicity = SchemaPublicity(executor.reader, database.dialect, system_clock)
    database.publicity = lambda: publicity
    owner = Caller(stored.application, stored.organisation, frozenset(Scope))
    found: dict[str, list[Answered]] = {}
    try:
        for question in requested:
            caller = owner if question.token else ANONYMOUS
            for variables in question.variables:
                database.steps, database.texts = [], {}
                context = Context(caller, database, system_clock(), "bench")
                answer = await executor.run(Operation(question.document, variables, question.name), context)
                body = answer.body.decode()
                place = max(place for place, text in database.texts.items() if text in body)
                before, after = body.split(database.texts[place])
                found.setdefault(question.name, []).append(Answered(database.steps, place, before, after))
    finally:
        await database.close()
    return found


def to_json(found: dict[str, list[Answered]], requested: Sequence[Question]) -> bytes:
    """The recording as the bare server reads it: by operation and by what its variables are. Each SQL text once."""
    texts: dict[str, int] = {}
    entries = {
        question.name: [
            {
                "variables": variables,
                "answer": answered.answer,
                "before": answered.before,
                "after": answered.after,
                "steps": [(texts.setdefault(sql, len(texts)), values, many) for sql, values, many in answered.steps],
            }
            for variables, answered in zip(question.variables, found[question.name], strict=True)
        ]
        for question in requested
    }
    return orjson.dumps({"sql": list(texts), "answers": entries}, default=str)


def _repeatable(sql: str, values: Any) -> tuple[str, Any]:
    """On SQLite the position of a change is a value, which another transaction cannot use again: read it instead."""
    columns = sql.removeprefix("INSERT INTO change (").partition(")")[0].split(", ")
    if columns[:2] != ["organisation_id", "position"] or "(?, ?, " not in sql:
        return sql, values
    position = "(SELECT position FROM feed WHERE organisation_id = ?)"
    return sql.replace("(?, ?, ", f"(?, {position}, ", 1), [values[0], values[0], *values[2:]]
