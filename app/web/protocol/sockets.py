"""uvicorn's WebSocket protocol, registered as a connection, that drops clients which do not read."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.web.protocol.backpressure import OutputMonitor

if TYPE_CHECKING:
    from app.web.protocol.limits import LimitedConfig


class SocketProtocol(WebSocketsSansIOProtocol):
    """A connection that `HttpProtocol` has handed over after an upgrade."""

    # Pings detect dead connections.
    is_idle = False
    has_requested = True

    def __init__(self, config: "LimitedConfig", **options: Any) -> None:
        super().__init__(config, **options)
        self.since = 0.0
        self._limits = config.limits
        self._connections = config.connections
        self._output = OutputMonitor()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.adopt(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.remove(self)
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        # Pongs would pile up for a client that pings without reading, and only the last one is required.
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def check(self, now: float) -> None:
        """Close the connection if the client does not read."""
        if self._output.is_stalled(self.transport, now, self._limits.stalled_s):
            self.abort()

    def abort(self) -> None:
        """Close it at once and discard unsent output."""
        self.transport.abort()
