"""What the fields of a speaker may hold. Pure."""

from collections.abc import Sequence

from app.core import limits
from app.core.fields import Address, Rules, Text, check
from app.core.problems import Path, Problem, ProblemCode
from app.speakers.columns import SpeakerValues
from app.speakers.patches import CreateSpeakerPatch

SPEAKER = Rules(
    SpeakerValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "biography": Text(limits.DETAILS, least=0),
        "image": Address(stored=True),
    },
)


def problems_with_speakers(several: Sequence[tuple[Path, CreateSpeakerPatch]], there: int, path: Path) -> list[Problem]:
    """All problems with new speakers at their own paths; with their number, at `path`."""
    if there + len(several) > limits.SPEAKERS:
        sentence = f"An event has at most {limits.SPEAKERS} speakers; there are {there} already."
        return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return [problem for at, patch in several for problem in check(patch, SPEAKER, at)]
