"""What is sent about where an event takes place."""

import strawberry

from app.core import limits
from app.events.page.inputs import SurveyInput
from app.events.values import ConfigurationType
from app.graph.scalars import URL

SOURCE = "Source: EventBookings `event"
PLACE = f"{SOURCE}.configuration.attributes[].value"
LINE = f"At most {limits.ADDRESS_LINE} characters"
TITLE = f"At most {limits.DISPLAY_NAME} characters"


@strawberry.input(description="A postal address. Every part may be left out.")
class AddressInput:
    address_line1: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Street and number. {LINE}. {PLACE}.address.address_line1`."
    )
    address_line2: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What else the address needs. {LINE}. {PLACE}.address.address_line2`."
    )
    country: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The country. {LINE}. {PLACE}.address.country`."
    )
    state: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The state or province. {LINE}. {PLACE}.address.state`."
    )
    city: strawberry.Maybe[str | None] = strawberry.field(description=f"The city. {LINE}. {PLACE}.address.city`.")
    post_code: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The postal code. {LINE}. {PLACE}.address.post_code`."
    )


@strawberry.input(description="The place where an event happens.")
class VenueInput:
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"The name of the place. {TITLE}. {PLACE}.name`.")
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description=f"A picture or map: an http(s) address or a storage path. {PLACE}.image`."
    )
    url: strawberry.Maybe[URL | None] = strawberry.field(
        description=f"An http(s) address about the place. {PLACE}.url`."
    )
    latitude: strawberry.Maybe[float | None] = strawberry.field(
        description=f"Degrees north, -90 to 90; only together with the longitude. {PLACE}.latitude`."
    )
    longitude: strawberry.Maybe[float | None] = strawberry.field(
        description=f"Degrees east, -180 to 180; only together with the latitude. {PLACE}.longitude`."
    )
    address: strawberry.Maybe[AddressInput | None] = strawberry.field(
        description=f"The postal address. {PLACE}.address`."
    )


@strawberry.input(description="Where an online event is joined. Not in the documents' requests.")
class OnlineAddressInput:
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"The name of the service or room. {TITLE}.")
    url: strawberry.Maybe[URL | None] = strawberry.field(description="The http(s) address to join at.")
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description="A picture: an http(s) address or a storage path."
    )


@strawberry.input(description=f"Where the event happens. {SOURCE}.configuration`.")
class EventConfigurationInput:
    type: strawberry.Maybe[ConfigurationType | None] = strawberry.field(
        description=f"What kind of place it needs before it is published. {SOURCE}.configuration.type`."
    )
    venue: strawberry.Maybe[VenueInput | None] = strawberry.field(
        description=f"The place. {SOURCE}.configuration.attributes[]` with the name VENUE."
    )
    online: strawberry.Maybe[OnlineAddressInput | None] = strawberry.field(
        description="The online address. Not in any document."
    )
    survey: strawberry.Maybe[SurveyInput | None] = strawberry.field(
        description=f"What attendees are asked. {SOURCE}.configuration.attributes[]` with the name SURVEY."
    )
