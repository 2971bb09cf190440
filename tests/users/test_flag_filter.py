"""The Bloom filter of flaggers: it finds all of them and hardly anybody else, in the documented form."""

from uuid import UUID, uuid5

import pytest

from app.users.rules import FlagFilter, add_flagger, build_filter, may_hold

SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def people(count: int, kind: str = "in") -> list[UUID]:
    return [uuid5(SPACE, f"{kind}{number}") for number in range(count)]


def test_without_flags_there_is_no_filter() -> None:
    assert build_filter([]) == FlagFilter(0, 0, ())
    assert not may_hold(FlagFilter(), people(1)[0])


def test_the_bits_are_those_of_the_description() -> None:
    """Worked out by hand: SHA-256 of sixteen zero bytes begins 374708fff7719dd5 979ec875d56cd228."""
    start, step = 0x374708FFF7719DD5, 0x979EC875D56CD228 | 1
    places = {(start + number * step) % 256 for number in range(7)}
    words = [sum(1 << place % 32 for place in places if place // 32 == word) for word in range(8)]
    assert build_filter([UUID(int=0)]) == FlagFilter(256, 7, tuple(f"{word:08x}" for word in words))


@pytest.mark.parametrize(("count", "bits"), [(1, 256), (25, 256), (26, 512), (51, 512), (52, 1024), (1000, 16384)])
def test_it_has_ten_bits_for_each_and_a_power_of_two(count: int, bits: int) -> None:
    known = build_filter(people(count))
    assert (known.bits, known.hashes, len(known.words)) == (bits, 7, bits // 32)
    assert all(may_hold(known, each) for each in people(count))


def test_of_ten_thousand_others_few_seem_to_be_in_it() -> None:
    # As full as it gets: 1,638 of 1,638.4.
    known = build_filter(people(1638))
    assert known.bits == 16384
    assert sum(may_hold(known, each) for each in people(10_000, "out")) == 97


@pytest.mark.parametrize("count", [2, 25, 27])
def test_adding_a_flag_equals_rebuilding_the_filter(count: int) -> None:
    *others, last = people(count)
    assert add_flagger(build_filter(others), last, count) == build_filter([last, *reversed(others)])


@pytest.mark.parametrize("count", [1, 26])
def test_one_too_many_for_its_size_needs_a_new_one(count: int) -> None:
    *others, last = people(count)
    assert add_flagger(build_filter(others), last, count) is None
