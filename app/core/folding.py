"""Text normalisation: folding for search and sorting, slugs for addresses, cutting at a word."""

import re
import unicodedata
from collections.abc import Iterable

from app.core import limits

_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case without accents, for search and for sorting names.

    The text is cut first, because a single character may fold to eighteen.
    """
    text = text[: limits.FOLDED]
    if text.isascii():
        return " ".join(text.lower().split())
    spread = unicodedata.normalize("NFKD", text.casefold())
    if marks := [char for char in set(spread) if unicodedata.combining(char)]:
        spread = spread.translate(dict.fromkeys(map(ord, marks)))
    return " ".join(unicodedata.normalize("NFKC", spread.casefold()).split())


def sort_key(name: str, most: int) -> str:
    """The folded name, cut to the length of the sort column."""
    return fold(name)[:most]


def search_text(parts: Iterable[str | None]) -> str:
    """The folded words of all parts, with a space before and after each."""
    words = _WORD.findall(fold(" ".join(part for part in parts if part)))
    return f" {' '.join(words)} "


def search_words(query: str) -> list[str]:
    """The first 20 folded words of a query."""
    return _WORD.findall(fold(query[: limits.ARGUMENT]))[:20]


def slugify(name: str) -> str:
    """ASCII words joined by hyphens; `event` if no character of the name is left."""
    plain = fold(name).replace("ß", "ss").encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    return slug[: limits.SLUG - 8].strip("-") or "event"


def cut_at_word(text: str, most: int) -> str:
    """The text, or its start of at most `most` characters up to a word's end, with an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at_word = head.rsplit(None, 1)[0] if " " in head.strip() else head
    return at_word.rstrip(" ,;:–-") + "…"
