"""The lists of an event that are stored as they were sent: one table each, replaced as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlmodel import Session as DbSession

from app.core.fields import Patch, complete
from app.db.bulk import insert_all
from app.events.rules.details import BANNER, RESOURCE
from app.events.store.parts import replace_parts
from app.events.tables import BannerRow, EventPart, EventRow, ResourceRow


@dataclass(frozen=True)
class Listed:
    """Where a list stands in the input, its table, and the columns of one item."""

    path: tuple[str, ...]
    table: type[EventPart]
    columns: Callable[[Patch, EventRow], Mapping[str, Any]]


def write_listed(db: DbSession, event: EventRow, patch: Patch, *, fresh: bool) -> None:
    """Every list that was sent; null for it, or for the object it stands in, empties it."""
    for listed in LISTS:
        found, items = _sent(patch, listed.path)
        if not found:
            continue
        rows = [_row(listed, event, position, item) for position, item in enumerate(items or ())]
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


def _row(listed: Listed, event: EventRow, position: int, item: Patch) -> EventPart:
    place: Any = {"organisation_id": event.organisation_id, "event_id": event.id, "position": position}
    return listed.table(id=uuid4(), **place, **listed.columns(item, event))


def _banner(item: Patch, _event: EventRow) -> Mapping[str, Any]:
    values = complete(item, BANNER)
    return {"name": values["name"], "image": values["image"], "is_primary": values["primary"]}


def _resource(item: Patch, _event: EventRow) -> Mapping[str, Any]:
    return complete(item, RESOURCE)


LISTS = (
    Listed(("banners",), BannerRow, _banner),
    Listed(("resources",), ResourceRow, _resource),
)
