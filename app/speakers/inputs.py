"""What is sent about speakers."""

import strawberry

from app.core import limits
from app.graph.scalars import URL

_NAME = f"Name of the speaker, 1 to {limits.DISPLAY_NAME} characters"
_SOURCE = "Source: EventBookings `interactions.speaker[]`."


@strawberry.input
class _SpeakerInput:
    biography: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What the speaker says of themselves, at most {limits.DETAILS} characters; null clears it."
            " The documents name no such text: it is ours."
        )
    )
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description=(
            "Address or storage path of a picture; null clears it. Stored and answered, never fetched. The documents"
            " name no such picture: it is ours."
        )
    )


@strawberry.input(description="A new speaker.")
class CreateSpeakerInput(_SpeakerInput):
    name: str = strawberry.field(description=f"{_NAME}. {_SOURCE}")


@strawberry.input(description="What to change of a speaker; what is left out stays as it is.")
class UpdateSpeakerInput(_SpeakerInput):
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"{_NAME}; never null. {_SOURCE}")
