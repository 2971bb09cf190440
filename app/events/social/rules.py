"""Limits of an event's ties to users and communities. Pure."""

from app.core import limits
from app.core.compound_fields import JsonObject
from app.core.fields import Address, Choice, Rules, Text
from app.events.social.columns import SocialValues

SOCIAL = Rules(
    SocialValues,
    {
        "location": Text(limits.LOCATION),
        "is_location_visible": Choice(default=True),
        "external_url": Address(),
        "livestream_id": Text(limits.DISPLAY_NAME),
        "is_invite_only": Choice(default=False),
        "metadata": JsonObject(),
    },
    metadata="custom_metadata",
)
