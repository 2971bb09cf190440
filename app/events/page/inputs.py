"""What is sent about an event's page beside its texts. Lists are replaced as a whole; a uuid keeps an item."""

from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

import strawberry

from app.core import limits
from app.events.settings.inputs import EventSessionSettingsInput
from app.events.values import SurveyQuestionType
from app.graph.scalars import URL

SOURCE = "Source: EventBookings `event."
NAME = f"1 to {limits.DISPLAY_NAME} characters."
TITLE = f"At most {limits.DISPLAY_NAME} characters; null is none."
LABEL = f"At most {limits.DISPLAY_NAME} characters"
TEXT = f"At most {limits.DESCRIPTION} characters; null is none."


@strawberry.input(description=f"A picture of the event. {SOURCE}banner[]`.")
class BannerInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What it shows. {LABEL}. {SOURCE}banner[].name`."
    )
    image: URL = strawberry.field(description=f"An http(s) address or a storage path. {SOURCE}banner[].image`.")
    primary: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it comes first; only one does; null means false. {SOURCE}banner[].primary`."
    )


@strawberry.input(description=f"Something to read or see beside the event. {SOURCE}resources[]`.")
class ResourceInput:
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"What it is. {LABEL}.")
    url: URL = strawberry.field(description="An http(s) address or a storage path.")


@strawberry.input(description=f"Where more about an event is found. {SOURCE}links[]`.")
class EventLinkInput:
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"What it is, such as `WEBSITE`. {TITLE}")
    url: URL = strawberry.field(description="An http(s) address.")


@strawberry.input(description=f"Something to do at an event. {SOURCE}activities[]`.")
class ActivityInput:
    name: str = strawberry.field(description=f"Its name. {NAME}")
    value: strawberry.Maybe[str | None] = strawberry.field(description=f"What is said of it. {TEXT}")


@strawberry.input(description=f"Something that no other field says; its shape is ours. {SOURCE}custom_attributes[]`.")
class CustomAttributeInput:
    name: str = strawberry.field(description=f"Its name. {NAME}")
    value: strawberry.Maybe[str | None] = strawberry.field(description=f"What is said of it. {TEXT}")


@strawberry.input(description=f"How the survey is held; its shape is ours. {SOURCE}survey_configuration[]`.")
class SurveySettingInput:
    name: str = strawberry.field(description=f"Its name. {NAME}")
    value: strawberry.Maybe[str | None] = strawberry.field(description=f"What is said of it. {TEXT}")


@strawberry.input(description=f"Something to buy beside tickets; its shape is ours. {SOURCE}merchandise.products[]`.")
class ProductInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="A product that is there already and is kept; what is not sent of it stays. Absent for a new one."
    )
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"Its name; a new one needs it. {NAME}")
    description: strawberry.Maybe[str | None] = strawberry.field(description=f"What it is. {TEXT}")
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description="A picture: an http(s) address or a storage path; null is none."
    )
    url: strawberry.Maybe[URL | None] = strawberry.field(description="The http(s) address of its page; null is none.")
    amount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description="What it costs, in the event's currency; null is not said."
    )
    quantity: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How many there are, 0 to {limits.COUNT}; null is no limit."
    )


@strawberry.input(description=f"What is sold beside tickets. {SOURCE}merchandise`.")
class MerchandiseInput:
    products: strawberry.Maybe[list[ProductInput] | None] = strawberry.field(
        description=f"All products, at most {limits.PRODUCTS}; null is none."
    )


@strawberry.input(description="A question of an event's survey; its shape is ours.")
class SurveyQuestionInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="A question that is there already and is kept; what is not sent of it stays. Absent for a new one."
    )
    question: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The question; a new one needs it. 1 to {limits.DESCRIPTION} characters."
    )
    type: strawberry.Maybe[SurveyQuestionType | None] = strawberry.field(
        description="How it is answered; null is TEXT."
    )
    options: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=(
            f"What to choose from, at most {limits.SURVEY_OPTIONS} of at most {limits.DISPLAY_NAME} characters;"
            " needed where something is chosen, refused elsewhere."
        )
    )
    required: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether it must be answered; null is false."
    )


# The document's word for them hides Python's inside the class.
QuestionInputs: TypeAlias = list[SurveyQuestionInput]


@strawberry.input(description=f"What people are asked. {SOURCE}configuration.attributes[]` with the name SURVEY.")
class SurveyInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(description="Whether it is held; null is false.")
    have_conditions: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether what is asked depends on earlier answers; null is false."
    )
    list: strawberry.Maybe[QuestionInputs | None] = strawberry.field(
        description=f"All questions, at most {limits.SURVEY_QUESTIONS}; null is none."
    )


@strawberry.input
class PageInput:
    """The part of an event's input that its page shows beside its texts."""

    session_settings: strawberry.Maybe[EventSessionSettingsInput | None] = strawberry.field(
        description=f"Whether sessions are chosen, and how many; null is the default. {SOURCE}sessions`."
    )
    links: strawberry.Maybe[list[EventLinkInput] | None] = strawberry.field(
        description=f"Where more about it is found, at most {limits.LINKS}; null is nowhere. {SOURCE}links[]`."
    )
    activities: strawberry.Maybe[list[ActivityInput] | None] = strawberry.field(
        description=f"What there is to do, at most {limits.ATTRIBUTES}; null is none. {SOURCE}activities[]`."
    )
    custom_attributes: strawberry.Maybe[list[CustomAttributeInput] | None] = strawberry.field(
        description=(
            f"What no other field says, at most {limits.ATTRIBUTES}; null is none. {SOURCE}custom_attributes[]`."
        )
    )
    survey_configuration: strawberry.Maybe[list[SurveySettingInput] | None] = strawberry.field(
        description=(
            f"How its survey is held, at most {limits.ATTRIBUTES}; null is none. {SOURCE}survey_configuration[]`."
        )
    )
    merchandise: strawberry.Maybe[MerchandiseInput | None] = strawberry.field(
        description=f"What is sold beside tickets; null is nothing. {SOURCE}merchandise`."
    )
    premium: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it is a premium event; null is false. {SOURCE}premium`."
    )
    event_settings_reviewed: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether its settings have been looked through; null is false. {SOURCE}event_settings_reviewed`."
    )
    ticket_instruction: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What holders of its tickets should know, at most {limits.INSTRUCTION} characters; null is nothing."
            f" {SOURCE}ticket_instruction`."
        )
    )
