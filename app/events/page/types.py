"""What an event's page says beside its texts, in the schema."""

from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.events.values import SessionChoice, SurveyQuestionType
from app.graph.enums import enum_type
from app.graph.reading.mapping import column, entity, many, part
from app.tickets.types import Money, money

enum_type(
    SessionChoice,
    "How many sessions one may choose. Source: EventBookings `sessions.type`; its documents show the first only.",
    MULTIPLE_CHOICE="As many as one likes.",
    SINGLE_CHOICE="One.",
)
enum_type(
    SurveyQuestionType,
    "How a question is answered. No document says; these are ours.",
    TEXT="With a text.",
    NUMBER="With a number.",
    YES_NO="With yes or no.",
    SINGLE_CHOICE="With one of the options.",
    MULTIPLE_CHOICE="With any of the options.",
)

HERE = "{c}.event_id = {p}.id"
ARRANGED = "{c}.position, {c}.id"
NAMED = "at most 255 characters."
VALUE = "Its value, at most 2,500 characters."


@entity("event_link")
@strawberry.type(description="A link of an event's page. Source: EventBookings `event.links[]`.")
class EventLink:
    uuid: UUID = column("id", "Identifier of the link.")
    name: str | None = column("name", f"What it leads to, {NAMED}")
    url: URL = column("url", "Its http(s) address (`value`).")


@entity("activity")
@strawberry.type(description="Something to do at an event. Source: EventBookings `event.activities[]`.")
class Activity:
    uuid: UUID = column("id", "Identifier of the activity.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("custom_attribute")
@strawberry.type(
    description="What an organiser says by a name of its own. Source: EventBookings `custom_attributes[]`; shape ours."
)
class CustomAttribute:
    uuid: UUID = column("id", "Identifier of the attribute.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("survey_setting")
@strawberry.type(
    description="A setting of an event's surveys. Source: EventBookings `survey_configuration[]`; its shape is ours."
)
class SurveySetting:
    uuid: UUID = column("id", "Identifier of the setting.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("survey_question")
@strawberry.type(description="A question to attendees. Its shape is ours.")
class SurveyQuestion:
    uuid: UUID = column("id", "Identifier of the question.")
    question: str = column("question", "The question, at most 2,500 characters.")
    type: SurveyQuestionType = column("type", "How it is answered.")
    options: list[str] = column("options", "What a choice is made of, at most 50 texts of 255 characters.")
    required: bool = column("required", "Whether it has to be answered.")


# The class below has a field of this name.
Questions = list[SurveyQuestion]


@strawberry.type(description="What attendees are asked. Source: EventBookings, the configuration attribute `SURVEY`.")
class Survey:
    enabled: bool = column("survey_enabled", "Whether they are asked.")
    have_conditions: bool = column("survey_have_conditions", "Whether answers decide what is asked next.")
    list: Questions = many(HERE, ARRANGED, "The questions, at most 100.")


@entity("product")
@strawberry.type(description="Something to buy beside tickets. Source: EventBookings `products[]`; its shape is ours.")
class Product:
    uuid: UUID = column("id", "Identifier of the product.")
    name: str = column("name", f"Its name, {NAMED}")
    description: str | None = column("description", "What it is, at most 2,500 characters.")
    image: URL | None = column("image", "Address or storage path of a picture.")
    url: URL | None = column("url", "The http(s) address of its page.")
    price: Money | None = money("amount_minor", "What it costs.")
    quantity: int | None = column("quantity", "How many there are; null is no limit.")


@strawberry.type(description="What is sold beside tickets. Source: EventBookings `event.merchandise`.")
class Merchandise:
    products: list[Product] = many(HERE, ARRANGED, "The products, at most 200.")


@strawberry.type(description="How sessions are chosen. Source: EventBookings `event.sessions`.")
class EventSessionSettings:
    enabled: bool = column("session_settings_enabled", "Whether its sessions can be chosen at all.")
    type: SessionChoice = column("session_settings_type", "How many sessions one may choose.")


@strawberry.type(description="What an event's page says beside its texts. Not used by itself.")
class PageFields:
    session_settings: EventSessionSettings = part("How its sessions are chosen (`sessions`).")
    links: list[EventLink] = many(HERE, ARRANGED, "The links of its page, at most 50.")
    activities: list[Activity] = many(HERE, ARRANGED, "What there is to do at it, at most 50.")
    custom_attributes: list[CustomAttribute] = many(
        HERE, ARRANGED, "What its organiser says by names of its own, at most 50."
    )
    merchandise: Merchandise = part("What is sold beside tickets.")
    survey_configuration: list[SurveySetting] = many(HERE, ARRANGED, "How its surveys are set up, at most 50.")
    premium: bool = column("premium", "Whether it is a premium event.")
    event_settings_reviewed: bool = column(
        "event_settings_reviewed", "Whether somebody has looked over its settings (`event_reviewed`)."
    )
    ticket_instruction: str | None = column(
        "ticket_instruction",
        "What goes with each of its tickets, at most 2,500 characters. Only its organisation sees it.",
        private=True,
    )
