"""The stored values of an event's page and of the lists on it, by column."""

from typing import TypedDict

from app.events.page.patches import NamedValuePatch


class SurveyValues(TypedDict, total=False):
    """The survey without its questions."""

    survey_enabled: bool
    survey_have_conditions: bool


class PageValues(SurveyValues, total=False):
    """The single values of the page."""

    premium: bool
    event_settings_reviewed: bool
    ticket_instruction: str | None
    session_settings_enabled: bool
    session_settings_type: str


class NamedValues(NamedValuePatch, total=False):
    """An item of a list of names and values is stored as it is sent."""


class AddressedValues(TypedDict, total=False):
    """An item of a list of addresses."""

    name: str | None
    url: str


class BannerValues(TypedDict, total=False):
    """A banner."""

    name: str | None
    image: str
    is_primary: bool


class DescribedProductValues(TypedDict, total=False):
    """A product without its price."""

    name: str
    description: str | None
    image: str | None
    url: str | None
    quantity: int | None


class ProductValues(DescribedProductValues, total=False):
    """A product."""

    amount_minor: int | None
    currency: str


class QuestionValues(TypedDict, total=False):
    """A question of the survey."""

    question: str
    type: str
    options: list[str]
    required: bool
