"""duplicateEvent: everything that describes an event, under new ids; nothing that people did with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
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
from app.events.social.part import open_discussion
from app.events.store import event_to_change, slugs_like
from app.events.store.copying import PARTS, Values, insert_values, references, rows_of
from app.events.store.parts import organisation_of
from app.events.tables import CouponRow, EventRow
from app.events.values import EventLifecycle
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow

# What has a name in the schema; the rest of a copy is found through these.
TYPES: dict[type[SQLModel], str] = {
    OccurrenceRow: "Occurrence",
    TimeslotRow: "Timeslot",
    AgendaTabRow: "AgendaTab",
    TrackRow: "Track",
    LocationRow: "Location",
    ScheduleDateRow: "ScheduleDate",
    SpeakerRow: "Speaker",
    SessionRow: "Session",
    SessionOccurrenceRow: "SessionOccurrence",
    TicketRow: "Ticket",
    PriceRow: "Price",
    CouponRow: "Coupon",
}


@dataclass(frozen=True, slots=True)
class CopiedId:
    """Which thing of the original a thing of the copy was made of."""

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
        open_discussion(db, copy, now)
    db.add(copy)
    db.flush()
    for part in PARTS:
        rows = rows_of(db, part, source.id)
        ids |= {row["id"]: new_uuid() for row in rows if "id" in row}
        insert_values(db, part, [_copy_of_row(part, row, ids, now) for row in _parents_first(part, rows)])
        if part in TYPES:
            copied += [CopiedId(TYPES[part], row["id"], ids[row["id"]]) for row in rows]
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
        "lifecycle": EventLifecycle.UNRELEASED.name,
        "published_at": None,
        "published_local": None,
        "publishing_changed_at": None,
        "publishing_changed_local": None,
        "cancelled_at": None,
        "cancelled_local": None,
        "rescheduled_at": None,
        "rescheduled_local": None,
        "reschedule_reason": None,
        "cancellation_reason": None,
        "discussion_community_id": None,
        "rsvp_count": 0,
        "interested_count": 0,
    }
    return EventRow(**values | _fresh(values, now))


def _copy_of_row(part: type[SQLModel], row: Values, ids: dict[UUID, UUID], now: datetime) -> Values:
    """The row with new ids; a reference to what is not part of the event, such as a category, stays."""
    values = dict(row)
    for name in references(part):
        values[name] = ids.get(values[name], values[name])
    if "id" in values:
        values["id"] = ids[values["id"]]
    return values | _fresh(values, now)


def _fresh(values: Values, now: datetime) -> dict[str, Any]:
    """The columns that begin anew in a copy: its history, its counters, and windows that open at once."""
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


def _parents_first(part: type[SQLModel], rows: Sequence[Values]) -> list[Values]:
    """A variant of a ticket comes behind the ticket: each row is checked as it is written."""
    if part is not TicketRow:
        return list(rows)
    by_id = {row["id"]: row for row in rows}
    order = TopologicalSorter({key: [row["parent_id"]] if row["parent_id"] else [] for key, row in by_id.items()})
    return [by_id[key] for key in order.static_order()]
