"""Slugs that people choose: the names of events and organisations in addresses. Pure."""

import re
from dataclasses import dataclass

from app.core import limits
from app.core.problems import Path, Problem, ProblemCode

# First parts of paths that this service answers, and of those that it makes below an organisation's name.
RESERVED = frozenset(
    {"calendars", "community", "events", "export", "files", "graphql", "health", "oauth2", "organisations", "user"}
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slug:
    """A slug that may be chosen, whether or not it is free."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if len(value) > limits.SLUG:
            sentence = f"A slug has at most {limits.SLUG} characters; these are {len(value)}."
            return [Problem(ProblemCode.TOO_LONG, sentence, path)]
        if not _SLUG.fullmatch(value):
            sentence = "A slug is made of lower-case letters a to z and digits, with single hyphens between them."
            return [Problem(ProblemCode.INVALID, sentence, path)]
        if value in RESERVED:
            return [Problem(ProblemCode.INVALID, "This word is reserved for addresses of the service.", path)]
        return []


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a slug: whether another has it now or had it before, and how many other former slugs the owner has."""

    is_taken: bool
    former: int


def problems_with_choice(standing: Standing, noun: str, path: Path, *, renamed: bool) -> list[Problem]:
    """Why an owner cannot have the slug. `renamed`: the slug before it would become a former one."""
    if standing.is_taken:
        return [Problem(ProblemCode.NOT_UNIQUE, f"Another {noun} has this slug, or had it before.", path)]
    if renamed and standing.former >= limits.FORMER_SLUGS:
        sentence = f"At most {limits.FORMER_SLUGS} former slugs are kept, each of them reserved."
        return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return []
