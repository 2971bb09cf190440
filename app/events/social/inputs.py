"""What is sent about an event's people and communities."""

from app.core import limits
from app.events.social.patches import OriginPatch
from app.events.values import EventStatusChange
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: social.plus `"

enum_type(
    EventStatusChange,
    f"The state that an update of an event may set. {SOURCE}status`.",
    CANCELLED="Called off, for good.",
)


@described_input(f"What an event comes from. {SOURCE}originType`, `originId`.")
class OriginInput(Input[OriginPatch]):
    type = described(f"Whether it is a community or a user. {SOURCE}originType`.")
    uuid = described(f"One of the organisation's communities or users, not deleted. {SOURCE}originId`.")


class SocialInput:
    location = described(
        f"Where it is, in words, 1 to {limits.LOCATION} characters; null leaves it to the venue. {SOURCE}location`."
    )
    is_location_visible = described(
        "Whether others than the organisation are told where it is, in `location`, `configuration.venue` and by"
        f" searching; null means true. {SOURCE}isLocationVisible`."
    )
    external_url = described(f"An http(s) address of a page about it elsewhere. {SOURCE}externalUrl`.")
    livestream_id = described(
        f"What its livestream is called where that is, 1 to {limits.DISPLAY_NAME} characters. {SOURCE}livestreamId`."
    )
    is_invite_only = described(
        "Whether only invited users answer it; others than its organisation then see nothing of it. null means"
        f" false. {SOURCE}isInviteOnly`."
    )
    metadata = described(
        f"An object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels; null"
        f" clears it. {SOURCE}metadata`."
    )
    creator_user_uuid = described(
        f"Who made it: one of the organisation's users, not deleted; null is nobody. {SOURCE}userId`."
    )
    origin = described(f"What it comes from; null is nothing. {SOURCE}originType`, `originId`.")
    has_discussion_community = described(
        "Whether it has a community of its own in which it is discussed: true makes one, false deletes the one"
        f" it has; null means false. {SOURCE}discussionCommunityId`."
    )
