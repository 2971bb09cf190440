"""The stored values of where an event takes place, by column."""

from typing import TypedDict


class VenueValues(TypedDict, total=False):
    """The venue without its address."""

    venue_name: str | None
    venue_image: str | None
    venue_url: str | None
    venue_latitude: float | None
    venue_longitude: float | None


class AddressValues(TypedDict, total=False):
    """The address of the venue."""

    address_line1: str | None
    address_line2: str | None
    address_country: str | None
    address_state: str | None
    address_city: str | None
    address_post_code: str | None


class OnlineValues(TypedDict, total=False):
    """The address on the Internet."""

    online_name: str | None
    online_url: str | None
    online_image: str | None


class ConfigurationValues(TypedDict, total=False):
    """Which of the two it is."""

    configuration_type: str | None


class PlaceValues(ConfigurationValues, VenueValues, AddressValues, OnlineValues, total=False):
    """What a patch changes."""


class PointValues(TypedDict, total=False):
    """The unit vector of the coordinates, for distances."""

    venue_x: float | None
    venue_y: float | None
    venue_z: float | None
