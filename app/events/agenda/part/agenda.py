"""The agenda of an event: its sessions, with a row in each of their dates, and the days that they are filed under."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.datetimes import move_out_of_gap
from app.core.problems import Warning
from app.events.agenda.part.days import movable_days, move_day
from app.events.agenda.part.sessions import MovedSession, move_free_sessions, move_rows
from app.events.agenda.store import SessionTimes, schedule_dates, session_times, write_schedule_dates
from app.events.columns import EventValues
from app.events.common.part.movement import ZoneChange, rename
from app.events.common.part.neighbour import Neighbour
from app.events.common.part.protocol import INPUT, OwnTable, Planned, Rescheduling
from app.events.common.part.reschedule import Reschedule
from app.events.common.store import write_times
from app.events.tables import EventRow
from app.sessions.store.filing import refile_rows
from app.sessions.store.overlaps import moved_overlaps
from app.sessions.store.rows import SessionOccurrenceData, rows_of
from app.sessions.tables import (
    SessionCustomValueRow,
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionVideoRow,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """All sessions of the event, their rows by start, and its schedule dates."""

    sessions: list[SessionTimes]
    rows: list[SessionOccurrenceData]
    days: list[ScheduleDateRow]


@dataclass(slots=True)
class MovedAgenda:
    """What has moved. `free`: sessions without a date. `results`: the sessions of each date, with their old times."""

    rows: list[SessionOccurrenceData]
    free: list[SessionTimes]
    days: list[ScheduleDateRow] = field(default_factory=list)
    results: dict[UUID, list[MovedSession]] = field(default_factory=dict)
    free_results: list[MovedSession] = field(default_factory=list)

    @property
    def session_ids(self) -> set[UUID]:
        return {row.session_id for row in self.rows} | {session.id for session in self.free}


class AgendaRescheduling(Rescheduling[Facts, MovedAgenda]):
    """The agenda follows the dates, which have moved before it.

    Sessions without a date move if all dates do, unless they have ended.
    """

    def read(self, db: DbSession, event: EventRow, reschedule: Reschedule) -> Facts:
        sessions = session_times(db, event.id)
        rows = rows_of(db, event.id, expected=len(reschedule.dates) * len(sessions))
        return Facts(sessions, rows, schedule_dates(db, event.id))

    def plan(self, facts: Facts, reschedule: Reschedule, event: EventValues) -> Planned[MovedAgenda]:
        dates, dated = {date.row.id for date in reschedule.in_scope}, {row.session_id for row in facts.rows}
        moved = MovedAgenda(
            [row for row in facts.rows if row.occurrence_id in dates],
            [
                session
                for session in facts.sessions
                if reschedule.moves_all and session.id not in dated and session.ends_at > reschedule.now
            ],
        )
        moved.results = move_rows(moved.rows, {session.id: session for session in facts.sessions}, reschedule)
        moved.free_results = move_free_sessions(moved.free, reschedule)
        planned = Planned(moved, problems=reschedule.problems_with_range([*moved.rows, *moved.free]))
        if not planned.problems:
            moving = {row.id for row in moved.rows} | {session.id for session in moved.free}
            moved.days = movable_days(facts.days, facts.rows, facts.sessions, moving, reschedule)
            for day in moved.days:
                move_day(day, reschedule)
        return planned

    def write(
        self, db: DbSession, event: EventRow, planned: Planned[MovedAgenda], reschedule: Reschedule
    ) -> list[Warning]:
        moved = planned.rows
        write_times(db, SessionOccurrenceRow, moved.rows, reschedule.now)
        write_schedule_dates(db, moved.days, later=reschedule.days > 0)
        write_times(db, SessionRow, moved.free, reschedule.now)
        return [*refile_rows(db, event, INPUT, reschedule.now), *moved_overlaps(db, event.id, moved.rows, INPUT)]


def _day(row: ScheduleDateRow, zone_change: ZoneChange) -> None:
    """A day of the programme keeps its local times, also where instants are kept: it is a day of the new zone."""
    (row.starts_at, _), (row.ends_at, _) = (
        move_out_of_gap(local, zone_change.new) for local in (row.starts_local, row.ends_local)
    )
    zone_change.rename(row)


class Agenda(Neighbour):
    tables = (
        OwnTable(AgendaTabRow, "AgendaTab", zone_change=rename),
        OwnTable(ScheduleDateRow, "ScheduleDate", zone_change=_day),
        OwnTable(TrackRow, "Track", zone_change=rename),
        OwnTable(LocationRow, "Location", zone_change=rename),
        # A change of zone moves the sessions with the dates.
        OwnTable(SessionRow, "Session"),
        OwnTable(SessionOccurrenceLinkRow),
        OwnTable(SessionOccurrenceRow, "SessionOccurrence"),
        OwnTable(SessionSpeakerRow),
        OwnTable(SessionLinkRow),
        OwnTable(SessionFileRow),
        OwnTable(SessionVideoRow),
        OwnTable(SessionTagRow),
        OwnTable(SessionCustomValueRow),
    )
    rescheduling = AgendaRescheduling()


AGENDA = Agenda()
