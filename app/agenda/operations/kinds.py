"""The kinds of parts that an agenda has, and what each of them does differently when it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.columns import AgendaValues, ParentColumn, ScheduleDateValues
from app.agenda.patches import AgendaPatch, AnyAgendaTabPatch, AnyLocationPatch, AnyScheduleDatePatch, AnyTrackPatch
from app.agenda.rules import (
    AGENDA_TAB,
    BOUNDED_BY,
    Bounds,
    Day,
    StoredDay,
    plan_bounds,
    problems_with_day,
    problems_with_track,
)
from app.agenda.rules import LOCATION as LOCATION_RULES
from app.agenda.rules import SCHEDULE_DATE as SCHEDULE_DATE_RULES
from app.agenda.rules import TRACK as TRACK_RULES
from app.agenda.store import count_sessions_on_other_dates, days_of, hours, move_sessions_to_tab, room, rows_on_track
from app.agenda.tables import AgendaPart, AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.fields import Rules
from app.core.problems import Path, Problem, Warning, under
from app.db.outbox import record_within
from app.events.tables import EventRow
from app.sessions.store import refile_rows

INPUT: Path = ("input",)
R = TypeVar("R", bound=AgendaPart)
P = TypeVar("P", bound=AgendaPatch)


@dataclass(frozen=True, slots=True)
class Parent:
    """What a part may belong to: the key in its patch, its column, and where it is looked up."""

    key: str
    column: ParentColumn
    table: type[AgendaPart]
    noun: str


@dataclass(frozen=True, slots=True)
class Existing:
    """The parts of one kind that an event has; `days` of schedule dates only."""

    count: int
    next_position: int
    days: frozenset[Day] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """What a kind adds to the values of one part."""

    columns: ScheduleDateValues = field(default_factory=ScheduleDateValues)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


@dataclass(frozen=True)
class Kind(Generic[R, P]):
    """`entity` is its name in the schema."""

    entity: str
    noun: str
    table: type[R]
    rules: Rules[AgendaValues]
    parent: Parent | None = None

    @property
    def key(self) -> str:
        """Its name in payloads."""
        return self.noun.replace(" ", "_")

    def existing(self, db: DbSession, event_id: UUID) -> Existing:
        """The parts that new ones are added to."""
        return Existing(*room(db, self.table, event_id))

    def plan_creation(self, event: EventRow, several: Sequence[tuple[Path, P]], existing: Existing) -> list[Planned]:
        """What this kind adds to each of several new parts."""
        return [Planned() for _ in several]

    def plan_change(self, db: DbSession, event: EventRow, part: R, patch: P) -> Planned:
        """What this kind adds to a change of a stored part."""
        return Planned()

    def after_creation(self, db: DbSession, event: EventRow, now: datetime) -> list[Warning]:
        """Update the sessions that new parts affect."""
        return []

    def after_change(self, db: DbSession, event: EventRow, part: R, patch: P, now: datetime) -> list[Warning]:
        """Update the sessions that a changed part affects."""
        return []


class _ScheduleDates(Kind[ScheduleDateRow, AnyScheduleDatePatch]):
    """Each date is unique in its tab; the sessions that start within its hours belong to it."""

    def existing(self, db: DbSession, event_id: UUID) -> Existing:
        days = days_of(db, event_id).values()
        return Existing(len(days), len(days), frozenset(days))

    def plan_creation(
        self, event: EventRow, several: Sequence[tuple[Path, AnyScheduleDatePatch]], existing: Existing
    ) -> list[Planned]:
        taken = set(existing.days)
        planned = []
        for path, patch in several:
            plan = _with_bounds(plan_bounds(patch, event.timezone), event.timezone, path)
            if (date := patch.get("date")) is not None:
                day = (patch.get("agenda_tab_uuid"), date)
                plan.problems[:0] = problems_with_day(day, taken, (*path, "date"))
                taken.add(day)
            planned.append(plan)
        return planned

    def plan_change(
        self, db: DbSession, event: EventRow, part: ScheduleDateRow, patch: AnyScheduleDatePatch
    ) -> Planned:
        stored = StoredDay(part.date, part.starts_local, part.ends_local)
        plan = _with_bounds(plan_bounds(patch, event.timezone, stored), event.timezone, INPUT)
        date = patch.get("date", part.date)
        if date is not None and ("date" in patch or "agenda_tab_uuid" in patch):
            taken = [day for uuid, day in days_of(db, part.event_id).items() if uuid != part.id]
            day = (patch.get("agenda_tab_uuid", part.agenda_tab_id), date)
            plan.problems[:0] = problems_with_day(day, taken, (*INPUT, "date" if "date" in patch else "agendaTabUuid"))
        return plan

    def after_creation(self, db: DbSession, event: EventRow, now: datetime) -> list[Warning]:
        return refile_rows(db, event, INPUT, now)

    def after_change(
        self, db: DbSession, event: EventRow, part: ScheduleDateRow, patch: AnyScheduleDatePatch, now: datetime
    ) -> list[Warning]:
        if (BOUNDED_BY | {"agenda_tab_uuid"}).isdisjoint(patch):
            return []
        if "agenda_tab_uuid" in patch:
            move_sessions_to_tab(db, event, part.id, part.agenda_tab_id, now)
        return refile_rows(db, event, INPUT, now)


class _Tracks(Kind[TrackRow, AnyTrackPatch]):
    """A track of one day has no sessions on other days."""

    def plan_change(self, db: DbSession, event: EventRow, part: TrackRow, patch: AnyTrackPatch) -> Planned:
        day = patch.get("schedule_date_uuid")
        if day is None:
            return Planned()
        elsewhere = count_sessions_on_other_dates(db, part.id, day)
        return Planned(problems=problems_with_track(elsewhere, (*INPUT, "scheduleDateUuid")))

    def after_change(
        self, db: DbSession, event: EventRow, part: TrackRow, patch: AnyTrackPatch, now: datetime
    ) -> list[Warning]:
        # A session on one of its dates has the track only if the track is of that day, or of none.
        if "schedule_date_uuid" in patch:
            record_within(db, event, "SessionOccurrence", rows_on_track(db, part.id), now, direct=True)
        return []


def _with_bounds(bounds: Bounds, timezone: str, path: Path) -> Planned:
    columns: ScheduleDateValues = {}
    if bounds.span is not None:
        columns = {**columns, **hours(*bounds.span, timezone)}
    return Planned(columns, under(path, bounds.problems), under(path, bounds.warnings))


TAB = Kind[AgendaTabRow, AnyAgendaTabPatch]("AgendaTab", "agenda tab", AgendaTabRow, AGENDA_TAB)
LOCATION = Kind[LocationRow, AnyLocationPatch]("Location", "location", LocationRow, LOCATION_RULES)
SCHEDULE_DATE = _ScheduleDates(
    "ScheduleDate",
    "schedule date",
    ScheduleDateRow,
    SCHEDULE_DATE_RULES,
    Parent("agenda_tab_uuid", "agenda_tab_id", AgendaTabRow, "agenda tab"),
)
TRACK = _Tracks(
    "Track",
    "track",
    TrackRow,
    TRACK_RULES,
    Parent("schedule_date_uuid", "schedule_date_id", ScheduleDateRow, "schedule date"),
)
