"""Scripts of characters, and the basic Latin letters that stand for a character."""

import unicodedata
from functools import lru_cache

# Written in Latin letters by everybody in about the same way. Others depend on the language, or on the word.
ROMANISED = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HANGUL", "HIRAGANA", "KATAKANA"})
# Without spaces between words.
UNSPACED = frozenset({"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR"})
# The letters that are the same for Hiragana and Katakana, such as the long vowel.
_SHARED_KANA = "KATAKANA-HIRAGANA"
# What the two functions remember.
_KNOWN = 20_000


@lru_cache(_KNOWN)
def script_of(char: str) -> str:
    """The first word of the character's name in Unicode, which is its script for letters; empty without a name."""
    first = unicodedata.name(char, "").partition(" ")[0]
    return "KATAKANA" if first == _SHARED_KANA else first


@lru_cache(_KNOWN)
def latin(char: str) -> str:
    """Basic Latin letters that stand for a character, as its language or its shape has it."""
    # Loaded with the first letter that needs it.
    from anyascii import anyascii

    return "".join(filter(str.isalnum, anyascii(char).lower()))
