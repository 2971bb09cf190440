"""Users, communities and posts by hand."""

from typing import Any

from tests.reading.plain import lists, notices
from tests.reading.plain.facts import zoned
from tests.reading.plain.fields import Fields, Resolver, by_uuid, entity, linked, named
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row


def own(resolver: Resolver) -> Resolver:
    """For the organisation alone."""
    return lambda see, row, **given: resolver(see, row, **given) if see.owns(row) else None


def column(name: str) -> Resolver:
    return own(lambda _see, row: row[name])


def other(kind: str, name: str) -> Resolver:
    """The other row, which everybody sees who sees this one."""
    return lambda see, row: see.world.find(kind, row[name])


def path(kind: str) -> Resolver:
    return lambda see, row: f"{see.world.get('Organisation', row['organisation_id'])['slug']}/{kind}/{row['id']}"


def hash_flag(_see: Sight, user: Row) -> Row | None:
    if not user["flag_count"]:
        return None
    return {"bits": user["hash_flag_bits"], "hashes": user["hash_flag_hashes"], "hash": user["hash_flag_words"]}


def attendances(see: Sight, user: Row, **given: Any) -> Any:
    return lists.connection("Attendee", see.world.where("Attendee", "user_id", user["id"]), given)


def categories(see: Sight, community: Row) -> list[Row]:
    links = see.world.where("community_category", "community_id", community["id"])
    ordered = sorted(links, key=lambda link: (link["position"], link["category_id"]))
    return [see.world.get("Category", link["category_id"]) for link in ordered]


def flagged(*, comments: bool) -> Resolver:
    def any_of(see: Sight, community: Row) -> bool:
        posts = see.world.where("Post", "community_id", community["id"])
        return any(post["flag_count"] and (post["parent_id"] is not None) is comments for post in posts)

    return own(any_of)


def posts(column: str, direction: str) -> Resolver:
    """In a community only those that are no comments."""

    def listed(see: Sight, row: Row, **given: Any) -> Row:
        rows = see.world.where("Post", column, row["id"])
        kept = [post for post in rows if column == "parent_id" or post["parent_id"] is None]
        order = given.get("orderBy") or {"field": "CREATED_ON", "direction": direction}
        return lists.connection("Post", kept, {**given, "orderBy": order})

    return listed


def members(see: Sight, community: Row, **given: Any) -> Row:
    rows = see.world.where("CommunityMember", "community_id", community["id"])
    return lists.connection("CommunityMember", rows, given)


def is_joined(see: Sight, community: Row, userUuid: str) -> bool:
    members = see.world.where("CommunityMember", "community_id", community["id"])
    return any(member["user_id"] == userUuid.lower() for member in members)


def discussed(see: Sight, community: Row) -> Row | None:
    return see.maybe(see.world.find("Event", community["id"], "discussion_community_id"))


QUERY: Fields = {"user": by_uuid("User"), "community": by_uuid("Community")}
TYPES: dict[str, Fields] = {
    "User": {
        **entity("User"),
        **named("displayName", "profileHandle", "description", "avatarCustomUrl", "roles", "isBrand", "isDeleted"),
        "organisation": linked("Organisation", "organisation_id"),
        "path": path("user"),
        "internalId": column("internal_id"),
        "publicId": lambda _see, row: row["id"] if row["public_id"] is None else row["public_id"],
        "avatarFile": linked("File", "avatar_file_id"),
        "permissions": column("permissions"),
        "flagCount": column("flag_count"),
        "hashFlag": own(hash_flag),
        "metadata": "custom_metadata",
        "isGlobalBan": column("is_global_ban"),
        "attendances": own(attendances),
        "notices": own(notices.of_user),
    },
    "Community": {
        **entity("Community"),
        **named("type", "displayName", "description", "isOfficial", "isPublic", "onlyAdminCanPost", "tags"),
        **named("postsCount", "membersCount", "moderatorMemberCount", "isDeleted", "needApprovalOnPostCreation"),
        **named("allowCommentInStory", "isDiscoverable", "requiresJoinApproval", "notificationMode"),
        "type": "own_type",
        "organisation": linked("Organisation", "organisation_id"),
        "channelId": lambda _see, row: row["id"] if row["channel_id"] is None else row["channel_id"],
        "path": path("community"),
        "user": other("User", "user_id"),
        "avatarFile": linked("File", "avatar_file_id"),
        "metadata": "custom_metadata",
        "categories": categories,
        "hasFlaggedComment": flagged(comments=True),
        "hasFlaggedPost": flagged(comments=False),
        "event": discussed,
        "isJoined": own(is_joined),
        "members": own(members),
        "posts": posts("community_id", "DESC"),
    },
    "CommunityMember": {
        "id": lambda _see, row: f"CommunityMember_{row['id']}",
        "uuid": "id",
        "user": other("User", "user_id"),
        "role": "role",
        "createdOn": lambda _see, row: zoned(row, "created"),
    },
    "Post": {
        **entity("Post"),
        "text": "body",
        "user": other("User", "user_id"),
        "community": other("Community", "community_id"),
        "parent": other("Post", "parent_id"),
        "comments": posts("parent_id", "ASC"),
        "isFlagged": own(lambda _see, row: row["flag_count"] > 0),
    },
}
