"""What Marquee asks its database for each request: the statements that the bare server answers with."""

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
from app.schema import schema
from tests.bench.conference import Stored
from tests.bench.questions import Question

# SQL, its values, and whether they are many lists of values.
Step = tuple[str, Sequence[Any], bool]


@dataclass(frozen=True)
class Answered:
    """One request's statements, of which the last makes the answer, and the JSON around what that one returns."""

    steps: list[Step]
    before: str
    after: str


class _Noting:
    """Notes the compiled statements, and what they returned."""

    def __init__(self, statements: Statements, steps: list[Step], texts: list[str]) -> None:
        self._statements = statements
        self._steps = steps
        self._texts = texts

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        self._steps.append((sql, values, False))
        text = await self._statements.fetch_value(sql, values)
        self._texts.append(text)
        return text


class _NotingDatabase(Database):
    """Notes all that runs on it, from the compiler and from SQLAlchemy alike."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.steps: list[Step] = []
        self.texts: list[str] = []
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._note)

    @asynccontextmanager
    async def _noting(self, snapshot: bool) -> AsyncIterator[Statements]:
        async with super().reading(snapshot=snapshot) as statements:
            yield _Noting(statements, self.steps, self.texts)

    def reading(self, *, snapshot: bool = False) -> Any:
        return self._noting(snapshot)

    def _statements(self, driver_connection: Any) -> Statements:
        return _Noting(super()._statements(driver_connection), self.steps, self.texts)

    def _note(self, _connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            self.steps.append((sql, [list(each) for each in values] if many else list(values), many))


async def record(url: str, stored: Stored, asked: Sequence[Question]) -> dict[str, list[Answered]]:
    """For each operation's name, what each of its requests comes down to. Updates are really made."""
    database = _NotingDatabase(url)
    executor = Executor(schema)
    owner = Caller(stored.application, stored.organisation, frozenset(Scope))
    found: dict[str, list[Answered]] = {}
    try:
        for question in asked:
            caller = owner if question.token else ANONYMOUS
            for variables in question.variables:
                database.steps, database.texts = [], []
                context = Context(caller, database, system_clock(), "bench")
                answer = await executor.run(Operation(question.document, variables, question.name), context)
                before, after = answer.body.decode().split(database.texts[-1])
                found.setdefault(question.name, []).append(Answered(database.steps, before, after))
    finally:
        await database.close()
    return found


def to_json(found: dict[str, list[Answered]], asked: Sequence[Question]) -> bytes:
    """The recording as the bare server reads it: by operation and by what its variables are. Each SQL text once."""
    texts: dict[str, int] = {}
    entries = {
        question.name: [
            {
                "variables": variables,
                "before": answered.before,
                "after": answered.after,
                "steps": [(texts.setdefault(sql, len(texts)), values, many) for sql, values, many in answered.steps],
            }
            for variables, answered in zip(question.variables, found[question.name], strict=True)
        ]
        for question in asked
    }
    return orjson.dumps({"sql": list(texts), "answers": entries}, default=str)
