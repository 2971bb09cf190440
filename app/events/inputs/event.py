"""The inputs of createEvent and updateEvent."""

from app.core import limits
from app.events.page.inputs import PageInput
from app.events.patches.event import CreateEventPatch, UpdateEventPatch
from app.events.social.inputs import SocialInput
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input

NAME = f"1 to {limits.NAME:,} characters."
SLUG = (
    f"1 to {limits.SLUG:,} lower-case letters a to z and digits, with single hyphens between them; no other event of"
    " the organisation has it, or had it before."
)


class EventInput(PageInput, SocialInput):
    display_name = described(f"Name for visitors; null means the name. At most {limits.DISPLAY_NAME:,} characters.")
    description = described(f"At most {limits.DESCRIPTION:,} characters.")
    cover_image_file_uuid = described("Its cover picture: an image among the organisation's files; null removes it.")
    is_update_org_settings = described(
        "Whether the time zone, date-time conversion, configuration, listing and settings of this request"
        " also become the organisation's defaults for later events, except a dated booking window; null means"
        " false."
    )
    occurrence = described("When it takes place; null means not yet.")
    banners = described(f"All its banners, at most {limits.BANNERS:,}; null means none.")
    timezone = described(
        "The zone of its local times; null means the organisation's. A new one keeps the local times and"
        " moves the instants, unless `keepInstants` is true."
    )
    enable_datetime_conversion = described(
        "Whether clients should convert times to the viewer's zone; null means as the organisation has it."
    )
    currency = described(
        "The ISO 4217 currency of its prices; null means the organisation's. Fixed once a ticket has a price."
    )
    configuration = described("Where it happens.")
    listing = described("How it is listed.")
    resources = described(f"All its resources, at most {limits.RESOURCES:,}; null means none.")
    settings = described("Booking windows, limits and switches.")
    pricing = described("What its prices include; null resets it.")
    refund = described(f"{NO_EFFECT} Whether and how tickets are refunded; null resets it.")
    fees = described("Fees on top of its prices; null resets them.")
    taxes = described(f"All lines about its taxes, at most {limits.FEES:,}; null means none.")
    early_bird_discount = described("Early bird discount; null removes it.")
    coupons = described(
        f"All its coupons in their order, at most {limits.COUPONS:,}; null means none. One that was used"
        " cannot be left out."
    )


@described_input("A new event. Fields that are not sent get the defaults of the organisation, or stay empty.")
class CreateEventInput(EventInput, Input[CreateEventPatch]):
    name = described(f"The name, from which the slug is made where none is given. {NAME}")
    slug = described(f"Its name in addresses; null means that it is made from the name. {SLUG}")


@described_input(
    "What to change of an event; fields that are not sent keep their values, in inner objects too. Lists are"
    " replaced as a whole. Null empties a field or sets it back to its default."
)
class UpdateEventInput(EventInput, Input[UpdateEventPatch]):
    name = described(f"The name. The slug stays; a display name that was the same follows. {NAME}")
    slug = described(
        "Its name in addresses; never null. The former one stays reserved, finds the event and leads to the new one;"
        f" the event can take it back. At most {limits.FORMER_SLUGS:,} former ones are kept. {SLUG}"
    )
    organisation_uuid = described("The organisation the event belongs to; another one is refused.")
    status = described(
        "CANCELLED does what cancelEvent does, after the other changes; needs its scope `event.cancel` too. Never null."
    )
    bookings = described(
        "Needed where a new rule moves booked dates to another day or leaves them out. MOVE moves them, and the"
        " seats of dates without a counterpart to the date in `moveTo`; KEEP leaves them as they are, outside the"
        " rule."
    )
    move_to = described(
        "With MOVE: the date of this event that takes the seats of dates without a counterpart in the new rule. It"
        " takes place, has not ended, stays on its day and has room."
    )
    keep_instants = described(
        "With a new time zone: whether instants stay and local times change; null means false, the reverse."
    )
