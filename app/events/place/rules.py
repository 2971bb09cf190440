"""Where an event may take place: a venue with coordinates, or an address to join at. Pure."""

from typing import Any

from app.core import limits
from app.core.fields import Address, Choice, Number, Rule, Text, check
from app.core.geography import unit_vector
from app.core.problems import Path, Problem, ProblemCode
from app.events.common.rules import columns_of_object
from app.events.patches.event import EventPatch
from app.events.place.patches import AddressPatch, EventConfigurationPatch, OnlineAddressPatch, VenuePatch

CONFIGURATION: dict[str, Rule] = {"type": Choice()}
VENUE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME),
    "image": Address(stored=True),
    "url": Address(),
    "latitude": Number(-90, 90),
    "longitude": Number(-180, 180),
}
ADDRESS: dict[str, Rule] = {
    name: Text(limits.ADDRESS_LINE)
    for name in ("address_line1", "address_line2", "country", "state", "city", "post_code")
}
ONLINE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME),
    "url": Address(),
    "image": Address(stored=True),
}
VENUE_FIELDS = {name: f"venue_{name}" for name in VENUE}
VENUE_ADDRESS_FIELDS = {name: name if name.startswith("address_") else f"address_{name}" for name in ADDRESS}
ONLINE_FIELDS = {name: f"online_{name}" for name in ONLINE}
COLUMNS = (
    "configuration_type",
    *VENUE_FIELDS.values(),
    *VENUE_ADDRESS_FIELDS.values(),
    *ONLINE_FIELDS.values(),
)


def problems_with_place(patch: EventPatch, path: Path) -> list[Problem]:
    """Everything that is wrong with each field by itself."""
    configuration: EventConfigurationPatch = patch.get("configuration") or {}
    venue: VenuePatch = configuration.get("venue") or {}
    address: AddressPatch = venue.get("address") or {}
    online: OnlineAddressPatch = configuration.get("online") or {}
    configured = (*path, "configuration")
    return [
        *check(configuration, CONFIGURATION, configured),
        *check(venue, VENUE, (*configured, "venue")),
        *check(address, ADDRESS, (*configured, "venue", "address")),
        *check(online, ONLINE, (*configured, "online")),
    ]


def problems_with_coordinates(latitude: float | None, longitude: float | None, path: Path) -> list[Problem]:
    """A place has a latitude and a longitude, or neither."""
    if (latitude is None) == (longitude is None):
        return []
    missing = "latitude" if latitude is None else "longitude"
    sentence = "A latitude and a longitude come together, or not at all."
    return [Problem(ProblemCode.REQUIRED, sentence, (*path, missing))]


def place_columns(patch: EventPatch) -> dict[str, Any]:
    """The columns of what was sent; null for an object empties all of its columns."""
    if "configuration" not in patch:
        return {}
    given = patch["configuration"]
    if given is None:
        return dict.fromkeys(COLUMNS)
    columns = columns_of_object(given, CONFIGURATION, {"type": "configuration_type"})
    if (kind := given.get("type")) is not None:
        columns["configuration_type"] = kind.name
    if "venue" in given:
        columns |= _venue_columns(given["venue"])
    if "online" in given:
        columns |= columns_of_object(given["online"], ONLINE, ONLINE_FIELDS)
    return columns


def point_columns(latitude: float | None, longitude: float | None) -> dict[str, float | None]:
    """The columns beside the coordinates, from which distances are computed."""
    vector = (None, None, None) if latitude is None or longitude is None else unit_vector(latitude, longitude)
    return dict(zip(("venue_x", "venue_y", "venue_z"), vector, strict=True))


def _venue_columns(venue: VenuePatch | None) -> dict[str, Any]:
    """Without a venue there is no address either."""
    columns = columns_of_object(venue, VENUE, VENUE_FIELDS)
    if venue is None:
        return columns | dict.fromkeys(VENUE_ADDRESS_FIELDS.values())
    if "address" in venue:
        columns |= columns_of_object(venue["address"], ADDRESS, VENUE_ADDRESS_FIELDS)
    return columns
