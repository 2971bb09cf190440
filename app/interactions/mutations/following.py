"""Mutations of what people have with an organisation: its applications act for its users."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.context import Info
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.interactions.operations import following
from app.organisations.types import Organisation

OrganisationUuid = Annotated[UUID, strawberry.argument(description="The caller's organisation.")]
UserUuid = Annotated[UUID, strawberry.argument(description="The user.")]


@strawberry.type(description="What `followOrganisation` answers.")
class FollowOrganisationPayload(Payload):
    organisation: Organisation | None = result("organisation", "The organisation.")


@strawberry.type(description="What `unfollowOrganisation` answers.")
class UnfollowOrganisationPayload(Payload):
    organisation: Organisation | None = result("organisation", "The organisation.")


@strawberry.type(description="What `muteOrganisation` answers.")
class MuteOrganisationPayload(Payload):
    organisation: Organisation | None = result("organisation", "The organisation.")


@strawberry.type(description="What `unmuteOrganisation` answers.")
class UnmuteOrganisationPayload(Payload):
    organisation: Organisation | None = result("organisation", "The organisation.")


@strawberry.type
class FollowingMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user follows the caller's organisation.",
    )
    async def follow_organisation(
        self, info: Info, organisation_uuid: OrganisationUuid, user_uuid: UserUuid
    ) -> FollowOrganisationPayload | None:
        return await run(
            info,
            FollowOrganisationPayload,
            "Organisation has been followed successfully",
            partial(following.follow_organisation, organisation_uuid=organisation_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user no longer follows the caller's organisation.",
    )
    async def unfollow_organisation(
        self, info: Info, organisation_uuid: OrganisationUuid, user_uuid: UserUuid
    ) -> UnfollowOrganisationPayload | None:
        return await run(
            info,
            UnfollowOrganisationPayload,
            "Organisation has been unfollowed successfully",
            partial(following.unfollow_organisation, organisation_uuid=organisation_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user wants to hear nothing of the caller's organisation.",
    )
    async def mute_organisation(
        self, info: Info, organisation_uuid: OrganisationUuid, user_uuid: UserUuid
    ) -> MuteOrganisationPayload | None:
        return await run(
            info,
            MuteOrganisationPayload,
            "Organisation has been muted successfully",
            partial(following.mute_organisation, organisation_uuid=organisation_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user wants to hear of the caller's organisation again.",
    )
    async def unmute_organisation(
        self, info: Info, organisation_uuid: OrganisationUuid, user_uuid: UserUuid
    ) -> UnmuteOrganisationPayload | None:
        return await run(
            info,
            UnmuteOrganisationPayload,
            "Organisation has been unmuted successfully",
            partial(following.unmute_organisation, organisation_uuid=organisation_uuid, user_uuid=user_uuid),
        )
