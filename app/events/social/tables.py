"""An event's ties to users and communities, on its own row."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import limits
from app.core.named_types import JsonMap
from app.db.columns import Json, at_least, counter, long_text, optional_reference, text


class SocialColumns(SQLModel):
    """The counts move in the transaction of the answer that they count.

    `placeless_search_text` is what outsiders search while the place is hidden; null while it is not.
    """

    location: str | None = text(limits.LOCATION, default=None)
    is_location_visible: bool = True
    external_url: str | None = text(limits.URL, default=None)
    livestream_id: str | None = text(limits.DISPLAY_NAME, default=None)
    is_invite_only: bool = False
    creator_user_id: UUID | None = optional_reference("user_account.id")
    origin_community_id: UUID | None = optional_reference("community.id")
    origin_user_id: UUID | None = optional_reference("user_account.id")
    discussion_community_id: UUID | None = optional_reference("community.id")
    # SQLModel keeps the name `metadata` for itself.
    custom_metadata: JsonMap | None = Field(default=None, sa_type=Json, nullable=True)
    rsvp_count: int = counter()
    interested_count: int = counter()
    placeless_search_text: str | None = long_text()


def social_constraints() -> tuple[CheckConstraint, ...]:
    """An event has at most one origin, a community or a user; counts are never negative."""
    return (
        CheckConstraint("origin_community_id IS NULL OR origin_user_id IS NULL", name="one_origin"),
        at_least("rsvp_count", 0),
        at_least("interested_count", 0),
    )
