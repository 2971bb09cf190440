"""Addresses of the file made absolute."""

import re
from urllib.parse import urljoin

from app.core import limits
from app.core.fields import Address
from app.core.folding import cut_at_word
from app.core.named_types import URL
from app.importing.schedule_json.programme import Titled
from app.importing.schedule_json.reading import Entry

NOT_AN_ADDRESS = "This is no http(s) address, and nothing to resolve it against makes it one."

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
# A link without a scheme, such as `example.org/page`; known file extensions are excluded.
_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+(?!(?:html?|php|pdf|png|jpe?g|gif|svg|txt|odp|pptx?)\b)[a-z]{2,}(?:[:/?#].*)?", re.I
)


def absolute(written: str, bases: tuple[str | None, ...], *, hosts: bool = False) -> str:
    """The address as a browser on the first base would follow it. `hosts`: a bare host name is one."""
    text = re.sub(r"\s", "%20", written.strip())
    if _SCHEME.match(text):
        return text
    if hosts and _HOST.fullmatch(text):
        return f"https://{text}"
    base = next((base.strip() for base in bases if base and not Address().problems(base.strip(), ())), None)
    try:
        return urljoin(base, text) if base else text
    except ValueError:
        return text


def image_of(entry: Entry, key: str, bases: tuple[str | None, ...]) -> URL | None:
    """A picture's address; a path without a base is a storage path."""
    written = entry.text(key)
    if written is None:
        return None
    address = absolute(written, bases)
    if Address(stored=True).problems(address, ()):
        entry.leave(key, NOT_AN_ADDRESS)
        return None
    return URL(address)


def page_of(entry: Entry, key: str, name: str, bases: tuple[str | None, ...]) -> list[Titled]:
    """The page of a single address, with this title; empty if there is no address."""
    written = entry.text(key)
    if written is None:
        return []
    address = absolute(written, bases, hosts=True)
    if Address().problems(address, ()):
        entry.leave(key, NOT_AN_ADDRESS)
        return []
    return [Titled(name, address)]


def titled(entry: Entry, key: str, bases: tuple[str | None, ...], *, hosts: bool) -> list[Titled]:
    """Links or attachments, in their order."""
    found = []
    for item in entry.items(key, plain="url"):
        url, title = item.text("url"), item.text("title")
        address = absolute(url or "", bases, hosts=hosts)
        if url is None or Address().problems(address, ()):
            item.leave("url", NOT_AN_ADDRESS)
        else:
            if title and len(title) > limits.DISPLAY_NAME:
                item.leave("title", f"Only the first {limits.DISPLAY_NAME} characters were taken.")
            found.append(Titled(title and cut_at_word(title, limits.DISPLAY_NAME), address))
        item.leave_rest()
    return found


def at_most(entry: Entry, key: str, found: list[Titled], most: int) -> tuple[Titled, ...]:
    """The first of them; the rest is reported."""
    for _ in found[most:]:
        entry.leave(key, f"A session has at most {most} of these.")
    return tuple(found[:most])
