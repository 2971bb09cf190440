"""Which answers are compressed, and how hard: those whose text is ours, not bytes that were uploaded."""

from starlette.middleware import Middleware
from starlette.types import Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from app.web.negotiation import GRAPHQL

MINIMUM_BYTES = 1024
# The cheapest of each: the next levels take up to eight times as long for a tenth fewer bytes.
LEVEL = 1

add_compress_type(GRAPHQL)
# A stream's messages are small and go out one by one; a compressor for each open one would cost more than it saves.
remove_compress_type("text/event-stream")
remove_compress_type("multipart/mixed")


class Compression(CompressMiddleware):
    """Costs nothing where the client names no coding. What caches may keep says by itself that it varies."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not any(name == b"accept-encoding" for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return

        async def send_once_varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _each_once(value)) if name == b"vary" else (name, value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await super().__call__(scope, receive, send_once_varied)


def _each_once(vary: bytes) -> bytes:
    if vary.count(b"Accept-Encoding") < 2:
        return vary
    return b", ".join(dict.fromkeys(name.strip() for name in vary.split(b",")))


# For single routes. Not for tokens: what is secret shares no compressor with what somebody sent. Nor for files:
# their tags and ranges speak of the bytes as they are stored.
COMPRESSED = (
    Middleware(
        Compression,
        minimum_size=MINIMUM_BYTES,
        zstd_level=LEVEL,
        brotli_quality=LEVEL,
        gzip_level=LEVEL,
    ),
)
