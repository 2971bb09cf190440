"""The lists of an event that are stored as they were sent: one table each, replaced as a whole.

Where a list's items take a uuid, that of a stored item keeps it: what is not sent of it stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch, Rule, camel, complete
from app.core.ids import new_uuid
from app.core.money import to_minor
from app.core.problems import Path, Problem
from app.db.bulk import insert_all
from app.events.commerce.rules.prices import FEE_RATE, LINE
from app.events.details.rules import BANNER, RESOURCE
from app.events.page import rules as page
from app.events.page.rules import ListRule, problems_with_product, problems_with_question, problems_with_uuids
from app.events.store.parts import parts_of, replace_parts
from app.events.tables import (
    ActivityRow,
    BannerRow,
    CustomAttributeRow,
    EventLinkRow,
    EventPart,
    EventRow,
    FeeRateRow,
    FeeTaxRow,
    JoinUrlRow,
    ProductRow,
    ResourceRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TaxRow,
    TrackingCodeRow,
)

Columns: TypeAlias = Mapping[str, Any]
Stored: TypeAlias = Mapping[UUID, Columns]


@dataclass(frozen=True)
class Listed:
    """Where a list stands in the input, its table, and the columns of one item.

    most      how many items there may be
    problems  what is wrong with an item that has all its fields, beside what each field says
    """

    path: tuple[str, ...]
    table: type[EventPart]
    columns: Callable[[Patch, EventRow], Columns]
    most: int | None = None
    problems: Callable[[Patch, EventRow, Path], Iterable[Problem]] | None = None


def problems_with_listed(db: DbSession, event: EventRow, patch: Patch, path: Path) -> Iterator[Problem]:
    """What the stored items forbid, and what the fields of an item are to each other."""
    for listed in LISTS:
        found, items = _sent(patch, listed.path)
        if not found or not items or (listed.most is not None and len(items) > listed.most):
            continue
        stored = _stored(db, listed, event, items)
        at = (*path, *(camel(name) for name in listed.path))
        yield from problems_with_uuids(items, stored, at)
        for index, item in enumerate(items):
            if listed.problems is not None:
                yield from listed.problems(_whole(item, stored), event, (*at, str(index)))


def write_listed(db: DbSession, event: EventRow, patch: Patch, *, fresh: bool) -> None:
    """Every list that was sent; null for it, or for the object it stands in, empties it."""
    for listed in LISTS:
        found, items = _sent(patch, listed.path)
        if not found:
            continue
        stored = _stored(db, listed, event, items or ())
        rows = [_row(listed, event, position, item, stored) for position, item in enumerate(items or ())]
        if fresh:
            insert_all(db, rows)
        else:
            replace_parts(db, listed.table, event.id, rows)


def _sent(patch: Patch, path: Sequence[str]) -> tuple[bool, Sequence[Patch] | None]:
    inner: Any = patch
    for name in path:
        if name not in inner:
            return False, None
        inner = inner[name]
        if inner is None:
            return True, None
    return True, inner


def _stored(db: DbSession, listed: Listed, event: EventRow, items: Sequence[Patch]) -> Stored:
    """The list as it is, asked for only where an item is to be kept."""
    if all(item.get("uuid") is None for item in items):
        return {}
    return {row.id: row.model_dump() for row in parts_of(db, listed.table, event.id)}


def _whole(item: Patch, stored: Stored) -> dict[str, Any]:
    uuid = item.get("uuid")
    return {**stored.get(uuid, {}), **item} if uuid is not None else dict(item)


def _row(listed: Listed, event: EventRow, position: int, item: Patch, stored: Stored) -> EventPart:
    place: Any = {"organisation_id": event.organisation_id, "event_id": event.id, "position": position}
    whole = _whole(item, stored)
    return listed.table(id=whole.get("uuid") or new_uuid(), **place, **listed.columns(whole, event))


def _banner(item: Patch, _event: EventRow) -> Columns:
    values = complete(item, BANNER)
    return {"name": values["name"], "image": values["image"], "is_primary": values["primary"]}


def _resource(item: Patch, _event: EventRow) -> Columns:
    return complete(item, RESOURCE)


def _plain(rules: Mapping[str, Rule]) -> Callable[[Patch, EventRow], Columns]:
    return lambda item, _event: complete(item, rules)


def _product(item: Patch, event: EventRow) -> Columns:
    minor = item.get("amount_minor")
    if "amount" in item:
        minor = None if item["amount"] is None else to_minor(item["amount"], event.currency, ())[0]
    return {**complete(item, page.PRODUCT), "amount_minor": minor, "currency": event.currency}


def _question(item: Patch, _event: EventRow) -> Columns:
    values = complete(item, page.QUESTION)
    return {**values, "type": str(values["type"])}


def _question_problems(item: Patch, _event: EventRow, path: Path) -> list[Problem]:
    return problems_with_question(complete(item, page.QUESTION), path)


def _product_problems(item: Patch, event: EventRow, path: Path) -> list[Problem]:
    return problems_with_product(item, event.currency, path)


def _named(rule: ListRule, table: type[EventPart]) -> Listed:
    return Listed(rule.path, table, _plain(rule.rules), rule.most)


def _fee_rate(item: Patch, _event: EventRow) -> Mapping[str, Any]:
    values = complete(item, FEE_RATE)
    # As it was given, with the zeros behind the point; a nought below nought is one.
    return {"name": values["name"], "value": f"{abs(values['value']):f}"}


def _line(item: Patch, _event: EventRow) -> Mapping[str, Any]:
    return complete(item, LINE)


LISTS = (
    Listed(("banners",), BannerRow, _banner),
    Listed(("resources",), ResourceRow, _resource),
    Listed(("fees", "rates"), FeeRateRow, _fee_rate),
    Listed(("fees", "taxes"), FeeTaxRow, _line),
    Listed(("taxes",), TaxRow, _line),
    _named(page.LINKS, EventLinkRow),
    _named(page.JOIN_URLS, JoinUrlRow),
    _named(page.ACTIVITIES, ActivityRow),
    _named(page.CUSTOM_ATTRIBUTES, CustomAttributeRow),
    _named(page.TRACKING_CODES, TrackingCodeRow),
    _named(page.SURVEY_SETTINGS, SurveySettingRow),
    Listed(page.PRODUCTS.path, ProductRow, _product, page.PRODUCTS.most, _product_problems),
    Listed(page.QUESTIONS.path, SurveyQuestionRow, _question, page.QUESTIONS.most, _question_problems),
)
