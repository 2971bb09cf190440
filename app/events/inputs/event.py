"""The inputs of createEvent and updateEvent."""

from app.core import limits
from app.events.inputs.interactions import InteractionInput
from app.events.page.inputs import PageInput
from app.events.patches.event import CreateEventPatch, UpdateEventPatch
from app.events.social.inputs import SocialInput
from app.graph.inputs import Input, described, described_input

NAME = f"1 to {limits.NAME} characters."


class EventInput(PageInput, InteractionInput, SocialInput):
    display_name = described(f"Name for visitors; null means the name. At most {limits.DISPLAY_NAME} characters.")
    description = described(f"At most {limits.DESCRIPTION} characters.")
    cover_image_file_uuid = described("Its cover picture: an image among the organisation's files; null removes it.")
    is_update_org_settings = described(
        "Whether the time zone, date-time conversion, configuration, listing and settings of this request"
        " also become the organisation's for later events (a dated booking window does not); null means"
        " false."
    )
    occurrence = described("When it takes place; null means not yet.")
    banners = described(f"All its banners, at most {limits.BANNERS}; null means none.")
    timezone = described(
        "The zone of its wall clocks; null means the organisation's. A new one keeps the wall clocks and"
        " moves the instants, unless `keepInstants`."
    )
    enable_datetime_conversion = described(
        "Whether clients should convert times to the viewer's zone; null means as the organisation has it."
    )
    currency = described(
        "The ISO 4217 currency of its prices; null means the organisation's. Fixed once a ticket has a price."
    )
    configuration = described("Where it happens.")
    listing = described("How it is found.")
    resources = described(f"All its resources, at most {limits.RESOURCES}; null means none.")
    settings = described("How it is booked.")
    pricing = described("What its prices include; null resets it.")
    refund = described("Whether and how tickets are refunded; null resets it.")
    fees = described("Fees on top of its prices; null resets them.")
    taxes = described(f"All lines about its taxes, at most {limits.FEES}; null means none.")
    early_bird_discount = described("Early bird discount; null removes it.")
    coupons = described(
        f"All its coupons in their order, at most {limits.COUPONS}; null means none. One that was used"
        " cannot be left out."
    )


@described_input("A new event. What is left out takes the organisation's defaults, or stays empty.")
class CreateEventInput(EventInput, Input[CreateEventPatch]):
    name = described(f"The name, from which the slug is made. {NAME}")


@described_input(
    "What to change of an event; what is left out stays as it is, in inner objects too. Lists are"
    " replaced as a whole. null empties a field or sets it back to its default."
)
class UpdateEventInput(EventInput, Input[UpdateEventPatch]):
    name = described(f"The name. The slug stays; a display name that was the same follows. {NAME}")
    organisation_uuid = described("The organisation the event belongs to; another one is refused.")
    status = described(
        "CANCELLED does what cancelEvent does, after the other changes; needs its scope `event.cancel` too. Never null."
    )
    bookings = described(
        "Needed where a new rule moves booked dates to another day or leaves them out. MOVE moves them, and the"
        " seats of dates without a partner to the date in `moveTo`; KEEP leaves them as they are, outside the"
        " rule. Not in any document."
    )
    move_to = described(
        "With MOVE: the date of this event that takes the seats of dates without a partner in the new rule. It"
        " takes place, has not ended, stays on its day and has room. Not in any document."
    )
    keep_instants = described(
        "With a new time zone: whether instants stay and wall clocks move; null means the reverse. Not in any document."
    )
