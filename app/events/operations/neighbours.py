"""The rows of other slices that belong to an event: what a copy has of them, and how they follow its time zone."""

from typing import Any

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.datetimes import move_out_of_gap
from app.events.common.part.movement import Movement, ZoneChange, move_early_bird, move_window
from app.events.common.part.protocol import OwnTable
from app.files.tables import EventFileRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.sessions.tables import (
    SelectedSessionRow,
    SessionCustomValueRow,
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSelectionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionTicketRow,
    SessionVideoRow,
)
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow


def _move_ticket(row: TicketRow, movement: Movement) -> None:
    """Move the dated moments of a ticket; `relocalise` sets the wall clocks."""
    move_window(row, movement)
    move_early_bird(row, movement)


def _rename(row: Any, zone_change: ZoneChange) -> None:
    zone_change.rename(row)


def _ticket(row: TicketRow, zone_change: ZoneChange) -> None:
    _move_ticket(row, zone_change)
    zone_change.rename(row)


def _day(row: ScheduleDateRow, zone_change: ZoneChange) -> None:
    """A day of the programme keeps its wall clocks, also where instants are kept: it is a day of the new zone."""
    (row.starts_at, _), (row.ends_at, _) = (
        move_out_of_gap(local, zone_change.new) for local in (row.starts_local, row.ends_local)
    )
    zone_change.rename(row)


NEIGHBOURS = (
    OwnTable(AgendaTabRow, "AgendaTab", zone_change=_rename),
    OwnTable(ScheduleDateRow, "ScheduleDate", zone_change=_day),
    OwnTable(TrackRow, "Track", zone_change=_rename),
    OwnTable(LocationRow, "Location", zone_change=_rename),
    OwnTable(SpeakerRow, "Speaker", zone_change=_rename),
    # A change of zone moves the sessions with the dates.
    OwnTable(SessionRow, "Session"),
    OwnTable(EventFileRow),
    OwnTable(TicketRow, "Ticket", zone_change=_ticket, reschedule=_move_ticket),
    OwnTable(PriceRow, "Price"),
    OwnTable(TicketAttributeRow),
    OwnTable(SessionOccurrenceLinkRow),
    OwnTable(SessionOccurrenceRow, "SessionOccurrence"),
    OwnTable(SessionTicketRow),
    OwnTable(SessionSpeakerRow),
    OwnTable(SessionLinkRow),
    OwnTable(SessionFileRow),
    OwnTable(SessionVideoRow),
    OwnTable(SessionTagRow),
    OwnTable(SessionCustomValueRow),
    # What people did with an event: a copy has none of it.
    OwnTable(InvitationRow, copied=False, zone_change=_rename),
    OwnTable(RsvpRow, copied=False, zone_change=_rename),
    OwnTable(SessionSelectionRow, copied=False, zone_change=_rename),
    OwnTable(SelectedSessionRow, copied=False),
    OwnTable(SaveRow, copied=False, zone_change=_rename),
    OwnTable(ShareRow, copied=False, zone_change=_rename),
    OwnTable(ReviewRow, copied=False, zone_change=_rename),
    OwnTable(WaitingRow, copied=False, zone_change=_rename),
    OwnTable(AttendeeRow, copied=False, zone_change=_rename),
)
