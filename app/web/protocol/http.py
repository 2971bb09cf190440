"""uvicorn's HTTP/1.1 protocol with limits and timeouts: slow, silent, greedy and disconnected clients."""

import asyncio
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.web.protocol.backpressure import MIN_RATE, OutputMonitor
from app.web.protocol.connections import PERIOD_S
from app.web.protocol.responses import BODY_TOO_SLOW, HEAD_TOO_SLOW, MALFORMED, Refusal, too_large

if TYPE_CHECKING:
    from app.web.protocol.limits import LimitedConfig

# The most requests that wait behind one in progress. Beyond that, the connection is no longer read.
PIPELINED = 100
# How long, and for how many bytes, the connection lingers after a refusal: a client may still be sending, and bytes
# that arrive at a closed socket would make the system discard the response.
LINGER_S = 2.0
LINGER_BYTES = 1_048_576
# The most bytes that one byte of a chunked body may take, for the smallest chunks.
FRAMING = 16


class Stop(httptools.HttpParserError):
    """Raised inside the parser to stop parsing."""


class Stage(Enum):
    """The part of a request that comes next."""

    START = auto()
    HEAD = auto()
    BODY = auto()


class HttpProtocol(HttpToolsProtocol):
    """One connection. Per request, it costs no more than setting a few attributes."""

    def __init__(self, config: "LimitedConfig", *arguments: Any, **options: Any) -> None:
        super().__init__(config, *arguments, **options)
        self.since = 0.0
        self._limits = limits = config.limits
        self._connections = config.connections
        self._output = OutputMonitor()
        # The request in progress; `cycle` is the one that was read last.
        self._current: RequestResponseCycle | None = None
        self._stage = Stage.START
        self._received = 0
        # `_received` when the body began, or at the last check that found progress.
        self._body_from = 0
        # Bytes received since then and not delivered are chunk framing and trailers.
        self._framed_from = 0
        self._delivered = 0
        # An upper bound of the head's size: the bytes received since it began, and what came with its first byte.
        self._max_head = 0
        self._small_head = min(limits.header_bytes, limits.url_bytes)
        self._refusal: Refusal | None = None
        # After a refusal, input is discarded.
        self._lingering = False

    # --- events of the transport and the parser

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self._connections.admit(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.remove(self)
        # Nobody is left to receive the responses of waiting requests.
        self.pipeline.clear()
        if self._current is not None and not self._current.response_complete:
            self._disconnect(self._current)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        size = len(data)
        self._received += size
        if self._lingering:
            if self._received - self._body_from > LINGER_BYTES:
                self.abort()
            return
        continued = self._stage is Stage.HEAD
        self._max_head = self._max_head + size if continued else size
        try:
            self.parser.feed_data(data)
            if self._stage is Stage.HEAD:
                self._check_head(self._max_head if continued else 0)
            elif self._stage is Stage.BODY:
                self._check_trailer()
        except httptools.HttpParserUpgrade:
            self._upgrade()
        except httptools.HttpParserError:
            self._refuse(self._refusal or MALFORMED)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._stage = Stage.HEAD
        self.since = self._connections.now

    def on_headers_complete(self) -> None:
        if self._max_head > self._small_head or len(self.headers) > self._limits.headers:
            self._check_head(0)
        if len(self.pipeline) >= PIPELINED:
            raise Stop
        # uvicorn's own checks may raise.
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
        # As in uvicorn, without its timer.
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        self.since = self._connections.now
        if self.pipeline:
            # Let the event loop notice a disconnected client first.
            self.loop.call_soon(self._start_next)

    def _start_next(self) -> None:
        if self.pipeline and not self.transport.is_closing():
            self._start_asgi_task(*self.pipeline.pop())

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._current = cycle
        super()._start_asgi_task(cycle, app)

    # --- checks about once a second, by Connections

    @property
    def has_requested(self) -> bool:
        return self.cycle is not None

    @property
    def is_idle(self) -> bool:
        return not self._is_busy and (self._lingering or self._stage is not Stage.BODY)

    def check(self, now: float) -> None:
        """Close the connection if the client does not read, or does not send what it has started."""
        limits = self._limits
        if self._output.is_stalled(self.transport, now, limits.stalled_s):
            self.abort()
            return
        if self.transport.is_closing():
            return
        waited = now - self.since - PERIOD_S
        busy = self._is_busy
        if self._lingering:
            if not busy and waited >= LINGER_S:
                self.abort()
        elif self._stage is Stage.BODY:
            if not busy or self._current is self.cycle:
                self._check_body(now, waited)
        elif busy:
            pass
        elif self._stage is Stage.HEAD:
            if waited >= limits.header_s:
                self._refuse(HEAD_TOO_SLOW)
        elif waited >= (limits.keep_alive_s if self.has_requested else limits.header_s):
            self.transport.close()

    def abort(self) -> None:
        """Close it at once and discard unsent output."""
        self.transport.abort()

    @property
    def _is_busy(self) -> bool:
        current = self._current
        open_ = current is not None and not current.response_complete and not current.disconnected
        return open_ or bool(self.pipeline)

    # --- limits

    def _check_head(self, at_least: int) -> None:
        """Check the part of a head that has arrived, of `at_least` bytes or more. Raises `HttpParserError`."""
        limits = self._limits
        url, count = len(self.url), len(self.headers)
        size = max(sum(len(name) + len(value) for name, value in self.headers), at_least - limits.url_bytes)
        if url > limits.url_bytes:
            self._refusal = too_large(414, "The bytes of a URL are at most", "urlBytes", url, limits.url_bytes)
        elif count > limits.headers:
            self._refusal = too_large(431, "Header fields are at most", "headers", count, limits.headers)
        elif size > limits.header_bytes:
            what = "The bytes of all header fields are at most"
            self._refusal = too_large(431, what, "headerBytes", size, limits.header_bytes)
        if self._refusal:
            raise Stop

    def _check_trailer(self) -> None:
        framing = self._received - self._framed_from - FRAMING * self._delivered
        if framing > self._limits.header_bytes or len(self.headers) > self._limits.headers:
            raise Stop

    def _check_body(self, now: float, waited: float) -> None:
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            # The client waits for us.
            progress = True
        elif waited < self._limits.body_s:
            return
        else:
            progress = self._received - self._body_from >= MIN_RATE * self._limits.body_s
        if progress:
            self.since, self._body_from = now, self._received
        else:
            self._refuse(BODY_TOO_SLOW)

    def _refuse(self, refusal: Refusal) -> None:
        """Finish the requests before this one, then send the refusal, and stop reading."""
        self._lingering = True
        self.since, self._body_from = self._connections.now, self._received
        in_body = self._stage is Stage.BODY
        if in_body and self.pipeline:
            # The request waits behind others and will never be complete.
            self.pipeline.popleft()
        elif in_body:
            still_open = self._is_busy and not self.cycle.response_started
            self._disconnect(self.cycle)
            if not still_open:
                self.transport.close()
                return
        if self._is_busy:
            last = self.pipeline[0][0] if self.pipeline else self._current
            assert last is not None
            last.keep_alive = False
            return
        self.transport.write(refusal.encode(self.server_state.default_headers))
        self.transport.write_eof()

    def _upgrade(self) -> None:
        if not self._should_upgrade():
            # Answer it as plain HTTP. The parser reads nothing after it.
            self.cycle.keep_alive = False
        elif self._is_busy:
            self._refuse(MALFORMED)
        else:
            self._connections.remove(self)
            self.handle_websocket_upgrade()

    def _disconnect(self, cycle: RequestResponseCycle) -> None:
        cycle.disconnected = True
        cycle.message_event.set()
