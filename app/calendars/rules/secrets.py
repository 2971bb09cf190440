"""The secret in the address of a user's calendar: 256 random bits, stored as SHA-256. Whoever knows it may read."""

import re
from hashlib import sha256

# The prefix lets a secret scanner, and a person, tell what was leaked.
PREFIX = "mqc_"
_SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)


def secret_hash(secret: str) -> str | None:
    """The hash that is stored of a secret; None for what no secret looks like."""
    return sha256(secret.encode()).hexdigest() if _SECRET.fullmatch(secret) else None


def calendar_path(secret: str) -> str:
    """Where the calendar is, on this service."""
    return f"/calendars/{secret}.ics"
