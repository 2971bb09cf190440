"""Where an event may take place: a venue with coordinates, or an address to join at. Pure."""

from app.core import limits
from app.core.fields import Address, Choice, Number, Rules, Text, check, sent, sent_object
from app.core.geography import unit_vector
from app.core.problems import Path, Problem, ProblemCode
from app.events.patches.event import EventPatch
from app.events.place.columns import (
    AddressValues,
    ConfigurationValues,
    OnlineValues,
    PlaceValues,
    PointValues,
    VenueValues,
)
from app.events.place.patches import AddressPatch, EventConfigurationPatch, OnlineAddressPatch, VenuePatch

CONFIGURATION = Rules(ConfigurationValues, {"type": Choice()}, type="configuration_type")
VENUE = Rules(
    VenueValues,
    {
        "name": Text(limits.DISPLAY_NAME),
        "image": Address(stored=True),
        "url": Address(),
        "latitude": Number(-90, 90),
        "longitude": Number(-180, 180),
    },
    name="venue_name",
    image="venue_image",
    url="venue_url",
    latitude="venue_latitude",
    longitude="venue_longitude",
)
ADDRESS = Rules(
    AddressValues,
    {
        name: Text(limits.ADDRESS_LINE)
        for name in ("address_line1", "address_line2", "country", "state", "city", "post_code")
    },
    country="address_country",
    state="address_state",
    city="address_city",
    post_code="address_post_code",
)
ONLINE = Rules(
    OnlineValues,
    {"name": Text(limits.DISPLAY_NAME), "url": Address(), "image": Address(stored=True)},
    name="online_name",
    url="online_url",
    image="online_image",
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


def place_columns(patch: EventPatch) -> PlaceValues:
    """The columns of the fields that were sent; null for an object empties all of its columns."""
    columns = PlaceValues()
    if "configuration" not in patch:
        return columns
    given = patch["configuration"]
    if given is None:
        given = EventConfigurationPatch(type=None, venue=None, online=None)
    columns = {**columns, **sent(given, CONFIGURATION)}
    if "venue" in given:
        venue = given["venue"]
        columns = {**columns, **sent_object(venue, VENUE)}
        if venue is None:
            # Then there is no address either.
            columns = {**columns, **sent_object(None, ADDRESS)}
        elif "address" in venue:
            columns = {**columns, **sent_object(venue["address"], ADDRESS)}
    if "online" in given:
        columns = {**columns, **sent_object(given["online"], ONLINE)}
    return columns


def point_columns(latitude: float | None, longitude: float | None) -> PointValues:
    """The columns beside the coordinates, from which distances are computed."""
    if latitude is None or longitude is None:
        return {"venue_x": None, "venue_y": None, "venue_z": None}
    x, y, z = unit_vector(latitude, longitude)
    return {"venue_x": x, "venue_y": y, "venue_z": z}
