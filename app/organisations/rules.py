"""What may be said about an organisation: limits as data. Pure."""

import re
from collections.abc import Collection

from app.core import limits
from app.core.fields import Address, Choice, Currency, Patch, Rule, Text, Zone, check, too_many
from app.core.folding import fold, free_slug, slugify
from app.core.problems import Path, Problem, ProblemCode

ORGANISATION: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "info": Text(limits.DESCRIPTION, least=0),
    "image": Address(stored=True),
    "timezone": Zone(required=True),
    "currency": Currency(required=True),
    "enable_datetime_conversion": Choice(default=False),
}

PREFERENCE: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME, required=True), "value": Choice(required=True)}

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def problems_with_details(patch: Patch, path: Path = ()) -> list[Problem]:
    """Everything wrong with what was sent."""
    return check(patch, ORGANISATION, path) + _problems_with_preferences(patch, (*path, "preferences"))


def _problems_with_preferences(patch: Patch, path: Path) -> list[Problem]:
    given = patch.get("preferences") or []
    if found := too_many(given, limits.LINKS, path):
        return found
    found, seen = [], set[str]()
    for index, item in enumerate(given):
        at = (*path, str(index))
        found += check(item, PREFERENCE, at)
        if item["name"] in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "This name is given twice.", (*at, "name")))
        seen.add(item["name"])
    return found


def problems_with_slug(slug: str, taken: Collection[str], path: Path = ("slug",)) -> list[Problem]:
    """A slug is chosen once: it is part of addresses that people keep."""
    if len(slug) > limits.SLUG:
        sentence = f"A slug has at most {limits.SLUG} characters; these are {len(slug)}."
        return [Problem(ProblemCode.TOO_LONG, sentence, path)]
    if not _SLUG.fullmatch(slug):
        sentence = "A slug is made of lower-case letters a to z and digits, with single hyphens between them."
        return [Problem(ProblemCode.INVALID, sentence, path)]
    if slug in taken:
        return [Problem(ProblemCode.NOT_UNIQUE, "Another organisation has this slug.", path)]
    return []


def slug_from(name: str, taken: Collection[str]) -> str:
    """A free slug made of the name; `organisation` where the name has no letter for one."""
    return free_slug(wanted_slug(name), taken)


def wanted_slug(name: str) -> str:
    """The slug that a name asks for, whoever has it already."""
    return slugify(name) if re.search(r"[a-z0-9]", fold(name)) else "organisation"
