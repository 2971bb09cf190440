"""Folding, words and slugs, and how much of a text is read."""

import unicodedata
from typing import Any, Literal

import pytest

from app.core import folding, limits
from app.core.folding import fold, search_patterns, search_text, slugify, words
from app.core.problems import BadInput

FOLDED = [
    ("Harbour  Nights", "harbour nights"),
    ("  STRASSE\tstraße\nÉcole ", "strasse strasse ecole"),
    ("ﬁn ǅ İstanbul ılık ΣΊΣΥΦΟΣ", "fin dz istanbul ilik σισυφοσ"),
    ("Łódź Ørsted Đorđe Ærø Œuvre Þór Ħamrun", "lodz orsted dorde aero oeuvre thor hamrun"),
    ("Tiếng Việt", "tieng viet"),
    ("Ёлка Київ", "елка киів"),
    ("Άνοιξη", "ανοιξη"),
    ("שָׁלוֹם", "שלום"),
    ("مُحَمَّد أحـمد", "محمد احمد"),
    ("हिन्दी ज़मीन", "हिन्दी ज़मीन"),
    ("น้ำ", "น้ํา"),
    ("ﾊﾟﾝ パン ぱん", "パン パン ぱん"),
    ("ＡＢＣ １２３ ١٢٣", "abc 123 123"),
    ("한국 \u1112\u1161\u11ab", "한국 한"),
    ("\u2126 \u212a", "ω k"),
]
# What is searched for, what is in the text, and whether it is found.
PAIRS = [
    # Latin
    ("lodz", "Łódź", True),
    ("Łódź", "lodz", True),
    ("strasse", "Straße", True),
    ("orsted", "Ørsted", True),
    ("ISTANBUL", "İstanbul", True),
    ("harb", "Harbour", True),
    ("rb", "Harbour", False),
    ("harb night", "Harbour Night", False),
    ("night harb", "Harbour Night", True),
    ("cafe", "Cafe\u0301", True),
    # Greek, Cyrillic
    ("ανοιξη", "Άνοιξη", True),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ", True),
    ("елка", "Ёлка", True),
    ("Київ", "київ", True),
    ("киев", "Київ", False),
    # Hebrew, Arabic
    ("שלום", "שָׁלוֹם", True),
    ("محمد", "مُحَمَّد", True),
    ("احمد", "أحـمد", True),
    ("محمد", "أحمد", False),
    # Devanagari, Thai
    ("हिन्दी", "हिन्दी संगीत", True),
    ("हद", "हिन्दी", False),
    ("ज़मीन", "जमीन", False),
    ("กรุงเทพ", "งานกรุงเทพมหานคร", True),
    ("ดนตรี", "งานกรุงเทพมหานคร", False),
    # Japanese, Chinese
    ("ハン", "パン", False),
    ("パン", "パン祭り", True),
    ("ﾊﾟﾝ", "パン祭り", True),
    ("東京", "東京国際フォーラム", True),
    ("国際フォーラム", "東京国際フォーラム", True),
    ("際", "東京国際フォーラム", True),
    ("ム", "東京国際フォーラム", True),
    ("京都", "東京都", True),
    ("京東", "東京都", False),
    ("音樂節", "臺北音樂節2026", True),
    ("2026", "臺北音樂節2026", True),
    ("節台", "臺北音樂節2026", False),
    # Korean
    ("서울", "서울 재즈", True),
    ("서", "서울 재즈", True),
    ("울", "서울 재즈", False),
    # No words
    ("🎉", "🎉 Party", False),
    ("", "Party", False),
    ("!?", "Party!?", False),
    ("%", "100 %", False),
    ("☕ party", "Party", True),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_what_a_text_folds_to(text: str, folded: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", folded)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("query", "text", "found"), PAIRS)
def test_what_finds_what(query: str, text: str, found: bool) -> None:
    searched = search_text([text])
    assert all(pattern in searched for pattern in search_patterns(query)) is found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("don't stop", ["don", "t", "stop"]),
        ("under_score", ["under_score"]),
        ("東京", ["東京", "京"]),
        ("京", ["京"]),
        ("第5回jazz祭り", ["第", "5", "回", "jazz", "祭り", "り"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "query", [" ".join(["a"] * 21), "a" * 101, "ß" * 101, "東" * 101], ids=["words", "long", "sharp", "cjk"]
)
def test_a_query_has_limits(query: str) -> None:
    with pytest.raises(BadInput, match=r"`text` has at most 20 words of at most 100 characters each\."):
        search_patterns(query)


def test_a_query_at_its_limits_is_searched() -> None:
    assert search_patterns(" ".join(f"{number}" for number in range(20)))[-1] == " 19"
    assert search_patterns("a" * 100) == [" " + "a" * 100]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour Night", "harbour-night"),
        ("Łódź Ørsted København", "lodz-orsted-kobenhavn"),
        ("Straße & Ärger", "strasse-arger"),
        ("Don't stop_me", "don-t-stop-me"),
        ("Москва Ольга", "moskva-olga"),
        ("Ελλάδα", "ellada"),
        ("서울 재즈", "seoul-jaejeu"),
        ("ひなまつり", "hinamatsuri"),
        ("Party 🎉", "party"),
    ],
)
def test_the_slug_of_a_name(name: str, slug: str) -> None:
    assert slugify(name) == slug


@pytest.mark.parametrize(("name", "start"), [("東京 Marathon 2026", "marathon-2026-x"), ("東京", "x"), ("🎉", "x")])
def test_a_code_stands_for_letters_that_are_left_out(name: str, start: str) -> None:
    slug = slugify(name)
    assert slug.startswith(start)
    assert len(slug) == len(start) + 8
    assert slugify(f" {name.lower()}") == slug
    assert slugify("大阪") != slug


def test_a_long_slug_has_room_for_a_number() -> None:
    assert len(slugify("harbour " * 100)) <= limits.SLUG - 8
    assert len(slugify("東京 harbour " * 100)) <= limits.SLUG - 8


def test_a_text_is_cut_before_it_is_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = []

    class Recorder:
        def __getattr__(self, name: str) -> Any:
            return getattr(unicodedata, name)

        @staticmethod
        def normalize(form: Literal["NFKD", "NFKC"], text: str) -> str:
            lengths.append((form, len(text)))
            return unicodedata.normalize(form, text)

    monkeypatch.setattr(folding, "unicodedata", Recorder())
    long = "\ufdfa" * 330_000
    fold(long)
    search_text([long, long])
    spread = 18
    assert lengths == [
        ("NFKD", limits.FOLDED),
        ("NFKC", limits.FOLDED * spread),
        ("NFKD", limits.FOLDED),
        ("NFKC", limits.FOLDED * spread),
    ]


def test_no_searchable_text_of_an_event_is_cut() -> None:
    # Names, description, place, online name, tags and categories, each of the largest length.
    parts = [limits.NAME, limits.DISPLAY_NAME, limits.DESCRIPTION, *[limits.DISPLAY_NAME] * 9]
    parts += [limits.TAG] * limits.TAGS + [limits.LABEL] * limits.CATEGORIES
    assert sum(parts) + len(parts) <= limits.FOLDED
