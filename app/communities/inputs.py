"""Inputs of communities, their members and their posts."""

from app.communities.patches import CreateCommunityPatch, CreatePostPatch, JoinCommunityPatch, UpdateCommunityPatch
from app.core import limits
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input

_NAME = f"Name to show, 1 to {limits.DISPLAY_NAME:,} characters"


class _CommunityInput:
    channel_id = described(f"Its chat channel, 1 to {limits.DISPLAY_NAME:,} characters; null means the uuid.")
    user_uuid = described(
        "Its owner: a user of the organisation, who becomes a moderator. Null removes the owner; members stay."
    )
    avatar_file_uuid = described("A picture among the organisation's files; null removes it.")
    description = described(f"Its topic, at most {limits.DESCRIPTION:,} characters; null clears it.")
    is_official = described("Whether the organisation itself runs it; null means false.")
    is_public = described("Whether everybody sees it and its posts; null means true.")
    only_admin_can_post = described("Whether only moderators post; all members comment. Null means false.")
    tags = described(
        f"At most {limits.TAGS:,} tags of at most {limits.TAG:,} characters, no duplicates; null removes them."
    )
    metadata = described(
        f"An object of at most {limits.METADATA_BYTES:,} bytes of JSON and {limits.METADATA_DEPTH:,} levels;"
        " null clears"
        " it."
    )
    category_uuids = described(
        f"Categories of the organisation, at most {limits.CATEGORIES:,}, no duplicates, in this order; null"
        " removes them."
    )
    need_approval_on_post_creation = described(
        f"{NO_EFFECT} Whether clients hold posts back until a moderator approves them; null means false."
    )
    allow_comment_in_story = described(f"{NO_EFFECT} Whether clients let members comment on stories; null means true.")
    is_discoverable = described(
        f"{NO_EFFECT} Whether clients suggest it to users who are not members; null means true."
    )
    requires_join_approval = described(
        f"{NO_EFFECT} Whether clients ask a moderator before a user joins; null means false."
    )
    notification_mode = described(f"{NO_EFFECT} How clients notify its members; null means DEFAULT.")


@described_input("A new community.")
class CreateCommunityInput(_CommunityInput, Input[CreateCommunityPatch]):
    display_name = described(f"{_NAME}.")


@described_input("What to change of a community; fields that are not sent keep their values.")
class UpdateCommunityInput(_CommunityInput, Input[UpdateCommunityPatch]):
    display_name = described(f"{_NAME}; never null.")


@described_input("How a user joins a community.")
class JoinCommunityInput(Input[JoinCommunityPatch]):
    role = described("The user's role there; null means MEMBER. A member gets this role instead of their former one.")


@described_input("A new post, or a comment on one.")
class CreatePostInput(Input[CreatePostPatch]):
    text = described(f"The text, 1 to {limits.DESCRIPTION:,} characters.")
    parent_uuid = described("The post or comment of the same community that it comments on; null means a post.")
