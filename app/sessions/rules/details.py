"""What a session's plain fields, links and files may hold: limits as data. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import limits
from app.core.fields import (
    Address,
    Choice,
    Number,
    Patch,
    Rule,
    Text,
    check,
    complete,
    missing,
    sent,
    too_many,
)
from app.core.folding import sort_key
from app.core.problems import Problem, ProblemCode
from app.sessions.values import ProposalStatus, SessionStatus

# The outline of RFC 5646: whether a registry knows the parts is not asked.
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Language:
    """A language tag such as `en` or `pt-BR`."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: tuple[str, ...]) -> list[Problem]:
        if len(value) > limits.LANGUAGE:
            sentence = f"At most {limits.LANGUAGE} characters; these are {len(value)}."
            return [Problem(ProblemCode.TOO_LONG, sentence, path)]
        if not _LANGUAGE.fullmatch(value):
            return [Problem(ProblemCode.INVALID, "A language tag is written like en or pt-BR.", path)]
        return []


SESSION: dict[str, Rule] = {
    "name": Text(limits.NAME, required=True),
    "display_name": Text(limits.DISPLAY_NAME),
    "description": Text(limits.DESCRIPTION, least=0),
    "details": Text(limits.DETAILS, least=0),
    "language": Language(),
    "status": Choice(default=SessionStatus.ACTIVE),
    "proposal_status": Choice(default=ProposalStatus.LIVE),
    "sell_session": Choice(default=False),
    "image": Address(stored=True),
    "capacity": Number(0, limits.COUNT),
}
LINK: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True)}
FILE: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True, stored=True)}
# By the patch's key: what one item may hold, and how many there may be.
ATTACHMENTS: dict[str, tuple[dict[str, Rule], int]] = {
    "links": (LINK, limits.SESSION_LINKS),
    "files": (FILE, limits.SESSION_FILES),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a stored session is called."""

    name: str
    display_name: str


def problems_with_details(patch: Patch, event_capacity: int | None, *, new: bool) -> list[Problem]:
    """Everything wrong with the plain fields, the links and the files."""
    found = missing(patch, SESSION) if new else []
    found += check(patch, SESSION)
    capacity = patch.get("capacity")
    if capacity is not None and event_capacity is not None and capacity > event_capacity:
        sentence = f"The event has room for {event_capacity}; a session of it cannot have more."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, ("capacity",)))
    for name, (rules, most) in ATTACHMENTS.items():
        found += _problems_with_attachments(patch.get(name), rules, most, name)
    return found


def _problems_with_attachments(
    items: Sequence[Patch] | None, rules: dict[str, Rule], most: int, name: str
) -> list[Problem]:
    if found := too_many(items, most, (name,)):
        return found
    for index, item in enumerate(items or ()):
        path = (name, str(index))
        found += missing(item, rules, path) + check(item, rules, path)
    return found


def details(patch: Patch, stored: Names | None) -> dict[str, Any]:
    """The columns that faultless fields come to: all of them for a new session, else those that change."""
    values = sent(patch, SESSION) if stored else complete(patch, SESSION)
    name = values.get("name") or (stored.name if stored else "")
    if "display_name" in values:
        values["display_name"] = values["display_name"] or name
    elif stored and "name" in values and stored.display_name == stored.name:
        values["display_name"] = name
    if "name" in values:
        values["name_key"] = sort_key(name, 4 * limits.NAME)
    return values


def attachments(patch: Patch) -> dict[str, list[dict[str, Any]]]:
    """The links and files that replace the stored ones, where they were sent."""
    return {
        name: [complete(item, rules) for item in patch[name] or ()]
        for name, (rules, _most) in ATTACHMENTS.items()
        if name in patch
    }
