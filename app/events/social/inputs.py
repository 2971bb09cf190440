"""Inputs of an event's ties to users and communities."""

from app.core import limits
from app.events.social.patches import OriginPatch
from app.events.values import EventStatusChange
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: social.plus `"

enum_type(
    EventStatusChange,
    f"The state that an update of an event may set. {SOURCE}status`.",
    CANCELLED="Cancelled for good.",
)


@described_input(f"The community or user that an event originated from. {SOURCE}originType`, `originId`.")
class OriginInput(Input[OriginPatch]):
    type = described(f"Whether it is a community or a user. {SOURCE}originType`.")
    uuid = described(f"One of the organisation's communities or users, not deleted. {SOURCE}originId`.")


class SocialInput:
    location = described(
        f"Location as text, 1 to {limits.LOCATION} characters; null means that of the venue. {SOURCE}location`."
    )
    is_location_visible = described(
        "Whether outsiders see where it is: in `location`, in `configuration.venue` and by"
        f" searching; null means true. {SOURCE}isLocationVisible`."
    )
    external_url = described(f"An http(s) address of a page about it elsewhere. {SOURCE}externalUrl`.")
    livestream_id = described(
        f"Identifier of its livestream on its platform, 1 to {limits.DISPLAY_NAME} characters. {SOURCE}livestreamId`."
    )
    is_invite_only = described(
        "Whether only invited users can answer; outsiders then do not see the event. null means"
        f" false. {SOURCE}isInviteOnly`."
    )
    metadata = described(
        f"An object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels; null"
        f" clears it. {SOURCE}metadata`."
    )
    creator_user_uuid = described(
        f"Its creator: one of the organisation's users, not deleted; null removes it. {SOURCE}userId`."
    )
    origin = described(f"Where it originated; null removes it. {SOURCE}originType`, `originId`.")
    has_discussion_community = described(
        "Whether it has a discussion community: true creates one, false deletes the one"
        f" it has; null means false. {SOURCE}discussionCommunityId`."
    )
