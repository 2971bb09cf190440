"""What ties an event to people and communities: limits as data. Pure."""

from collections.abc import Mapping
from typing import Any

from app.core import limits
from app.core.compound_fields import JsonObject
from app.core.fields import Address, Choice, Patch, Rule, Text, sent
from app.core.problems import Path, Problem, ProblemCode

SOCIAL: dict[str, Rule] = {
    "location": Text(limits.LOCATION),
    "is_location_visible": Choice(default=True),
    "external_url": Address(),
    "livestream_id": Text(limits.DISPLAY_NAME),
    "is_invite_only": Choice(default=False),
    "metadata": JsonObject(),
}
# What only an update may say.
STATUS: dict[str, Rule] = {"status": Choice(required=True)}


def social_columns(patch: Patch) -> Mapping[str, Any]:
    """The columns of what was sent, null become the defaults."""
    values = sent(patch, SOCIAL)
    if "metadata" in values:
        values["custom_metadata"] = values.pop("metadata")
    return values


def problems_with_going(capacity: int | None, going: int, path: Path) -> list[Problem]:
    """A capacity cannot send anybody home who has said that they come."""
    if capacity is None or not 0 <= capacity < going:
        return []
    sentence = f"{going} users have answered that they come; the event's capacity cannot be less."
    return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]
