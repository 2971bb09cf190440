"""HTTP caching: entity tags, If-None-Match and Cache-Control. Pure functions."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b

# A tag may contain commas, so splitting a list at commas would break it.
_OPAQUE = re.compile(r'"[^"]*"')


def entity_tag(body: bytes, media_type: str) -> str:
    """The ETag of this body in this type. Weak, because it is the same for every content coding."""
    digest = blake2b(body, digest_size=18, key=media_type.encode()).digest()
    return f'W/"{urlsafe_b64encode(digest).decode()}"'


def matches_tag(if_none_match: Iterable[str], tag: str) -> bool:
    """Whether If-None-Match contains this tag, by weak comparison (RFC 9110, 13.1.2).

    `if_none_match` are the header's values: each a `*` or a list of tags; anything else matches nothing.
    """
    opaque = tag.removeprefix("W/")
    return any(value.strip() == "*" or opaque in _OPAQUE.findall(value) for value in if_none_match)


def public_for(seconds: int) -> str:
    """The Cache-Control of a public response that may be reused for `seconds`."""
    return f"public, max-age={seconds}, must-revalidate"
