"""The population with counters that agree with its rows, as if the service had stored it."""

from typing import Any

from sqlalchemy import Table, func, select, update
from sqlmodel import Session as DbSession

from app.custom_fields.tables import CustomFieldRow
from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.tickets.tables import PriceRow, TicketRow
from tests.gateway import Gateway, Organisation
from tests.reading.population import populate


def settled(gateway: Gateway) -> list[Organisation]:
    """Store the population; what attendees have is counted on top of what was sold elsewhere.

    No custom field must be answered: what is generated knows none of their keys.
    """
    organisations = populate(gateway)
    attendee = _table(AttendeeRow)

    def settle(db: DbSession) -> None:
        db.connection().execute(update(_table(CustomFieldRow)).values(required=False))
        for row, counter, counted in (
            (EventRow, "booked_count", "seats"),
            (OccurrenceRow, "booked_count", "seats"),
            (TimeslotRow, "booked_count", "seats"),
            (TicketRow, "quantity_sold", "seats"),
            (PriceRow, "quantity_sold", "quantity"),
        ):
            table = _table(row)
            theirs = attendee.c[f"{table.name}_id"] == table.c.id
            more = select(func.coalesce(func.sum(attendee.c[counted]), 0)).where(theirs).scalar_subquery()
            # A ticket has as many places more.
            raised = [counter, "quantity"] if row is TicketRow else [counter]
            db.connection().execute(update(table).values({name: table.c[name] + more for name in raised}))

    gateway.write(settle)
    return organisations


def _table(row: Any) -> Table:
    table: Table = row.__table__
    return table
