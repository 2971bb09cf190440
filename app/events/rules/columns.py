"""From a patch of an event to the columns of its row: only what was sent, nested objects laid flat. Pure."""

from collections.abc import Mapping
from typing import Any

from app.core import limits
from app.core.fields import Patch, Rule, sent
from app.core.folding import sort_key
from app.core.geography import unit_vector
from app.core.nested import columns_in
from app.events.details.rules import ADDRESS, CONFIGURATION, LISTING, ONLINE, VENUE
from app.events.page.rules import PAGE, SURVEY
from app.events.settings.rules import SETTINGS

VENUE_FIELDS = {name: f"venue_{name}" for name in VENUE}
VENUE_ADDRESS_FIELDS = {name: name if name.startswith("address_") else f"address_{name}" for name in ADDRESS}
ONLINE_FIELDS = {name: f"online_{name}" for name in ONLINE}
LISTING_FIELDS = {
    "enabled": "listing_enabled",
    "visibility_in_org_profile": "visible_in_organisation_profile",
}

_CONFIGURATION = (
    "configuration_type",
    *VENUE_FIELDS.values(),
    *VENUE_ADDRESS_FIELDS.values(),
    *ONLINE_FIELDS.values(),
)


def columns_of(patch: Patch) -> dict[str, Any]:
    """What the patch changes; null empties a column (for an object all of them) or sets the default."""
    columns: dict[str, Any] = {}
    if (name := patch.get("name")) is not None:
        columns |= {"name": name, "name_key": sort_key(name, 4 * limits.NAME)}
    if "description" in patch:
        columns["description"] = patch["description"]
    columns |= _configuration(patch)
    columns |= _flat(patch, "listing", LISTING, LISTING_FIELDS)
    if "settings" in patch:
        columns |= columns_in(patch["settings"], SETTINGS)
    return columns | columns_in(patch, PAGE)


def point_columns(latitude: float | None, longitude: float | None) -> dict[str, float | None]:
    """The columns that stand beside the coordinates."""
    vector = (None, None, None) if latitude is None or longitude is None else unit_vector(latitude, longitude)
    return dict(zip(("venue_x", "venue_y", "venue_z"), vector, strict=True))


def _configuration(patch: Patch) -> dict[str, Any]:
    if "configuration" not in patch:
        return {}
    given = patch["configuration"]
    if given is None:
        return dict.fromkeys(_CONFIGURATION) | columns_in(None, SURVEY, "survey_")
    columns = _flat(patch, "configuration", CONFIGURATION, {"type": "configuration_type"})
    if given.get("type") is not None:
        columns["configuration_type"] = given["type"].name
    columns |= _flat(given, "venue", VENUE, VENUE_FIELDS)
    if given.get("venue") is not None:
        columns |= _flat(given["venue"], "address", ADDRESS, VENUE_ADDRESS_FIELDS)
    elif "venue" in given:
        columns |= dict.fromkeys(VENUE_ADDRESS_FIELDS.values())
    if "survey" in given:
        columns |= columns_in(given["survey"], SURVEY, "survey_")
    return columns | _flat(given, "online", ONLINE, ONLINE_FIELDS)


def _flat(patch: Patch, name: str, rules: Mapping[str, Rule], columns: Mapping[str, str]) -> dict[str, Any]:
    """An object's fields as columns; null for the object is null for each of them."""
    if name not in patch:
        return {}
    inner = dict.fromkeys(rules) if patch[name] is None else patch[name]
    return {columns[field]: value for field, value in sent(inner, rules).items()}
