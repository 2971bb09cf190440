"""A TCP relay in front of a server, whose connections a test can cut and open again."""

import asyncio

from sqlalchemy.engine import URL


class TcpRelay:
    """Relays each connection to the server until it is cut."""

    def __init__(self, server: URL, port: int = 0) -> None:
        self._server = server.host or "localhost", server.port or 5432
        self._ends: list[asyncio.StreamWriter] = []
        self._listening: asyncio.Server | None = None
        self.port = port

    async def lay(self) -> None:
        self._listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._listening is not None
        self._listening.close()
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server, from_server = await asyncio.open_connection(*self._server)
        self._ends += [writer, from_server]
        await asyncio.gather(_pump(reader, from_server), _pump(to_server, writer), return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(65_536):
        writer.write(part)
        await writer.drain()
    writer.close()
