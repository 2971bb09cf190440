"""What is sent about an event's page beside its texts. Lists are replaced as a whole; a uuid keeps an item."""

from app.core import limits
from app.events.page.patches import (
    ActivityPatch,
    BannerPatch,
    CustomAttributePatch,
    EventLinkPatch,
    MerchandisePatch,
    ProductPatch,
    ResourcePatch,
    SurveyPatch,
    SurveyQuestionPatch,
    SurveySettingPatch,
)
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: EventBookings `event."
NAME = f"1 to {limits.DISPLAY_NAME} characters."
TITLE = f"At most {limits.DISPLAY_NAME} characters; null is none."
LABEL = f"At most {limits.DISPLAY_NAME} characters"
TEXT = f"At most {limits.DESCRIPTION} characters; null is none."


@described_input(f"A picture of the event. {SOURCE}banner[]`.")
class BannerInput(Input[BannerPatch]):
    name = described(f"What it shows. {LABEL}. {SOURCE}banner[].name`.")
    image = described(f"An http(s) address or a storage path. {SOURCE}banner[].image`.")
    primary = described(f"Whether it comes first; only one does; null means false. {SOURCE}banner[].primary`.")


@described_input(f"Something to read or see beside the event. {SOURCE}resources[]`.")
class ResourceInput(Input[ResourcePatch]):
    name = described(f"What it is. {LABEL}.")
    url = described("An http(s) address or a storage path.")


@described_input(f"Where more about an event is found. {SOURCE}links[]`.")
class EventLinkInput(Input[EventLinkPatch]):
    name = described(f"What it is, such as `WEBSITE`. {TITLE}")
    url = described("An http(s) address.")


@described_input(f"Something to do at an event. {SOURCE}activities[]`.")
class ActivityInput(Input[ActivityPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"What is said of it. {TEXT}")


@described_input(f"Something that no other field says; its shape is ours. {SOURCE}custom_attributes[]`.")
class CustomAttributeInput(Input[CustomAttributePatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"What is said of it. {TEXT}")


@described_input(f"How the survey is held; its shape is ours. {SOURCE}survey_configuration[]`.")
class SurveySettingInput(Input[SurveySettingPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"What is said of it. {TEXT}")


@described_input(f"Something to buy beside tickets; its shape is ours. {SOURCE}merchandise.products[]`.")
class ProductInput(Input[ProductPatch]):
    uuid = described("A product that is there already and is kept; what is not sent of it stays. Absent for a new one.")
    name = described(f"Its name; a new one needs it. {NAME}")
    description = described(f"What it is. {TEXT}")
    image = described("A picture: an http(s) address or a storage path; null is none.")
    url = described("The http(s) address of its page; null is none.")
    amount = described("What it costs, in the event's currency; null is not said.")
    quantity = described(f"How many there are, 0 to {limits.COUNT}; null is no limit.")


@described_input(f"What is sold beside tickets. {SOURCE}merchandise`.")
class MerchandiseInput(Input[MerchandisePatch]):
    products = described(f"All products, at most {limits.PRODUCTS}; null is none.")


@described_input("A question of an event's survey; its shape is ours.")
class SurveyQuestionInput(Input[SurveyQuestionPatch]):
    uuid = described(
        "A question that is there already and is kept; what is not sent of it stays. Absent for a new one."
    )
    question = described(f"The question; a new one needs it. 1 to {limits.DESCRIPTION} characters.")
    type = described("How it is answered; null is TEXT.")
    options = described(
        f"What to choose from, at most {limits.SURVEY_OPTIONS} of at most {limits.DISPLAY_NAME} characters;"
        " needed where something is chosen, refused elsewhere."
    )
    required = described("Whether it must be answered; null is false.")


@described_input(f"What people are asked. {SOURCE}configuration.attributes[]` with the name SURVEY.")
class SurveyInput(Input[SurveyPatch]):
    enabled = described("Whether it is held; null is false.")
    have_conditions = described("Whether what is asked depends on earlier answers; null is false.")
    list = described(f"All questions, at most {limits.SURVEY_QUESTIONS}; null is none.")


class PageInput:
    """The part of an event's input that its page shows beside its texts."""

    session_settings = described(f"Whether sessions are chosen, and how many; null is the default. {SOURCE}sessions`.")
    links = described(f"Where more about it is found, at most {limits.LINKS}; null is nowhere. {SOURCE}links[]`.")
    activities = described(f"What there is to do, at most {limits.ATTRIBUTES}; null is none. {SOURCE}activities[]`.")
    custom_attributes = described(
        f"What no other field says, at most {limits.ATTRIBUTES}; null is none. {SOURCE}custom_attributes[]`."
    )
    survey_configuration = described(
        f"How its survey is held, at most {limits.ATTRIBUTES}; null is none. {SOURCE}survey_configuration[]`."
    )
    merchandise = described(f"What is sold beside tickets; null is nothing. {SOURCE}merchandise`.")
    premium = described(f"Whether it is a premium event; null is false. {SOURCE}premium`.")
    event_settings_reviewed = described(
        f"Whether its settings have been looked through; null is false. {SOURCE}event_settings_reviewed`."
    )
    ticket_instruction = described(
        f"What holders of its tickets should know, at most {limits.INSTRUCTION} characters; null is nothing."
        f" {SOURCE}ticket_instruction`."
    )
