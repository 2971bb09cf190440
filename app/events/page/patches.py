"""Patches of an event's page. Lists are replaced as a whole; a uuid keeps an item."""

from decimal import Decimal
from typing import Required, TypeAlias, TypedDict
from uuid import UUID

from app.core.named_types import URL
from app.events.settings.patches import EventSessionSettingsPatch
from app.events.values import SurveyQuestionType


class BannerPatch(TypedDict, total=False):
    name: str | None
    image: Required[URL]
    primary: bool | None


class ResourcePatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class EventLinkPatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class JoinUrlPatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class NamedValuePatch(TypedDict, total=False):
    """Of the lists of names and values."""

    name: Required[str]
    value: str | None


class ActivityPatch(NamedValuePatch, total=False):
    """What takes place at the event."""


class CustomAttributePatch(NamedValuePatch, total=False):
    """What else the organiser states."""


class SurveySettingPatch(NamedValuePatch, total=False):
    """A setting of the survey."""


class ProductPatch(TypedDict, total=False):
    uuid: UUID | None
    name: str | None
    description: str | None
    image: URL | None
    url: URL | None
    amount: Decimal | None
    quantity: int | None


class MerchandisePatch(TypedDict, total=False):
    products: list[ProductPatch] | None


class SurveyQuestionPatch(TypedDict, total=False):
    uuid: UUID | None
    question: str | None
    type: SurveyQuestionType | None
    options: list[str] | None
    required: bool | None


# Within the class below `list` is a field.
SurveyQuestions: TypeAlias = list[SurveyQuestionPatch]


class SurveyPatch(TypedDict, total=False):
    enabled: bool | None
    have_conditions: bool | None
    list: SurveyQuestions | None


class PagePatch(TypedDict, total=False):
    session_settings: EventSessionSettingsPatch | None
    links: list[EventLinkPatch] | None
    join_urls: list[JoinUrlPatch] | None
    activities: list[ActivityPatch] | None
    custom_attributes: list[CustomAttributePatch] | None
    survey_configuration: list[SurveySettingPatch] | None
    merchandise: MerchandisePatch | None
    premium: bool | None
    event_settings_reviewed: bool | None
    ticket_instruction: str | None
