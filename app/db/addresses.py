"""The URL of a database, as hosting services give it, in the form that the driver takes."""

from typing import Any

from sqlalchemy.engine import URL, make_url

from app.db.deadlines import Deadline
from app.db.prepared import MAX_STATEMENTS

POSTGRES_SETTINGS = {
    # The planner's estimate of a nested page passes the JIT threshold; compiling costs more than it saves.
    "jit": "off",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
}
# PgBouncer refuses connections with any other start-up setting.
POOLED_SETTINGS = ("timezone", "application_name")
# A write that meets a lock soon releases its connection, and then waits without one.
WRITERS_LOCK_WAIT_MS = 250
CONNECT_S = 3.0


def postgres_settings(deadline: Deadline | None, *, writing: bool) -> dict[str, str]:
    """The settings of each session. Migrations have no deadline and lift the limits themselves."""
    settings = dict(POSTGRES_SETTINGS)
    if deadline is not None:
        settings["statement_timeout"] = str(deadline.database_ms)
        if writing:
            settings["lock_timeout"] = str(WRITERS_LOCK_WAIT_MS)
    return settings


def async_url(url: str) -> URL:
    """The URL with the asynchronous driver of its engine. ValueError for any other engine."""
    parsed = make_url(url)
    name = parsed.get_backend_name()
    if name == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if name in ("postgresql", "postgres"):
        options = dict(parsed.query)
        # asyncpg calls sslmode `ssl`, and takes the others as arguments or not at all.
        for ours, theirs in (
            ("sslmode", "ssl"),
            ("application_name", ""),
            ("connect_timeout", ""),
            ("channel_binding", ""),
        ):
            value = options.pop(ours, None)
            if theirs and value is not None:
                options[theirs] = value
        port = options.pop("port", None)
        parsed = parsed.set(drivername="postgresql+asyncpg", query=options)
        return parsed if port is None else parsed.set(port=int(str(port)))
    raise ValueError("A database URL starts with sqlite:/// or postgresql://.")


def postgres_arguments(
    url: str, deadline: Deadline | None = None, *, transaction_pooler: bool = False, writing: bool = False
) -> dict[str, Any]:
    """asyncpg's arguments besides the address, for the read pool and the write engine.

    `transaction_pooler`: each transaction may use another connection of the server.
    """
    options = make_url(url).query
    settings = postgres_settings(deadline, writing=writing)
    if "application_name" in options:
        settings["application_name"] = str(options["application_name"])
    if transaction_pooler:
        settings = {name: value for name, value in settings.items() if name in POOLED_SETTINGS}
    arguments: dict[str, Any] = {
        "server_settings": settings,
        "statement_cache_size": 0 if transaction_pooler else MAX_STATEMENTS,
        "timeout": CONNECT_S,
        "command_timeout": deadline.client_s if deadline else None,
    }
    # In libpq 0 means no timeout; then our own applies.
    if (seconds := int(str(options.get("connect_timeout", 0)))) > 0:
        arguments["timeout"] = float(seconds)
    return arguments
