"""The page of an event: banners, links, products, a survey. Pure."""

from collections.abc import Iterator, Sequence

from app.core import limits
from app.core.compound_fields import Texts
from app.core.fields import Address, Choice, Number, Rules, Text
from app.core.money import to_minor
from app.core.nested import Tree, columns_in
from app.core.problems import Path, Problem, ProblemCode
from app.events.common.rules import OFF, ON, ListRule
from app.events.page.columns import (
    AddressedValues,
    BannerValues,
    DescribedProductValues,
    NamedValues,
    PageValues,
    QuestionValues,
    SurveyValues,
)
from app.events.page.patches import BannerPatch, ProductPatch
from app.events.patches.event import EventPatch
from app.events.values import SessionChoice, SurveyQuestionType

PAGE: Tree = {
    "premium": OFF,
    "event_settings_reviewed": OFF,
    "ticket_instruction": Text(limits.INSTRUCTION, least=0),
    "session_settings": {"enabled": ON, "type": Choice(default=SessionChoice.MULTIPLE_CHOICE.name)},
}
SURVEY: Tree = {"enabled": OFF, "have_conditions": OFF}

NAMED_VALUE = Rules(
    NamedValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "value": Text(limits.DESCRIPTION, least=0),
    },
)
BANNER = Rules(
    BannerValues,
    {
        "name": Text(limits.DISPLAY_NAME),
        "image": Address(stored=True, required=True),
        "primary": OFF,
    },
    primary="is_primary",
)
RESOURCE = Rules(AddressedValues, {"name": Text(limits.DISPLAY_NAME), "url": Address(stored=True, required=True)})
LINK = Rules(AddressedValues, {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True)})
PRODUCT = Rules(
    DescribedProductValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "description": Text(limits.DESCRIPTION, least=0),
        "image": Address(stored=True),
        "url": Address(),
        "quantity": Number(0, limits.COUNT),
    },
)
QUESTION = Rules(
    QuestionValues,
    {
        "question": Text(limits.DESCRIPTION, required=True),
        "type": Choice(default=SurveyQuestionType.TEXT),
        "options": Texts(limits.SURVEY_OPTIONS, limits.DISPLAY_NAME),
        "required": OFF,
    },
)
CHOICES = (SurveyQuestionType.SINGLE_CHOICE, SurveyQuestionType.MULTIPLE_CHOICE)


BANNERS = ListRule(("banners",), BANNER, limits.BANNERS)
RESOURCES = ListRule(("resources",), RESOURCE, limits.RESOURCES)
LINKS = ListRule(("links",), LINK, limits.LINKS)
JOIN_URLS = ListRule(("join_urls",), LINK, limits.LINKS)
ACTIVITIES = ListRule(("activities",), NAMED_VALUE, limits.ATTRIBUTES)
CUSTOM_ATTRIBUTES = ListRule(("custom_attributes",), NAMED_VALUE, limits.ATTRIBUTES)
SURVEY_SETTINGS = ListRule(("survey_configuration",), NAMED_VALUE, limits.ATTRIBUTES)
PRODUCTS = ListRule(("merchandise", "products"), PRODUCT, limits.PRODUCTS)
QUESTIONS = ListRule(("configuration", "survey", "list"), QUESTION, limits.SURVEY_QUESTIONS)


def page_columns(patch: EventPatch) -> PageValues:
    """The columns of the single values that were sent."""
    columns = columns_in(patch, PAGE, PageValues)
    if "configuration" in patch:
        given = patch["configuration"]
        if given is None:
            columns = {**columns, **columns_in(None, SURVEY, SurveyValues, "survey_")}
        elif "survey" in given:
            columns = {**columns, **columns_in(given["survey"], SURVEY, SurveyValues, "survey_")}
    return columns


def problems_with_banners(items: Sequence[BannerPatch] | None, path: Path) -> Iterator[Problem]:
    """At most one banner is the primary one."""
    primary = [str(index) for index, item in enumerate(items or ()) if item.get("primary")]
    for index in primary[1:]:
        sentence = f"Only one banner is the primary one, and banner {primary[0]} is it already."
        yield Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, index, "primary"))


def problems_with_product(item: ProductPatch, currency: str, path: Path) -> list[Problem]:
    """The amount is one of the event's currency."""
    amount = item.get("amount")
    return [] if amount is None else to_minor(amount, currency, (*path, "amount"))[1]


def problems_with_question(item: QuestionValues, path: Path) -> list[Problem]:
    """A question to choose from has options, and no other has. The item has all its fields."""
    chooses, options = item["type"] in CHOICES, item["options"]
    if chooses and not options:
        sentence = f"A question of the type {item['type']} needs options to choose from."
        return [Problem(ProblemCode.REQUIRED, sentence, (*path, "options"))]
    if options and not chooses:
        sentence = f"A question of the type {item['type']} has no options."
        return [Problem(ProblemCode.INVALID, sentence, (*path, "options"))]
    return []
