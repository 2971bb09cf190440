"""What a speaker may hold: limits as data. Pure."""

from collections.abc import Sequence

from app.core import limits
from app.core.fields import Address, Patch, Rule, Text, check, missing
from app.core.problems import Path, Problem, ProblemCode

SPEAKER: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "biography": Text(limits.DETAILS, least=0),
    "image": Address(stored=True),
}


def problems_with_speakers(several: Sequence[tuple[Path, Patch]], there: int, path: Path) -> list[Problem]:
    """Everything wrong with new speakers, each seen from its own path; with their number, from `path`."""
    if there + len(several) > limits.SPEAKERS:
        sentence = f"An event has at most {limits.SPEAKERS} speakers; there are {there} already."
        return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return [problem for at, patch in several for problem in missing(patch, SPEAKER, at) + check(patch, SPEAKER, at)]
