"""A server that answers every request with the same few bytes: shows how much the client itself can ask for."""

import asyncio
import sys
from typing import cast

from tests.bench.serving import listening

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n" + b'{"data":{}}'


class Constant(asyncio.Protocol):
    """Takes whatever arrives at once for one request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of a class of their own.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(ANSWER)


async def main() -> None:
    """Answer until it is stopped."""
    server = await asyncio.get_running_loop().create_server(Constant, sock=listening())
    await server.serve_forever()


if __name__ == "__main__":
    if sys.platform == "win32":
        asyncio.run(main())
    else:
        import uvloop

        uvloop.run(main())
