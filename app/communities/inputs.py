"""What is sent about communities, their members and their posts."""

from uuid import UUID

import strawberry

from app.communities.values import CommunityRole, NotificationMode
from app.core import limits
from app.graph.scalars import JSON

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


@strawberry.input(description="A new community.")
class CreateCommunityInput:
    display_name: strawberry.Maybe[str | None] = strawberry.field(description=f"{_NAME}; needed. {SOURCE}displayName`.")
    channel_id: strawberry.Maybe[str | None] = strawberry.field(description=_CHANNEL)
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    avatar_file_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_AVATAR)
    description: strawberry.Maybe[str | None] = strawberry.field(description=_DESCRIPTION)
    is_official: strawberry.Maybe[bool | None] = strawberry.field(description=_OFFICIAL)
    is_public: strawberry.Maybe[bool | None] = strawberry.field(description=_PUBLIC)
    only_admin_can_post: strawberry.Maybe[bool | None] = strawberry.field(description=_ADMIN)
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(description=_TAGS)
    metadata: strawberry.Maybe[JSON | None] = strawberry.field(description=_METADATA)
    category_uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(description=_CATEGORIES)
    need_approval_on_post_creation: strawberry.Maybe[bool | None] = strawberry.field(description=_APPROVAL)
    allow_comment_in_story: strawberry.Maybe[bool | None] = strawberry.field(description=_STORY)
    is_discoverable: strawberry.Maybe[bool | None] = strawberry.field(description=_DISCOVERABLE)
    requires_join_approval: strawberry.Maybe[bool | None] = strawberry.field(description=_JOIN)
    notification_mode: strawberry.Maybe[NotificationMode | None] = strawberry.field(description=_MODE)


@strawberry.input(description="What to change of a community; what is left out stays as it is.")
class UpdateCommunityInput:
    display_name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_NAME}; never null. {SOURCE}displayName`."
    )
    channel_id: strawberry.Maybe[str | None] = strawberry.field(description=_CHANNEL)
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    avatar_file_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_AVATAR)
    description: strawberry.Maybe[str | None] = strawberry.field(description=_DESCRIPTION)
    is_official: strawberry.Maybe[bool | None] = strawberry.field(description=_OFFICIAL)
    is_public: strawberry.Maybe[bool | None] = strawberry.field(description=_PUBLIC)
    only_admin_can_post: strawberry.Maybe[bool | None] = strawberry.field(description=_ADMIN)
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(description=_TAGS)
    metadata: strawberry.Maybe[JSON | None] = strawberry.field(description=_METADATA)
    category_uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(description=_CATEGORIES)
    need_approval_on_post_creation: strawberry.Maybe[bool | None] = strawberry.field(description=_APPROVAL)
    allow_comment_in_story: strawberry.Maybe[bool | None] = strawberry.field(description=_STORY)
    is_discoverable: strawberry.Maybe[bool | None] = strawberry.field(description=_DISCOVERABLE)
    requires_join_approval: strawberry.Maybe[bool | None] = strawberry.field(description=_JOIN)
    notification_mode: strawberry.Maybe[NotificationMode | None] = strawberry.field(description=_MODE)


@strawberry.input(description="Who joins a community, and as what.")
class JoinCommunityInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="Who joins: a user of the organisation, neither deleted nor banned; needed."
    )
    role: strawberry.Maybe[CommunityRole | None] = strawberry.field(
        description="What they may do there; null is MEMBER. Who is a member already gets this role."
    )


@strawberry.input(description="A new post, or a comment on one.")
class CreatePostInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="Who says it: a member of the community, neither deleted nor banned; needed."
    )
    text: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What they say, 1 to {limits.DESCRIPTION} characters; needed."
    )
    parent_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="The post or comment of the same community that it is about; null is none."
    )
