"""The round trips to PostgreSQL that a with-block makes, as asyncpg sends them: the SQL of each, BEGIN and COMMIT too.

What a connection does once is left out, because it depends on what ran before: preparing a statement, and asking a
connection that was idle for some time whether it is alive.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from asyncpg.protocol import Protocol

PING = "SELECT 1"


@contextmanager
def round_trips() -> Iterator[list[str]]:
    """Of all connections of this process; on SQLite there are none."""
    seen: list[str] = []

    def noting(name: str) -> Any:
        method = getattr(Protocol, name)

        def noted(protocol: Any, *arguments: Any, **named: Any) -> Any:
            # A simple query is a text, everything else a prepared statement.
            statement = arguments[0] if arguments else named["state"]
            if statement != PING:
                seen.append(statement if isinstance(statement, str) else statement.query)
            return method(protocol, *arguments, **named)

        return patch.object(Protocol, name, noted)

    with ExitStack() as patches:
        for name in ("query", "bind_execute", "bind_execute_many"):
            patches.enter_context(noting(name))
        yield seen
