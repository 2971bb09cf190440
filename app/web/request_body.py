"""Read request bodies of bounded size; compressed bodies are refused."""

from starlette.requests import Request

from app.web.middleware import HttpError
from app.web.negotiation import MediaType, is_utf8

# Read and discard a body up to this size before refusing it: many clients read the response only after sending
# everything, and report a connection that closes earlier as a network error.
DISCARD_BYTES = 16 * 1024 * 1024


async def read_body(request: Request, media_type: str, limit: int) -> bytes:
    """The body: of this type, in UTF-8, not compressed, at most `limit` bytes. Raises `HttpError` otherwise."""
    _check_encoding(request)
    _check_type(request, media_type)
    length = request.headers.get("content-length", "")
    # `isdigit` accepts digits of other scripts; ten digits are enough to tell that a body is too large.
    announced = int(length[:10]) if length.isascii() and length.isdigit() else 0
    if announced > DISCARD_BYTES:
        raise too_large(limit, Connection="close")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size > DISCARD_BYTES:
            raise too_large(limit, Connection="close")
    if max(size, announced) > limit:
        raise too_large(limit)
    return b"".join(chunks)


def too_large(limit: int, **headers: str) -> HttpError:
    """The error for a body of more than `limit` bytes."""
    return HttpError(413, "LIMIT_EXCEEDED", f"The body may have at most {limit:,} bytes.", **headers)


def _check_encoding(request: Request) -> None:
    encodings = ",".join(request.headers.getlist("content-encoding")).strip().lower()
    if encodings not in ("", "identity"):
        message = "Compressed bodies are not read. Send it without Content-Encoding."
        raise HttpError(415, "UNSUPPORTED_MEDIA_TYPE", message, Accept_Encoding="identity")


def _check_type(request: Request, media_type: str) -> None:
    values = request.headers.getlist("content-type")
    sent = MediaType.parse(values[0]) if len(values) == 1 else None
    if sent is None or sent.name != media_type or not is_utf8(sent):
        message = f"The body must have the Content-Type {media_type}, in UTF-8."
        raise HttpError(415, "UNSUPPORTED_MEDIA_TYPE", message)
