"""What the fields of communities and posts may hold, and who may post. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.communities.columns import CommunityValues
from app.communities.values import CommunityRole, NotificationMode
from app.core import limits
from app.core.compound_fields import JsonObject, Texts
from app.core.fields import Choice, Rule, Rules, Text
from app.core.problems import Path, Problem, ProblemCode

COMMUNITY = Rules(
    CommunityValues,
    {
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
    },
    user_uuid="user_id",
    avatar_file_uuid="avatar_file_id",
    metadata="custom_metadata",
)
POST: dict[str, Rule] = {"text": Text(limits.DESCRIPTION, required=True), "parent_uuid": Choice()}
# What follows from a member or a post: the community with its counts, which this column names.
FOLLOWERS: Mapping[str, str] = {"Community": "community_id"}


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What posting depends on. `role` is None for users who are not members."""

    only_admin_can_post: bool
    role: CommunityRole | None
    is_comment: bool


def problems_with_categories(wanted: Sequence[UUID] | None, known: Collection[UUID], path: Path) -> list[Problem]:
    """Categories of the organisation, not too many, no duplicates."""
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
    """A deleted community cannot be changed."""
    if is_deleted:
        return [Problem(ProblemCode.DELETED, "This community has been deleted.", path)]
    return []


def problems_with_posting(facts: PostFacts, path: Path) -> list[Problem]:
    """Only members post; where only moderators do, the other members still comment."""
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
