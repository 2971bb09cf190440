"""Positions in a feed as clients keep them: an epoch and a number, in text that they need not understand."""

import re
from dataclasses import dataclass

from app.db.feed.appending import EPOCH_BITS

_TEXT = re.compile(rf"([0-9a-f]{{{EPOCH_BITS // 4}}})\.([0-9a-f]{{1,15}})")


@dataclass(frozen=True, slots=True)
class Position:
    """All changes up to `number` have been seen, in the feed of this epoch."""

    epoch: int
    number: int

    def __str__(self) -> str:
        return f"{self.epoch:0{EPOCH_BITS // 4}x}.{self.number:x}"


def parse_position(given: str) -> Position:
    """Raises `ValueError` if Marquee has not made this text."""
    found = _TEXT.fullmatch(given)
    if found is None:
        raise ValueError("This is not a position of a feed.")
    return Position(int(found[1], 16), int(found[2], 16))
