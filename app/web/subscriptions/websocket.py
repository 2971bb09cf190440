"""/graphql as a WebSocket: the protocol graphql-transport-ws, for subscriptions, queries and mutations alike."""

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
from app.web.graphql_request import operation_of
from app.web.middleware import HttpError, request_id_of, to_http_error
from app.web.open_limits import OpenSlot
from app.web.origins import is_admitted
from app.web.state import AppState
from app.web.subscriptions import operations
from app.web.subscriptions.denial import deny
from app.web.subscriptions.operations import Holder, answers
from app.web.subscriptions.websocket_protocol import (
    SUBPROTOCOL,
    CloseSocket,
    Received,
    Type,
    authorization_in,
    received,
)

# From the opening until the client says who it is.
INIT_S = 10.0
MAX_OPERATIONS = 100


class SocketEndpoint:
    """An ASGI endpoint. `origins`: whose pages may connect, beside those of the host that is asked."""

    def __init__(self, state: AppState, origins: Sequence[str]) -> None:
        self._state = state
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        headers = socket.headers
        if not is_admitted(headers.get("origin"), headers.get("host"), self._origins):
            refusal = HttpError(403, "FORBIDDEN", "Pages of this origin may not connect here.")
            await deny(socket, refusal)
            return
        # Who it is will be known later: so long it counts for its address.
        holder = self._state.admission.payer(ANONYMOUS, socket.scope)
        try:
            self._state.sockets.check(holder)
        except HttpError as refusal:
            await deny(socket, refusal)
            return
        with OpenSlot(self._state.sockets, holder) as seat, suppress(WebSocketDisconnect, OSError):
            await self._serve(socket, seat)

    async def _serve(self, socket: WebSocket, seat: OpenSlot) -> None:
        spoken = SUBPROTOCOL in socket.scope["subprotocols"]
        await socket.accept(SUBPROTOCOL if spoken else None)
        if spoken:
            await Connection(self._state, socket, seat).serve()
        else:
            await socket.close(4406, f"The subprotocol here is {SUBPROTOCOL}.")


class Connection:
    """One client's connection, once it is open."""

    def __init__(self, state: AppState, socket: WebSocket, seat: OpenSlot) -> None:
        self._state = state
        self._socket = socket
        self._seat = seat
        self._request_id = request_id_of(socket)
        self._group = asyncio.TaskGroup()
        self._holder: Holder | None = None
        self._acknowledged = asyncio.Event()
        # The operations that the client waits for. Others may not be over yet: a mutation outlives its id, and so
        # does what is not taken off our hands. While these are as many again, nothing more is read.
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(2 * MAX_OPERATIONS)

    async def serve(self) -> None:
        """Until either side closes."""
        closes: list[CloseSocket] = []
        gone = False
        try:
            # What ends the connection is raised by one of these, and ends all the others.
            async with self._group as group:
                group.create_task(self._read())
                group.create_task(self._watch())
                group.create_task(self._stop())
        except* WebSocketDisconnect:
            gone = True
        except* CloseSocket as found:
            closes += [each for each in found.exceptions if isinstance(each, CloseSocket)]
        except* Exception as found:
            refusals = [to_http_error(each, self._request_id) for each in found.exceptions]
            busy = all(refusal.retryable is not None for refusal in refusals)
            # 1013: clients try again later.
            closes.append(CloseSocket(1013, refusals[0].message) if busy else CloseSocket(4500, "Internal error"))
        if gone:
            return
        async with asyncio.timeout(operations.STALLED_S):
            await self._socket.close(closes[0].close_code, closes[0].reason)

    async def _read(self) -> None:
        while True:
            frame = await self._socket.receive()
            if frame["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(frame.get("code") or 1005)
            message = received(frame)
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

    async def _init(self, message: Received) -> None:
        if self._holder is not None:
            raise CloseSocket(4429, "Too many initialisation requests")
        sent = [value for name, value in self._socket.scope["headers"] if name == b"authorization"]
        self._holder = Holder(self._state, self._socket, authorization_in(message.payload) or sent)
        try:
            context = await self._holder.context(self._request_id)
            self._seat.move(self._state.admission.payer(context.caller, self._socket.scope))
        except Unauthenticated as error:
            raise _forbidden(error) from None
        except HttpError as refusal:
            raise CloseSocket(4429, refusal.message) from None
        await self._send({"type": "connection_ack"})
        self._acknowledged.set()

    async def _watch(self) -> None:
        """Whether the client says in time who it is, and then whether that is still so."""
        try:
            async with asyncio.timeout(INIT_S):
                await self._acknowledged.wait()
        except TimeoutError:
            raise CloseSocket(4408, "Connection initialisation timeout") from None
        assert self._holder is not None
        await self._holder.over(self._request_id)
        raise _forbidden(Unauthenticated())

    async def _stop(self) -> None:
        await self._state.stopping.wait()
        # Service restart: clients connect again.
        raise CloseSocket(1012, "Service restart")

    async def _subscribe(self, message: Received) -> None:
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
            operation = operation_of(message.payload, self._state.documents)
        except HttpError as refusal:
            # By the task that reads: who does not take refusals is not read any further.
            await self._refuse(id_, refusal, request_id)
            return
        await self._room.acquire()
        running = self._group.create_task(self._answer(id_, operation, request_id))
        self._operations[id_] = running
        # Not by the task itself: what is cancelled before its first step never runs.
        running.add_done_callback(partial(self._ended, id_))

    def _ended(self, id_: str, task: asyncio.Task[None]) -> None:
        self._room.release()
        if self._operations.get(id_) is task:
            del self._operations[id_]

    async def _answer(self, id_: str, operation: Operation, request_id: str) -> None:
        assert self._holder is not None
        renew = partial(self._holder.context, request_id)
        found = answers(self._state, operation, renew, self._socket)
        try:
            async for answer in found:
                if answer.refused:
                    self._free(id_)
                    await self._send({"id": id_, "type": "error", "payload": orjson.loads(answer.body)["errors"]})
                    return
                await self._send({"id": id_, "type": "next", "payload": orjson.Fragment(answer.body)})
        except Unauthenticated as error:
            raise _forbidden(error) from None
        except (CloseSocket, WebSocketDisconnect):
            raise
        except Exception as error:
            self._free(id_)
            await self._refuse(id_, to_http_error(error, request_id), request_id)
            return
        finally:
            await found.aclose()
        self._free(id_)
        await self._send({"id": id_, "type": "complete"})

    def _free(self, id_: str) -> None:
        """Before the client can know that the operation is over: it may use the id anew."""
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
