"""What an event's page and settings list, one table each."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from app.core import limits
from app.db.columns import at_least, json_value, long_text, one_of, text
from app.events.common.tables import EventPart
from app.events.values import SurveyQuestionType


class EventLinkRow(EventPart, table=True):
    __tablename__ = "event_link"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)


class JoinUrlRow(EventPart, table=True):
    """Where to join an online event; the organisation alone reads it."""

    __tablename__ = "join_url"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)


class ActivityRow(EventPart, table=True):
    __tablename__ = "activity"

    name: str = text(limits.DISPLAY_NAME)
    value: str | None = long_text()


class CustomAttributeRow(EventPart, table=True):
    __tablename__ = "custom_attribute"

    name: str = text(limits.DISPLAY_NAME)
    value: str | None = long_text()


class SurveySettingRow(EventPart, table=True):
    __tablename__ = "survey_setting"

    name: str = text(limits.DISPLAY_NAME)
    value: str | None = long_text()


class SurveyQuestionRow(EventPart, table=True):
    __tablename__ = "survey_question"
    __table_args__ = (one_of("type", SurveyQuestionType),)

    question: str = text(limits.DESCRIPTION)
    type: str = text(20, default=SurveyQuestionType.TEXT.name)
    options: list[str] = json_value(default_factory=list)
    required: bool = False


class ProductRow(EventPart, table=True):
    """A product sold besides tickets; `currency` is the event's."""

    __tablename__ = "product"
    __table_args__ = (at_least("amount_minor", 0), at_least("quantity", 0))

    name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    image: str | None = text(limits.URL, default=None)
    url: str | None = text(limits.URL, default=None)
    amount_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = text(3)
    quantity: int | None = None


class BannerRow(EventPart, table=True):
    __tablename__ = "banner"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    image: str = text(limits.URL)
    is_primary: bool = False


class ResourceRow(EventPart, table=True):
    __tablename__ = "resource"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)
