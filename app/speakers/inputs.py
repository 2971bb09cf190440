"""What is sent about speakers."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.speakers.patches import CreateSpeakerPatch, UpdateSpeakerPatch

_NAME = f"Name of the speaker, 1 to {limits.DISPLAY_NAME} characters"
_SOURCE = "Source: EventBookings `interactions.speaker[]`."


class _SpeakerInput:
    biography = described(
        f"What the speaker says of themselves, at most {limits.DETAILS} characters; null clears it."
        " The documents name no such text: it is ours."
    )
    image = described(
        "Address or storage path of a picture; null clears it. Stored and answered, never fetched. The documents"
        " name no such picture: it is ours."
    )


@described_input("A new speaker.")
class CreateSpeakerInput(_SpeakerInput, Input[CreateSpeakerPatch]):
    name = described(f"{_NAME}. {_SOURCE}")


@described_input("What to change of a speaker; what is left out stays as it is.")
class UpdateSpeakerInput(_SpeakerInput, Input[UpdateSpeakerPatch]):
    name = described(f"{_NAME}; never null. {_SOURCE}")
