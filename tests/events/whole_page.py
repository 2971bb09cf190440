"""Rows for the page of a whole event: links, products, survey questions and every other list."""

from typing import Any

from app.events.tables import (
    ActivityRow,
    CustomAttributeRow,
    EventLinkRow,
    EventRow,
    JoinUrlRow,
    ProductRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TrackingCodeRow,
)
from app.events.values import SurveyQuestionType
from tests.builders import make_row
from tests.gateway import Gateway


def add_page(gateway: Gateway, event: EventRow) -> None:
    """Two rows in each of these tables, which say different things."""
    for position in (0, 1):
        url = f"https://example.org/page/{position}"
        product = {"amount_minor": 1500 + position, "currency": event.currency, "quantity": position}
        question: dict[str, Any] = (
            {"type": SurveyQuestionType.TEXT.name, "required": True},
            {"type": SurveyQuestionType.SINGLE_CHOICE.name, "options": ["By boat", "On foot"]},
        )[position]
        for table in (EventLinkRow, JoinUrlRow):
            make_row(gateway, table, event, position=position, name=f"Link {position}", url=url)
        for named in (ActivityRow, CustomAttributeRow, TrackingCodeRow, SurveySettingRow):
            make_row(gateway, named, event, position=position, name=f"Name {position}", value=f"Value {position}")
        make_row(gateway, ProductRow, event, position=position, name=f"Print {position}", image=url, url=url, **product)
        make_row(gateway, SurveyQuestionRow, event, position=position, question=f"Question {position}?", **question)
