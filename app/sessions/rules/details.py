"""Limits of a session's plain fields, links, files, videos and tags. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core import limits
from app.core.fields import (
    Address,
    Choice,
    Colour,
    Number,
    Rule,
    Rules,
    Text,
    camel,
    check,
    complete,
    sent,
    too_many,
    value_of,
)
from app.core.folding import fold, sort_key
from app.core.problems import Problem, ProblemCode
from app.sessions.columns import (
    AttachmentValues,
    SessionAddressValues,
    SessionTagValues,
    SessionValues,
    SessionVideoValues,
)
from app.sessions.patches.parts import SessionFilePatch, SessionLinkPatch, VideoPatch
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.status import StoredStatus, problems_with_status
from app.sessions.values import (
    CheckInType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)

# The syntax of RFC 5646; the parts are not looked up in a registry.
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


SESSION = Rules(
    SessionValues,
    {
        "name": Text(limits.NAME, required=True),
        "display_name": Text(limits.DISPLAY_NAME),
        "short_name": Text(limits.DISPLAY_NAME),
        "badge_name": Text(limits.DISPLAY_NAME),
        "secure_id": Text(limits.DISPLAY_NAME),
        "description": Text(limits.DESCRIPTION, least=0),
        "details": Text(limits.DETAILS, least=0),
        "language": Language(),
        "status": Choice(default=SessionStatus.ACTIVE),
        "proposal_status": Choice(default=ProposalStatus.LIVE),
        "kind": Choice(default=SessionKind.GENERAL),
        "sell_session": Choice(default=False),
        "inclusion": Choice(default=SessionInclusion.OPTIONAL),
        "selected_by_default": Choice(default=False),
        "locked_when_saved": Choice(default=False),
        "prevent_session_conflicts": Choice(default=False),
        "wait_list_enabled": Choice(default=False),
        "check_in_type": Choice(default=CheckInType.NO_CHECK_IN_NEEDED),
        "rsvp": Choice(default=False),
        "rsvp_capacity": Choice(default=RsvpCapacity.UNLIMITED),
        "colour": Colour(),
        "image": Address(stored=True),
        "webinar_url": Address(),
        "sold_out_message": Text(limits.DESCRIPTION),
        "capacity": Number(0, limits.COUNT),
    },
)
LINK = Rules(SessionAddressValues, {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True)})
FILE = Rules(SessionAddressValues, {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True, stored=True)})
VIDEO = Rules(
    SessionVideoValues, {"url": Address(required=True, stored=True), "locked_until_start": Choice(default=False)}
)
TAG = Text(limits.TAG)
# The rules of one item, and the greatest number of items.
ATTACHMENTS: dict[str, tuple[Rules[SessionAddressValues | SessionVideoValues], int]] = {
    "links": (LINK, limits.SESSION_LINKS),
    "files": (FILE, limits.SESSION_FILES),
    "additional_videos": (VIDEO, limits.SESSION_VIDEOS),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a stored session."""

    name: str
    display_name: str


def problems_with_details(
    patch: SessionPatch, event_capacity: int | None, status: StoredStatus | None
) -> list[Problem]:
    """All problems of the plain fields, links, files, videos and tags. `status`: None for a new session."""
    found = check(patch, SESSION) + problems_with_status(patch, status)
    capacity = patch.get("capacity")
    if capacity is not None and event_capacity is not None and capacity > event_capacity:
        sentence = f"The event has room for {event_capacity}; a session of it cannot have more."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, ("capacity",)))
    for name, (rules, most) in ATTACHMENTS.items():
        found += _problems_with_attachments(value_of(patch, name), rules, most, camel(name))
    if (video := patch.get("video")) is not None:
        found += check(video, VIDEO, ("video",))
    return found + _problems_with_tags(patch.get("tags"))


def _problems_with_tags(tags: Sequence[str] | None) -> list[Problem]:
    found = too_many(tags, limits.TAGS, ("tags",))
    seen: set[str] = set()
    for index, tag in enumerate(tags or ()):
        path = ("tags", str(index))
        found += TAG.problems(tag, path)
        if fold(tag) in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "The list has this tag already.", path))
        seen.add(fold(tag))
    return found


def _problems_with_attachments(
    items: Sequence[SessionLinkPatch | SessionFilePatch | VideoPatch] | None,
    rules: Mapping[str, Rule],
    most: int,
    name: str,
) -> list[Problem]:
    if found := too_many(items, most, (name,)):
        return found
    for index, item in enumerate(items or ()):
        path = (name, str(index))
        found += check(item, rules, path)
    return found


def details(patch: SessionPatch, stored: Names | None) -> SessionValues:
    """The columns of valid fields: all for a new session, else those that change."""
    values = sent(patch, SESSION) if stored else complete(patch, SESSION)
    name = values.get("name") or (stored.name if stored else "")
    if "display_name" in values:
        values["display_name"] = values["display_name"] or name
    elif stored and "name" in values and stored.display_name == stored.name:
        values["display_name"] = name
    if "name" in values:
        values["name_key"] = sort_key(name, 4 * limits.NAME)
    return values


def attachments(patch: SessionPatch) -> dict[str, Sequence[AttachmentValues]]:
    """The links, files, videos and tags that were sent; they replace the stored ones."""
    found: dict[str, Sequence[AttachmentValues]] = {
        name: [complete(item, rules) for item in value_of(patch, name) or ()]
        for name, (rules, _most) in ATTACHMENTS.items()
        if name in patch
    }
    if "video" in patch:
        found["video"] = [] if patch["video"] is None else [complete(patch["video"], VIDEO)]
    if "tags" in patch:
        found["tags"] = [SessionTagValues(tag=tag) for tag in patch["tags"] or ()]
    return found
