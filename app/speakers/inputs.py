"""Inputs of speakers."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.speakers.patches import CreateSpeakerPatch, UpdateSpeakerPatch

_NAME = f"Name of the speaker, 1 to {limits.DISPLAY_NAME:,} characters"


class _SpeakerInput:
    biography = described(f"The speaker's biography, at most {limits.DETAILS:,} characters; null clears it.")
    image = described("Address or storage path of a picture; null removes it. Stored and returned, never fetched.")


@described_input("A new speaker.")
class CreateSpeakerInput(_SpeakerInput, Input[CreateSpeakerPatch]):
    name = described(f"{_NAME}.")


@described_input("What to change of a speaker; fields that are not sent keep their values.")
class UpdateSpeakerInput(_SpeakerInput, Input[UpdateSpeakerPatch]):
    name = described(f"{_NAME}; never null.")
