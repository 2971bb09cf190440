"""The page of an event in the schema."""

from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.events.values import SessionChoice, SurveyQuestionType
from app.graph.descriptions import NO_EFFECT
from app.graph.enums import enum_type
from app.graph.reading.mapping import column, entity, many, part
from app.tickets.types import Money, money

enum_type(
    SessionChoice,
    "How many sessions a user may choose.",
    MULTIPLE_CHOICE="As many as one likes.",
    SINGLE_CHOICE="One.",
)
enum_type(
    SurveyQuestionType,
    "How a question is answered.",
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


@entity("banner")
@strawberry.type(description="A picture that heads an event's page.")
class Banner:
    uuid: UUID = column("id", "Identifier of the banner.")
    name: str | None = column("name", "Name of the banner, at most 255 characters.")
    image: URL = column("image", "Address or storage path of the picture.")
    primary: bool = column("is_primary", "Whether this is the primary banner: the event's thumbnail.")


@entity("resource")
@strawberry.type(description="Further material about an event.")
class Resource:
    uuid: UUID = column("id", "Identifier of the resource.")
    name: str | None = column("name", "Name of the resource, at most 255 characters.")
    url: URL = column("url", "Its address or storage path.")


@entity("event_link")
@strawberry.type(description="A link of an event's page.")
class EventLink:
    uuid: UUID = column("id", "Identifier of the link.")
    name: str | None = column("name", f"What it leads to, {NAMED}")
    url: URL = column("url", "Its http(s) address.")


@entity("join_url", parent=("Event", "event_id"))
@strawberry.type(description="Where to join an online event.")
class JoinUrl:
    uuid: UUID = column("id", "Identifier of the address.")
    name: str | None = column("name", f"Its name, {NAMED}")
    url: URL = column("url", "The address.")


@entity("activity")
@strawberry.type(description="Something to do at an event.")
class Activity:
    uuid: UUID = column("id", "Identifier of the activity.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("custom_attribute")
@strawberry.type(description="An attribute that the organiser defines.")
class CustomAttribute:
    uuid: UUID = column("id", "Identifier of the attribute.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("survey_setting")
@strawberry.type(description="A setting of an event's surveys.")
class SurveySetting:
    uuid: UUID = column("id", "Identifier of the setting.")
    name: str = column("name", f"Its name, {NAMED}")
    value: str | None = column("value", VALUE)


@entity("survey_question")
@strawberry.type(description="A question to attendees.")
class SurveyQuestion:
    uuid: UUID = column("id", "Identifier of the question.")
    question: str = column("question", "The question, at most 2,500 characters.")
    type: SurveyQuestionType = column("type", "How it is answered.")
    options: list[str] = column("options", "Options to choose from, at most 50 texts of 255 characters.")
    required: bool = column("required", "Whether it has to be answered.")


# The class below has a field of this name.
Questions = list[SurveyQuestion]


@strawberry.type(description="The survey of attendees.")
class Survey:
    enabled: bool = column("survey_enabled", f"{NO_EFFECT} Whether there is a survey.")
    have_conditions: bool = column(
        "survey_have_conditions", f"{NO_EFFECT} Whether questions depend on earlier answers."
    )
    list: Questions = many(HERE, ARRANGED, "The questions, at most 100.")


@entity("product")
@strawberry.type(description="A product sold besides tickets.")
class Product:
    uuid: UUID = column("id", "Identifier of the product.")
    name: str = column("name", f"Its name, {NAMED}")
    description: str | None = column("description", "What it is, at most 2,500 characters.")
    image: URL | None = column("image", "Address or storage path of a picture.")
    url: URL | None = column("url", "The http(s) address of its page.")
    price: Money | None = money("amount_minor", "Its price.")
    quantity: int | None = column("quantity", "How many there are; null means no limit.")


@strawberry.type(description="Products sold besides tickets.")
class Merchandise:
    products: list[Product] = many(HERE, ARRANGED, "The products, at most 200.")


@strawberry.type(description="How sessions are chosen.")
class EventSessionSettings:
    enabled: bool = column("session_settings_enabled", "Whether its sessions can be chosen at all.")
    type: SessionChoice = column("session_settings_type", "How many sessions a user may choose.")


@strawberry.type(description="The page fields of `Event`. Not used by itself.")
class PageFields:
    session_settings: EventSessionSettings = part("How its sessions are chosen.")
    links: list[EventLink] = many(HERE, ARRANGED, "The links of its page, at most 50.")
    join_urls: list[JoinUrl] | None = many(
        HERE, ARRANGED, "Where to join it online, at most 50. Only its organisation sees them.", private=True
    )
    activities: list[Activity] = many(HERE, ARRANGED, "Activities at it, at most 50.")
    custom_attributes: list[CustomAttribute] = many(
        HERE, ARRANGED, "Attributes that the organiser defines, at most 50."
    )
    merchandise: Merchandise = part("Products sold besides tickets.")
    survey_configuration: list[SurveySetting] = many(HERE, ARRANGED, "Survey settings, at most 50.")
    premium: bool = column("premium", "Whether it is a premium event.")
    event_settings_reviewed: bool = column("event_settings_reviewed", "Whether somebody has reviewed its settings.")
    ticket_instruction: str | None = column(
        "ticket_instruction",
        "Instructions for ticket holders, at most 2,500 characters. Only its organisation sees them.",
        private=True,
    )
