"""What is sent about an event's people and communities."""

from uuid import UUID

import strawberry

from app.core import limits
from app.events.values import EventStatusChange, OriginType
from app.graph.enums import enum_type
from app.graph.scalars import JSON, URL

SOURCE = "Source: social.plus `"

enum_type(
    EventStatusChange,
    f"The state that an update of an event may set. {SOURCE}status`.",
    CANCELLED="Called off, for good.",
)


@strawberry.input(description=f"What an event comes from. {SOURCE}originType`, `originId`.")
class OriginInput:
    type: OriginType = strawberry.field(description=f"Whether it is a community or a user. {SOURCE}originType`.")
    uuid: UUID = strawberry.field(
        description=f"One of the organisation's communities or users, not deleted. {SOURCE}originId`."
    )


@strawberry.input
class SocialInput:
    location: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Where it is, in words, 1 to {limits.LOCATION} characters; null leaves it to the venue. {SOURCE}location`."
        )
    )
    is_location_visible: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether others than the organisation are told where it is, in `location`, `configuration.venue` and by"
            f" searching; null means true. {SOURCE}isLocationVisible`."
        )
    )
    external_url: strawberry.Maybe[URL | None] = strawberry.field(
        description=f"An http(s) address of a page about it elsewhere. {SOURCE}externalUrl`."
    )
    livestream_id: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What its livestream is called where that is, 1 to {limits.DISPLAY_NAME} characters."
            f" {SOURCE}livestreamId`."
        )
    )
    is_invite_only: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether only invited users answer it; others than its organisation then see nothing of it. null means"
            f" false. {SOURCE}isInviteOnly`."
        )
    )
    metadata: strawberry.Maybe[JSON | None] = strawberry.field(
        description=(
            f"An object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels; null"
            f" clears it. {SOURCE}metadata`."
        )
    )
    creator_user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=f"Who made it: one of the organisation's users, not deleted; null is nobody. {SOURCE}userId`."
    )
    origin: strawberry.Maybe[OriginInput | None] = strawberry.field(
        description=f"What it comes from; null is nothing. {SOURCE}originType`, `originId`."
    )
    has_discussion_community: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether it has a community of its own in which it is discussed: true makes one, false deletes the one"
            f" it has; null means false. {SOURCE}discussionCommunityId`."
        )
    )
