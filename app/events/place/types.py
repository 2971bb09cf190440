"""Where an event takes place, in the schema."""

import strawberry

from app.core.named_types import URL
from app.events.lists import PLACE_HIDDEN
from app.events.page.types import Survey
from app.events.values import ConfigurationType
from app.graph.enums import enum_type
from app.graph.reading.mapping import column, part

enum_type(
    ConfigurationType,
    "The kind of place that an event needs.",
    VENUE_EVENT="A venue.",
    ONLINE_EVENT="An address to join at.",
)

ADDRESS = ("address_line1", "address_line2", "address_country", "address_state", "address_city", "address_post_code")
NO_ADDRESS = " AND ".join(f"{{t}}.{name} IS NULL" for name in ADDRESS)
VENUE = ("venue_name", "venue_image", "venue_url", "venue_latitude", "venue_longitude")
NO_VENUE = " AND ".join(f"{{t}}.{name} IS NULL" for name in (*VENUE, *ADDRESS))
NO_ONLINE = "{t}.online_name IS NULL AND {t}.online_url IS NULL AND {t}.online_image IS NULL"


@strawberry.type(description="A postal address.")
class Address:
    address_line1: str | None = column("address_line1", "First line, at most 200 characters.")
    address_line2: str | None = column("address_line2", "Second line, at most 200 characters.")
    country: str | None = column("address_country", "Country, at most 200 characters.")
    state: str | None = column("address_state", "State or region, at most 200 characters.")
    city: str | None = column("address_city", "City, at most 200 characters.")
    post_code: str | None = column("address_post_code", "Postal code, at most 200 characters.")


@strawberry.type(description="The place of an event.")
class Venue:
    name: str | None = column("venue_name", "Name of the venue, at most 255 characters.")
    image: URL | None = column("venue_image", "Address or storage path of a picture or map.")
    url: URL | None = column("venue_url", "Address of the venue's page or map.")
    latitude: float | None = column("venue_latitude", "Degrees north, -90 to 90.")
    longitude: float | None = column("venue_longitude", "Degrees east, -180 to 180.")
    address: Address | None = part("Its postal address.", absent=NO_ADDRESS)


@strawberry.type(description="Where an online event is joined.")
class OnlineAddress:
    name: str | None = column("online_name", "Name of the service, at most 255 characters.")
    url: URL | None = column("online_url", "The address to join at. Only its organisation sees it.", private=True)
    image: URL | None = column("online_image", "Address or storage path of a picture.")


@strawberry.type(description="Where an event takes place.")
class EventConfiguration:
    type: ConfigurationType | None = column("configuration_type", "The kind of place that it needs, if any.")
    venue: Venue | None = part(
        "The venue. Only its organisation sees one that is hidden (`isLocationVisible`).",
        absent=NO_VENUE,
        private=PLACE_HIDDEN,
    )
    online: OnlineAddress | None = part("The address to join at.", absent=NO_ONLINE)
    survey: Survey = part("The survey of attendees.")
