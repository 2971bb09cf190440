"""An event's ties to users and communities in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.core.named_types import JSON, URL
from app.events.lists import PLACE_HIDDEN
from app.events.values import OriginType
from app.graph.connections import Connection
from app.graph.enums import enum_type
from app.graph.reading.mapping import column, expression, one, part
from app.guests.lists import invitations_of, rsvps_of
from app.guests.types import Invitation, Rsvp
from app.users.types import User

if TYPE_CHECKING:
    from app.communities.types import Community

LazyCommunity = Annotated["Community", strawberry.lazy("app.communities.types")]

enum_type(
    OriginType,
    "The community or user that an event originated from.",
    COMMUNITY="A community.",
    USER="A user.",
)

_NAMED = ("venue_name", "address_line1", "address_line2", "address_city", "address_state", "address_post_code")
# Neither engine's way to join texts over nulls is known to the other.
_LINE = " || ".join(f"coalesce(', ' || nullif({{t}}.{name}, ''), '')" for name in (*_NAMED, "address_country"))
LOCATION = f"coalesce({{t}}.location, nullif(substr({_LINE}, 3), ''))"
NO_ORIGIN = "{t}.origin_community_id IS NULL AND {t}.origin_user_id IS NULL"
ORIGIN_IS_PUBLIC = (
    "CASE WHEN {t}.origin_user_id IS NOT NULL THEN TRUE ELSE (SELECT co.is_public AND NOT co.is_deleted"
    " FROM community co WHERE co.id = {t}.origin_community_id) END"
)


@strawberry.type(description="The community or user that an event originated from.")
class EventOrigin:
    type: OriginType = expression(
        "CASE WHEN {t}.origin_user_id IS NULL THEN 'COMMUNITY' ELSE 'USER' END",
        "Whether it is a community or a user.",
    )
    uuid: UUID = expression(
        "coalesce({t}.origin_community_id, {t}.origin_user_id)",
        "Identifier of the community or user.",
    )
    community: LazyCommunity | None = one(
        "{c}.id = {p}.origin_community_id", "The community, where the caller may see it."
    )
    user: User | None = one("{c}.id = {p}.origin_user_id", "The user, where the caller may see them.")


@strawberry.type
class SocialFields:
    """The fields of `Event` that come from social.plus; no type of the schema."""

    location: str | None = expression(
        LOCATION,
        "Where it is, in one line: as given (at most 200 characters), or else the venue's name and"
        " address. Only its organisation sees one that is hidden.",
        private=PLACE_HIDDEN,
    )
    is_location_visible: bool = column(
        "is_location_visible",
        "Whether everybody who sees the event sees where it is: `location`, `configuration.venue`, and by"
        " `near` and text search.",
    )
    external_url: URL | None = column("external_url", "Address of a page about it elsewhere.")
    livestream_id: str | None = column(
        "livestream_id",
        "Identifier of its livestream on its platform. Only its organisation sees it.",
        private=True,
    )
    is_invite_only: bool = column(
        "is_invite_only",
        "Whether only invited users can answer. Outsiders then do not see the event.",
    )
    metadata: JSON | None = column("custom_metadata", "An object of the organisation's own.")
    creator: User | None = one("{c}.id = {p}.creator_user_id", "Its creator, where the caller may see them.")
    origin: EventOrigin | None = part("Where it originated, if that is known.", absent=NO_ORIGIN)
    is_origin_public: bool | None = expression(
        ORIGIN_IS_PUBLIC,
        "Whether the community it comes from is public; true for a user, null without an origin.",
    )
    discussion_community: LazyCommunity | None = one(
        "{c}.id = {p}.discussion_community_id",
        "The community in which it is discussed.",
    )
    rsvp_count: int = column("rsvp_count", "How many users answered GOING.")
    interested_count: int = column("interested_count", "How many users answered INTERESTED.")
    rsvps: Connection[Rsvp] | None = rsvps_of("The answers of its users. Null for outsiders.")
    invitations: Connection[Invitation] | None = invitations_of("The invited users. Null for outsiders.")
