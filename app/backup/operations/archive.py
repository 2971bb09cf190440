"""Archives as streams: a compressed tar of regular files, each of which is hashed on its way."""

import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import IO

from app.backup.rules import DAMAGED, DATABASE, MANIFEST, MAX_MANIFEST_BYTES, BackupError, Member, file_key

CHUNK = 2**20
# Uploaded pictures are compressed already.
LEVEL = 4
MODE = 0o600


class ArchiveWriter:
    """Adds members to an archive, and knows the checksums of those that were added."""

    def __init__(self, tar: tarfile.TarFile, made_at: float) -> None:
        self.members: dict[str, Member] = {}
        self._tar = tar
        self._made_at = made_at

    def add(self, name: str, source: Path) -> None:
        with source.open("rb") as opened:
            size = opened.seek(0, io.SEEK_END)
            opened.seek(0)
            self.members[name] = Member(size, self._add(name, opened, size))

    def finish(self, manifest: bytes) -> None:
        self._add(MANIFEST, io.BytesIO(manifest), len(manifest))

    def _add(self, name: str, source: IO[bytes], size: int) -> str:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, MODE, self._made_at
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)
        return hashing.digest.hexdigest()


@contextmanager
def writing(stream: IO[bytes], made_at: float) -> Iterator[ArchiveWriter]:
    """An archive that is written to the stream, complete after the block. `made_at`: in seconds since 1970."""
    with (
        GzipFile(fileobj=stream, mode="wb", compresslevel=LEVEL, mtime=made_at) as compressed,
        tarfile.open(fileobj=compressed, mode="w|") as tar,
    ):
        yield ArchiveWriter(tar, made_at)


class ArchiveReader:
    """Yields the members of an archive once, in order; hashes of those that were copied are in `members`."""

    def __init__(self, compressed: GzipFile) -> None:
        self.members: dict[str, Member] = {}
        self.manifest: bytes | None = None
        self._compressed = compressed
        self._tar: tarfile.TarFile | None = None

    def names(self) -> Iterator[str]:
        """The name of the database and of each file, to be copied before the next one. Raises `BackupError`."""
        with _damage(), tarfile.open(fileobj=self._compressed, mode="r|") as self._tar:
            for info in self._tar:
                # Names that lead elsewhere, links, folders and devices are not among what Marquee writes.
                known = info.name in (DATABASE, MANIFEST) or file_key(info.name) is not None
                if not known or info.type != tarfile.REGTYPE or info.name in self.members or self.manifest is not None:
                    raise BackupError(DAMAGED)
                self._current = info
                if info.name == MANIFEST:
                    self.manifest = self._read_manifest(info)
                else:
                    yield info.name
            # The checksum of the whole stream is at its end.
            while self._compressed.read(CHUNK):
                pass

    def copy(self, target: Path) -> None:
        """Copy the current member to this file. Raises `BackupError`."""
        assert self._tar is not None
        with target.open("wb") as written:
            hashing = _Hashing(self._tar.extractfile(self._current) or io.BytesIO())
            while True:
                with _damage():
                    piece = hashing.read(CHUNK)
                if not piece:
                    break
                written.write(piece)
            size = written.tell()
        self.members[self._current.name] = Member(size, hashing.digest.hexdigest())

    def _read_manifest(self, info: tarfile.TarInfo) -> bytes:
        assert self._tar is not None
        if info.size > MAX_MANIFEST_BYTES:
            raise BackupError(DAMAGED)
        opened = self._tar.extractfile(info)
        return opened.read() if opened else b""


@contextmanager
def reading(stream: IO[bytes]) -> Iterator[ArchiveReader]:
    with GzipFile(fileobj=stream, mode="rb") as compressed:
        yield ArchiveReader(compressed)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, BadGzipFile, zlib.error) as error:
        raise BackupError(DAMAGED) from error


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._source = source

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece
