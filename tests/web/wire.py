"""Clients of WebSockets and streams that exchange ASGI messages with the application, on the gateway's loop.

with socket(gateway, init={...}) as wire:         # init=None: not initialised
    wire.send_json(type="subscribe", id="1", payload=…); wire.send(text="…"); wire.receive() -> the next message
    wire.closed() -> code and reason of the server's close; wire.disconnect()
with stream(gateway, EVENT_CHANGED, accept="text/event-stream", uuid=event.id) as wire:
    wire.status, wire.headers, wire.next() -> the next bytes; wire.rest() -> all that follow until the end
"""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID
from weakref import WeakSet

import orjson
from starlette.types import Message

from app.auth.operations.applications import list_applications, revoke_application
from app.db.outbox import Change, ChangeKind
from tests.gateway import Gateway, Organisation

PATIENCE_S = 10
# For statements in flight. The collector stops the event loop, for seconds in a traced process, and what waits for the
# database meanwhile reaches its deadline.
SETTLE_S = 0.05
PROTOCOL = "graphql-transport-ws"

EVENT_CHANGED = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { kind event { name } } }"
RENAME = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { event { name } } }"


def renamed_item(name: str) -> dict[str, Any]:
    """The answer of EVENT_CHANGED after the event was renamed."""
    return {"data": {"eventChanged": {"kind": "UPDATED", "event": {"name": name}}}}


def subscribers_by_event(gateway: Gateway) -> dict[UUID, int]:
    """The number of subscribers of each event, after collecting abandoned ones."""
    gc.collect()
    return dict(_subscribers(gateway))


def _subscribers(gateway: Gateway) -> Counter[UUID]:
    feeds = gateway.app.state.services.hub.followed()
    return Counter(each.event_id for feed in feeds for each in feed.subscriptions)


def wait_until(gateway: Gateway, condition: Callable[[], bool]) -> None:
    """Let the service run until the condition holds."""

    async def step() -> None:
        await asyncio.sleep(0.001)

    last = time.monotonic() + 3 * PATIENCE_S
    while not condition():
        assert time.monotonic() < last, "It does not become true."
        gateway.run(step())


def wait_for_subscribers(gateway: Gateway, uuid: UUID, subscribers: int = 1) -> None:
    """Wait until the event has this number of subscribers."""

    def complete() -> bool:
        found = _subscribers(gateway)[uuid]
        if found > subscribers:
            gateway.run(asyncio.sleep(SETTLE_S))
            found = _subscribers(gateway)[uuid]
        if found > subscribers:
            found = subscribers_by_event(gateway).get(uuid, 0)
        return bool(found == subscribers)

    wait_until(gateway, complete)


def notify_change(gateway: Gateway, uuid: UUID) -> None:
    """Send a change to the subscribers of this event, as a commit would."""
    for feed in gateway.app.state.services.hub.followed():
        position = feed.position + 1
        change = Change(
            ChangeKind.UPDATED, "Event", uuid, feed.organisation_id, uuid, gateway.clock(), position=position
        )
        feed.deliver([change], position)


def revoke(gateway: Gateway, organisation: Organisation) -> None:
    """Revoke all tokens of an organisation, also in the process's cache."""
    for each in gateway.read(lambda db: list_applications(db, UUID(organisation.uuid))):
        gateway.write(lambda db, id=each.client_id: revoke_application(db, id, gateway.clock()))  # type: ignore[misc]
    gateway.app.state.services.callers._remembered.clear()


class Wire:
    """A connection that the application serves in its own task."""

    def __init__(self, gateway: Gateway, scope: dict[str, Any]) -> None:
        self._gateway = gateway
        self._scope = scope
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()

    def __enter__(self) -> Self:
        async def start() -> None:
            # Weak references: a cancelled task keeps its frames alive.
            self._before = WeakSet(asyncio.all_tasks())
            serving = self._gateway.app(self._scope, self._to_app.get, self._from_app.put)
            self._task = asyncio.ensure_future(serving)

        self._gateway.run(start())
        return self

    def __exit__(self, *_exception: object) -> None:
        self.disconnect()

    def put(self, message: Message) -> None:
        self._to_app.put_nowait(message)

    def message(self) -> Message:
        """The application's next message. Fails if none comes or the application has returned."""

        async def next_() -> Message:
            coming = asyncio.ensure_future(self._from_app.get())
            await asyncio.wait({coming, self._task}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            assert coming.done(), "It said no more."
            return coming.result()

        return self._gateway.run(next_())

    def done(self) -> bool:
        """Whether the application has returned and all its messages were read."""

        async def wait() -> bool:
            await asyncio.wait({self._task}, timeout=PATIENCE_S)
            return self._task.done() and self._from_app.empty()

        return self._gateway.run(wait())

    def tasks(self) -> int:
        """The number of tasks that the connection has left behind."""

        async def count() -> int:
            mine = {self._task, asyncio.current_task()}
            left = asyncio.all_tasks() - set(self._before) - mine
            return len((await asyncio.wait(left, timeout=PATIENCE_S))[1]) if left else 0

        return self._gateway.run(count())

    def disconnect(self) -> None:
        """Disconnect; the application must return."""
        self.put({"type": f"{self._scope['type']}.disconnect", "code": 1006})

        async def wait() -> None:
            await asyncio.wait_for(self._task, PATIENCE_S)

        self._gateway.run(wait())


class Socket(Wire):
    def send(self, **frame: Any) -> None:
        self.put({"type": "websocket.receive", **frame})

    def send_json(self, **message: Any) -> None:
        self.send(text=orjson.dumps(message, default=str).decode())

    def subscribe(self, id: str, query: str, **variables: Any) -> None:
        self.send_json(type="subscribe", id=id, payload={"query": query, "variables": variables})

    def init(self, **payload: Any) -> None:
        self.send_json(type="connection_init", **({"payload": payload} if payload else {}))
        assert self.receive() == {"type": "connection_ack"}

    def receive(self) -> Any:
        message = self.message()
        assert message["type"] == "websocket.send", message
        return orjson.loads(message["text"])

    def closed(self) -> tuple[int, str]:
        message = self.message()
        assert message["type"] == "websocket.close", message
        assert self.done()
        return message["code"], message["reason"]

    def wait_until_idle(self) -> None:
        """Wait until the application has handled everything sent so far, without a message."""
        self.send_json(type="ping")
        assert self.receive() == {"type": "pong"}


@contextmanager
def socket(
    gateway: Gateway,
    *,
    init: dict[str, Any] | None = None,
    token: str | None = None,
    subprotocols: Sequence[str] = (PROTOCOL,),
    **headers: str,
) -> Iterator[Socket]:
    """An accepted WebSocket, initialised with this payload unless that is None."""
    with unaccepted_socket(gateway, token=token, subprotocols=subprotocols, **headers) as wire:
        accepted = wire.message()
        assert accepted["type"] == "websocket.accept"
        assert accepted["subprotocol"] == (PROTOCOL if PROTOCOL in subprotocols else None)
        if init is not None:
            wire.init(**init)
        yield wire


def unaccepted_socket(
    gateway: Gateway, *, token: str | None = None, subprotocols: Sequence[str] = (PROTOCOL,), **headers: str
) -> Socket:
    """A WebSocket that is not accepted yet."""
    scope = {
        "type": "websocket",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "query_string": b"",
        "subprotocols": list(subprotocols),
        "headers": _headers(token, headers),
        "extensions": {"websocket.http.response": {}},
    }
    wire = Socket(gateway, scope)
    wire.put({"type": "websocket.connect"})
    return wire


class Stream(Wire):
    status: int
    headers: dict[str, str]

    def start(self) -> None:
        message = self.message()
        assert message["type"] == "http.response.start"
        self.status = message["status"]
        self.headers = {name.decode(): value.decode() for name, value in message["headers"]}

    def next(self) -> str:
        message = self.message()
        assert message["type"] == "http.response.body"
        assert message["more_body"]
        return str(message["body"].decode())

    def rest(self) -> str:
        """Everything until the end of the response."""
        text = ""
        while (message := self.message()).get("more_body"):
            text += message["body"].decode()
        assert self.done()
        return text + str(message.get("body", b"").decode())


@contextmanager
def stream(
    gateway: Gateway,
    query: str,
    *,
    accept: str,
    token: str | None = None,
    method: str = "POST",
    header: dict[str, str] | None = None,
    **variables: Any,
) -> Iterator[Stream]:
    """A request whose response is read piece by piece; its status and headers have been read."""
    parameters = {"query": query, "variables": variables}
    body, query_string = orjson.dumps(parameters, default=str), b""
    if method == "GET":
        texts = {"query": query, "variables": orjson.dumps(variables, default=str).decode()}
        body, query_string = b"", urlencode(texts).encode()
    headers = {"accept": accept, "content-type": "application/json", **(header or {})}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "query_string": query_string,
        "headers": _headers(token, headers),
    }
    wire = Stream(gateway, scope)
    wire.put({"type": "http.request", "body": body, "more_body": False})
    with wire:
        wire.start()
        yield wire


def _headers(token: str | None, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    found = {"host": "marquee.test", **headers} | ({"authorization": f"Bearer {token}"} if token else {})
    return [(name.encode(), value.encode()) for name, value in found.items()]
