"""The stored values of a speaker, by column."""

from typing import TypedDict


class SpeakerValues(TypedDict, total=False):
    """What a patch has of a speaker."""

    name: str
    biography: str | None
    image: str | None
