"""A part of an event: what it reads, plans and writes, and which rows and columns are its own.

facts = part.read(db, event, edit)                 # all that the plan needs of the store
planned = part.plan(facts, edit, columns)          # pure: what is to be written, and what is wrong with it
warnings = part.write(db, event, planned, edit)    # after the columns of all parts are set in the event's row

`app/events/operations/parts.py` has the ordered list of all parts, and goes over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.problems import Path, Problem, Warning
from app.events.common.part.movement import Movement, RowMove, RowZoneChange, ZoneChange
from app.events.patches.event import UpdateEventPatch
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow

INPUT: Path = ("input",)
Columns: TypeAlias = Mapping[str, Any]
Facts = TypeVar("Facts")
Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class Edit:
    """What createEvent or updateEvent is asked to do. The time zone and the currency are chosen first.

    `created` is true for a new event, whose row is not stored yet: its patch is an update of a row without parts.
    `zone_change` is None where the zone stays.
    """

    patch: UpdateEventPatch
    organisation: OrganisationRow
    now: datetime
    created: bool
    timezone: str
    old_currency: str
    currency: str
    zone_change: ZoneChange | None = None


@dataclass(slots=True)
class Planned(Generic[Rows]):
    """`columns` of the event's row; `rows` is what else the part writes."""

    rows: Rows
    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table whose rows belong to one event.

    name          the type in the schema, where it has one
    copied        whether a copy of the event has these rows, too
    zone_change   moves a row into another time zone; None where the table has no wall clocks, or its part moves them
    reschedule    moves the dated moments of a row with all dates of the event; None where there are none
    """

    table: type[SQLModel]
    name: str | None = None
    copied: bool = True
    zone_change: RowZoneChange | None = None
    reschedule: RowMove | None = None


class Part(Generic[Facts, Rows]):
    """What every part has. A part without columns or tables of its own inherits that it has none.

    tables   the tables that are its own
    fresh    the event's columns that a copy does not take over, with their values
    """

    tables: ClassVar[Sequence[OwnTable]] = ()
    fresh: ClassVar[Columns] = {}

    def move(self, event: EventRow, movement: Movement) -> None:
        """Move the moments in the part's columns of the row, which is not the stored one. Wall clocks follow."""

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        raise NotImplementedError

    def plan(self, facts: Facts, edit: Edit, event: Columns) -> Planned[Rows]:
        """`event` has the columns as they are stored, with those that the parts before this one have planned."""
        raise NotImplementedError

    def write(self, db: DbSession, event: EventRow, planned: Planned[Rows], edit: Edit) -> list[Warning]:
        raise NotImplementedError
