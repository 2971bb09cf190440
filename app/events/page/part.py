"""The page of an event: its single values, and the lists on it."""

from sqlmodel import Session as DbSession

from app.core.fields import complete
from app.core.money import to_minor
from app.core.nested import problems_in
from app.core.problems import Path, Problem, Warning
from app.events.common.part.lists import ListTable, NewLists, Stored, plan_lists, read_lists, write_lists
from app.events.common.part.protocol import INPUT, Columns, Edit, OwnTable, Part, Planned
from app.events.page import rules
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


def _banner(item: Columns, _currency: str) -> Columns:
    values = complete(item, rules.BANNER)
    return {"name": values["name"], "image": values["image"], "is_primary": values["primary"]}


def _product(item: Columns, currency: str) -> Columns:
    minor = item.get("amount_minor")
    if "amount" in item:
        minor = None if item["amount"] is None else to_minor(item["amount"], currency, ())[0]
    return {**complete(item, rules.PRODUCT), "amount_minor": minor, "currency": currency}


def _question(item: Columns, _currency: str) -> Columns:
    values = complete(item, rules.QUESTION)
    return {**values, "type": str(values["type"])}


def _question_problems(item: Columns, _currency: str, path: Path) -> list[Problem]:
    return rules.problems_with_question(complete(item, rules.QUESTION), path)


LISTS = (
    ListTable(rules.LINKS, EventLinkRow),
    ListTable(rules.JOIN_URLS, JoinUrlRow),
    ListTable(rules.ACTIVITIES, ActivityRow),
    ListTable(rules.CUSTOM_ATTRIBUTES, CustomAttributeRow),
    ListTable(rules.SURVEY_SETTINGS, SurveySettingRow),
    ListTable(rules.PRODUCTS, ProductRow, _product, rules.problems_with_product),
    ListTable(rules.QUESTIONS, SurveyQuestionRow, _question, _question_problems),
    ListTable(rules.BANNERS, BannerRow, _banner),
    ListTable(rules.RESOURCES, ResourceRow),
)


class Page(Part[Stored, NewLists]):
    tables = tuple(OwnTable(each.table) for each in LISTS)

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Stored:
        return read_lists(db, event, LISTS, edit.patch)

    def plan(self, facts: Stored, edit: Edit, event: Columns) -> Planned[NewLists]:
        rows, problems = plan_lists(LISTS, facts, edit, event)
        return Planned(
            rows,
            rules.page_columns(edit.patch),
            [
                *problems_in(edit.patch, rules.PAGE, INPUT),
                *problems,
                *rules.problems_with_banners(edit.patch.get("banners"), (*INPUT, "banners")),
            ],
        )

    def write(self, db: DbSession, event: EventRow, planned: Planned[NewLists], edit: Edit) -> list[Warning]:
        write_lists(db, event, planned.rows, created=edit.created)
        return []


PAGE = Page()
