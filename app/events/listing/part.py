"""How an event is found: its categories, its tags, and the text that is searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core import limits
from app.core.fields import sent
from app.core.folding import sort_key
from app.core.ids import new_uuid
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.db.bulk import detach, insert_all, update_all
from app.db.rows import row_of
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Edit, OwnTable, Part, Planned
from app.events.common.store import replace_list
from app.events.listing.columns import CategoryValues
from app.events.listing.patches import CategoryPatch, ListingPatch
from app.events.listing.rules import (
    CATEGORY,
    SEARCHED,
    categories_sent,
    listing_columns,
    problems_with_listing,
    search_columns,
    tags_sent,
)
from app.events.listing.store import categories_named
from app.events.listing.tables import CategoryRow, EventCategoryRow, EventTagRow
from app.events.store.updating import NamedCategory, Names, names_of
from app.events.tables import EventRow

NO_NAMES = Names((), ())


@dataclass(frozen=True, slots=True)
class Facts:
    """`named`: the stored categories that the request names; `stored`: those of the event, and its tags."""

    named: Sequence[CategoryRow] = ()
    stored: Names = NO_NAMES


@dataclass(slots=True)
class Listing:
    """The categories and tags that the event will have; `categories_sent`, `tags_sent`: whether they are new.

    `made`, `changed`: categories of the organisation that are new, or described in another way.
    """

    categories: list[CategoryRow | NamedCategory] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    made: list[CategoryRow] = field(default_factory=list)
    changed: list[CategoryRow] = field(default_factory=list)
    categories_sent: bool = False
    tags_sent: bool = False


class ListingPart(Part[Facts, Listing]):
    fields = frozenset({"listing"})
    sources = SEARCHED
    tables = (OwnTable(EventCategoryRow), OwnTable(EventTagRow))

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        given: ListingPatch = edit.patch.get("listing") or {}
        items = given.get("categories") or ()
        ids = [uuid for item in items if (uuid := item.get("uuid")) is not None]
        keys = [_key(name) for item in items if (name := item.get("name")) is not None]
        named = detach(db, categories_named(db, event.organisation_id, ids, keys)) if ids or keys else ()
        if edit.created or (categories_sent(edit.patch) and tags_sent(edit.patch)):
            return Facts(named)
        return Facts(named, edit.names or names_of(db, event.id))

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[Listing]:
        given: ListingPatch = edit.patch.get("listing") or {}
        listing = Listing(list(facts.stored.categories), list(facts.stored.tags))
        problems = problems_with_listing(edit.patch, INPUT)
        if categories_sent(edit.patch):
            at = (*INPUT, "listing", "categories")
            problems += _plan_categories(
                listing, event["organisation_id"], given.get("categories") or (), facts.named, at
            )
        if tags_sent(edit.patch):
            listing.tags, listing.tags_sent = list(given.get("tags") or ()), True
        columns: EventValues = {**EventValues(), **listing_columns(edit.patch)}
        columns = {**columns, **search_columns(event, listing.tags, [row.name for row in listing.categories])}
        return Planned(listing, columns, problems)

    def stores_rows(self, rows: Listing, edit: Edit) -> bool:
        return rows.tags_sent or rows.categories_sent

    def write(self, db: DbSession, event: EventRow, planned: Planned[Listing], edit: Edit) -> list[Warning]:
        listing = planned.rows
        if listing.tags_sent:
            tags = [
                EventTagRow(event_id=event.id, position=position, tag=tag, tag_key=sort_key(tag, 4 * limits.TAG))
                for position, tag in enumerate(listing.tags)
            ]
            _replace(db, EventTagRow, event.id, tags, edit)
        if listing.categories_sent:
            insert_all(db, listing.made)
            update_all(db, listing.changed)
            links = [
                EventCategoryRow(event_id=event.id, category_id=row.id, position=position)
                for position, row in enumerate(listing.categories)
            ]
            _replace(db, EventCategoryRow, event.id, links, edit)
        return []


LISTING = ListingPart()


def _replace(db: DbSession, table: type[Any], event_id: UUID, rows: Sequence[Any], edit: Edit) -> None:
    if edit.created:
        insert_all(db, rows)
    else:
        replace_list(db, table, event_id, rows)


def _plan_categories(
    listing: Listing, organisation_id: UUID, items: Sequence[CategoryPatch], named: Sequence[CategoryRow], path: Path
) -> list[Problem]:
    """Find each category by its uuid or folded name; a name that the organisation does not have makes a new one."""
    by_id, by_key = {row.id: row for row in named}, {row.name_key: row for row in named}
    listing.categories, listing.categories_sent = [], True
    problems: list[Problem] = []
    for index, item in enumerate(items):
        at = (*path, str(index))
        row, problem = _find(item, by_id, by_key, at)
        if problem is not None:
            problems.append(problem)
        described = sent(item, CATEGORY)
        described.pop("name", None)
        name = item.get("name")
        if row is None and problem is None and name is not None:
            row = CategoryRow(id=new_uuid(), organisation_id=organisation_id, name=name, name_key=_key(name))
            row = _described(row, described)
            listing.made.append(row)
        elif row is not None and any(getattr(row, column) != value for column, value in described.items()):
            row = _described(row, described)
            listing.changed.append(row)
        if row is None:
            continue
        if row.id in {each.id for each in listing.categories}:
            sentence = f"The list has the category “{row.name}” already."
            problems.append(Problem(ProblemCode.NOT_UNIQUE, sentence, at))
        listing.categories.append(row)
    return problems


def _described(row: CategoryRow, columns: CategoryValues) -> CategoryRow:
    return row_of(CategoryRow, row.model_dump(), columns)


def _key(name: str) -> str:
    return sort_key(name, 4 * limits.LABEL)


def _find(
    item: CategoryPatch, by_id: Mapping[UUID, CategoryRow], by_key: Mapping[str, CategoryRow], path: Path
) -> tuple[CategoryRow | None, Problem | None]:
    uuid, name = item.get("uuid"), item.get("name")
    if uuid is None:
        return (None, None) if name is None else (by_key.get(_key(name)), None)
    row = by_id.get(uuid)
    if row is None:
        sentence = "The organisation has no category with this uuid."
        return None, Problem(ProblemCode.NOT_FOUND, sentence, (*path, "uuid"))
    if name is not None and _key(name) != row.name_key:
        sentence = f"The category with this uuid is called “{row.name}”."
        return row, Problem(ProblemCode.INVALID, sentence, (*path, "name"))
    return row, None
