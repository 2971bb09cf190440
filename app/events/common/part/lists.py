"""The lists of an event that are stored as they were sent: one table each, replaced as a whole.

Where the items of a list take a uuid, the uuid of a stored item keeps it: what is not sent of it stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch, complete
from app.core.ids import new_uuid
from app.core.problems import Path, Problem
from app.db.bulk import insert_all
from app.db.rows import row_of
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Edit
from app.events.common.rules import ListRule, problems_with_items, problems_with_uuids
from app.events.common.store import list_of, replace_list
from app.events.common.tables import EventPart
from app.events.tables import EventRow

# The stored items of each list, in the form of patches.
Stored: TypeAlias = Mapping[type[EventPart], Mapping[UUID, Patch]]
# The new rows of each table whose list was sent.
NewLists: TypeAlias = dict[type[EventPart], list[EventPart]]


@dataclass(frozen=True)
class ListTable:
    """The table of a list, and how an item becomes a row.

    columns    of an item that has all its fields; by default those of its rules
    problems   what is wrong with such an item, besides the rules of each field; both are given the event's currency
    """

    rule: ListRule[Any]
    table: type[EventPart]
    columns: Callable[[Any, str], Mapping[str, object]] | None = None
    problems: Callable[[Any, str, Path], Iterable[Problem]] | None = None


def read_lists(db: DbSession, event: EventRow, lists: Sequence[ListTable], patch: Patch) -> Stored:
    """The stored items of each list that is to keep one."""
    stored = {}
    for listed in lists:
        _, items = _sent(patch, listed.rule.path)
        if any(item.get("uuid") is not None for item in items):
            stored[listed.table] = {row.id: row.model_dump() for row in list_of(db, listed.table, event.id)}
    return stored


def plan_lists(
    lists: Sequence[ListTable], stored: Stored, edit: Edit, event: EventValues
) -> tuple[NewLists, list[Problem]]:
    """The rows of every list that was sent; null for it, or for the object that it is in, empties it."""
    new: NewLists = {}
    problems: list[Problem] = []
    for listed in lists:
        rule = listed.rule
        problems += problems_with_items(edit.patch, rule, INPUT)
        was_sent, items = _sent(edit.patch, rule.path)
        if not was_sent or len(items) > rule.most:
            continue
        kept, at = stored.get(listed.table, {}), rule.at(INPUT)
        problems += problems_with_uuids(items, kept, at)
        whole = [_whole(item, kept) for item in items]
        if listed.problems is not None:
            for index, item in enumerate(whole):
                problems += listed.problems(item, edit.currency, (*at, str(index)))
        new[listed.table] = [_row(listed, event, edit, position, item) for position, item in enumerate(whole)]
    return new, problems


def write_lists(db: DbSession, event: EventRow, new: NewLists, *, created: bool) -> None:
    """Replace each of these lists."""
    for table, rows in new.items():
        if created:
            insert_all(db, rows)
        else:
            replace_list(db, table, event.id, rows)


def _sent(patch: Patch, path: Sequence[str]) -> tuple[bool, Sequence[Patch]]:
    """Whether the list was sent, and its items; null has none."""
    inner: Any = patch
    for name in path:
        if name not in inner:
            return False, ()
        inner = inner[name]
        if inner is None:
            return True, ()
    return True, inner


def _whole(item: Patch, stored: Mapping[UUID, Patch]) -> Patch:
    uuid = item.get("uuid")
    return item if uuid is None else {**stored.get(uuid, {}), **item}


def _row(listed: ListTable, event: EventValues, edit: Edit, position: int, item: Patch) -> EventPart:
    columns: Mapping[str, object]
    columns = complete(item, listed.rule.rules) if listed.columns is None else listed.columns(item, edit.currency)
    place = {
        "id": item.get("uuid") or new_uuid(),
        "organisation_id": event["organisation_id"],
        "event_id": event["id"],
        "position": position,
    }
    return row_of(listed.table, place, columns)
