"""A change of an event's time zone: every row of the event that shows a wall clock is written anew.

Wall clocks stay and instants move, or with `keep_instants` the other way round. Lengths stay in either case.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.booking.values import BookingEndType, BookingStartType
from app.core.datetimes import move_out_of_gap
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.core.time import local_of, to_local_text
from app.db.bulk import detach, update_all
from app.db.timestamps import relocalise, stamp, touch
from app.discounts.values import DiscountWindowType
from app.events.dates.part.programme import Programme, set_times
from app.events.store.zoned import rows_in_zone
from app.events.tables import CouponRow, EventRow, ScheduledStartRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.sessions.rules.dates import offset_in
from app.sessions.tables import SessionSelectionRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import TicketRow

MAX_WARNINGS = 20

# Beside occurrences, timeslots, sessions and their rows, which others look at while they move.
TABLES: tuple[type[Any], ...] = (
    ScheduledStartRow,
    CouponRow,
    TicketRow,
    AgendaTabRow,
    TrackRow,
    LocationRow,
    ScheduleDateRow,
    SpeakerRow,
    InvitationRow,
    RsvpRow,
    SessionSelectionRow,
    SaveRow,
    ShareRow,
    ReviewRow,
    WaitingRow,
    AttendeeRow,
)


@dataclass
class Move:
    """From one zone to another, and what was met on the way."""

    old: str
    new: str
    keep_instants: bool
    now: datetime
    missing: dict[datetime, datetime] = field(default_factory=dict)

    def instant(self, at: datetime) -> datetime:
        """Where an instant goes: where the new zone's clocks show what the old zone's did."""
        if self.keep_instants:
            return at
        local = local_of(at, self.old)
        moved, was_missing = move_out_of_gap(local, self.new)
        if was_missing:
            self.missing[local] = moved
        return moved

    def span(self, row: Any) -> None:
        """Move a row that starts and ends; it lasts as long as before, whatever the clocks do meanwhile."""
        length = row.ends_at - row.starts_at
        row.timezone = self.new
        set_times(row, self.instant(row.starts_at), length)

    def window(self, row: Any) -> None:
        """Move the dated ends of a booking window. The others are resolved anew, and empty until then."""
        if row.booking_starts_type == BookingStartType.SPECIFIC_TIME:
            row.booking_starts_at = self.instant(row.booking_starts_at)
        elif row.booking_starts_type == BookingStartType.RELATIVE_TO_OCCURRENCE:
            row.booking_starts_at = None
        if row.booking_ends_type != BookingEndType.SPECIFIC_TIME:
            row.booking_ends_at = None
        else:
            row.booking_ends_at = self.instant(row.booking_ends_at)
            if row.booking_starts_at is not None:
                row.booking_ends_at = max(row.booking_starts_at, row.booking_ends_at)

    def early_bird(self, row: Any) -> None:
        """Move the dated moments of a discount; a start that nobody dated is an instant, and stays."""
        if row.early_bird_type != DiscountWindowType.SPECIFIC_TIME:
            return
        if row.early_bird_customised_start:
            row.early_bird_starts_at = self.instant(row.early_bird_starts_at)
        if row.early_bird_ends_at is not None:
            row.early_bird_ends_at = max(row.early_bird_starts_at, self.instant(row.early_bird_ends_at))

    def coupon(self, row: CouponRow) -> None:
        """Move what is dated of it; what a change of clocks would turn round lasts a second."""
        if row.starts_at is not None:
            row.starts_at = self.instant(row.starts_at)
        if row.ends_at is not None:
            row.ends_at = self.instant(row.ends_at)
        if row.starts_at is not None and row.ends_at is not None:
            row.ends_at = max(row.starts_at + timedelta(seconds=1), row.ends_at)
        self.rename(row)

    def day(self, row: ScheduleDateRow) -> None:
        """A day of the programme keeps its wall clocks, also where instants are kept: it is a day of the new zone."""
        (row.starts_at, _), (row.ends_at, _) = (
            move_out_of_gap(local, self.new) for local in (row.starts_local, row.ends_local)
        )
        self.rename(row)

    def rename(self, row: Any) -> None:
        """The row in the new zone; its instants are right already."""
        row.timezone = self.new
        relocalise(row)

    def warnings(self, path: Path) -> list[Warning]:
        """One for each wall clock that the new zone does not have, up to a bound."""
        found = [
            Warning(
                WarningCode.MOVED_BY_CLOCK_CHANGE,
                f"{to_local_text(local)} does not exist in {self.new}, because clocks go forward there; "
                f"what was due then is now at {to_local_text(local_of(at, self.new))}.",
                path,
            )
            for local, at in sorted(self.missing.items())[:MAX_WARNINGS]
        ]
        if len(self.missing) > MAX_WARNINGS:
            more = f"So are {len(self.missing) - MAX_WARNINGS:,} more times."
            found.append(Warning(WarningCode.MOVED_BY_CLOCK_CHANGE, more, path))
        return found


def move_programme(programme: Programme, way: Move, path: Path) -> list[Problem]:
    """Move the dates with all that lies in them; two dates may not come to start at once.

    The rows of a session in a zone of its own stay where they are.
    """
    programme.starts_moved = True
    programme.slots_changed = bool(programme.slots)
    following = {session.id for session in programme.sessions if session.use_event_timezone}
    for date in programme.dates:
        way.span(date)
        date.original_starts_at = way.instant(date.original_starts_at)
        relocalise(date)
        touch(date, way.now)
        for slot in programme.slots[date.id]:
            way.span(slot)
        for row in programme.rows[date.id]:
            if row.session_id in following:
                way.span(row)
                stamp(row, "created", row.created_at)
                touch(row, way.now)
                programme.changed.add(row.id)
    if len({date.starts_at for date in programme.dates}) == len(programme.dates):
        return []
    sentence = f"Two occurrences would start at the same time, because clocks in {way.new} skip an hour."
    return [Problem(ProblemCode.NOT_UNIQUE, sentence, path)]


def move_sessions(programme: Programme, way: Move) -> None:
    """The sessions, behind their rows: those in the event's zone move, and all know where they lie in a date."""
    apart: dict[UUID, Counter[int]] = defaultdict(Counter)
    for date in programme.dates:
        for row in programme.rows[date.id]:
            if not row.own_times:
                apart[row.session_id][offset_in(row.starts_at, date.starts_at, way.new)] += 1
    for session in programme.sessions:
        if session.use_event_timezone:
            way.span(session)
            relocalise(session)
            touch(session, way.now)
        found = apart.get(session.id)
        if found and session.offset_seconds not in found:
            session.offset_seconds = found.most_common(1)[0][0]


def move_event(event: EventRow, way: Move) -> None:
    """Move what is dated in the event's own row. Its span follows from the occurrences."""
    if event.rule_starts_at is not None:
        event.rule_starts_at = way.instant(event.rule_starts_at)
    if event.materialised_until is not None:
        event.materialised_until = way.instant(event.materialised_until)
    if event.abn_activate_at is not None:
        event.abn_activate_at = way.instant(event.abn_activate_at)
    way.window(event)
    way.early_bird(event)
    way.rename(event)


def move_rest(db: DbSession, event_id: UUID, way: Move) -> None:
    """Load, move and write the other tables of the event, one load and one write each."""
    for table in TABLES:
        rows = detach(db, rows_in_zone(db, table, event_id))
        for row in rows:
            if isinstance(row, ScheduledStartRow):
                row.starts_at = way.instant(row.starts_at)
            elif isinstance(row, TicketRow):
                way.window(row)
                way.early_bird(row)
            if isinstance(row, CouponRow):
                way.coupon(row)
            elif isinstance(row, ScheduleDateRow):
                way.day(row)
            else:
                way.rename(row)
            if hasattr(row, "version"):
                touch(row, way.now)
        update_all(db, rows)
