"""The outcome of an attempt to deliver, and who makes attempts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status of the answer, or why there was none."""

    status: int | None
    error: str | None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Poster(Protocol):
    """Posts deliveries."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome: ...
