"""Inputs of an event's page. Lists are replaced as a whole; a uuid keeps an item."""

from app.core import limits
from app.events.page.patches import (
    ActivityPatch,
    BannerPatch,
    CustomAttributePatch,
    EventLinkPatch,
    JoinUrlPatch,
    MerchandisePatch,
    ProductPatch,
    ResourcePatch,
    SurveyPatch,
    SurveyQuestionPatch,
    SurveySettingPatch,
)
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input

NAME = f"1 to {limits.DISPLAY_NAME:,} characters."
TITLE = f"At most {limits.DISPLAY_NAME:,} characters; null removes it."
LABEL = f"At most {limits.DISPLAY_NAME:,} characters"
TEXT = f"At most {limits.DESCRIPTION:,} characters; null removes it."


@described_input("A picture of the event.")
class BannerInput(Input[BannerPatch]):
    name = described(f"What it shows. {LABEL}.")
    image = described("An http(s) address or a storage path.")
    primary = described(
        "Whether it is the primary banner, the thumbnail of the event; at most one is. Null means false."
    )


@described_input("Further material about the event.")
class ResourceInput(Input[ResourcePatch]):
    name = described(f"What it is. {LABEL}.")
    url = described("An http(s) address or a storage path.")


@described_input("A link to more about an event.")
class EventLinkInput(Input[EventLinkPatch]):
    name = described(f"Kind of link, such as `WEBSITE`. {TITLE}")
    url = described("An http(s) address.")


@described_input("Where to join an online event.")
class JoinUrlInput(Input[JoinUrlPatch]):
    name = described(f"Its name, at most {limits.DISPLAY_NAME:,} characters; null removes it.")
    url = described("An http or https address. Stored and returned, never fetched.")


@described_input("Something to do at an event.")
class ActivityInput(Input[ActivityPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input("An attribute that the organiser defines.")
class CustomAttributeInput(Input[CustomAttributePatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input("A survey setting.")
class SurveySettingInput(Input[SurveySettingPatch]):
    name = described(f"Its name. {NAME}")
    value = described(f"Description. {TEXT}")


@described_input("A product sold besides tickets.")
class ProductInput(Input[ProductPatch]):
    uuid = described("A stored product to keep; fields that are not sent keep their values. Absent for a new one.")
    name = described(f"Its name; required for a new one. {NAME}")
    description = described(f"What it is. {TEXT}")
    image = described("A picture: an http(s) address or a storage path; null removes it.")
    url = described("The http(s) address of its page; null removes it.")
    amount = described("Price in the event's currency; null removes it.")
    quantity = described(f"How many there are, 0 to {limits.COUNT:,}; null means no limit.")


@described_input("Products sold besides tickets.")
class MerchandiseInput(Input[MerchandisePatch]):
    products = described(f"All products, at most {limits.PRODUCTS:,}; null removes all.")


@described_input("A question of an event's survey.")
class SurveyQuestionInput(Input[SurveyQuestionPatch]):
    uuid = described("A stored question to keep; fields that are not sent keep their values. Absent for a new one.")
    question = described(f"The question; required for a new one. 1 to {limits.DESCRIPTION:,} characters.")
    type = described("How it is answered; null means TEXT.")
    options = described(
        f"Options to choose from, at most {limits.SURVEY_OPTIONS:,} of at most {limits.DISPLAY_NAME:,} characters;"
        " required for the types with a choice, refused for the others."
    )
    required = described("Whether it must be answered; null means false.")


@described_input("The survey of attendees.")
class SurveyInput(Input[SurveyPatch]):
    enabled = described(f"{NO_EFFECT} Whether there is a survey; null means false.")
    have_conditions = described(f"{NO_EFFECT} Whether questions depend on earlier answers; null means false.")
    list = described(f"All questions, at most {limits.SURVEY_QUESTIONS:,}; null removes all.")


class PageInput:
    """The page fields of an event's input."""

    session_settings = described("How attendees choose sessions; null means the default.")
    links = described(f"Links to more about it, at most {limits.LINKS:,}; null removes them.")
    join_urls = described(f"Addresses where it is joined online, at most {limits.LINKS:,}; null removes them.")
    activities = described(f"Activities at it, at most {limits.ATTRIBUTES:,}; null removes them.")
    custom_attributes = described(
        f"Attributes that the organiser defines, at most {limits.ATTRIBUTES:,}; null removes all."
    )
    survey_configuration = described(f"Survey settings, at most {limits.ATTRIBUTES:,}; null removes all.")
    merchandise = described("Products sold besides tickets; null removes them.")
    premium = described("Whether it is a premium event; null means false.")
    event_settings_reviewed = described("Whether somebody has reviewed its settings; null means false.")
    ticket_instruction = described(
        f"Instructions for ticket holders, at most {limits.INSTRUCTION:,} characters; null removes them."
    )
