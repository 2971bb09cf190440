"""Validate PostgreSQL URLs as people and hosting services write them."""

import re
from urllib.parse import parse_qsl, urlsplit

POSTGRESQL = "postgresql://"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# libpq's schemes, with an optional SQLAlchemy driver, which is ignored.
_SCHEME = re.compile(r"(?:postgres|postgresql)(?:\+[a-z0-9_]+)?://")
_NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
# The options that a URL may have, and their values.
_OPTIONS = {
    "host": re.compile(r".+"),
    "port": _NUMBER,
    "sslmode": re.compile("|".join(SSL_MODES)),
    "application_name": re.compile(r"[ -~]{1,63}"),
    "connect_timeout": _NUMBER,
    "channel_binding": re.compile("disable|prefer|require"),
}
_ALLOWED = {
    "sslmode": f"one of {', '.join(SSL_MODES)}",
    "channel_binding": "disable, prefer or require",
    "application_name": "a short name",
}


def is_postgresql(url: str) -> bool:
    return _SCHEME.match(url) is not None


def checked_postgresql(url: str) -> str:
    """The URL with the scheme postgresql. Raises `ValueError`; its message repeats nothing of the URL."""
    url = _SCHEME.sub(POSTGRESQL, url, count=1)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("has no readable host or port") from None
    if not parts.path.strip("/"):
        raise ValueError("names no database")
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in _OPTIONS:
            raise ValueError(f"has an option other than {', '.join(list(_OPTIONS)[:-1])} and {list(_OPTIONS)[-1]}")
        if not _OPTIONS[name].fullmatch(value):
            raise ValueError(f"has {_article(name)} {name} that is not {_ALLOWED.get(name, 'a number')}")
    return url


def _article(name: str) -> str:
    return "an" if name[0] in "aos" else "a"
