"""Folding, and how much of a text it reads."""

import unicodedata
from typing import Literal

import pytest

from app.core import folding, limits
from app.core.folding import fold, search_text, search_words


def defined_fold(text: str) -> str:
    """The definition, character by character."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", bare.casefold()).split())


@pytest.mark.parametrize(
    "text",
    [
        "Harbour  Nights",
        "  STRASSE\tstraße\nÉcole ",
        "ﬁn ǅ İstanbul ΣΊΣΥΦΟΣ",
        "\ufdfa",
        "a\u0301\u0327\u0345\u0f77\u0344 \u1e9b\u0323",
        "가나 ガギ ｶﾞ \u2126 \u212a",
        "".join(map(chr, range(1, 0x3000))),
    ],
)
def test_folding_follows_its_definition(text: str) -> None:
    assert fold(text) == defined_fold(text[: limits.FOLDED])


def test_a_text_is_cut_before_it_is_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = []
    normalize = unicodedata.normalize

    class Recorder:
        combining = staticmethod(unicodedata.combining)

        @staticmethod
        def normalize(form: Literal["NFKD", "NFKC"], text: str) -> str:
            lengths.append((form, len(text)))
            return normalize(form, text)

    monkeypatch.setattr(folding, "unicodedata", Recorder)
    long = "\ufdfa" * 330_000
    fold(long)
    search_text([long, long])
    search_words(long)
    spread = 18
    assert lengths == [
        ("NFKD", limits.FOLDED),
        ("NFKC", limits.FOLDED * spread),
        ("NFKD", limits.FOLDED),
        ("NFKC", limits.FOLDED * spread),
        ("NFKD", limits.ARGUMENT),
        ("NFKC", limits.ARGUMENT * spread),
    ]


def test_no_searchable_text_of_an_event_is_cut() -> None:
    # Names, description, place, online name, tags and categories, each of the largest length.
    parts = [limits.NAME, limits.DISPLAY_NAME, limits.DESCRIPTION, *[limits.DISPLAY_NAME] * 9]
    parts += [limits.TAG] * limits.TAGS + [limits.LABEL] * limits.CATEGORIES
    assert sum(parts) + len(parts) <= limits.FOLDED
