"""Read a multipart form with one file, streaming the file to disk."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from app.web.middleware import HttpError

FILE = "file"
# The limit of all text fields together, and of the headers and boundaries of the parts.
TEXT_BYTES = 16 * 1024
PARTS = 20


@dataclass
class Upload:
    """A received form. The caller moves or removes `path`; `name` is untrusted."""

    path: Path
    name: str | None = None
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)


def announced_size(request: Request) -> int:
    """The least size of the file, estimated from Content-Length; 0 without one."""
    announced = request.headers.get("content-length", "")
    if not announced.isascii() or not announced.isdigit():
        return 0
    return max(int(announced[:15]) - 2 * TEXT_BYTES, 0)


async def receive_upload(request: Request, spool: Callable[[], Path], max_bytes: int) -> Upload:
    """Receive a form whose file has at most `max_bytes`. Raises `HttpError` and then removes the spool file."""
    boundary = _boundary(request)
    limit = max_bytes + 2 * TEXT_BYTES
    if announced_size(request) > max_bytes:
        raise _too_large(max_bytes)
    path = await asyncio.to_thread(spool)
    try:
        form = _Form(boundary, Upload(path), max_bytes)
        with path.open("wb") as written:
            received = 0
            async for chunk in request.stream():
                received += len(chunk)
                if received > limit:
                    raise _too_large(max_bytes)
                if pieces := form.feed(chunk):
                    await asyncio.to_thread(written.writelines, pieces)
        return form.finish()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Form:
    """An incremental parser: `feed` it chunks, then call `finish`."""

    def __init__(self, boundary: bytes, upload: Upload, max_bytes: int) -> None:
        self._upload = upload
        self._max_bytes = max_bytes
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_begin": self._header_begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._all,
            },
        )
        self._pieces: list[bytes] = []
        self._name = self._value = b""
        self._disposition = b""
        self._part: str | None = None
        self._text = bytearray()
        self._text_bytes = 0
        self._parts = 0
        self._files = 0
        self._ended = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Parse a chunk and return the file's bytes in it."""
        self._pieces = []
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _malformed() from None
        return self._pieces

    def finish(self) -> Upload:
        if not self._ended:
            raise _malformed()
        if not self._files:
            raise HttpError(400, "BAD_USER_INPUT", "The form has no file in the field `file`.")
        return self._upload

    def _begin(self) -> None:
        self._parts += 1
        self._disposition = b""
        if self._parts > PARTS:
            raise HttpError(400, "BAD_USER_INPUT", f"A form has at most {PARTS} parts.")

    def _header_begin(self) -> None:
        self._name = self._value = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._disposition)
        name = options.get(b"name")
        if kind != b"form-data" or name is None:
            raise _malformed()
        self._part = _decoded(name)
        self._text = bytearray()
        if self._part == FILE:
            self._files += 1
            if self._files > 1:
                raise HttpError(400, "BAD_USER_INPUT", "A form has one file.")
            filename = options.get(b"filename")
            self._upload.name = None if filename is None else _decoded(filename)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part == FILE:
            self._upload.size += end - start
            if self._upload.size > self._max_bytes:
                raise _too_large(self._max_bytes)
            self._pieces.append(data[start:end])
            return
        self._text_bytes += end - start
        if self._text_bytes > TEXT_BYTES:
            raise HttpError(413, "LIMIT_EXCEEDED", f"The texts of a form have at most {TEXT_BYTES:,} bytes.")
        self._text += data[start:end]

    def _end(self) -> None:
        if self._part == FILE or self._part is None:
            return
        if self._part in self._upload.fields:
            raise HttpError(400, "BAD_USER_INPUT", "A field may be sent once.")
        self._upload.fields[self._part] = _decoded(bytes(self._text))

    def _all(self) -> None:
        self._ended = True


def _boundary(request: Request) -> bytes:
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        message = "Compressed bodies are not read. Send it without Content-Encoding."
        raise HttpError(415, "UNSUPPORTED_MEDIA_TYPE", message, Accept_Encoding="identity")
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70:
        message = "Files are sent as multipart/form-data, with a boundary."
        raise HttpError(415, "UNSUPPORTED_MEDIA_TYPE", message)
    return boundary


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise HttpError(400, "BAD_USER_INPUT", "The texts of a form are UTF-8.") from None


def _malformed() -> HttpError:
    return HttpError(400, "BAD_USER_INPUT", "The body is not a complete multipart form.")


def _too_large(max_bytes: int) -> HttpError:
    return HttpError(413, "LIMIT_EXCEEDED", f"A file may have at most {max_bytes:,} bytes.", Connection="close")
