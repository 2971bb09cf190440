"""Text normalisation: folding for search and sorting, words, slugs for addresses, cutting at a word.

One folding for all scripts. Case, width and compatibility forms never tell texts apart. Marks are dropped in scripts
where people leave them out when they type, and kept where they make another letter. Latin letters that have no
decomposition are written as the basic letters that stand for them.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from itertools import groupby

from app.core import limits
from app.core.problems import BadInput
from app.core.transliteration import ROMANISED, UNSPACED, latin, script_of

# Scripts whose marks are accents, vowel points and breathings. The nukta of Devanagari and the voicing of kana make
# other letters.
_MARKS_DROPPED = frozenset({"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC"})
# Lengthens a line, and is no letter of the word.
_TATWEEL = "\u0640"
_ASCII_WORD = re.compile(r"\w+")
# No searched text has three spaces in a row.
_NOWHERE = "   "
_CODE_BYTES = 4


def fold(text: str) -> str:
    """Lower case and without accents, for search and for sorting names.

    The text is cut first, because a single character may fold to eighteen.
    """
    text = text[: limits.FOLDED]
    if text.isascii():
        return " ".join(text.lower().split())
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = _without_accents(spread)
    return " ".join(unicodedata.normalize("NFKC", kept.casefold()).split())


def sort_key(name: str, most: int) -> str:
    """The folded name, cut to the length of the sort column."""
    return fold(name)[:most]


def words(text: str) -> list[str]:
    """The folded words of a text, in their order.

    A word is a run of letters, digits and marks. A script that puts no spaces between words has pairs of neighbouring
    characters instead, and the last character of the run alone.
    """
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return [part for word in _runs(folded) for part in _parts(word)]


def search_text(parts: Iterable[str | None]) -> str:
    """The folded words of all parts, with a space before and after each."""
    return f" {' '.join(words(' '.join(part for part in parts if part)))} "


def search_patterns(query: str) -> list[str]:
    """What a `search_text` contains if it has all words of the query, the last one as the beginning of a word.

    A query without a word finds nothing. Raises BadInput for too many words and for too long ones, before any is
    folded.
    """
    given = query.split()
    if len(given) > limits.SEARCH_WORDS or any(len(word) > limits.SEARCH_WORD for word in given):
        raise BadInput(
            f"`text` has at most {limits.SEARCH_WORDS} words of at most {limits.SEARCH_WORD} characters each."
        )
    found = words(query)
    if not found:
        return [_NOWHERE]
    *whole, last = found
    return [*(f" {word} " for word in dict.fromkeys(whole)), f" {last}"]


def slugify(name: str) -> str:
    """ASCII words joined by hyphens, for the address of something with this name.

    Letters of scripts that are not written in basic Latin letters are left out, and a short code of the whole name
    stands for them.
    """
    folded, left_out, found = fold(name), False, []
    for word in _runs(folded):
        plain = "".join(latin(char) if script_of(char) in ROMANISED else char for char in word).lower()
        left_out = left_out or not plain.isascii()
        found += re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    slug = "-".join(found)[: limits.SLUG - 8].strip("-")
    if slug and not left_out:
        return slug
    code = f"x{blake2b(folded.encode(), digest_size=_CODE_BYTES).hexdigest()}"
    return f"{slug[: limits.SLUG - 8 - len(code) - 1].strip('-')}-{code}".strip("-")


def cut_at_word(text: str, most: int) -> str:
    """The text, or its start of at most `most` characters up to a word's end, with an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at_word = head.rsplit(None, 1)[0] if " " in head.strip() else head
    return at_word.rstrip(" ,;:–-") + "…"


def _without_accents(spread: str) -> str:
    """Decomposed text without the marks of scripts that drop them, with basic Latin letters and digits."""
    kept: list[str] = []
    dropped = True
    for char in spread:
        if char.isascii():
            dropped = True
        elif unicodedata.combining(char):
            if dropped:
                continue
        elif char == _TATWEEL:
            continue
        else:
            script = script_of(char)
            dropped = script in _MARKS_DROPPED
            if script == "LATIN":
                char = latin(char)
            elif char.isdecimal():
                char = str(unicodedata.decimal(char))
        kept.append(char)
    return "".join(kept)


def _runs(folded: str) -> list[str]:
    """Runs of letters, digits, marks and underscores."""
    return "".join(
        char if char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M" else " " for char in folded
    ).split()


def _parts(word: str) -> list[str]:
    """A word, or what stands for the words of a script without spaces."""
    if word.isascii() or not any(script_of(char) in UNSPACED for char in word):
        return [word]
    found: list[str] = []
    for unspaced, chars in groupby(_with_marks(word), key=lambda piece: script_of(piece[0]) in UNSPACED):
        pieces = list(chars)
        found += _pairs(pieces) if unspaced else ["".join(pieces)]
    return found


def _with_marks(word: str) -> list[str]:
    """The characters of a word, each with the marks after it."""
    pieces: list[str] = []
    for char in word:
        if pieces and unicodedata.category(char)[0] == "M":
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _pairs(pieces: list[str]) -> list[str]:
    """Each piece with the next one, and the last piece alone."""
    return [first + second for first, second in zip(pieces, [*pieces[1:], ""], strict=True)]
