"""Which media type an answer gets, and which one a body may have."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"

# Longer ones come from nobody's client; what stands behind this is not read.
LONGEST_ACCEPT = 4_096

# How closely a client named a type.
_EXACT, _TYPE, _ANY = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What suits the client. `media_type` is None when it takes neither of the JSON types."""

    media_type: str | None
    prefers_html: bool


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type as it was sent: the type in lower case, parameter names too, values as they are."""

    name: str
    parameters: dict[str, str]

    @classmethod
    def parse(cls, text: str) -> "MediaType":
        name, *rest = text.split(";")
        pairs = (part.partition("=") for part in rest)
        parameters = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
        return cls(name.strip().lower(), parameters)


@lru_cache(maxsize=256)
def choose(accept: str | None) -> Choice:
    """Decide by the whole Accept header; None = there was none."""
    if accept is None or not accept.strip():
        return Choice(JSON, prefers_html=False)
    ranges = [MediaType.parse(part) for part in accept[:LONGEST_ACCEPT].split(",")]
    graphql, json, html = (_rank(name, ranges) for name in (GRAPHQL, JSON, HTML))
    best = max(graphql, json)
    media_type: str | None
    if best[0] == 0:
        media_type = None
    elif graphql == json:
        # Both named: the newer type says more. Both met by a wildcard: the type that everybody reads.
        media_type = GRAPHQL if graphql[1] == _EXACT else JSON
    else:
        media_type = GRAPHQL if graphql > json else JSON
    return Choice(media_type, prefers_html=html[0] > best[0])


@lru_cache(maxsize=256)
def choose_stream(accept: str | None) -> str | None:
    """The streaming type that a client likes best of those it names; None: it names none.

    A wildcard names none: most clients that send one would wait for the end of the stream.
    """
    best, most = None, 0.0
    for part in (accept or "")[:LONGEST_ACCEPT].split(","):
        media_range = MediaType.parse(part)
        if _is_stream(media_range) and (quality := _quality(media_range)) > most:
            best, most = media_range.name, quality
    return best


def _is_stream(media_range: MediaType) -> bool:
    if media_range.name != MULTIPART:
        return media_range.name == EVENT_STREAM
    # Those who read deferred parts of a query in it are no readers of subscriptions.
    default = "" if "deferspec" in media_range.parameters else "1.0"
    return media_range.parameters.get("subscriptionspec", default) == "1.0"


def _rank(name: str, ranges: Iterable[MediaType]) -> tuple[float, int]:
    """The quality a client gives to a type, and how closely it named it. The closest range decides."""
    closeness = {name: _EXACT, name.split("/")[0] + "/*": _TYPE, "*/*": _ANY}
    found = [(closeness[each.name], _quality(each)) for each in ranges if each.name in closeness]
    close, quality = max(found, default=(_ANY, 0.0))
    return quality, close


def _quality(media_range: MediaType) -> float:
    text = media_range.parameters.get("q", "1")
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def is_utf8(media_type: MediaType) -> bool:
    return media_type.parameters.get("charset", "utf-8").lower() == "utf-8"
