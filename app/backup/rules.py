"""The contents of an archive: the names of its members, and the manifest that lists and checks them."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.core.errors import MarqueeError

# Another number for every change that this version could not read.
FORMAT = 1
DATABASE = "database.sqlite"
MANIFEST = "manifest.json"
# The last member: an archive without it is not complete.
MAX_MANIFEST_BYTES = 64 * 2**20
_FILE = re.compile(r"files/([0-9a-f]{32})")
_SHA256 = re.compile(r"[0-9a-f]{64}")

DAMAGED = "The archive is damaged or incomplete."
NOT_OURS = "This is not an archive that `marquee backup` has written."


class BackupError(MarqueeError):
    """A backup cannot be made or restored; the message says why."""

    code = "REFUSED"


@dataclass(frozen=True, slots=True)
class Member:
    """`size` in bytes, `sha256` in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`version` of Marquee, `revision` of the tables, `made_at` in UTC; `missing` are keys of files without bytes."""

    version: str
    revision: str
    made_at: str
    members: Mapping[str, Member]
    missing: tuple[str, ...] = ()
    format: int = FORMAT


def file_name(key: str) -> str | None:
    """The member that holds the bytes of an uploaded file; None for a key that Marquee does not give."""
    name = f"files/{key}"
    return name if _FILE.fullmatch(name) else None


def file_key(name: str) -> str | None:
    """The key of the uploaded file that a member holds; None for every other name."""
    found = _FILE.fullmatch(name)
    return found[1] if found else None


def write_manifest(manifest: Manifest) -> bytes:
    """As JSON."""
    return json.dumps(asdict(manifest), indent=1).encode()


def read_manifest(text: bytes) -> Manifest:
    """Raises `BackupError` if this version did not write it and cannot read it."""
    try:
        given = json.loads(text)
        number = int(given["format"])
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(NOT_OURS) from error
    if number != FORMAT:
        raise BackupError(f"The archive has format {number}, which this version of Marquee cannot read.")
    try:
        members = {
            str(name): Member(int(each["size"]), _checksum(each["sha256"])) for name, each in given["members"].items()
        }
        return Manifest(
            str(given["version"]),
            str(given["revision"]),
            str(given["made_at"]),
            members,
            tuple(map(str, given["missing"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(NOT_OURS) from error


def check_members(manifest: Manifest, found: Mapping[str, Member]) -> None:
    """Raises `BackupError` if the members are not exactly those of the manifest."""
    if manifest.members != found or DATABASE not in found:
        raise BackupError(DAMAGED)


def _checksum(text: object) -> str:
    if not isinstance(text, str) or not _SHA256.fullmatch(text):
        raise ValueError("This is not a SHA-256 checksum.")
    return text
