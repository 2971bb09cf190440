"""A part of an event: what it reads, plans and writes, and which rows and columns are its own.

facts = part.read(db, event, edit)                 # all that the plan needs of the store
planned = part.plan(facts, edit, columns)          # pure: what is to be written, and what is wrong with it
warnings = part.write(db, event, planned, edit)    # after the columns of all parts are set in the event's row

A change of time zone takes the same three steps before these, for the rows and moments that each part has: see
`app/events/common/part/zones.py`. So do a reschedule, with a `Reschedule` in place of the `Edit`, and a copy, with an
`EventCopy`: see `Rescheduling` and `Copying`.
`app/events/operations/parts.py` has the ordered list of all parts, and goes over it.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.problems import Path, Problem, Warning
from app.events.columns import EventValues
from app.events.common.part.movement import Movement, RowMove, RowZoneChange, ZoneChange
from app.events.common.part.reschedule import Reschedule
from app.events.patches.event import UpdateEventPatch
from app.events.store.updating import Names
from app.events.tables import EventRow

INPUT: Path = ("input",)
Change = TypeVar("Change")
Facts = TypeVar("Facts")
Rows = TypeVar("Rows")
# Of a row of any table, by column.
Values: TypeAlias = Mapping[str, object]


class Defaults(Protocol):
    """What an event takes over from its organisation where null is sent."""

    @property
    def timezone(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def enable_datetime_conversion(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Edit:
    """The change that createEvent or updateEvent makes. The time zone and the currency are chosen first.

    `created` is true for a new event, whose row is not stored yet: its patch is an update of a row without parts.
    `zone_change` is None where the zone stays. `names`: the stored categories and tags, where they have been read.
    """

    patch: UpdateEventPatch
    organisation: Defaults
    now: datetime
    created: bool
    timezone: str
    old_currency: str
    currency: str
    zone_change: ZoneChange | None = None
    names: Names | None = None

    @property
    def reaches_all(self) -> bool:
        """Whether every part may change, whatever fields the patch has."""
        return self.created or self.zone_change is not None or self.currency != self.old_currency


@dataclass(frozen=True, slots=True)
class EventCopy:
    """The change that duplicateEvent makes: a new event with what describes another.

    `ids`: the new id of the event and of each copied row, by the old one. Parts add those of the rows that they read.
    """

    ids: dict[UUID, UUID]
    now: datetime


@dataclass(slots=True)
class Planned(Generic[Rows]):
    """`columns` of the event's row; `rows` is what else the part writes."""

    rows: Rows
    columns: EventValues = field(default_factory=EventValues)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table whose rows belong to one event.

    name          the type in the schema, where it has one
    copied        whether a copy of the event has these rows, too
    fresh         the columns that a copied row does not take over, with their values; ids and versions are always new
    zone_change   moves a row into another time zone; None where the table has no wall clocks, or its part moves them
    reschedule    moves the dated moments of a row with all dates of the event; None where there are none
    """

    table: type[SQLModel]
    name: str | None = None
    copied: bool = True
    fresh: Callable[[Values], Values] | None = None
    zone_change: RowZoneChange | None = None
    reschedule: RowMove | None = None


class Steps(Generic[Change, Facts, Rows]):
    """The three steps of every change."""

    def read(self, db: DbSession, event: EventRow, change: Change) -> Facts:
        raise NotImplementedError

    def plan(self, facts: Facts, change: Change, event: EventValues) -> Planned[Rows]:
        """`event` has the columns as they are stored, with those that the parts before this one have planned."""
        raise NotImplementedError

    def write(self, db: DbSession, event: EventRow, planned: Planned[Rows], change: Change) -> list[Warning]:
        raise NotImplementedError


class Rescheduling(Steps[Reschedule, Facts, Rows]):
    """What of a part moves with the dates of the event. Rows that are read for it are out of the session."""


class Copying(Steps[EventCopy, Facts, Rows]):
    """What a copy of an event has of a part. `read` is given the row of the original, `write` that of the copy."""


class Part(Steps[Edit, Facts, Rows]):
    """What every part has. A part without columns or tables of its own inherits that it has none.

    fields         the fields of the patch that it reads
    sources        columns that earlier parts plan, and from which its own follow
    tables         the tables that are its own
    rescheduling   None where only single moments move, which `move` and `OwnTable.reschedule` describe
    copying        None where a copy has the rows and columns of its original, except what `fresh` and `OwnTable` say
    """

    fields: ClassVar[Set[str]] = frozenset()
    sources: ClassVar[Set[str]] = frozenset()
    tables: ClassVar[Sequence[OwnTable]] = ()
    rescheduling: ClassVar[Rescheduling[Any, Any] | None] = None
    copying: ClassVar[Copying[Any, Any] | None] = None

    def is_due(self, event: EventValues, edit: Edit, changed: Set[str]) -> bool:
        """Whether the part can change, or refuse, anything. `changed`: the columns that change before it.

        Otherwise it is neither read nor planned nor written.
        """
        return edit.reaches_all or not self.fields.isdisjoint(edit.patch) or not self.sources.isdisjoint(changed)

    def stores_rows(self, rows: Rows, edit: Edit) -> bool:
        """Whether `write` stores anything but the columns of the event's row."""
        return True

    def move(self, event: EventRow, movement: Movement) -> None:
        """Move the moments in the part's columns of the row, which is not the stored one. Local times follow."""

    def fresh(self, event: EventValues) -> EventValues:
        """The event's columns that a copy does not take over, with their values."""
        return {}
