"""Response compression, for the routes whose text Marquee writes; uploaded files are sent as stored."""

from starlette.middleware import Middleware
from starlette.types import Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from app.web.negotiation import GRAPHQL

MINIMUM_BYTES = 1024
# The cheapest level of each coding: the next ones take up to eight times as long to save a tenth.
LEVEL = 1

add_compress_type(GRAPHQL)
add_compress_type("text/calendar")
# The messages of a stream are small and sent one by one; a compressor for each stream would cost more than it saves.
remove_compress_type("text/event-stream")
remove_compress_type("multipart/mixed")


class Compression(CompressMiddleware):
    """Skips requests without Accept-Encoding. Cacheable responses name Accept-Encoding in Vary themselves."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not any(name == b"accept-encoding" for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return

        async def send_with_clean_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _deduplicated(value)) if name == b"vary" else (name, value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await super().__call__(scope, receive, send_with_clean_vary)


def _deduplicated(vary: bytes) -> bytes:
    if vary.count(b"Accept-Encoding") < 2:
        return vary
    return b", ".join(dict.fromkeys(name.strip() for name in vary.split(b",")))


# For single routes. Not for tokens: a secret must not share a compressor with what a client sent. Not for files:
# their tags and ranges refer to the stored bytes.
COMPRESSED = (
    Middleware(
        Compression,
        minimum_size=MINIMUM_BYTES,
        zstd_level=LEVEL,
        brotli_quality=LEVEL,
        gzip_level=LEVEL,
    ),
)
