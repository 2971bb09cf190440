"""The parts of an event that other slices edit: what a copy has of them, and how they follow zone and dates."""

from app.events.common.part.copying import fresh_early_bird, fresh_window
from app.events.common.part.movement import Movement, ZoneChange, move_early_bird, move_window, rename
from app.events.common.part.neighbour import Neighbour
from app.events.common.part.protocol import OwnTable, Values
from app.files.tables import EventFileRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.sessions.tables import SelectedSessionRow, SessionSelectionRow, SessionTicketRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow


def _move_ticket(row: TicketRow, movement: Movement) -> None:
    """Move the dated moments of a ticket; `relocalise` sets the wall clocks."""
    move_window(row, movement)
    move_early_bird(row, movement)


def _ticket(row: TicketRow, zone_change: ZoneChange) -> None:
    _move_ticket(row, zone_change)
    zone_change.rename(row)


def _fresh_ticket(row: Values) -> Values:
    return {"quantity_sold": 0, **fresh_window(row), **fresh_early_bird(row)}


class Speakers(Neighbour):
    tables = (OwnTable(SpeakerRow, "Speaker", zone_change=rename),)


class Tickets(Neighbour):
    tables = (
        OwnTable(TicketRow, "Ticket", fresh=_fresh_ticket, zone_change=_ticket, reschedule=_move_ticket),
        OwnTable(PriceRow, "Price", fresh=lambda row: {"quantity_sold": 0}),
        OwnTable(TicketAttributeRow),
        # Behind both that it refers to.
        OwnTable(SessionTicketRow),
    )


class Files(Neighbour):
    tables = (OwnTable(EventFileRow),)


class Guests(Neighbour):
    """What users did with an event. A copy has none of these rows."""

    tables = (
        OwnTable(InvitationRow, copied=False, zone_change=rename),
        OwnTable(RsvpRow, copied=False, zone_change=rename),
        OwnTable(SessionSelectionRow, copied=False, zone_change=rename),
        OwnTable(SelectedSessionRow, copied=False),
        OwnTable(SaveRow, copied=False, zone_change=rename),
        OwnTable(ShareRow, copied=False, zone_change=rename),
        OwnTable(ReviewRow, copied=False, zone_change=rename),
        OwnTable(WaitingRow, copied=False, zone_change=rename),
        OwnTable(AttendeeRow, copied=False, zone_change=rename),
    )


SPEAKERS, TICKETS, FILES, GUESTS = Speakers(), Tickets(), Files(), Guests()
