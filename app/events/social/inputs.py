"""Inputs of an event's ties to users and communities."""

from app.core import limits
from app.events.social.patches import OriginPatch
from app.events.values import EventStatusChange
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input

enum_type(
    EventStatusChange,
    "The state that an update of an event may set.",
    CANCELLED="Cancelled permanently.",
)


@described_input("The community or user that an event originated from.")
class OriginInput(Input[OriginPatch]):
    type = described("Whether it is a community or a user.")
    uuid = described("One of the organisation's communities or users, not deleted.")


class SocialInput:
    location = described(f"Location as text, 1 to {limits.LOCATION:,} characters; null means that of the venue.")
    is_location_visible = described(
        "Whether outsiders see where it is: in `location`, in `configuration.venue` and by searching; null means true."
    )
    external_url = described("An http(s) address of a page about it elsewhere.")
    livestream_id = described(f"Identifier of its livestream on its platform, 1 to {limits.DISPLAY_NAME:,} characters.")
    is_invite_only = described(
        "Whether only invited users can answer; outsiders then do not see the event. Null means false."
    )
    metadata = described(
        f"An object of at most {limits.METADATA_BYTES:,} bytes of JSON and {limits.METADATA_DEPTH:,} levels;"
        " null clears it."
    )
    creator_user_uuid = described("Its creator: one of the organisation's users, not deleted; null removes it.")
    origin = described("Where it originated; null removes it.")
    has_discussion_community = described(
        "Whether it has a discussion community: true creates one, false deletes the one it has; null means false."
    )
