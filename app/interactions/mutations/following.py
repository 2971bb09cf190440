"""Mutations with which users follow and mute an organisation; its applications act for them."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.mutations import answer, argument, mutation
from app.interactions.operations import following
from app.organisations.types import Organisation

_SHAPE: dict[str, Any] = {
    "scope": Scope.INTERACTION_WRITE,
    "arguments": {
        "organisation_uuid": argument(UUID, "The caller's organisation."),
        "user_uuid": argument(UUID, "The user."),
    },
    "answers": {"organisation": answer(Organisation, "The organisation.")},
}


@strawberry.type
class FollowingMutations:
    follow_organisation = mutation(
        following.follow_organisation,
        message="Organisation has been followed successfully",
        description="Let a user follow the caller's organisation. Each user can follow it once.",
        **_SHAPE,
    )
    unfollow_organisation = mutation(
        following.unfollow_organisation,
        message="Organisation has been unfollowed successfully",
        description="Let a user stop following the caller's organisation.",
        **_SHAPE,
    )
    mute_organisation = mutation(
        following.mute_organisation,
        message="Organisation has been muted successfully",
        description="Mute the caller's organisation for a user. Each user can mute it once.",
        **_SHAPE,
    )
    unmute_organisation = mutation(
        following.unmute_organisation,
        message="Organisation has been unmuted successfully",
        description="Unmute the caller's organisation for a user.",
        **_SHAPE,
    )
