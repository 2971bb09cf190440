"""uvicorn's WebSockets, and what it leaves to others: clients that do not read."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.web.protocol.backpressure import Unread

if TYPE_CHECKING:
    from app.web.protocol.limits import LimitedConfig


class SocketProtocol(WebSocketsSansIOProtocol):
    """A connection that HTTP hands over, and that `Connections` knows already."""

    # Pings find out who is not there any more.
    waits = False
    asked = True

    def __init__(self, config: "LimitedConfig", **options: Any) -> None:
        super().__init__(config, **options)
        self.since = 0.0
        self._limits = config.limits
        self._connections = config.connections
        self._unread = Unread()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.adopt(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.leave(self)
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        # Pongs pile up before a client that pings and does not read. It is owed the last one only.
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def check(self, now: float) -> None:
        """Whether the client reads."""
        if self._unread.stalls(self.transport, now, self._limits.stalled_s):
            self.drop()

    def drop(self) -> None:
        """Close it at once; what it was to be sent is gone."""
        self.transport.abort()
