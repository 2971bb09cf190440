"""An event is its parts: read and plan all of them, refuse with all problems, write all of them.

plan = plan_event(db, event, edit)                 # nothing is changed, neither in the store nor in the event's row
refuse_any(plan.problems)
warnings = write_event(db, event, edit, plan)

An edit leaves out the parts that it cannot change (`Part.is_due`). Which these are depends on what the parts before
them have planned, so that each is read right before it is planned.

plan = plan_reschedule(db, event, reschedule)      # the same, with `write_reschedule`
plan = plan_copy(db, event, copy)                  # the same, with `write_copy`

What a part is, `app/events/common/part/protocol.py` says.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlmodel import Session as DbSession

from app.core.money import find_currency
from app.core.problems import Problem, Warning
from app.core.time import find_zone
from app.db.row_versions import RowVersions
from app.db.rows import row_of, set_values, values_of
from app.db.timestamps import relocalise, touch
from app.events.agenda.part.agenda import AGENDA
from app.events.columns import EventValues
from app.events.commerce.part import COMMERCE
from app.events.common.part.copying import CopiedRows
from app.events.common.part.moments import MovedMoments
from app.events.common.part.movement import ZoneChange
from app.events.common.part.protocol import (
    Change,
    Copying,
    Defaults,
    Edit,
    EventCopy,
    OwnTable,
    Part,
    Planned,
    Rescheduling,
    Steps,
)
from app.events.common.part.reschedule import Reschedule
from app.events.common.part.zones import ZoneSteps
from app.events.dates.part.dates import DATES
from app.events.details.part import DETAILS
from app.events.listing.part import LISTING
from app.events.operations.neighbours import FILES, GUESTS, SPEAKERS, TICKETS
from app.events.page.part import PAGE
from app.events.patches.event import UpdateEventPatch
from app.events.place.part import PLACE
from app.events.settings.part import EVENT_SETTINGS
from app.events.social.part.discussion import DISCUSSION
from app.events.social.part.ties import SOCIAL_TIES
from app.events.store.updating import Names
from app.events.tables import EventRow

# Each behind those whose columns it needs, and to whose rows its own refer. The event's row refers to the discussion;
# Details writes that row.
PARTS: tuple[Part[Any, Any], ...] = (
    DISCUSSION,
    DETAILS,
    PLACE,
    SOCIAL_TIES,
    LISTING,
    PAGE,
    DATES,
    EVENT_SETTINGS,
    SPEAKERS,
    AGENDA,
    TICKETS,
    COMMERCE,
    FILES,
    GUESTS,
)

Rows = TypeVar("Rows")


@dataclass(slots=True)
class EventPlan:
    """What the parts have planned, in the order of the steps: `steps` and `parts` belong together.

    `changed`: the columns of the event's row that get another value.
    """

    columns: EventValues = field(default_factory=EventValues)
    changed: set[str] = field(default_factory=set)
    steps: list[Steps[Any, Any, Any]] = field(default_factory=list)
    parts: list[Planned[Any]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Each once: what leaves the calendar may do so in several parts."""
        return list(dict.fromkeys(problem for planned in self.parts for problem in planned.problems))

    @property
    def warnings(self) -> list[Warning]:
        return [warning for planned in self.parts for warning in planned.warnings]

    @property
    def new_values(self) -> EventValues:
        """The columns that get another value, with it."""
        return cast(EventValues, {name: value for name, value in self.columns.items() if name in self.changed})

    def rows(self, kind: type[Rows]) -> Rows:
        """What the part whose rows are of this class has planned."""
        return next(planned.rows for planned in self.parts if isinstance(planned.rows, kind))

    def rows_if_due(self, kind: type[Rows]) -> Rows | None:
        """As `rows`; None for a part that was left out."""
        return next((planned.rows for planned in self.parts if isinstance(planned.rows, kind)), None)

    def stores_rows(self, edit: Edit) -> bool:
        """Whether anything but the event's row is written."""
        return any(
            not isinstance(each, Part) or each.stores_rows(planned.rows, edit)
            for each, planned in zip(self.steps, self.parts, strict=True)
        )

    def add(self, each: Steps[Any, Any, Any], planned: Planned[Any], stored: EventValues) -> None:
        """Add what a part has planned. `stored`: the event's row."""
        self.steps.append(each)
        self.parts.append(planned)
        self.columns |= planned.columns
        for name, value in planned.columns.items():
            if value != stored.get(name):
                self.changed.add(name)
            else:
                self.changed.discard(name)


def edit_of(
    event: EventRow,
    organisation: Defaults,
    patch: UpdateEventPatch,
    now: datetime,
    *,
    created: bool,
    names: Names | None = None,
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
    return Edit(patch, organisation, now, created, zone, old_currency, currency, change, names)


def may_change_names(patch: UpdateEventPatch) -> bool:
    """Whether the searched text may change, which is also made of the names of categories and tags."""
    return not _fields_before_listing().isdisjoint(patch)


def plan_event(db: DbSession, event: EventRow, edit: Edit) -> EventPlan:
    """Plan what createEvent and updateEvent change. Nothing is changed yet."""
    plan, stored = EventPlan(), values_of(event, EventValues)
    columns = stored
    for each in _editing(edit):
        if isinstance(each, Part) and not each.is_due(stored, edit, plan.changed):
            continue
        planned = each.plan(each.read(db, event, edit), edit, columns)
        plan.add(each, planned, stored)
        columns = {**columns, **planned.columns}
    return plan


def write_event(
    db: DbSession, event: EventRow, edit: Edit, plan: EventPlan, versions: RowVersions | None = None
) -> list[Warning]:
    """Set the columns in the event's row, and let each part write its rows. `versions`: of an event that is stored."""
    set_values(event, plan.new_values)
    if edit.zone_change is not None:
        relocalise(event)
    if versions is not None:
        # Before a part flushes the row.
        versions.raise_for(event)
    return _write(db, plan, edit, event)


def plan_reschedule(db: DbSession, event: EventRow, reschedule: Reschedule) -> EventPlan:
    """Plan what rescheduleEvent moves. Nothing is changed yet."""
    return _plan(db, _rescheduling(), reschedule, event)


def write_reschedule(db: DbSession, event: EventRow, reschedule: Reschedule, plan: EventPlan) -> list[Warning]:
    """As `write_event`. The number of statements does not grow with the number of rows."""
    set_values(event, plan.columns)
    relocalise(event)
    touch(event, reschedule.now)
    return _write(db, plan, reschedule, event)


def plan_copy(db: DbSession, event: EventRow, copy: EventCopy) -> EventPlan:
    """Plan what duplicateEvent makes of this event. Nothing is stored yet."""
    return _plan(db, _copying(), copy, event)


def write_copy(db: DbSession, event: EventRow, copy: EventCopy, plan: EventPlan) -> EventRow:
    """The copy. The number of statements does not grow with the number of rows."""
    new = row_of(EventRow, {**values_of(event, EventValues), **plan.columns})
    _write(db, plan, copy, new)
    return new


def own_tables() -> list[OwnTable]:
    """All tables whose rows belong to an event, each behind those that it refers to."""
    return [own for part in PARTS for own in part.tables]


def _editing(edit: Edit) -> Sequence[Steps[Edit, Any, Any]]:
    return PARTS if edit.zone_change is None else (*_zone_steps(), *PARTS)


@cache
def _fields_before_listing() -> Set[str]:
    return {name for part in PARTS[: PARTS.index(LISTING)] for name in part.fields}


@cache
def _zone_steps() -> Sequence[ZoneSteps]:
    return [ZoneSteps(part) for part in PARTS]


@cache
def _copying() -> Sequence[Copying[Any, Any]]:
    return [part.copying or CopiedRows(part) for part in PARTS]


@cache
def _rescheduling() -> Sequence[Rescheduling[Any, Any]]:
    return [part.rescheduling or MovedMoments(part) for part in PARTS]


def _plan(db: DbSession, steps: Sequence[Steps[Change, Any, Any]], change: Change, event: EventRow) -> EventPlan:
    """Read all, then plan all: each is given the columns that those before it have planned."""
    facts = [each.read(db, event, change) for each in steps]
    plan, stored = EventPlan(), values_of(event, EventValues)
    for each, found in zip(steps, facts, strict=True):
        plan.add(each, each.plan(found, change, {**stored, **plan.columns}), stored)
    return plan


def _write(db: DbSession, plan: EventPlan, change: Change, event: EventRow) -> list[Warning]:
    warnings: list[Warning] = []
    for each, planned in zip(plan.steps, plan.parts, strict=True):
        warnings += [*planned.warnings, *each.write(db, event, planned, change)]
    return warnings
