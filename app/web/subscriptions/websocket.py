"""/graphql over WebSocket: the protocol graphql-transport-ws, for subscriptions, queries and mutations."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.auth.operations.callers import Unauthenticated
from app.auth.rules import ANONYMOUS
from app.core.ids import new_uuid
from app.graph.errors import extensions_of
from app.graph.execution import Operation
from app.web.cross_origin import is_allowed_origin
from app.web.graphql_request import operation_from_parameters
from app.web.middleware import HttpError, request_id_of, to_http_error
from app.web.open_limits import OpenSlot
from app.web.state import AppState
from app.web.subscriptions import operations
from app.web.subscriptions.denial import deny
from app.web.subscriptions.operations import StreamCaller, run_operation
from app.web.subscriptions.websocket_protocol import (
    SUBPROTOCOL,
    ClientMessage,
    CloseSocket,
    Type,
    authorization_in,
    parse_message,
)

# The time from opening until connection_init.
INIT_S = 10.0
MAX_OPERATIONS = 100


class SocketEndpoint:
    """An ASGI endpoint. `origins`: whose pages may connect, besides pages of the requested host."""

    def __init__(self, state: AppState, origins: Sequence[str]) -> None:
        self._state = state
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        headers = socket.headers
        if not is_allowed_origin(headers.get("origin"), headers.get("host"), self._origins):
            refusal = HttpError(403, "FORBIDDEN", "Pages of this origin may not connect here.")
            await deny(socket, refusal)
            return
        # The caller is known after connection_init; until then the connection counts for its address.
        address = self._state.admission.payer(ANONYMOUS, socket.scope)
        try:
            self._state.sockets.check(address)
        except HttpError as refusal:
            await deny(socket, refusal)
            return
        with OpenSlot(self._state.sockets, address) as slot, suppress(WebSocketDisconnect, OSError):
            await self._serve(socket, slot)

    async def _serve(self, socket: WebSocket, slot: OpenSlot) -> None:
        supported = SUBPROTOCOL in socket.scope["subprotocols"]
        await socket.accept(SUBPROTOCOL if supported else None)
        if supported:
            await Connection(self._state, socket, slot).serve()
        else:
            await socket.close(4406, f"The subprotocol here is {SUBPROTOCOL}.")


class Connection:
    """One open connection."""

    def __init__(self, state: AppState, socket: WebSocket, slot: OpenSlot) -> None:
        self._state = state
        self._socket = socket
        self._slot = slot
        self._request_id = request_id_of(socket)
        self._group = asyncio.TaskGroup()
        self._caller: StreamCaller | None = None
        self._acknowledged = asyncio.Event()
        # The operations by id that the client waits for. A task may outlive its id: a cancelled mutation is completed
        # first, and a message may wait for the client to read. At twice the limit, reading pauses.
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._capacity = asyncio.Semaphore(2 * MAX_OPERATIONS)

    async def serve(self) -> None:
        """Until either side closes."""
        closes: list[CloseSocket] = []
        disconnected = False
        try:
            # Whichever task ends the connection raises, which ends the others.
            async with self._group as group:
                group.create_task(self._read())
                group.create_task(self._watch())
                group.create_task(self._stop())
        except* WebSocketDisconnect:
            disconnected = True
        except* CloseSocket as found:
            closes += [each for each in found.exceptions if isinstance(each, CloseSocket)]
        except* Exception as found:
            refusals = [to_http_error(each, self._request_id) for each in found.exceptions]
            busy = all(refusal.retryable is not None for refusal in refusals)
            # 1013: clients try again later.
            closes.append(CloseSocket(1013, refusals[0].message) if busy else CloseSocket(4500, "Internal error"))
        if disconnected:
            return
        async with asyncio.timeout(operations.STALLED_S):
            await self._socket.close(closes[0].close_code, closes[0].reason)

    async def _read(self) -> None:
        while True:
            frame = await self._socket.receive()
            if frame["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(frame.get("code") or 1005)
            message = parse_message(frame)
            match message.type:
                case Type.INIT:
                    await self._init(message)
                case Type.PING:
                    await self._send({"type": "pong"} | ({"payload": message.payload} if message.payload else {}))
                case Type.PONG:
                    pass
                case Type.SUBSCRIBE:
                    await self._subscribe(message)
                case Type.COMPLETE:
                    if running := self._operations.pop(message.id, None):
                        running.cancel()

    async def _init(self, message: ClientMessage) -> None:
        if self._caller is not None:
            raise CloseSocket(4429, "Too many initialisation requests")
        sent = [value for name, value in self._socket.scope["headers"] if name == b"authorization"]
        self._caller = StreamCaller(self._state, self._socket, authorization_in(message.payload) or sent)
        try:
            context = await self._caller.context(self._request_id)
            self._slot.move(self._state.admission.payer(context.caller, self._socket.scope))
        except Unauthenticated as error:
            raise _forbidden(error) from None
        except HttpError as refusal:
            raise CloseSocket(4429, refusal.message) from None
        await self._send({"type": "connection_ack"})
        self._acknowledged.set()

    async def _watch(self) -> None:
        """Close the connection without connection_init in time, and when the token is no longer valid."""
        try:
            async with asyncio.timeout(INIT_S):
                await self._acknowledged.wait()
        except TimeoutError:
            raise CloseSocket(4408, "Connection initialisation timeout") from None
        assert self._caller is not None
        await self._caller.wait_until_invalid(self._request_id)
        raise _forbidden(Unauthenticated())

    async def _stop(self) -> None:
        await self._state.stopping.wait()
        # Service restart: clients connect again.
        raise CloseSocket(1012, "Service restart")

    async def _subscribe(self, message: ClientMessage) -> None:
        if not self._acknowledged.is_set():
            raise CloseSocket(4401, "Unauthorized")
        id_ = message.id
        if id_ in self._operations:
            raise CloseSocket(4409, f"Subscriber for {id_} already exists")
        assert message.payload is not None
        request_id = new_uuid().hex
        try:
            if len(self._operations) >= MAX_OPERATIONS:
                text = f"A connection runs at most {MAX_OPERATIONS} operations at a time."
                raise HttpError(429, "LIMIT_EXCEEDED", text)
            operation = operation_from_parameters(message.payload, self._state.documents)
        except HttpError as refusal:
            # Sent by the reading task: a client that does not read its errors is not read from either.
            await self._refuse(id_, refusal, request_id)
            return
        await self._capacity.acquire()
        running = self._group.create_task(self._answer(id_, operation, request_id))
        self._operations[id_] = running
        # A callback, because a task that is cancelled before its first step runs no code of its own.
        running.add_done_callback(partial(self._ended, id_))

    def _ended(self, id_: str, task: asyncio.Task[None]) -> None:
        self._capacity.release()
        if self._operations.get(id_) is task:
            del self._operations[id_]

    async def _answer(self, id_: str, operation: Operation, request_id: str) -> None:
        assert self._caller is not None
        renew = partial(self._caller.context, request_id)
        answers = run_operation(self._state, operation, renew, self._socket)
        try:
            async for answer in answers:
                if answer.not_executed:
                    self._free_id(id_)
                    await self._send({"id": id_, "type": "error", "payload": orjson.loads(answer.body)["errors"]})
                    return
                await self._send({"id": id_, "type": "next", "payload": orjson.Fragment(answer.body)})
        except Unauthenticated as error:
            raise _forbidden(error) from None
        except (CloseSocket, WebSocketDisconnect):
            raise
        except Exception as error:
            self._free_id(id_)
            await self._refuse(id_, to_http_error(error, request_id), request_id)
            return
        finally:
            await answers.aclose()
        self._free_id(id_)
        await self._send({"id": id_, "type": "complete"})

    def _free_id(self, id_: str) -> None:
        """Free the id before the last message is sent: the client may then reuse it."""
        if self._operations.get(id_) is asyncio.current_task():
            del self._operations[id_]

    async def _refuse(self, id_: str, refusal: HttpError, request_id: str) -> None:
        extensions = extensions_of(refusal.code, request_id, refusal.retryable)
        error = {"message": refusal.message, "extensions": extensions}
        await self._send({"id": id_, "type": "error", "payload": [error]})

    async def _send(self, message: dict[str, Any]) -> None:
        text = orjson.dumps(message).decode()
        try:
            async with asyncio.timeout(operations.STALLED_S):
                await self._socket.send_text(text)
        except TimeoutError:
            raise WebSocketDisconnect(1006) from None


def _forbidden(error: Unauthenticated) -> CloseSocket:
    return CloseSocket(4403, str(error))
