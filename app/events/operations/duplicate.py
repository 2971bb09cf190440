"""duplicateEvent: copy everything that describes an event, under new ids; nothing that users did with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.booking.values import BookingStartType
from app.core import limits
from app.core.folding import free_slug
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created
from app.events.dates.part.horizon import roll_forward
from app.events.operations.parts import PARTS, own_tables
from app.events.social.part.discussion import open_discussion
from app.events.store import event_to_change, slugs_like
from app.events.store.copying import Values, insert_values, references, rows_of
from app.events.store.parts import organisation_of
from app.events.tables import EventRow
from app.tickets.tables import TicketRow


@dataclass(frozen=True, slots=True)
class CopiedId:
    """The old and the new id of a copied object."""

    type: str
    old_uuid: UUID
    new_uuid: UUID


def duplicate_event(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Works in every state; the copy was never published, whatever its original was."""
    source = event_to_change(db, caller, uuid)
    # Nobody else takes the slug meanwhile.
    organisation_of(db, source.organisation_id, lock=True)
    copy = _copy_of_event(db, source, now)
    ids = {source.id: copy.id}
    copied = [CopiedId("Event", source.id, copy.id)]
    if source.discussion_community_id is not None:
        copy.discussion_community_id = new_uuid()
        open_discussion(db, copy, copy.discussion_community_id, now)
    db.add(copy)
    db.flush()
    for own in own_tables():
        if not own.copied:
            continue
        rows = rows_of(db, own.table, source.id)
        ids |= {row["id"]: new_uuid() for row in rows if "id" in row}
        copies = [_copy_of_row(own.table, row, ids, now) for row in _parents_first(own.table, rows)]
        insert_values(db, own.table, copies)
        if own.name is not None:
            copied += [CopiedId(own.name, row["id"], ids[row["id"]]) for row in rows]
    if not roll_forward(db, copy, now):
        rewrite_windows(db, copy, now)
    record(
        db,
        ChangeKind.CREATED,
        "Event",
        copy.id,
        organisation_id=copy.organisation_id,
        event_id=copy.id,
        at=now,
    )
    return Written(ids={"event": copy.id}, aggregate=copy.id, extra={"id_map": copied})


def _copy_of_event(db: DbSession, source: EventRow, now: datetime) -> EventRow:
    # Room for the number, also when copies are copied again and again.
    slug = source.slug[: limits.SLUG - 8].rstrip("-")
    values = source.model_dump() | {
        "id": new_uuid(),
        "slug": free_slug(slug, slugs_like(db, source.organisation_id, slug)),
    }
    for part in PARTS:
        values |= part.fresh
    return EventRow(**values | _fresh(values, now))


def _copy_of_row(table: type[SQLModel], row: Values, ids: dict[UUID, UUID], now: datetime) -> Values:
    """The row with new ids; a reference to what is not part of the event, such as a category, stays."""
    values = dict(row)
    for name in references(table):
        values[name] = ids.get(values[name], values[name])
    if "id" in values:
        values["id"] = ids[values["id"]]
    return values | _fresh(values, now)


def _fresh(values: Values, now: datetime) -> dict[str, Any]:
    """The columns that a copy does not take over: its history, its counters, and windows that open at once."""
    fresh: dict[str, Any] = {}
    if "version" in values:
        fresh |= {"version": 1, **created(now, values["timezone"])}
    for counted in {"quantity_sold", "booked_count"} & values.keys():
        fresh[counted] = 0
    if "used" in values:
        fresh["used"] = 0
    if values.get("early_bird_customised_start") is False:
        fresh |= {"early_bird_starts_at": None, "early_bird_starts_local": None}
    if values.get("booking_starts_type") == BookingStartType.IMMEDIATE:
        # Without a moment it is set when the windows are resolved, which is now.
        fresh |= {"booking_starts_at": None, "booking_starts_local": None}
    return fresh


def _parents_first(table: type[SQLModel], rows: Sequence[Values]) -> list[Values]:
    """A variant of a ticket comes behind the ticket: each row is checked as it is written."""
    if table is not TicketRow:
        return list(rows)
    by_id = {row["id"]: row for row in rows}
    order = TopologicalSorter({key: [row["parent_id"]] if row["parent_id"] else [] for key, row in by_id.items()})
    return [by_id[key] for key in order.static_order()]
