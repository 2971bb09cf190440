"""What an event's page says beside its texts: links, activities, attributes, products, a survey. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import limits
from app.core.compound_fields import Texts
from app.core.fields import Address, Choice, Number, Patch, Rule, Text, camel, check, missing, too_many
from app.core.money import to_minor
from app.core.nested import Tree
from app.core.problems import Path, Problem, ProblemCode
from app.events.settings.rules import OFF, ON
from app.events.values import SessionChoice, SurveyQuestionType

PAGE: Tree = {
    "premium": OFF,
    "event_settings_reviewed": OFF,
    "ticket_instruction": Text(limits.INSTRUCTION, least=0),
    "session_settings": {"enabled": ON, "type": Choice(default=SessionChoice.MULTIPLE_CHOICE.name)},
}
SURVEY: Tree = {"enabled": OFF, "have_conditions": OFF}

NAMED_VALUE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "value": Text(limits.DESCRIPTION, least=0),
}
LINK: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME), "url": Address(required=True)}
PRODUCT: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "description": Text(limits.DESCRIPTION, least=0),
    "image": Address(stored=True),
    "url": Address(),
    "quantity": Number(0, limits.COUNT),
}
QUESTION: dict[str, Rule] = {
    "question": Text(limits.DESCRIPTION, required=True),
    "type": Choice(default=SurveyQuestionType.TEXT),
    "options": Texts(limits.SURVEY_OPTIONS, limits.DISPLAY_NAME),
    "required": OFF,
}
CHOICES = (SurveyQuestionType.SINGLE_CHOICE, SurveyQuestionType.MULTIPLE_CHOICE)


@dataclass(frozen=True)
class ListRule:
    """Where a list stands in the input, what each item may hold, and how many there may be."""

    path: tuple[str, ...]
    rules: Mapping[str, Rule]
    most: int


TRACKING_CODES = ListRule(("settings", "tracking_codes"), NAMED_VALUE, limits.TRACKING_CODES)
LINKS = ListRule(("links",), LINK, limits.LINKS)
JOIN_URLS = ListRule(("join_urls",), LINK, limits.LINKS)
ACTIVITIES = ListRule(("activities",), NAMED_VALUE, limits.ATTRIBUTES)
CUSTOM_ATTRIBUTES = ListRule(("custom_attributes",), NAMED_VALUE, limits.ATTRIBUTES)
SURVEY_SETTINGS = ListRule(("survey_configuration",), NAMED_VALUE, limits.ATTRIBUTES)
PRODUCTS = ListRule(("merchandise", "products"), PRODUCT, limits.PRODUCTS)
QUESTIONS = ListRule(("configuration", "survey", "list"), QUESTION, limits.SURVEY_QUESTIONS)
LISTS = (TRACKING_CODES, LINKS, JOIN_URLS, ACTIVITIES, CUSTOM_ATTRIBUTES, SURVEY_SETTINGS, PRODUCTS, QUESTIONS)


def problems_with_lists(patch: Patch, path: Path) -> Iterator[Problem]:
    """Each list's length, and what each of its items says by itself."""
    for listed in LISTS:
        items = inside(patch, listed.path)
        at = (*path, *(camel(name) for name in listed.path))
        if found := too_many(items, listed.most, at):
            yield from found
            continue
        for index, item in enumerate(items or ()):
            yield from check(item, listed.rules, (*at, str(index)))
            if item.get("uuid") is None:
                yield from missing(item, listed.rules, (*at, str(index)))


def problems_with_uuids(items: Sequence[Patch], stored: Collection[UUID], path: Path) -> Iterator[Problem]:
    """A uuid keeps an item that is there, once."""
    kept: set[UUID] = set()
    for index, item in enumerate(items):
        uuid, at = item.get("uuid"), (*path, str(index), "uuid")
        if uuid is None:
            continue
        if uuid not in stored:
            sentence = "The list has no item with this uuid; leave it out for a new one."
            yield Problem(ProblemCode.NOT_FOUND, sentence, at)
        elif uuid in kept:
            yield Problem(ProblemCode.NOT_UNIQUE, "The list has this item already.", at)
        kept.add(uuid)


def problems_with_product(item: Patch, currency: str, path: Path) -> list[Problem]:
    """The amount is one of the event's currency."""
    if item.get("amount") is None:
        return []
    return to_minor(item["amount"], currency, (*path, "amount"))[1]


def problems_with_question(item: Patch, path: Path) -> list[Problem]:
    """Who is asked to choose is told out of what; nobody else is. The item has all its fields."""
    chooses, options = item["type"] in CHOICES, item["options"]
    if chooses and not options:
        sentence = f"A question of the type {item['type']} needs options to choose from."
        return [Problem(ProblemCode.REQUIRED, sentence, (*path, "options"))]
    if options and not chooses:
        sentence = f"A question of the type {item['type']} has no options."
        return [Problem(ProblemCode.INVALID, sentence, (*path, "options"))]
    return []


def inside(patch: Patch, path: Sequence[str]) -> Any:
    """What stands at the end of the path; None where nothing was sent or null was."""
    inner: Any = patch
    for name in path:
        inner = None if inner is None else inner.get(name)
    return inner
