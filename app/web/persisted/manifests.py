"""Load trusted documents from the files of relay-compiler, GraphQL Codegen and Apollo's tools, once at start."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from graphql import GraphQLError

from app.core.errors import MarqueeError
from app.settings.service import Operations, Settings, SettingsError
from app.web.graphql_request import DOCUMENT_BYTES, has_nul, is_too_long
from app.web.persisted.operations import MAX_ID

APOLLO = "apollo-persisted-query-manifest"
MAX_ERRORS = 10
# These files hold one document and are named by its id; other kinds hold many.
_SINGLE = (".graphql", ".gql")

# (id, text)
Entry: TypeAlias = tuple[str, str]
Validate: TypeAlias = Callable[[str], Iterable[GraphQLError]]


class InvalidManifest(MarqueeError):
    """A file of trusted documents that cannot be used; the message follows its name."""

    code = "INVALID"


def load_trusted_documents(settings: Settings, validate: Validate) -> dict[str, str]:
    """Texts by id; `validate` yields a text's errors. Raises `SettingsError` with one line per error."""
    if settings.documents is None:
        if settings.operations is Operations.TRUSTED_ONLY:
            raise SettingsError(
                "MARQUEE_OPERATIONS is trusted-only; MARQUEE_DOCUMENTS must name the file or folder of those documents."
            )
        return {}
    source = Path(settings.documents)
    found: dict[str, str] = {}
    errors: list[str] = []
    try:
        files = _files(source)
    except InvalidManifest as error:
        raise SettingsError(f"MARQUEE_DOCUMENTS: {source} {error}.") from None
    for file in files:
        try:
            for id, text in _entries(file):
                if reason := _error_of(id, text, found, validate):
                    errors.append(f"MARQUEE_DOCUMENTS: {file}: {_printable(id)} {reason}.")
                else:
                    found[id] = text
        except InvalidManifest as error:
            errors.append(f"MARQUEE_DOCUMENTS: {file} {error}.")
    if errors:
        raise SettingsError("\n".join(errors[:MAX_ERRORS]))
    if not found:
        raise SettingsError(f"MARQUEE_DOCUMENTS: {source} holds no document.")
    return found


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    try:
        inside = sorted(source.iterdir())
    except OSError as error:
        raise InvalidManifest(f"cannot be read: {error.strerror}") from None
    # Skip hidden files and what generators write beside the documents, such as types.
    files = [
        each
        for each in inside
        if each.suffix in (".json", *_SINGLE) and not each.name.startswith(".") and not each.is_dir()
    ]
    if not files:
        raise InvalidManifest("holds no file *.json or <id>.graphql")
    return files


def _entries(file: Path) -> Iterator[Entry]:
    try:
        content = file.read_bytes().decode()
    except OSError as error:
        raise InvalidManifest(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidManifest("is not UTF-8") from None
    if file.suffix in _SINGLE:
        return iter([(file.stem, content)])
    try:
        # As pairs: a dict would silently keep the last of two entries with the same id.
        pairs = json.loads(content, object_pairs_hook=_Pairs)
        # Escaped single surrogates are valid JSON but not valid text.
        json.dumps(pairs, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidManifest("is not JSON") from None
    if not isinstance(pairs, _Pairs):
        raise InvalidManifest("is of an unknown form: it must be an object of texts by id, or Apollo's manifest")
    manifest = dict(pairs)
    if "operations" in manifest and not isinstance(manifest["operations"], str):
        return _entries_of_manifest(manifest)
    return _entries_of_map(pairs)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its duplicate keys."""


def _entries_of_map(pairs: _Pairs) -> Iterator[Entry]:
    for id, text in pairs:
        if not isinstance(text, str):
            raise InvalidManifest(f"is of an unknown form: {_printable(id)} is not the text of a document")
        yield id, text


def _entries_of_manifest(manifest: dict[str, Any]) -> Iterator[Entry]:
    if manifest.get("format") != APOLLO or manifest.get("version") != 1 or type(manifest["operations"]) is not list:
        raise InvalidManifest(f"is of an unknown form: its operations need the format {APOLLO} and the version 1")
    for number, operation in enumerate(manifest["operations"]):
        fields = dict(operation) if isinstance(operation, _Pairs) else {}
        id, text = fields.get("id"), fields.get("body")
        if not isinstance(id, str) or not isinstance(text, str):
            raise InvalidManifest(f"is of an unknown form: operations[{number}] needs an id and a body, both text")
        yield id, text


def _error_of(id: str, text: str, found: dict[str, str], validate: Validate) -> str | None:
    if not 0 < len(id) <= MAX_ID or "\0" in id:
        return f"is no id: it must have 1 to {MAX_ID} characters, none of them NUL"
    if id in found:
        return None if found[id] == text else "has two different texts"
    if is_too_long(text):
        return f"has more than {DOCUMENT_BYTES:,} bytes"
    if has_nul(text):
        return "holds the character NUL (U+0000)"
    for error in validate(text):
        where = f" (line {error.locations[0].line})" if error.locations else ""
        return f"cannot be run: {error.message.removesuffix('.')}{where}"
    return None


def _printable(id: str) -> str:
    """An id, made safe for an error message."""
    short = id if len(id) <= MAX_ID else f"{id[:40]}…"
    return short if short.isprintable() and short else ascii(short)
