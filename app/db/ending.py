"""The end of a transaction: it reads what it has written, and appends its changes to the feed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db.feed.appending import Append, appends
from app.db.feed.publicity import Asking
from app.db.outbox import Change, recorded_changes
from app.db.statements import PostgresStatements, Query, Statements
from app.db.worker_thread import compute_last
from app.db.written_columns import columns_written


class Ending:
    """The `Statements` of a transaction after its work. `fetch_last` ends it, once.

    `in_thread`: it writes so much that a thread computes what is to be appended.
    """

    def __init__(
        self, session: AsyncSession, connection: Connection, statements: Statements, asking: Asking, *, in_thread: bool
    ) -> None:
        self._session = session
        self._connection = connection
        self._statements = statements
        self._asking = asking
        self._in_thread = in_thread
        # The changes, as they are in the feed; None until they are appended.
        self.placed: Sequence[Change] | None = None

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """The first column of the first row, or None."""
        return await self._statements.fetch_value(sql, values)

    async def fetch_all(self, queries: Sequence[Query]) -> list[Any]:
        """The value of each query, each by its own statement."""
        return [await self._statements.fetch_value(each.sql, each.values) for each in queries]

    async def fetch_last(self, queries: Sequence[Query] = (), write: Query | None = None) -> list[Any]:
        """The value of each query, read before the changes are appended. Only the commit may follow.

        `write`: what is to be written as well, outside the feed; it returns nothing. On PostgreSQL all of this is one
        statement, unless several feeds change, or so much that a deadline of its own is needed.
        """
        assert self.placed is None
        if isinstance(self._statements, PostgresStatements):
            appended = await self._appends()
            if len(appended) == 1 and appended[0].is_short:
                advanced, *found = await appended[0].on_postgresql(self._statements, queries, write)
                self.placed = appended[0].placed(advanced)
                return found
            found = await self._apart(queries, write)
        else:
            found = await self._apart(queries, write)
            appended = await self._appends()
        placed: list[Change] = []
        for append in appended:
            place = partial(append.placed, await self._append(append))
            placed += await compute_last(place) if self._in_thread else place()
        self.placed = placed
        return found

    async def _apart(self, queries: Sequence[Query], write: Query | None) -> list[Any]:
        found = await self.fetch_all(queries)
        if write is not None:
            await self._statements.fetch_value(write.sql, write.values)
        return found

    async def _appends(self) -> Sequence[Append]:
        changes = recorded_changes(self._session.sync_session)
        if not changes:
            return ()
        if isinstance(self._statements, PostgresStatements) and not self._statements.is_in_transaction:
            # The session begins a transaction with its first statement, and has run none.
            await self._session.execute(text("SELECT 1"))
        changes, question = await self._asking.prepare(changes, columns_written(self._connection), self._statements)
        prepare = partial(appends, changes, question)
        return await compute_last(prepare) if self._in_thread else prepare()

    async def _append(self, append: Append) -> str:
        if isinstance(self._statements, PostgresStatements):
            [advanced] = await append.on_postgresql(self._statements)
            return str(advanced)
        return await append.on_sqlite(self._statements)
