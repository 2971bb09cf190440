"""SQL of registering attendees: one statement reads what the rules need, and one takes the places.

Callers hold the event's lock.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Integer, bindparam, text
from sqlmodel import Session as DbSession

from app.booking.store import DATE_STATE_BUT_FOR_TICKETS, TICKET_STATE
from app.db.columns import Instant, Text, Uuid
from app.db.fixed import FixedStatement, fixed_text
from app.guests.tables import STANDING
from app.interactions.rules import Named, Offer
from app.interactions.store.standing import Standing
from app.interactions.tables import AttendeeRow


@dataclass(frozen=True, slots=True)
class NewAttendee:
    """The columns of an attendee who is registered."""

    id: UUID
    organisation_id: UUID
    event_id: UUID
    user_id: UUID
    ticket_id: UUID
    occurrence_id: UUID
    timeslot_id: UUID | None
    price_id: UUID | None
    quantity: int
    seats: int
    timezone: str
    created_at: datetime
    created_local: datetime


_SEATS = "(SELECT coalesce(sum(me.seats), 0) FROM attendee me WHERE {0})"
_OF_DATE = _SEATS.format("me.occurrence_id = da.id AND me.ticket_id = tk.id")
_OF_TICKET = _SEATS.format("me.ticket_id = tk.id AND me.user_id = :user")
_OF_EVENT = _SEATS.format("me.event_id = ev.id AND me.user_id = :user")
_ENABLED = "FROM occurrence an WHERE an.event_id = :event AND an.enabled LIMIT"
_ONLY_DATE = f"CASE WHEN (SELECT count(*) FROM (SELECT 1 {_ENABLED} 2) two) = 1 THEN (SELECT an.id {_ENABLED} 1) END"


def _state(template: str, alias: str) -> str:
    return template.replace("{t}", alias).replace("{now}", ":now")


# What has no limit is not counted.
_OFFER = FixedStatement(
    text(
        f"SELECT {STANDING},"
        f" tk.id, {_state(TICKET_STATE, 'tk')}, (SELECT count(*) FROM price pr WHERE pr.ticket_id = tk.id),"
        " pc.id, pc.quantity_included, CASE WHEN pc.minimum_quantity_enabled THEN pc.minimum_quantity END,"
        f" da.id, {_state(DATE_STATE_BUT_FOR_TICKETS, 'da')}, sl.id, sl.booked_count >= sl.capacity,"
        f" tk.quantity_per_occurrence - CASE WHEN tk.quantity_per_occurrence IS NULL THEN 0 ELSE {_OF_DATE} END,"
        " tk.max_quantity_per_customer,"
        f" CASE WHEN tk.max_quantity_per_customer IS NULL THEN 0 ELSE {_OF_TICKET} END,"
        f" CASE WHEN ev.max_ticket_per_customer IS NULL THEN 0 ELSE {_OF_EVENT} END"
        " FROM event ev"
        " LEFT JOIN user_account us ON us.id = :user AND us.organisation_id = ev.organisation_id"
        " LEFT JOIN ticket tk ON tk.id = :ticket AND tk.event_id = ev.id"
        " LEFT JOIN price pc ON pc.ticket_id = tk.id AND pc.id ="
        " coalesce(:price, (SELECT pr.id FROM price pr WHERE pr.ticket_id = tk.id LIMIT 1))"
        f" LEFT JOIN occurrence da ON da.event_id = ev.id AND da.id = coalesce(:date, {_ONLY_DATE})"
        " LEFT JOIN timeslot sl ON sl.id = (SELECT an.id FROM timeslot an WHERE an.occurrence_id = da.id"
        " ORDER BY CASE WHEN an.id = :timeslot THEN 0 ELSE 1 END LIMIT 1)"
        " WHERE ev.id = :event"
    )
    .bindparams(
        *(bindparam(name, type_=Uuid()) for name in ("event", "user", "ticket", "price", "date", "timeslot")),
        bindparam("now", type_=Instant()),
    )
    .columns(
        is_deleted=Boolean(),
        is_banned=Boolean(),
        is_invited=Boolean(),
        ticket=Uuid(),
        ticket_state=Text(),
        prices=Integer(),
        price=Uuid(),
        seats_included=Integer(),
        least=Integer(),
        date=Uuid(),
        date_state=Text(),
        timeslot=Uuid(),
        timeslot_is_full=Boolean(),
        left_on_date=Integer(),
        most_of_ticket=Integer(),
        has_of_ticket=Integer(),
        has_of_event=Integer(),
    )
)

# Each counter of places: the table, the column of the attendee that names its row, the counter and its limit.
_COUNTERS = (
    ("ticket", "ticket_id", "quantity_sold", "quantity"),
    ("event", "event_id", "booked_count", "event_capacity"),
    ("occurrence", "occurrence_id", "booked_count", "capacity"),
    ("timeslot", "timeslot_id", "booked_count", "capacity"),
)
_RAISE = (
    "UPDATE {0} SET {2} = {0}.{2} + :seats WHERE {0}.id = :{1} AND ({0}.{3} IS NULL OR {0}.{2} + :seats <= {0}.{3})"
)
_RAISED = tuple(_RAISE.format(*counter) for counter in _COUNTERS)
_PRICED = "UPDATE price SET quantity_sold = price.quantity_sold + :quantity WHERE price.id = :price_id"
_NAMES = tuple(each.name for each in fields(NewAttendee))
_ADDED = f"INSERT INTO attendee ({', '.join(_NAMES)}) VALUES ({', '.join(f':{name}' for name in _NAMES)})"


_TYPES = {column.name: column.type for column in AttendeeRow.__table__.c}  # type: ignore[attr-defined]
# On PostgreSQL all in one round trip.
_TAKE_POSTGRESQL = fixed_text(
    "WITH "
    + ", ".join(f"raised_{number} AS ({sql} RETURNING 1)" for number, sql in enumerate(_RAISED))
    + f", priced AS ({_PRICED}), added AS ({_ADDED}) SELECT "
    + " + ".join(f"(SELECT count(*) FROM raised_{number})" for number in range(len(_RAISED))),
    _TYPES,
)
_RAISE_SQLITE = tuple(fixed_text(sql, _TYPES) for sql in _RAISED)
_PRICE_SQLITE, _ADD_SQLITE = (fixed_text(sql, _TYPES) for sql in (_PRICED, _ADDED))


def offer_of(
    db: DbSession, event_id: UUID, user_id: UUID, ticket_id: UUID, named: Named, now: datetime
) -> tuple[Standing, Offer]:
    """What registering this user at the event with this ticket depends on."""
    found = _OFFER.row(
        db,
        {
            "event": event_id,
            "user": user_id,
            "ticket": ticket_id,
            "price": named.price,
            "date": named.date,
            "timeslot": named.timeslot,
            "now": now,
        },
    )
    assert found is not None
    return Standing(*found[:3]), Offer(*found[3:])


def register(db: DbSession, attendee: NewAttendee) -> bool:
    """Store the attendee and add their places to every counter.

    False, with the transaction to be rolled back, if too few are left: each counter is raised by an update with the
    limit as its condition, so that the last place is given once.
    """
    values = {name: getattr(attendee, name) for name in _NAMES}
    counters = len(_COUNTERS) - (attendee.timeslot_id is None)
    if db.get_bind().dialect.name == "postgresql":
        return _TAKE_POSTGRESQL.row(db, values) == (counters,)
    if not all(each.changed(db, values) == 1 for each in _RAISE_SQLITE[:counters]):
        return False
    if attendee.price_id is not None:
        _PRICE_SQLITE.changed(db, values)
    _ADD_SQLITE.changed(db, values)
    return True
