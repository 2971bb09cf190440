"""What is sent about an event: where it is, how it is listed, what is shown with it, and how it is booked."""

from uuid import UUID

import strawberry

from app.core import limits
from app.events.inputs.page import SurveyInput
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


@strawberry.input(
    description=(
        "A category of the organisation, found by its uuid or else by its name without case and accents. A"
        " name that the organisation does not have makes a new one. What else is sent is stored with it."
    )
)
class CategoryInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(description="A category that is there already.")
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The name, needed without a uuid. At most {limits.LABEL} characters."
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What belongs in the category. At most {limits.DESCRIPTION} characters."
    )
    url: strawberry.Maybe[URL | None] = strawberry.field(description="An http(s) address about it.")
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description="A picture: an http(s) address or a storage path."
    )


@strawberry.input(description=f"How the event is found. {SOURCE}.listing`.")
class ListingInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it is in public lists; null means true. {SOURCE}.listing.enabled`."
    )
    visibility_in_org_profile: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether it is shown on the organisation's profile; null means true."
            f" {SOURCE}.listing.visibility_in_org_profile`."
        )
    )
    categories: strawberry.Maybe[list[CategoryInput] | None] = strawberry.field(
        description=(
            f"All its categories, at most {limits.CATEGORIES}; null means none. {SOURCE}.listing.categories[]`."
        )
    )
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=(
            f"All its tags, at most {limits.TAGS} of at most {limits.TAG} characters; null means none."
            " Source: social.plus."
        )
    )


@strawberry.input(description=f"A picture of the event. {SOURCE}.banner[]`.")
class BannerInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What it shows. {TITLE}. {SOURCE}.banner[].name`."
    )
    image: URL = strawberry.field(description=f"An http(s) address or a storage path. {SOURCE}.banner[].image`.")
    primary: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it comes first; only one does; null means false. {SOURCE}.banner[].primary`."
    )


@strawberry.input(description=f"Something to read or see beside the event. {SOURCE}.resources[]`.")
class ResourceInput:
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"What it is. {TITLE}.")
    url: URL = strawberry.field(description="An http(s) address or a storage path.")
