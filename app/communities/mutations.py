"""Mutations of communities, members and posts; an application acts for the users of its organisation."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.communities.inputs import CreateCommunityInput, CreatePostInput, JoinCommunityInput, UpdateCommunityInput
from app.communities.operations import communities, members, posts
from app.communities.types import Community, CommunityMember, Post
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, mutation

SCOPE = Scope.INTERACTION_WRITE
UUID_OF_COMMUNITY = argument(UUID, "The community.")
USER = argument(UUID, "The user, one of the organisation's.")
COMMUNITY = answer(Community, "The community.")
_CREATED = ("CREATED_ON", "created_at")


def _flag(description: str) -> dict[str, Any]:
    """Flagging a post and taking that back differ in the post that is answered."""
    return {
        "scope": SCOPE,
        "arguments": {"post_uuid": argument(UUID, "The post."), "user_uuid": USER},
        "answers": {"post": answer(Post, description), "community": COMMUNITY},
    }


@strawberry.type
class CommunityMutations:
    create_community = mutation(
        communities.create_community,
        scope=SCOPE,
        message="Community has been created successfully",
        description="Create a community in the caller's organisation.",
        arguments={
            "organisation_uuid": argument(UUID, "The caller's organisation."),
            "input": argument(CreateCommunityInput, "The community."),
        },
        answers={"community": answer(Community, "The new community.")},
    )
    update_community = mutation(
        communities.update_community,
        scope=SCOPE,
        message="Community has been updated successfully",
        description="Change a community that is not deleted.",
        arguments={"uuid": UUID_OF_COMMUNITY, "input": argument(UpdateCommunityInput, "What to change.")},
        answers={"community": answer(Community, "The updated community.")},
    )
    delete_community = mutation(
        communities.delete_community,
        scope=SCOPE,
        message="Community has been deleted successfully",
        description="Delete a community. This cannot be undone: others no longer see it, and nobody joins it or posts.",
        arguments={"uuid": UUID_OF_COMMUNITY},
        answers={"community": answer(Community, "The deleted community.")},
    )
    join_community = mutation(
        members.join_community,
        scope=SCOPE,
        message="User has joined the community successfully",
        description="Make a user a member of a community that is not deleted, or change a member's role.",
        arguments={
            "community_uuid": UUID_OF_COMMUNITY,
            "user_uuid": USER,
            "input": argument(JoinCommunityInput | None, "How.", None),
        },
        answers={
            "community_member": answer(CommunityMember, "The user as a member."),
            "community_member_edge": answer(
                Edge[CommunityMember],
                "The member with their place in the community's list, by time of joining.",
                key="community_member",
                edge=_CREATED,
            ),
            "community": COMMUNITY,
        },
    )
    leave_community = mutation(
        members.leave_community,
        scope=SCOPE,
        message="User has left the community successfully",
        description="Remove a member from a community.",
        arguments={"community_uuid": UUID_OF_COMMUNITY, "user_uuid": USER},
        answers={"community": COMMUNITY},
    )
    create_post = mutation(
        posts.create_post,
        scope=SCOPE,
        message="Post has been created successfully",
        description="Post in a community as one of its members, or comment on a post there.",
        arguments={
            "community_uuid": argument(UUID, "The community, which is not deleted."),
            "user_uuid": argument(UUID, "The author: a member of the community, neither deleted nor banned."),
            "input": argument(CreatePostInput, "The post."),
        },
        answers={
            "post": answer(Post, "The new post."),
            "post_edge": answer(
                Edge[Post],
                "The new post with its place among the community's posts, or among the comments, by time of posting.",
                key="post",
                edge=_CREATED,
            ),
            "community": COMMUNITY,
        },
    )
    flag_post = mutation(
        posts.flag_post,
        message="Post has been flagged successfully",
        description="Flag a post or comment. Each user can flag it once, and not while banned or deleted.",
        **_flag("The flagged post."),
    )
    unflag_post = mutation(
        posts.unflag_post,
        message="Post has been unflagged successfully",
        description="Remove a user's flag from a post or comment.",
        **_flag("The post, without this flag."),
    )
