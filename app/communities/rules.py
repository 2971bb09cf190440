"""What a community, its members and its posts may be: limits as data, and who may do what there. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.communities.values import CommunityRole, NotificationMode
from app.core import limits
from app.core.compound_fields import JsonObject, Texts
from app.core.fields import Choice, Patch, Rule, Text, check, missing, sent
from app.core.problems import Path, Problem, ProblemCode

COMMUNITY: dict[str, Rule] = {
    "display_name": Text(limits.DISPLAY_NAME, required=True),
    "channel_id": Text(limits.DISPLAY_NAME),
    "user_uuid": Choice(),
    "avatar_file_uuid": Choice(),
    "description": Text(limits.DESCRIPTION, least=0),
    "is_official": Choice(default=False),
    "is_public": Choice(default=True),
    "only_admin_can_post": Choice(default=False),
    "tags": Texts(limits.TAGS, limits.TAG),
    "metadata": JsonObject(),
    "need_approval_on_post_creation": Choice(default=False),
    "allow_comment_in_story": Choice(default=True),
    "is_discoverable": Choice(default=True),
    "requires_join_approval": Choice(default=False),
    "notification_mode": Choice(default=NotificationMode.DEFAULT),
}
POST: dict[str, Rule] = {
    "user_uuid": Choice(required=True),
    "text": Text(limits.DESCRIPTION, required=True),
    "parent_uuid": Choice(),
}
MEMBER: dict[str, Rule] = {
    "user_uuid": Choice(required=True),
    "role": Choice(default=CommunityRole.MEMBER),
}


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the store knows of somebody who wants to post. `role` is null for who is no member."""

    only_admin_can_post: bool
    role: CommunityRole | None
    is_comment: bool


def problems_with_community(patch: Patch, path: Path, *, fresh: bool) -> list[Problem]:
    """Everything wrong with what was sent, apart from whom and what it refers to."""
    return (missing(patch, COMMUNITY, path) if fresh else []) + check(patch, COMMUNITY, path)


def community_values(patch: Patch) -> dict[str, Any]:
    """The columns of what was sent, null become the defaults."""
    values = sent(patch, COMMUNITY)
    columns = {"metadata": "custom_metadata", "user_uuid": "user_id", "avatar_file_uuid": "avatar_file_id"}
    for field, column in columns.items():
        if field in values:
            values[column] = values.pop(field)
    if "notification_mode" in values:
        values["notification_mode"] = values["notification_mode"].name
    return values


def problems_with_categories(wanted: Sequence[UUID] | None, known: Collection[UUID], path: Path) -> list[Problem]:
    """Categories of the organisation, at most 20, none of them twice."""
    uuids = wanted or ()
    if len(uuids) > limits.CATEGORIES:
        return [Problem(ProblemCode.TOO_MANY, f"At most {limits.CATEGORIES} items; these are {len(uuids)}.", path)]
    found = []
    for index, uuid in enumerate(uuids):
        if uuid not in known:
            sentence = "There is no category with this uuid."
            found.append(Problem(ProblemCode.NOT_FOUND, sentence, (*path, str(index))))
        elif uuid in uuids[:index]:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "This is in the list already.", (*path, str(index))))
    return found


def problems_with_deleted(is_deleted: bool, path: Path = ("uuid",)) -> list[Problem]:
    """A deleted community stays as it was."""
    if is_deleted:
        return [Problem(ProblemCode.DELETED, "This community has been deleted.", path)]
    return []


def problems_with_posting(facts: PostFacts, path: Path) -> list[Problem]:
    """Members post and comment; where only moderators post, the others still comment."""
    if facts.role is None:
        return [Problem(ProblemCode.NOT_A_MEMBER, "Only members post here.", path)]
    if facts.only_admin_can_post and not facts.is_comment and facts.role is not CommunityRole.MODERATOR:
        return [Problem(ProblemCode.NOT_A_MODERATOR, "Only moderators post here.", path)]
    return []


def no_such_community(path: Path) -> Problem:
    """Also for another organisation's community."""
    return Problem(ProblemCode.NOT_FOUND, "There is no community with this uuid.", path)


def no_such_post(path: Path) -> Problem:
    """Also for another community's or organisation's post."""
    return Problem(ProblemCode.NOT_FOUND, "There is no post with this uuid.", path)
