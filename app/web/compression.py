"""Which answers are compressed, and how hard: those whose text is ours, not bytes that were uploaded."""

from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from app.web.negotiation import GRAPHQL

MINIMUM_BYTES = 1024
# The cheapest of each: the next levels take up to eight times as long for a tenth fewer bytes.
LEVEL = 1

add_compress_type(GRAPHQL)
# A stream's messages are small and go out one by one; a compressor for each open one would cost more than it saves.
remove_compress_type("text/event-stream")
remove_compress_type("multipart/mixed")

# For single routes. Not for tokens: what is secret shares no compressor with what somebody sent. Nor for files:
# their tags and ranges speak of the bytes as they are stored.
COMPRESSED = (
    Middleware(
        CompressMiddleware,
        minimum_size=MINIMUM_BYTES,
        zstd_level=LEVEL,
        brotli_quality=LEVEL,
        gzip_level=LEVEL,
    ),
)
