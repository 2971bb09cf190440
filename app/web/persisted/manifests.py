"""Trusted documents from files, as relay-compiler, codegen and Apollo's tools write them: read once, at the start."""

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
SHOWN = 10
# One document a file, named by its id; any other kind holds many.
_SINGLE = (".graphql", ".gql")

# An id and a text.
Entry: TypeAlias = tuple[str, str]
Faults: TypeAlias = Callable[[str], Iterable[GraphQLError]]


class InvalidManifest(MarqueeError):
    """A file of trusted documents that cannot be used; the message follows its name."""

    code = "INVALID"


def trusted_documents(settings: Settings, faults: Faults) -> dict[str, str]:
    """Texts by id; `faults` says why a text cannot run. Raises `SettingsError`, with file and id in a line a fault."""
    if settings.documents is None:
        if settings.operations is Operations.TRUSTED_ONLY:
            raise SettingsError(
                "MARQUEE_OPERATIONS is trusted-only; MARQUEE_DOCUMENTS must name the file or folder of those documents."
            )
        return {}
    place = Path(settings.documents)
    found: dict[str, str] = {}
    wrong: list[str] = []
    try:
        files = _files(place)
    except InvalidManifest as fault:
        raise SettingsError(f"MARQUEE_DOCUMENTS: {place} {fault}.") from None
    for file in files:
        try:
            for id, text in _entries(file):
                if why := _fault(id, text, found, faults):
                    wrong.append(f"MARQUEE_DOCUMENTS: {file}: {_shown(id)} {why}.")
                else:
                    found[id] = text
        except InvalidManifest as fault:
            wrong.append(f"MARQUEE_DOCUMENTS: {file} {fault}.")
    if wrong:
        raise SettingsError("\n".join(wrong[:SHOWN]))
    if not found:
        raise SettingsError(f"MARQUEE_DOCUMENTS: {place} holds no document.")
    return found


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    try:
        inside = sorted(place.iterdir())
    except OSError as error:
        raise InvalidManifest(f"cannot be read: {error.strerror}") from None
    # Nothing hidden, and none of what generators write beside: types, for example.
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
        # As pairs: of one id that stands there twice, a dict would keep the last.
        pairs = json.loads(content, object_pairs_hook=_Pairs)
        # Escapes of single surrogates are JSON, but no text.
        json.dumps(pairs, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidManifest("is not JSON") from None
    if not isinstance(pairs, _Pairs):
        raise InvalidManifest("is of an unknown form: it must be an object of texts by id, or Apollo's manifest")
    whole = dict(pairs)
    if "operations" in whole and not isinstance(whole["operations"], str):
        return _in_manifest(whole)
    return _in_map(pairs)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object, with every key that was written."""


def _in_map(pairs: _Pairs) -> Iterator[Entry]:
    for id, text in pairs:
        if not isinstance(text, str):
            raise InvalidManifest(f"is of an unknown form: {_shown(id)} is not the text of a document")
        yield id, text


def _in_manifest(whole: dict[str, Any]) -> Iterator[Entry]:
    if whole.get("format") != APOLLO or whole.get("version") != 1 or type(whole["operations"]) is not list:
        raise InvalidManifest(f"is of an unknown form: its operations need the format {APOLLO} and the version 1")
    for number, operation in enumerate(whole["operations"]):
        fields = dict(operation) if isinstance(operation, _Pairs) else {}
        id, text = fields.get("id"), fields.get("body")
        if not isinstance(id, str) or not isinstance(text, str):
            raise InvalidManifest(f"is of an unknown form: operations[{number}] needs an id and a body, both text")
        yield id, text


def _fault(id: str, text: str, found: dict[str, str], faults: Faults) -> str | None:
    if not 0 < len(id) <= MAX_ID or "\0" in id:
        return f"is no id: it must have 1 to {MAX_ID} characters, none of them NUL"
    if id in found:
        return None if found[id] == text else "has two different texts"
    if is_too_long(text):
        return f"has more than {DOCUMENT_BYTES:,} bytes"
    if has_nul(text):
        return "holds the character NUL (U+0000)"
    for error in faults(text):
        where = f" (line {error.locations[0].line})" if error.locations else ""
        return f"cannot be run: {error.message.removesuffix('.')}{where}"
    return None


def _shown(id: str) -> str:
    """An id for a sentence, which it cannot break."""
    short = id if len(id) <= MAX_ID else f"{id[:40]}…"
    return short if short.isprintable() and short else ascii(short)
