"""Secrets and tokens: random, stored as SHA-256, compared in constant time.

They carry 256 random bits, so a plain hash is enough: there is no dictionary to try.
"""

import hashlib
import hmac
import secrets

# The prefixes let a secret scanner, and a person, tell what was leaked.
SECRET_PREFIX = "mqs_"
TOKEN_PREFIX = "mqt_"
# Compared against when the client is unknown, so that the answer takes as long as for a known one.
NO_HASH = "0" * 64


def new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(credential: str) -> str:
    """The hash that is stored of a secret or token; defined for any text."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()


def matches(credential: str, stored_hash: str) -> bool:
    return hmac.compare_digest(digest(credential), stored_hash)
