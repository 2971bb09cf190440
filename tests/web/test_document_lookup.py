"""Which document a request names and whether it runs, for each combination of reference, text and mode."""

import logging
from collections.abc import Callable
from hashlib import sha256

import pytest

from app.settings.service import Operations
from app.web.middleware import HttpError
from app.web.persisted import operations as module
from app.web.persisted.operations import DocumentCache, Documents, Reference

OPEN, REPORT, TRUSTED_ONLY = Operations.OPEN, Operations.REPORT, Operations.TRUSTED_ONLY
LISTED, OTHER, BAD = "{ listed }", "{ other }", "{ does not run }"
NOT_FOUND, NOT_IN_LIST, NOT_IN_SAFELIST, BAD_INPUT = (
    "PERSISTED_QUERY_NOT_FOUND",
    "PERSISTED_QUERY_NOT_IN_LIST",
    "QUERY_NOT_IN_SAFELIST",
    "BAD_USER_INPUT",
)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def by_hash(text: str) -> Reference:
    return Reference.by_digest(digest(text))


# An id from a tool that hashes something other than the listed text.
FOREIGN = digest("something else")
TRUSTED = {"EventList": LISTED, FOREIGN: "{ foreign }"}


def outcome(documents: Documents, text: str | None, reference: Reference | None, name: str | None = None) -> str:
    """The text that runs, or the error code."""
    try:
        return documents.resolve(text, reference, name)
    except HttpError as refusal:
        return refusal.code


def recording(checked: list[str]) -> Callable[[str], bool]:
    def runs(text: str) -> bool:
        checked.append(text)
        return True

    return runs


def documents(mode: Operations) -> Documents:
    return Documents(lambda text: text != BAD, TRUSTED, mode)


@pytest.mark.parametrize(
    ("id", "reference"),
    [
        ("EventList", Reference("EventList", None)),
        ("sha256:" + "a" * 64, Reference("sha256:" + "a" * 64, "a" * 64)),
        ("sha256:" + "A" * 64, Reference("sha256:" + "A" * 64, "a" * 64)),
        ("sha256:" + "a" * 63, Reference("sha256:" + "a" * 63, None)),
        ("sha256:" + "a" * 65, Reference("sha256:" + "a" * 65, None)),
        ("sha256:" + "g" * 64, Reference("sha256:" + "g" * 64, None)),
        ("sha256:" + "٣" * 64, Reference("sha256:" + "٣" * 64, None)),
        ("SHA256:" + "a" * 64, Reference("SHA256:" + "a" * 64, None)),
        ("a" * 64, Reference("a" * 64, None)),
    ],
)
def test_an_id_with_the_prefix_is_a_hash(id: str, reference: Reference) -> None:
    assert Reference.by_id(id) == reference


@pytest.mark.parametrize(
    ("text", "reference", "anything", "trusted_only"),
    [
        # by text
        (LISTED, None, LISTED, LISTED),
        (OTHER, None, OTHER, NOT_IN_SAFELIST),
        (LISTED + " ", None, LISTED + " ", NOT_IN_SAFELIST),
        (BAD, None, BAD, NOT_IN_SAFELIST),
        # by id
        (None, Reference.by_id("EventList"), LISTED, LISTED),
        (None, Reference.by_id("eventlist"), NOT_FOUND, NOT_IN_LIST),
        (None, Reference.by_id(f"sha256:{digest(LISTED)}"), LISTED, LISTED),
        (None, Reference.by_id(f"sha256:{digest(OTHER)}"), NOT_FOUND, NOT_IN_LIST),
        (None, Reference.by_id(FOREIGN), "{ foreign }", "{ foreign }"),
        # by hash
        (None, by_hash(LISTED), LISTED, LISTED),
        (None, Reference.by_digest(digest(LISTED).upper()), LISTED, LISTED),
        (None, by_hash(OTHER), NOT_FOUND, NOT_IN_LIST),
        (None, Reference.by_digest(FOREIGN), "{ foreign }", "{ foreign }"),
        # by both
        (LISTED, Reference.by_id("EventList"), LISTED, LISTED),
        (OTHER, Reference.by_id("EventList"), BAD_INPUT, BAD_INPUT),
        (LISTED, Reference.by_id("Unknown"), LISTED, LISTED),
        (OTHER, Reference.by_id("Unknown"), OTHER, NOT_IN_SAFELIST),
        (LISTED, by_hash(LISTED), LISTED, LISTED),
        (OTHER, by_hash(LISTED), BAD_INPUT, BAD_INPUT),
        (LISTED, by_hash(OTHER), BAD_INPUT, BAD_INPUT),
        (OTHER, by_hash(OTHER), OTHER, NOT_IN_SAFELIST),
        (OTHER, Reference.by_digest(digest(OTHER).upper()), OTHER, NOT_IN_SAFELIST),
        (OTHER, by_hash(BAD), BAD_INPUT, BAD_INPUT),
        ("{ foreign }", Reference.by_digest(FOREIGN), "{ foreign }", "{ foreign }"),
        (OTHER, Reference.by_digest(FOREIGN), BAD_INPUT, BAD_INPUT),
    ],
)
def test_which_document_runs(text: str | None, reference: Reference | None, anything: str, trusted_only: str) -> None:
    assert [outcome(documents(mode), text, reference) for mode in (OPEN, REPORT, TRUSTED_ONLY)] == [
        anything,
        anything,
        trusted_only,
    ]


def test_the_message_that_clients_look_for() -> None:
    with pytest.raises(HttpError) as refusal:
        documents(OPEN).resolve(None, by_hash(OTHER), None)
    assert refusal.value.message == "PersistedQueryNotFound"


# --- what clients register


@pytest.mark.parametrize("mode", [OPEN, REPORT])
@pytest.mark.parametrize("reference", [by_hash(OTHER), Reference.by_id(f"sha256:{digest(OTHER)}")])
def test_a_text_sent_with_its_hash_is_registered(mode: Operations, reference: Reference) -> None:
    registry = documents(mode)
    assert outcome(registry, OTHER, None) == OTHER
    assert outcome(registry, None, by_hash(OTHER)) == NOT_FOUND
    assert outcome(registry, OTHER, reference) == OTHER
    assert outcome(registry, None, by_hash(OTHER)) == OTHER
    assert outcome(registry, None, Reference.by_id(f"sha256:{digest(OTHER)}")) == OTHER
    # An id of 64 digits is a name, not a hash.
    assert outcome(registry, None, Reference.by_id(digest(OTHER))) == NOT_FOUND


def test_a_text_with_another_id_than_its_hash_is_not_registered() -> None:
    registry = documents(OPEN)
    assert outcome(registry, OTHER, Reference.by_id("Mine")) == OTHER
    assert outcome(registry, None, Reference.by_id("Mine")) == NOT_FOUND


def test_an_invalid_text_is_not_registered() -> None:
    registry = documents(OPEN)
    assert outcome(registry, BAD, by_hash(BAD)) == BAD
    assert outcome(registry, None, by_hash(BAD)) == NOT_FOUND


def test_a_text_is_validated_once_for_registration() -> None:
    checked: list[str] = []
    registry = Documents(recording(checked))
    for _ in range(3):
        assert outcome(registry, OTHER, by_hash(OTHER)) == OTHER
    assert checked == [OTHER]


def test_trusted_only_validates_nothing() -> None:
    checked: list[str] = []
    registry = Documents(recording(checked), TRUSTED, TRUSTED_ONLY)
    assert outcome(registry, OTHER, by_hash(OTHER)) == NOT_IN_SAFELIST
    assert outcome(registry, LISTED, by_hash(LISTED)) == LISTED
    assert checked == []


def test_the_least_recently_used_document_is_evicted() -> None:
    cache = DocumentCache(number=2, size=100)
    cache.put("a", "{ a }")
    cache.put("b", "{ b }")
    assert cache.get("a") == "{ a }"
    cache.put("c", "{ c }")
    assert [cache.get(each) for each in "abc"] == ["{ a }", None, "{ c }"]


def test_the_cache_is_limited_in_bytes() -> None:
    cache = DocumentCache(number=100, size=10)
    cache.put("a", "éé")
    cache.put("b", "123456")
    assert [cache.get(each) for each in "ab"] == ["éé", "123456"]
    cache.put("c", "1")
    assert [cache.get(each) for each in "abc"] == [None, "123456", "1"]
    cache.put("d", "1234567890")
    assert [cache.get(each) for each in "abcd"] == [None, None, None, "1234567890"]
    cache.put("e", "1")
    assert [cache.get(each) for each in "de"] == [None, "1"]


def test_the_cache_holds_a_thousand_documents_and_16_mib() -> None:
    registry = Documents(lambda _text: True)
    texts = [f"{{ a{number} }}" for number in range(1_001)]
    for text in texts:
        outcome(registry, text, by_hash(text))
    assert [outcome(registry, None, by_hash(text)) for text in texts[:2]] == [NOT_FOUND, texts[1]]
    large = [f"{{ a{number:03} }}".ljust(64 * 1024) for number in range(257)]
    for text in large:
        outcome(registry, text, by_hash(text))
    assert [outcome(registry, None, by_hash(text)) for text in large] == [NOT_FOUND, *large[1:]]


# --- the report


def log_entries(caplog: pytest.LogCaptureFixture) -> list[tuple[str, int, str]]:
    found = [each for each in caplog.record_tuples if each[0] == "marquee.web"]
    caplog.clear()
    return found


def test_an_untrusted_document_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    registry = documents(REPORT)
    line = ("marquee.web", logging.WARNING, f"untrusted document sha256:{digest(OTHER)} (Other)")
    outcome(registry, LISTED, None, "Listed")
    outcome(registry, None, Reference.by_id("EventList"))
    outcome(registry, None, by_hash(OTHER))
    assert log_entries(caplog) == []
    outcome(registry, OTHER, None, "Other")
    assert log_entries(caplog) == [line]
    outcome(registry, OTHER, by_hash(OTHER), "Renamed")
    outcome(registry, None, by_hash(OTHER), "Renamed")
    assert log_entries(caplog) == []
    outcome(registry, BAD, None)
    assert log_entries(caplog) == [("marquee.web", logging.WARNING, f"untrusted document sha256:{digest(BAD)}")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("_A1", " (_A1)"),
        ("A" * 100, f" ({'A' * 100})"),
        ("A" * 101, ""),
        ("", ""),
        ("1A", ""),
        ("A B", ""),
        ("A\nERROR", ""),
        ("A\n", ""),
        ("É", ""),
        (None, ""),
    ],
)
def test_only_a_plain_name_is_reported(caplog: pytest.LogCaptureFixture, name: str | None, shown: str) -> None:
    outcome(documents(REPORT), OTHER, None, name)
    assert [line for _, _, line in log_entries(caplog)] == [f"untrusted document sha256:{digest(OTHER)}{shown}"]


@pytest.mark.parametrize("mode", [OPEN, TRUSTED_ONLY])
def test_other_modes_report_nothing(caplog: pytest.LogCaptureFixture, mode: Operations) -> None:
    outcome(documents(mode), OTHER, None)
    assert log_entries(caplog) == []


def test_reported_documents_are_remembered_up_to_a_limit(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REPORTED", 2)
    registry = documents(REPORT)
    for text in ("{ a }", "{ b }", "{ a }", "{ c }"):
        outcome(registry, text, None)
    assert len(log_entries(caplog)) == 3
    # `a` was used again before `c` came, so `b` was evicted.
    outcome(registry, "{ a }", None)
    assert log_entries(caplog) == []
    outcome(registry, "{ b }", None)
    assert len(log_entries(caplog)) == 1
