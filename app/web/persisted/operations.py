"""Persisted operations: find the document that a request names by id or hash, and decide whether it may run."""

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.settings.service import Operations
from app.web.middleware import JSON, HttpError
from app.web.negotiation import GRAPHQL

MAX_ID = 200
# The bounds of the cache of automatic persisted queries.
CACHED = 1_000
CACHED_BYTES = 16 * 1024 * 1024
REPORTED = 10_000
LOG = logging.getLogger("marquee.web")

_PLAIN_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_DIGEST_ID = "sha256:"


class UnknownDocument(HttpError):
    """The document is unknown or not trusted. Sent as JSON with status 200, as older Apollo clients require."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(400, code, message)

    def response(self, request: HTTPConnection, media_type: str = JSON) -> Response:
        self.status = 400 if media_type.startswith(GRAPHQL) else 200
        return super().response(request, media_type)


@dataclass(frozen=True, slots=True)
class Reference:
    """How a request names a document. `digest`: its SHA-256 in lower case, if the document is named by hash."""

    id: str
    digest: str | None = None

    @classmethod
    def by_id(cls, id: str) -> "Reference":
        digest = id.removeprefix(_DIGEST_ID)
        return cls(id, digest.lower()) if id.startswith(_DIGEST_ID) and is_digest(digest) else cls(id)

    @classmethod
    def by_digest(cls, digest: str) -> "Reference":
        return cls(digest, digest.lower())


def is_digest(text: str) -> bool:
    """Whether this is a SHA-256 in hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class DocumentCache:
    """Texts by digest, bounded by number and by bytes of UTF-8; evicts the least recently used."""

    def __init__(self, number: int = CACHED, size: int = CACHED_BYTES) -> None:
        self._number = number
        self._left = size
        self._texts: OrderedDict[str, str] = OrderedDict()

    def get(self, digest: str) -> str | None:
        text = self._texts.get(digest)
        if text is not None:
            self._texts.move_to_end(digest)
        return text

    def put(self, digest: str, text: str) -> None:
        self._texts[digest] = text
        self._left -= len(text.encode())
        while len(self._texts) > self._number or self._left < 0:
            _, gone = self._texts.popitem(last=False)
            self._left += len(gone.encode())


class Documents:
    """One per process: the trusted documents, and those that clients have registered since the process started."""

    def __init__(
        self,
        is_valid: Callable[[str], bool],
        trusted: Mapping[str, str] | None = None,
        mode: Operations = Operations.OPEN,
    ) -> None:
        """`is_valid`: whether a text parses and validates. `trusted`: texts by id."""
        self._is_valid = is_valid
        self._mode = mode
        self._by_id = dict(trusted or {})
        self._by_digest = {digest_of(text): text for text in self._by_id.values()}
        self._texts = frozenset(self._by_id.values())
        self._cache = DocumentCache()
        self._reported: OrderedDict[str, None] = OrderedDict()

    def resolve(self, text: str | None, reference: Reference | None, name: str | None) -> str:
        """The document to run, from its text, a reference to it, or both; one is required.

        `name`, the operation's, is for the report. Raises `HttpError`.
        """
        known = self._trusted(reference) if reference else None
        if text is None:
            assert reference is not None
            return known or self._registered(reference, name)
        if known is not None and known != text:
            raise HttpError(400, "BAD_USER_INPUT", "`query` is not the document of this id: send one of the two.")
        digest = reference.digest if reference and known is None else None
        if digest and digest != digest_of(text):
            raise HttpError(400, "BAD_USER_INPUT", "The hash is not the SHA-256 of `query`.")
        if text in self._texts:
            return text
        if self._mode is Operations.TRUSTED_ONLY:
            raise UnknownDocument("QUERY_NOT_IN_SAFELIST", "This document is not among the trusted ones.")
        if digest and self._cache.get(digest) is None and self._is_valid(text):
            self._cache.put(digest, text)
        self._report(text, name)
        return text

    def _trusted(self, reference: Reference) -> str | None:
        known = self._by_id.get(reference.id)
        return self._by_digest.get(reference.digest) if known is None and reference.digest else known

    def _registered(self, reference: Reference, name: str | None) -> str:
        if self._mode is Operations.TRUSTED_ONLY:
            raise UnknownDocument("PERSISTED_QUERY_NOT_IN_LIST", "None of the trusted documents has this id.")
        text = self._cache.get(reference.digest) if reference.digest else None
        if text is None:
            # Clients look for this text and then send the document.
            raise UnknownDocument("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        self._report(text, name)
        return text

    def _report(self, text: str, name: str | None) -> None:
        if self._mode is not Operations.REPORT:
            return
        digest = digest_of(text)
        if digest in self._reported:
            self._reported.move_to_end(digest)
            return
        self._reported[digest] = None
        if len(self._reported) > REPORTED:
            self._reported.popitem(last=False)
        shown = f" ({name})" if name and _PLAIN_NAME.fullmatch(name) else ""
        LOG.warning("untrusted document sha256:%s%s", digest, shown)
