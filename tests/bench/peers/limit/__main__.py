"""The limit: hand-written SQL behind a bare ASGI application. `python -m tests.bench.peers.limit <URL> <connections>`.

It knows the questions by the names of their operations and reads neither their documents nor tokens.
"""

import gc
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy.engine import make_url

from tests.bench.peers.circles import circle
from tests.bench.peers.limit.postgresql import Postgres
from tests.bench.peers.limit.sqlite import Sqlite
from tests.bench.serving import serve

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Variables = dict[str, Any]

FIELDS = {
    "EventPage": "event",
    "FiftyEvents": "events",
    "Tiny": "event",
    "Agenda": "event",
    "Nearby": "events",
    "Rename": "updateEvent",
    "Register": "registerAttendee",
}
AROUND = {name: (b'{"data":{"%b":' % field.encode(), b"}}") for name, field in FIELDS.items()}
START = {"type": "http.response.start", "status": 200}


def _near(variables: Variables) -> tuple[Any, ...]:
    near = variables["near"]
    return instant(variables["from"]), *circle(near["latitude"], near["longitude"], near["radiusKm"])


def _registration(variables: Variables) -> tuple[Any, ...]:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return *(variables[name] for name in ("event", "user", "ticket", "occurrence", "price")), now[:19]


def instant(text: str) -> str:
    """As the database stores it."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


VALUES: dict[str, Callable[[Variables], tuple[Any, ...]]] = {
    "EventPage": lambda variables: (variables["uuid"],),
    "FiftyEvents": lambda variables: (instant(variables["from"]),),
    "Tiny": lambda variables: (variables["uuid"],),
    "Agenda": lambda variables: (variables["uuid"], variables["day"]),
    "Nearby": _near,
    "Rename": lambda variables: (variables["uuid"], variables["name"]),
    "Register": _registration,
}


class Limit:
    """Reads the body, runs the one statement, sends its text."""

    def __init__(self, database: Postgres | Sqlite) -> None:
        self._database = database

    async def __call__(self, _scope: Any, receive: Receive, send: Send) -> None:
        message = await receive()
        body: bytes = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        asked = orjson.loads(body)
        name = asked["operationName"]
        text = await self._database.value(name, VALUES[name](asked["variables"]))
        before, after = AROUND[name]
        answer = before + text.encode() + after
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({**START, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def main() -> None:
    """Serve until stopped."""
    url, connections = make_url(sys.argv[1]), int(sys.argv[2])
    database: Postgres | Sqlite
    if url.get_backend_name() == "sqlite":
        database = Sqlite(url.database or "")
    else:
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        database = Postgres(dsn, connections)
    gc.freeze()
    serve(Limit(database))


if __name__ == "__main__":
    main()
