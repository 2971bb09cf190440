"""Inputs of an event's page. Lists are replaced as a whole; a uuid keeps an item."""

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
TITLE = f"At most {limits.DISPLAY_NAME} characters; null removes it."
LABEL = f"At most {limits.DISPLAY_NAME} characters"
TEXT = f"At most {limits.DESCRIPTION} characters; null removes it."


@described_input(f"A picture of the event. {SOURCE}banner[]`.")
class BannerInput(Input[BannerPatch]):
    name = described(f"What it shows. {LABEL}. {SOURCE}banner[].name`.")
    image = described(f"An http(s) address or a storage path. {SOURCE}banner[].image`.")
    primary = described(f"Whether it comes first; only one does; null means false. {SOURCE}banner[].primary`.")


@described_input(f"Further material about the event. {SOURCE}resources[]`.")
class ResourceInput(Input[ResourcePatch]):
    name = described(f"What it is. {LABEL}.")
    url = described("An http(s) address or a storage path.")


@described_input(f"A link to more about an event. {SOURCE}links[]`.")
class EventLinkInput(Input[EventLinkPatch]):
    name = described(f"Kind of link, such as `WEBSITE`. {TITLE}")
    url = described("An http(s) address.")


@described_input(f"Something to do at an event. {SOURCE}activities[]`.")
class ActivityInput(Input[ActivityPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input(f"An attribute that the organiser defines; its shape is ours. {SOURCE}custom_attributes[]`.")
class CustomAttributeInput(Input[CustomAttributePatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input(f"A survey setting; its shape is ours. {SOURCE}survey_configuration[]`.")
class SurveySettingInput(Input[SurveySettingPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input(f"A product sold besides tickets; its shape is ours. {SOURCE}merchandise.products[]`.")
class ProductInput(Input[ProductPatch]):
    uuid = described("A stored product to keep; fields that are left out stay. Absent for a new one.")
    name = described(f"Its name; required for a new one. {NAME}")
    description = described(f"What it is. {TEXT}")
    image = described("A picture: an http(s) address or a storage path; null removes it.")
    url = described("The http(s) address of its page; null removes it.")
    amount = described("Price in the event's currency; null removes it.")
    quantity = described(f"How many there are, 0 to {limits.COUNT}; null means no limit.")


@described_input(f"Products sold besides tickets. {SOURCE}merchandise`.")
class MerchandiseInput(Input[MerchandisePatch]):
    products = described(f"All products, at most {limits.PRODUCTS}; null removes all.")


@described_input("A question of an event's survey; its shape is ours.")
class SurveyQuestionInput(Input[SurveyQuestionPatch]):
    uuid = described("A stored question to keep; fields that are left out stay. Absent for a new one.")
    question = described(f"The question; required for a new one. 1 to {limits.DESCRIPTION} characters.")
    type = described("How it is answered; null means TEXT.")
    options = described(
        f"Options to choose from, at most {limits.SURVEY_OPTIONS} of at most {limits.DISPLAY_NAME} characters;"
        " required for the types with a choice, refused for the others."
    )
    required = described("Whether it must be answered; null means false.")


@described_input(f"The survey of attendees. {SOURCE}configuration.attributes[]` with the name SURVEY.")
class SurveyInput(Input[SurveyPatch]):
    enabled = described("Whether there is a survey; null means false.")
    have_conditions = described("Whether questions depend on earlier answers; null means false.")
    list = described(f"All questions, at most {limits.SURVEY_QUESTIONS}; null removes all.")


class PageInput:
    """The page fields of an event's input."""

    session_settings = described(f"How attendees choose sessions; null means the default. {SOURCE}sessions`.")
    links = described(f"Links to more about it, at most {limits.LINKS}; null removes them. {SOURCE}links[]`.")
    activities = described(f"Activities at it, at most {limits.ATTRIBUTES}; null removes them. {SOURCE}activities[]`.")
    custom_attributes = described(
        f"Attributes that the organiser defines, at most {limits.ATTRIBUTES}; null removes all."
        f" {SOURCE}custom_attributes[]`."
    )
    survey_configuration = described(
        f"Survey settings, at most {limits.ATTRIBUTES}; null removes all. {SOURCE}survey_configuration[]`."
    )
    merchandise = described(f"Products sold besides tickets; null removes them. {SOURCE}merchandise`.")
    premium = described(f"Whether it is a premium event; null means false. {SOURCE}premium`.")
    event_settings_reviewed = described(
        f"Whether somebody has reviewed its settings; null means false. {SOURCE}event_settings_reviewed`."
    )
    ticket_instruction = described(
        f"Instructions for ticket holders, at most {limits.INSTRUCTION} characters; null removes them."
        f" {SOURCE}ticket_instruction`."
    )
