"""The page of an event: its single values, and the lists on it."""

from sqlmodel import Session as DbSession

from app.core.fields import complete
from app.core.money import to_minor
from app.core.nested import problems_in
from app.core.problems import Path, Problem, Warning
from app.events.columns import EventValues
from app.events.common.part.lists import ListTable, NewLists, Stored, plan_lists, read_lists, write_lists
from app.events.common.part.protocol import INPUT, Edit, OwnTable, Part, Planned
from app.events.page import rules
from app.events.page.columns import ProductValues
from app.events.page.patches import ProductPatch, SurveyQuestionPatch
from app.events.page.tables import (
    ActivityRow,
    BannerRow,
    CustomAttributeRow,
    EventLinkRow,
    JoinUrlRow,
    ProductRow,
    ResourceRow,
    SurveyQuestionRow,
    SurveySettingRow,
)
from app.events.tables import EventRow


class StoredProduct(ProductPatch, total=False):
    """An item that keeps the price of a stored product, unless an amount was sent."""

    amount_minor: int | None


def _product(item: StoredProduct, currency: str) -> ProductValues:
    minor = item.get("amount_minor")
    if "amount" in item:
        minor = None if item["amount"] is None else to_minor(item["amount"], currency, ())[0]
    return {**complete(item, rules.PRODUCT), "amount_minor": minor, "currency": currency}


def _question_problems(item: SurveyQuestionPatch, _currency: str, path: Path) -> list[Problem]:
    return rules.problems_with_question(complete(item, rules.QUESTION), path)


LISTS = (
    ListTable(rules.LINKS, EventLinkRow),
    ListTable(rules.JOIN_URLS, JoinUrlRow),
    ListTable(rules.ACTIVITIES, ActivityRow),
    ListTable(rules.CUSTOM_ATTRIBUTES, CustomAttributeRow),
    ListTable(rules.SURVEY_SETTINGS, SurveySettingRow),
    ListTable(rules.PRODUCTS, ProductRow, _product, rules.problems_with_product),
    ListTable(rules.QUESTIONS, SurveyQuestionRow, problems=_question_problems),
    ListTable(rules.BANNERS, BannerRow),
    ListTable(rules.RESOURCES, ResourceRow),
)


class Page(Part[Stored, NewLists]):
    fields = frozenset({*rules.PAGE, "configuration", *(each.rule.path[0] for each in LISTS)})
    tables = tuple(OwnTable(each.table) for each in LISTS)

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Stored:
        return read_lists(db, event, LISTS, edit.patch)

    def plan(self, facts: Stored, edit: Edit, event: EventValues) -> Planned[NewLists]:
        rows, problems = plan_lists(LISTS, facts, edit, event)
        return Planned(
            rows,
            {**EventValues(), **rules.page_columns(edit.patch)},
            [
                *problems_in(edit.patch, rules.PAGE, INPUT),
                *problems,
                *rules.problems_with_banners(edit.patch.get("banners"), (*INPUT, "banners")),
            ],
        )

    def stores_rows(self, rows: NewLists, edit: Edit) -> bool:
        return bool(rows)

    def write(self, db: DbSession, event: EventRow, planned: Planned[NewLists], edit: Edit) -> list[Warning]:
        write_lists(db, event, planned.rows, created=edit.created)
        return []


PAGE = Page()
