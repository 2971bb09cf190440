"""A Bloom filter of those who have flagged a user, which clients can ask without a list of them. Pure.

A UUID's SHA-256 begins with two big-endian 64-bit numbers `a` and `b`, of which `b` is made odd; hash number `i`
is bit `(a + i * b) mod bits`. Bit `n` is bit `n mod 32` (0 the lowest) of word `n div 32`, written as 8 hex digits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

HASHES = 7
LEAST_BITS = 256
# With ten bits for each flagger and seven hashes, about 1 % of the others give a false positive.
BITS_EACH = 10
WORD = 32


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """`words` holds all `bits`; both are empty while nobody has flagged."""

    bits: int = 0
    hashes: int = 0
    words: tuple[str, ...] = ()


def build_filter(flaggers: Iterable[UUID]) -> FlagFilter:
    """The filter of these flaggers, whatever their order."""
    everyone = set(flaggers)
    if not everyone:
        return FlagFilter()
    bits = _size(len(everyone))
    field = 0
    for flagger in everyone:
        field |= _mask(flagger, bits)
    return _written(field, bits)


def add_flagger(known: FlagFilter, flagger: UUID, count: int) -> FlagFilter | None:
    """The filter with one more, `count` in all; None if it is too small now and must be rebuilt."""
    if known.bits != _size(count):
        return None
    return _written(_read(known) | _mask(flagger, known.bits), known.bits)


def may_hold(known: FlagFilter, flagger: UUID) -> bool:
    """False: has not flagged. True: has flagged, or is one of about 1 % false positives."""
    return known.bits > 0 and _mask(flagger, known.bits) & ~_read(known) == 0


def _size(count: int) -> int:
    """A power of two, so that it changes seldom."""
    bits = LEAST_BITS
    while bits < count * BITS_EACH:
        bits *= 2
    return bits


def _mask(flagger: UUID, bits: int) -> int:
    mask = 0
    for place in _places(flagger, bits):
        mask |= 1 << place
    return mask


def _places(flagger: UUID, bits: int) -> Iterator[int]:
    digest = sha256(flagger.bytes).digest()
    # Odd, so that the places differ: the sizes are powers of two.
    start, step = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((start + number * step) % bits for number in range(HASHES))


def _written(field: int, bits: int) -> FlagFilter:
    words = tuple(f"{field >> at & 0xFFFFFFFF:08x}" for at in range(0, bits, WORD))
    return FlagFilter(bits, HASHES, words)


def _read(known: FlagFilter) -> int:
    field = 0
    for index, word in enumerate(known.words):
        field |= int(word, 16) << (index * WORD)
    return field
