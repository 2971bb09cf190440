"""Documents and helpers of the tests of communities."""

from typing import Any
from uuid import UUID

from app.communities.tables import CommunityRow
from tests.builders import everything, stored
from tests.gateway import Gateway

FIELDS = """
  uuid channelId displayName path description isOfficial isPublic onlyAdminCanPost tags metadata postsCount
  membersCount moderatorMemberCount isDeleted hasFlaggedComment hasFlaggedPost needApprovalOnPostCreation
  allowCommentInStory isDiscoverable requiresJoinApproval notificationMode type version
  organisation { slug } user { uuid } categories { name } members { nodes { role user { uuid } } }
  createdOn { utc local timezone } updatedOn { utc local timezone }
"""
PAYLOAD = "message warnings { code } userErrors { code message path }"
CREATE = f"""mutation($organisation: UUID!, $input: CreateCommunityInput!) {{
  createCommunity(organisationUuid: $organisation, input: $input) {{ {PAYLOAD} community {{ {FIELDS} }} }} }}"""
UPDATE = f"""mutation($uuid: UUID!, $input: UpdateCommunityInput!) {{
  updateCommunity(uuid: $uuid, input: $input) {{ {PAYLOAD} community {{ {FIELDS} }} }} }}"""
DELETE = f"mutation($uuid: UUID!) {{ deleteCommunity(uuid: $uuid) {{ {PAYLOAD} community {{ {FIELDS} }} }} }}"
JOIN = f"""mutation($uuid: UUID!, $user: UUID!, $input: JoinCommunityInput!) {{
  joinCommunity(communityUuid: $uuid, userUuid: $user, input: $input) {{
  {PAYLOAD} communityMember {{ uuid role user {{ uuid }} createdOn {{ utc }} }} community {{ {FIELDS} }} }} }}"""
LEAVE = f"""mutation($uuid: UUID!, $user: UUID!) {{
  leaveCommunity(communityUuid: $uuid, userUuid: $user) {{ {PAYLOAD} community {{ {FIELDS} }} }} }}"""
SAID = """uuid text isFlagged version user { uuid } parent { uuid } comments { nodes { text } }
  createdOn { utc } updatedOn { utc }"""
POST = f"""mutation($uuid: UUID!, $user: UUID!, $input: CreatePostInput!) {{
  createPost(communityUuid: $uuid, userUuid: $user, input: $input) {{
  {PAYLOAD} post {{ {SAID} }} community {{ {FIELDS} }} }} }}"""
FLAG = f"""mutation($uuid: UUID!, $user: UUID!) {{ flagPost(postUuid: $uuid, userUuid: $user) {{
  {PAYLOAD} post {{ {SAID} }} community {{ hasFlaggedPost hasFlaggedComment }} }} }}"""
UNFLAG = FLAG.replace("flagPost(", "unflagPost(")
COMMUNITY = f"query($uuid: UUID!) {{ community(uuid: $uuid) {{ {FIELDS} }} }}"


def refused(gateway: Gateway, document: str, token: str, **variables: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a refusal, which left every row as it was."""
    before = everything(gateway)
    (payload,) = gateway.gql(document, token, **variables).values()
    assert everything(gateway) == before
    assert payload["message"] is None
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def counters(gateway: Gateway, uuid: UUID) -> tuple[int, int, int]:
    """What is stored: posts, members, moderators."""
    (row,) = stored(gateway, CommunityRow, id=uuid)
    return row["posts_count"], row["members_count"], row["moderator_member_count"]
