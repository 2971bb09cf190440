"""Patches of speakers."""

from typing import Required, TypedDict

from app.core.named_types import URL


class SpeakerPatch(TypedDict, total=False):
    biography: str | None
    image: URL | None


class CreateSpeakerPatch(SpeakerPatch, total=False):
    name: Required[str]


class UpdateSpeakerPatch(SpeakerPatch, total=False):
    name: str | None
