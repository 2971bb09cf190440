"""Inputs of an event's place."""

from app.core import limits
from app.events.place.patches import AddressPatch, EventConfigurationPatch, OnlineAddressPatch, VenuePatch
from app.graph.inputs import Input, described, described_input

PLACE = ""
LINE = f"At most {limits.ADDRESS_LINE} characters"
TITLE = f"At most {limits.DISPLAY_NAME} characters"


@described_input("A postal address. Every part may be left out.")
class AddressInput(Input[AddressPatch]):
    address_line1 = described(f"Street and number. {LINE}. {PLACE}.address.address_line1`.")
    address_line2 = described(f"Second line. {LINE}. {PLACE}.address.address_line2`.")
    country = described(f"The country. {LINE}. {PLACE}.address.country`.")
    state = described(f"The state or province. {LINE}. {PLACE}.address.state`.")
    city = described(f"The city. {LINE}. {PLACE}.address.city`.")
    post_code = described(f"The postal code. {LINE}. {PLACE}.address.post_code`.")


@described_input("The place where an event happens.")
class VenueInput(Input[VenuePatch]):
    name = described(f"The name of the place. {TITLE}. {PLACE}.name`.")
    image = described(f"A picture or map: an http(s) address or a storage path. {PLACE}.image`.")
    url = described(f"An http(s) address about the place. {PLACE}.url`.")
    latitude = described(f"Degrees north, -90 to 90; only together with the longitude. {PLACE}.latitude`.")
    longitude = described(f"Degrees east, -180 to 180; only together with the latitude. {PLACE}.longitude`.")
    address = described(f"The postal address. {PLACE}.address`.")


@described_input("Where an online event is joined. Not in the documents' requests.")
class OnlineAddressInput(Input[OnlineAddressPatch]):
    name = described(f"The name of the service or room. {TITLE}.")
    url = described("The http(s) address to join at.")
    image = described("A picture: an http(s) address or a storage path.")


@described_input("Where the event happens.")
class EventConfigurationInput(Input[EventConfigurationPatch]):
    type = described("What kind of place it needs before it is published.")
    venue = described("The place.")
    online = described("The online address. Not in any document.")
    survey = described("The survey of attendees.")
