"""Mutations of communities, members and posts: an application acts for the users of its organisation."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.communities.inputs import CreateCommunityInput, CreatePostInput, JoinCommunityInput, UpdateCommunityInput
from app.communities.operations import communities, members, posts
from app.communities.types import Community, CommunityMember, Post
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope


@strawberry.type(description="What `createCommunity` answers.")
class CreateCommunityPayload(Payload):
    community: Community | None = result("community", "The new community.")


@strawberry.type(description="What `updateCommunity` answers.")
class UpdateCommunityPayload(Payload):
    community: Community | None = result("community", "The community as it is now.")


@strawberry.type(description="What `deleteCommunity` answers.")
class DeleteCommunityPayload(Payload):
    community: Community | None = result("community", "The community, now deleted.")


@strawberry.type(description="What `joinCommunity` answers.")
class JoinCommunityPayload(Payload):
    member: CommunityMember | None = result("member", "The user as a member.")
    member_edge: Edge[CommunityMember] | None = result(
        "member",
        "The member with their place among the community's, by when they joined.",
        edge=("CREATED_ON", "created_at"),
    )
    community: Community | None = result("community", "The community.")


@strawberry.type(description="What `leaveCommunity` answers.")
class LeaveCommunityPayload(Payload):
    community: Community | None = result("community", "The community that they have left.")


@strawberry.type(description="What `createPost` answers.")
class CreatePostPayload(Payload):
    post: Post | None = result("post", "The new post.")
    post_edge: Edge[Post] | None = result(
        "post",
        "The new post with its place among those of the community, or among the comments, by when they were posted.",
        edge=("CREATED_ON", "created_at"),
    )
    community: Community | None = result("community", "Where it was posted.")


@strawberry.type(description="What `flagPost` answers.")
class FlagPostPayload(Payload):
    post: Post | None = result("post", "The post, now flagged.")
    community: Community | None = result("community", "Where it was posted.")


@strawberry.type(description="What `unflagPost` answers.")
class UnflagPostPayload(Payload):
    post: Post | None = result("post", "The post, without this flag.")
    community: Community | None = result("community", "Where it was posted.")


@strawberry.type
class CommunityMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Make a community in the caller's organisation.",
    )
    async def create_community(
        self,
        info: Info,
        organisation_uuid: Annotated[UUID, strawberry.argument(description="The caller's organisation.")],
        input: Annotated[CreateCommunityInput, strawberry.argument(description="The community.")],
    ) -> CreateCommunityPayload | None:
        return await run(
            info,
            CreateCommunityPayload,
            "Community has been created successfully",
            partial(communities.create_community, organisation_uuid=organisation_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Change a community that is not deleted.",
    )
    async def update_community(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The community.")],
        input: Annotated[UpdateCommunityInput, strawberry.argument(description="What to change.")],
    ) -> UpdateCommunityPayload | None:
        return await run(
            info,
            UpdateCommunityPayload,
            "Community has been updated successfully",
            partial(communities.update_community, uuid=uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Delete a community, for good: others no longer see it, and nobody joins or posts any more.",
    )
    async def delete_community(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The community.")],
    ) -> DeleteCommunityPayload | None:
        return await run(
            info,
            DeleteCommunityPayload,
            "Community has been deleted successfully",
            partial(communities.delete_community, uuid=uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Make a user a member of a community, or change the role of one.",
    )
    async def join_community(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The community, which is not deleted.")],
        input: Annotated[JoinCommunityInput, strawberry.argument(description="Who joins.")],
    ) -> JoinCommunityPayload | None:
        return await run(
            info,
            JoinCommunityPayload,
            "User has joined the community successfully",
            partial(members.join_community, uuid=uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take a member out of a community.",
    )
    async def leave_community(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The community.")],
        user_uuid: Annotated[UUID, strawberry.argument(description="Who leaves.")],
    ) -> LeaveCommunityPayload | None:
        return await run(
            info,
            LeaveCommunityPayload,
            "User has left the community successfully",
            partial(members.leave_community, uuid=uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Post something in a community, or comment on what was posted there.",
    )
    async def create_post(
        self,
        info: Info,
        community_uuid: Annotated[UUID, strawberry.argument(description="The community, which is not deleted.")],
        input: Annotated[CreatePostInput, strawberry.argument(description="The post.")],
    ) -> CreatePostPayload | None:
        return await run(
            info,
            CreatePostPayload,
            "Post has been created successfully",
            partial(posts.create_post, community_uuid=community_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Note that a user has flagged a post or comment, once.",
    )
    async def flag_post(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The post.")],
        user_uuid: Annotated[
            UUID, strawberry.argument(description="Who flags: a user of the organisation, neither deleted nor banned.")
        ],
    ) -> FlagPostPayload | None:
        return await run(
            info,
            FlagPostPayload,
            "Post has been flagged successfully",
            partial(posts.flag_post, uuid=uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take back a flag on a post or comment.",
    )
    async def unflag_post(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The post.")],
        user_uuid: Annotated[UUID, strawberry.argument(description="Who had flagged it.")],
    ) -> UnflagPostPayload | None:
        return await run(
            info,
            UnflagPostPayload,
            "Post has been unflagged successfully",
            partial(posts.unflag_post, uuid=uuid, user_uuid=user_uuid),
        )
