"""uvicorn's HTTP/1.1, and what it leaves to others: clients that are slow, silent or greedy, or that have gone."""

import asyncio
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.web.protocol.backpressure import SLOWEST, Unread
from app.web.protocol.connections import PERIOD_S
from app.web.protocol.responses import BODY_TOO_SLOW, HEAD_TOO_SLOW, MALFORMED, Refused, too_large

if TYPE_CHECKING:
    from app.web.protocol.limits import LimitedConfig

# Requests that wait behind one that is answered. What a client sends behind them is not read.
PIPELINED = 100
# How long, and for how many bytes, a client that is refused may go on: one that sends does not read yet, and the
# system takes the answer back when bytes come in at a closed connection.
PARTING_S = 2.0
PARTING_BYTES = 1_048_576
# A byte of a body comes in no more bytes than these, in however small chunks.
FRAMING = 16


class Stop(httptools.HttpParserError):
    """Raised inside the parser, it ends the reading."""


class Stage(Enum):
    """Which part of a request comes next."""

    START = auto()
    HEAD = auto()
    BODY = auto()


class HttpProtocol(HttpToolsProtocol):
    """One connection. Nothing here costs a request more than a few attributes."""

    def __init__(self, config: "LimitedConfig", *arguments: Any, **options: Any) -> None:
        super().__init__(config, *arguments, **options)
        self.since = 0.0
        self._limits = limits = config.limits
        self._connections = config.connections
        self._unread = Unread()
        # The one that is answered; `cycle` is the one that was read last.
        self._answered: RequestResponseCycle | None = None
        self._stage = Stage.START
        self._received = 0
        # As much of `_received` was there when the body began, or was last found to move.
        self._body_from = 0
        # What was received from there on and was not delivered is the framing of chunks, and trailers.
        self._framed_from = 0
        self._delivered = 0
        # No head is longer than what was received since it began, with what came before it at once.
        self._head_at_most = 0
        self._small_head = min(limits.header_bytes, limits.url_bytes)
        self._refused: Refused | None = None
        # What still comes is not read.
        self._parting = False

    # --- what happens

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self._connections.admit(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.leave(self)
        # What waits has nobody left to be answered to.
        self.pipeline.clear()
        if self._answered is not None and not self._answered.response_complete:
            self._hang_up(self._answered)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        size = len(data)
        self._received += size
        if self._parting:
            if self._received - self._body_from > PARTING_BYTES:
                self.drop()
            return
        continued = self._stage is Stage.HEAD
        self._head_at_most = self._head_at_most + size if continued else size
        try:
            self.parser.feed_data(data)
            if self._stage is Stage.HEAD:
                self._check_head(self._head_at_most if continued else 0)
            elif self._stage is Stage.BODY:
                self._check_trailer()
        except httptools.HttpParserUpgrade:
            self._upgrade()
        except httptools.HttpParserError:
            self._refuse(self._refused or MALFORMED)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._stage = Stage.HEAD
        self.since = self._connections.now

    def on_headers_complete(self) -> None:
        if self._head_at_most > self._small_head or len(self.headers) > self._limits.headers:
            self._check_head(0)
        if len(self.pipeline) >= PIPELINED:
            raise Stop
        # It looks closer, and may raise.
        super().on_headers_complete()
        self._stage = Stage.BODY
        self.since = self._connections.now
        self._body_from = self._framed_from = self._received
        self._delivered = 0

    def on_body(self, body: bytes) -> None:
        self._delivered += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stage = Stage.START
        self.since = self._connections.now
        super().on_message_complete()

    def on_response_complete(self) -> None:
        # As uvicorn does it, but for a timer.
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        self.since = self._connections.now
        if self.pipeline:
            # After the loop has looked whether the client is still there.
            self.loop.call_soon(self._answer_next)

    def _answer_next(self) -> None:
        if self.pipeline and not self.transport.is_closing():
            self._start_asgi_task(*self.pipeline.pop())

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    # --- what is asked of it about once a second

    @property
    def asked(self) -> bool:
        return self.cycle is not None

    @property
    def waits(self) -> bool:
        return not self._is_answering and (self._parting or self._stage is not Stage.BODY)

    def check(self, now: float) -> None:
        """Whether the client reads, and sends what it has begun to send."""
        limits = self._limits
        if self._unread.stalls(self.transport, now, limits.stalled_s):
            self.drop()
            return
        if self.transport.is_closing():
            return
        waited = now - self.since - PERIOD_S
        answering = self._is_answering
        if self._parting:
            if not answering and waited >= PARTING_S:
                self.drop()
        elif self._stage is Stage.BODY:
            if not answering or self._answered is self.cycle:
                self._check_body(now, waited)
        elif answering:
            pass
        elif self._stage is Stage.HEAD:
            if waited >= limits.header_s:
                self._refuse(HEAD_TOO_SLOW)
        elif waited >= (limits.keep_alive_s if self.asked else limits.header_s):
            self.transport.close()

    def drop(self) -> None:
        """Close it at once; what it was to be sent is gone."""
        self.transport.abort()

    @property
    def _is_answering(self) -> bool:
        answered = self._answered
        open_ = answered is not None and not answered.response_complete and not answered.disconnected
        return open_ or bool(self.pipeline)

    # --- limits

    def _check_head(self, at_least: int) -> None:
        """What has come of a head, of which so many bytes are known to be. Raises `HttpParserError`."""
        limits = self._limits
        url, count = len(self.url), len(self.headers)
        size = max(sum(len(name) + len(value) for name, value in self.headers), at_least - limits.url_bytes)
        if url > limits.url_bytes:
            self._refused = too_large(414, "The bytes of a URL are at most", "urlBytes", url, limits.url_bytes)
        elif count > limits.headers:
            self._refused = too_large(431, "Header fields are at most", "headers", count, limits.headers)
        elif size > limits.header_bytes:
            what = "The bytes of all header fields are at most"
            self._refused = too_large(431, what, "headerBytes", size, limits.header_bytes)
        if self._refused:
            raise Stop

    def _check_trailer(self) -> None:
        framing = self._received - self._framed_from - FRAMING * self._delivered
        if framing > self._limits.header_bytes or len(self.headers) > self._limits.headers:
            raise Stop

    def _check_body(self, now: float, waited: float) -> None:
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            # It is our turn.
            moves = True
        elif waited < self._limits.body_s:
            return
        else:
            moves = self._received - self._body_from >= SLOWEST * self._limits.body_s
        if moves:
            self.since, self._body_from = now, self._received
        else:
            self._refuse(BODY_TOO_SLOW)

    def _refuse(self, refused: Refused) -> None:
        """Answer whatever was asked before, then this, and read no more."""
        self._parting = True
        self.since, self._body_from = self._connections.now, self._received
        in_body = self._stage is Stage.BODY
        if in_body and self.pipeline:
            # It waits behind others, and will never be whole.
            self.pipeline.popleft()
        elif in_body:
            open_still = self._is_answering and not self.cycle.response_started
            self._hang_up(self.cycle)
            if not open_still:
                self.transport.close()
                return
        if self._is_answering:
            last = self.pipeline[0][0] if self.pipeline else self._answered
            assert last is not None
            last.keep_alive = False
            return
        self.transport.write(refused.written(self.server_state.default_headers))
        self.transport.write_eof()

    def _upgrade(self) -> None:
        if not self._should_upgrade():
            # It is answered as if nothing else had been asked for; the parser reads nothing behind it.
            self.cycle.keep_alive = False
        elif self._is_answering:
            self._refuse(MALFORMED)
        else:
            self._connections.leave(self)
            self.handle_websocket_upgrade()

    def _hang_up(self, cycle: RequestResponseCycle) -> None:
        cycle.disconnected = True
        cycle.message_event.set()
