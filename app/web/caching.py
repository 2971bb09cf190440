"""What caches may keep of an answer, and how they ask whether it still holds: ETag and If-None-Match. Pure."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b

# A tag may hold commas, so a list of them is no matter of splitting.
_OPAQUE = re.compile(r'"[^"]*"')


def entity_tag(body: bytes, media_type: str) -> str:
    """The validator of this body in this type. Weak: it is the same under every content coding."""
    digest = blake2b(body, digest_size=18, key=media_type.encode()).digest()
    return f'W/"{urlsafe_b64encode(digest).decode()}"'


def is_known(if_none_match: Iterable[str], tag: str) -> bool:
    """Whether the client has what this tag names already, by weak comparison (RFC 9110, 13.1.2).

    `if_none_match` are the header's values: each a `*` or a list of tags. What is neither names nothing.
    """
    opaque = tag.removeprefix("W/")
    return any(value.strip() == "*" or opaque in _OPAQUE.findall(value) for value in if_none_match)


def kept_for(seconds: int) -> str:
    """The Cache-Control of what everybody may see and keep so long; after that it must be asked for again."""
    return f"public, max-age={seconds}, must-revalidate"
