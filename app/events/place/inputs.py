"""Inputs of an event's place."""

from app.core import limits
from app.events.place.patches import AddressPatch, EventConfigurationPatch, OnlineAddressPatch, VenuePatch
from app.graph.inputs import Input, described, described_input

LINE = f"At most {limits.ADDRESS_LINE:,} characters"
TITLE = f"At most {limits.DISPLAY_NAME:,} characters"


@described_input("A postal address. Every part is optional.")
class AddressInput(Input[AddressPatch]):
    address_line1 = described(f"Street and number. {LINE}.")
    address_line2 = described(f"Second line. {LINE}.")
    country = described(f"The country. {LINE}.")
    state = described(f"The state or province. {LINE}.")
    city = described(f"The city. {LINE}.")
    post_code = described(f"The postal code. {LINE}.")


@described_input("The place where an event happens.")
class VenueInput(Input[VenuePatch]):
    name = described(f"The name of the place. {TITLE}.")
    image = described("A picture or map: an http(s) address or a storage path.")
    url = described("An http(s) address about the place.")
    latitude = described("Degrees north, -90 to 90; only together with the longitude.")
    longitude = described("Degrees east, -180 to 180; only together with the latitude.")
    address = described("The postal address.")


@described_input("Where an online event is joined.")
class OnlineAddressInput(Input[OnlineAddressPatch]):
    name = described(f"The name of the service or room. {TITLE}.")
    url = described("The http(s) address to join at.")
    image = described("A picture: an http(s) address or a storage path.")


@described_input("Where the event happens.")
class EventConfigurationInput(Input[EventConfigurationPatch]):
    type = described("The kind of place that it needs before it can be published.")
    venue = described("The place.")
    online = described("The address of an online event.")
    survey = described("The survey of attendees.")
