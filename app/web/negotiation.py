"""Content negotiation: the media types of responses and request bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"

# No real client sends a longer Accept header; the rest is ignored.
LONGEST_ACCEPT = 4_096

# How specific a media range is.
_EXACT, _TYPE, _ANY = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The result of negotiation. `media_type` is None if the client accepts neither JSON type."""

    media_type: str | None
    prefers_html: bool


@dataclass(frozen=True, slots=True)
class MediaType:
    """A parsed media type: type and parameter names in lower case, values unchanged."""

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
    """Choose by the Accept header; None = there was none."""
    if accept is None or not accept.strip():
        return Choice(JSON, prefers_html=False)
    ranges = [MediaType.parse(part) for part in accept[:LONGEST_ACCEPT].split(",")]
    graphql, json, html = (_rank(name, ranges) for name in (GRAPHQL, JSON, HTML))
    best = max(graphql, json)
    media_type: str | None
    if best[0] == 0:
        media_type = None
    elif graphql == json:
        # Both named: prefer the newer type. Both matched by a wildcard: prefer the type that every client reads.
        media_type = GRAPHQL if graphql[1] == _EXACT else JSON
    else:
        media_type = GRAPHQL if graphql > json else JSON
    return Choice(media_type, prefers_html=html[0] > best[0])


@lru_cache(maxsize=256)
def choose_stream(accept: str | None) -> str | None:
    """The streaming type that the client prefers among those it names; None if it names none.

    A wildcard does not count: most clients that send one would wait for the end of the stream.
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
    # Clients that expect deferred parts of a query (deferSpec) do not read subscriptions.
    default = "" if "deferspec" in media_range.parameters else "1.0"
    return media_range.parameters.get("subscriptionspec", default) == "1.0"


def _rank(name: str, ranges: Iterable[MediaType]) -> tuple[float, int]:
    """The quality that the client gives a type, by the most specific range, and how specific that range is."""
    specificity = {name: _EXACT, name.split("/")[0] + "/*": _TYPE, "*/*": _ANY}
    found = [(specificity[each.name], _quality(each)) for each in ranges if each.name in specificity]
    specific, quality = max(found, default=(_ANY, 0.0))
    return quality, specific


def _quality(media_range: MediaType) -> float:
    text = media_range.parameters.get("q", "1")
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def is_utf8(media_type: MediaType) -> bool:
    return media_type.parameters.get("charset", "utf-8").lower() == "utf-8"
