"""What is sent about organisations."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.organisations.patches import PreferencePatch, UpdateOrganisationPatch


@described_input("What an organisation prefers. Source: EventBookings `org.interactions.preferences`.")
class PreferenceInput(Input[PreferencePatch]):
    name = described(f"What it is about, 1 to {limits.DISPLAY_NAME} characters.")
    value = described("Whether they want it.")


@described_input("What to change of an organisation; what is left out stays as it is.")
class UpdateOrganisationInput(Input[UpdateOrganisationPatch]):
    name = described(
        f"Name of the organisation, 1 to {limits.DISPLAY_NAME} characters; never null."
        " Source: EventBookings `event.org.name`."
    )
    info = described(
        f"What the organisation says of itself, at most {limits.DESCRIPTION} characters; null clears it."
        " Source: EventBookings `event.org.info`."
    )
    image = described(
        "Address or storage path of its image; null clears it. Stored and answered, never fetched."
        " Source: EventBookings `event.org.image`."
    )
    timezone = described("Time zone of later events that name none; never null. Events there are keep theirs.")
    currency = described("Currency of later events that name none; never null. Events there are keep theirs.")
    enable_datetime_conversion = described(
        "Whether later events ask clients to show times in the viewer's zone, unless they say otherwise;"
        " null is false. Source: EventBookings `event.enable_datetime_conversion`."
    )
    preferences = described(
        f"All that it prefers, at most {limits.LINKS}, each name once; null means nothing. Source: EventBookings"
        " `org.interactions.preferences`; its shape is ours."
    )
