"""Limits of an event's ties to users and communities. Pure."""

from typing import Any

from app.core import limits
from app.core.compound_fields import JsonObject
from app.core.fields import Address, Choice, Rule, Text, sent
from app.events.social.patches import SocialPatch

SOCIAL: dict[str, Rule] = {
    "location": Text(limits.LOCATION),
    "is_location_visible": Choice(default=True),
    "external_url": Address(),
    "livestream_id": Text(limits.DISPLAY_NAME),
    "is_invite_only": Choice(default=False),
    "metadata": JsonObject(),
}


def social_columns(patch: SocialPatch) -> dict[str, Any]:
    """The columns of what was sent, null become the defaults."""
    values = sent(patch, SOCIAL)
    if "metadata" in values:
        values["custom_metadata"] = values.pop("metadata")
    return values
