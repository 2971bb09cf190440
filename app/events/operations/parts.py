"""An event is its parts: read all of them, plan all of them, refuse with all problems, write all of them.

plan = plan_event(db, event, edit)        # nothing is changed, neither in the store nor in the event's row
refuse_any(plan.problems)
warnings = write_event(db, event, edit, plan)

What a part is, `app/events/common/part/protocol.py` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.money import find_currency
from app.core.problems import Problem, Warning
from app.core.time import find_zone
from app.db.bulk import detach, update_all
from app.db.metadata import metadata
from app.db.timestamps import relocalise, touch
from app.events.commerce.part import COMMERCE
from app.events.common.part.movement import Movement, RowMove, ShiftAhead, ZoneChange
from app.events.common.part.protocol import Edit, OwnTable, Part, Planned
from app.events.common.store import rows_of_event
from app.events.dates.part.dates import DATES
from app.events.details.part import DETAILS
from app.events.listing.part import LISTING, Listing
from app.events.operations.neighbours import NEIGHBOURS
from app.events.page.part import PAGE
from app.events.patches.event import UpdateEventPatch
from app.events.place.part import PLACE
from app.events.settings.part import EVENT_SETTINGS
from app.events.social.part.discussion import DISCUSSION
from app.events.social.part.ties import SOCIAL_TIES
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow

# Each behind those whose columns it needs. Details writes the event's row, which refers to the discussion.
PARTS: tuple[Part[Any, Any], ...] = (
    DISCUSSION,
    DETAILS,
    PLACE,
    SOCIAL_TIES,
    LISTING,
    PAGE,
    DATES,
    EVENT_SETTINGS,
    COMMERCE,
)

# Rows of tables whose moments follow a reschedule, and how they do.
DatedRows: TypeAlias = list[tuple[RowMove, list[SQLModel]]]


@dataclass(slots=True)
class EventPlan:
    """What each part has planned, in the order of `PARTS`.

    `moved`: the rows of other tables in the new time zone, by table; empty where the zone stays.
    """

    columns: dict[str, Any]
    parts: list[Planned[Any]] = field(default_factory=list)
    moved: list[list[SQLModel]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [problem for planned in self.parts for problem in planned.problems]

    @property
    def listing(self) -> Listing:
        """The categories and tags that the event will have."""
        return next(planned.rows for planned in self.parts if isinstance(planned.rows, Listing))


def edit_of(
    event: EventRow, organisation: OrganisationRow, patch: UpdateEventPatch, now: datetime, *, created: bool
) -> Edit:
    """What the patch is about, with the time zone and the currency that the event will have."""
    zone, currency = event.timezone, event.currency
    if "timezone" in patch:
        zone = find_zone(patch["timezone"] or organisation.timezone) or event.timezone
    if "currency" in patch:
        currency = find_currency(patch["currency"] or "") or organisation.currency
    change = None
    if zone != event.timezone:
        change = ZoneChange(event.timezone, zone, bool(patch.get("keep_instants")), now)
    old_currency = currency if created else event.currency
    return Edit(patch, organisation, now, created, zone, old_currency, currency, change)


def plan_event(db: DbSession, event: EventRow, edit: Edit) -> EventPlan:
    """Read all parts, and plan all of them: each is given the columns that those before it have planned."""
    facts = [part.read(db, event, edit) for part in PARTS]
    plan = EventPlan({})
    if edit.zone_change is not None:
        rows = [(own, detach(db, rows_of_event(db, own.table, event.id))) for own in zoned_tables()]
        plan.moved = [_moved(own, found, edit.zone_change) for own, found in rows]
        plan.columns = moved_columns(event, edit.zone_change)
    stored = event.model_dump()
    for part, found in zip(PARTS, facts, strict=True):
        planned = part.plan(found, edit, stored | plan.columns)
        plan.columns |= planned.columns
        plan.parts.append(planned)
    return plan


def write_event(db: DbSession, event: EventRow, edit: Edit, plan: EventPlan) -> list[Warning]:
    """Set the columns in the event's row, and let each part write its rows."""
    set_columns(event, plan.columns)
    if edit.zone_change is not None:
        relocalise(event)
    for rows in plan.moved:
        update_all(db, rows)
    warnings = []
    for part, planned in zip(PARTS, plan.parts, strict=True):
        written = part.write(db, event, planned, edit)
        warnings += [*planned.warnings, *written]
    return warnings


def set_columns(event: EventRow, columns: dict[str, Any]) -> None:
    """Set these columns of the row."""
    for column, value in columns.items():
        setattr(event, column, value)


def moved_columns(event: EventRow, movement: Movement) -> dict[str, Any]:
    """The columns of the event's row whose moments move, without wall clocks: each part moves its own."""
    before = event.model_dump()
    # As a row that is in no session.
    draft = EventRow(**before)
    for part in PARTS:
        part.move(draft, movement)
    return {column: value for column, value in draft.model_dump().items() if value != before[column]}


@cache
def own_tables() -> Sequence[OwnTable]:
    """All tables whose rows belong to an event, each behind those that it refers to."""
    order = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
    own = [*(own for part in PARTS for own in part.tables), *NEIGHBOURS]
    return sorted(own, key=lambda each: order[str(each.table.__tablename__)])


def zoned_tables() -> list[OwnTable]:
    """Those with wall clocks that follow the event's time zone row by row."""
    return [own for own in own_tables() if own.zone_change is not None]


def read_dated(db: DbSession, event: EventRow) -> DatedRows:
    """The rows with moments that follow a reschedule, out of the session."""
    return [
        (own.reschedule, detach(db, rows_of_event(db, own.table, event.id)))
        for own in own_tables()
        if own.reschedule is not None
    ]


def write_rescheduled(db: DbSession, dated: DatedRows, ahead: ShiftAhead) -> None:
    """Move the dated moments of these rows, and store the rows of which any moved."""
    for move, rows in dated:
        moved = [row for row in rows if _is_moved(row, move, ahead)]
        for row in moved:
            touch(row, ahead.now)
        update_all(db, moved)


def _is_moved(row: SQLModel, move: RowMove, ahead: ShiftAhead) -> bool:
    """Move a row. Moments that are emptied do not count: they are resolved again in any case."""
    before = row.model_dump()
    move(row, ahead)
    relocalise(row)
    return any(value is not None and value != before[column] for column, value in row.model_dump().items())


def _moved(own: OwnTable, rows: list[SQLModel], change: ZoneChange) -> list[SQLModel]:
    assert own.zone_change is not None
    for row in rows:
        own.zone_change(row, change)
        if hasattr(row, "version"):
            touch(row, change.now)
    return rows
