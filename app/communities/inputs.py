"""What is sent about communities, their members and their posts."""

from app.communities.patches import CreateCommunityPatch, CreatePostPatch, JoinCommunityPatch, UpdateCommunityPatch
from app.core import limits
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: social.plus `communities[]."
_NAME = f"Name to show, 1 to {limits.DISPLAY_NAME} characters"
_CHANNEL = (
    f"The chat channel that goes with it, 1 to {limits.DISPLAY_NAME} characters; null is the uuid. {SOURCE}channelId`."
)
_USER = (
    "Who makes or runs it: a user of the organisation, who becomes a moderator of it. Null is nobody; members stay."
    f" {SOURCE}userId`."
)
_AVATAR = f"A picture among the organisation's files; null is none. {SOURCE}avatarFileId`."
_DESCRIPTION = f"What it is about, at most {limits.DESCRIPTION} characters; null clears it. {SOURCE}description`."
_OFFICIAL = f"Whether the organisation itself runs it; null is false. {SOURCE}isOfficial`."
_PUBLIC = f"Whether everybody sees it and what is posted there; null is true. {SOURCE}isPublic`."
_ADMIN = f"Whether only moderators post; all members comment. Null is false. {SOURCE}onlyAdminCanPost`."
_TAGS = f"At most {limits.TAGS} tags of at most {limits.TAG} characters, none twice; null is none. {SOURCE}tags[]`."
_METADATA = (
    f"An object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels;"
    f" null clears it. {SOURCE}metadata`."
)
_CATEGORIES = (
    f"Categories that the organisation has, at most {limits.CATEGORIES}, none twice, in this order; null is none."
    f" {SOURCE}categoryIds[]`."
)
_APPROVAL = (
    "Whether clients hold posts back until a moderator agrees; null is false. Nothing is held back here."
    f" {SOURCE}needApprovalOnPostCreation`."
)
_STORY = f"Whether clients let members comment on stories; null is true. {SOURCE}allowCommentInStory`."
_DISCOVERABLE = f"Whether clients suggest it to people who are not in it; null is true. {SOURCE}isDiscoverable`."
_JOIN = (
    "Whether clients ask a moderator before they let somebody join; null is false. Nobody is kept out here."
    f" {SOURCE}requiresJoinApproval`."
)
_MODE = f"How clients tell its members what is new; null is DEFAULT. {SOURCE}notificationMode`."


@described_input("A new community.")
class CreateCommunityInput(Input[CreateCommunityPatch]):
    display_name = described(f"{_NAME}; needed. {SOURCE}displayName`.")
    channel_id = described(_CHANNEL)
    user_uuid = described(_USER)
    avatar_file_uuid = described(_AVATAR)
    description = described(_DESCRIPTION)
    is_official = described(_OFFICIAL)
    is_public = described(_PUBLIC)
    only_admin_can_post = described(_ADMIN)
    tags = described(_TAGS)
    metadata = described(_METADATA)
    category_uuids = described(_CATEGORIES)
    need_approval_on_post_creation = described(_APPROVAL)
    allow_comment_in_story = described(_STORY)
    is_discoverable = described(_DISCOVERABLE)
    requires_join_approval = described(_JOIN)
    notification_mode = described(_MODE)


@described_input("What to change of a community; what is left out stays as it is.")
class UpdateCommunityInput(Input[UpdateCommunityPatch]):
    display_name = described(f"{_NAME}; never null. {SOURCE}displayName`.")
    channel_id = described(_CHANNEL)
    user_uuid = described(_USER)
    avatar_file_uuid = described(_AVATAR)
    description = described(_DESCRIPTION)
    is_official = described(_OFFICIAL)
    is_public = described(_PUBLIC)
    only_admin_can_post = described(_ADMIN)
    tags = described(_TAGS)
    metadata = described(_METADATA)
    category_uuids = described(_CATEGORIES)
    need_approval_on_post_creation = described(_APPROVAL)
    allow_comment_in_story = described(_STORY)
    is_discoverable = described(_DISCOVERABLE)
    requires_join_approval = described(_JOIN)
    notification_mode = described(_MODE)


@described_input("Who joins a community, and as what.")
class JoinCommunityInput(Input[JoinCommunityPatch]):
    user_uuid = described("Who joins: a user of the organisation, neither deleted nor banned; needed.")
    role = described("What they may do there; null is MEMBER. Who is a member already gets this role.")


@described_input("A new post, or a comment on one.")
class CreatePostInput(Input[CreatePostPatch]):
    user_uuid = described("Who says it: a member of the community, neither deleted nor banned; needed.")
    text = described(f"What they say, 1 to {limits.DESCRIPTION} characters; needed.")
    parent_uuid = described("The post or comment of the same community that it is about; null is none.")
