"""What the population's people did."""

from typing import Any

from app.events.tables import EventRow, JoinUrlRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.organisations.tables import OrganisationRow, PreferenceRow
from app.sessions.tables import SessionOccurrenceRow
from app.tickets.tables import PriceRow, TicketRow
from app.users.tables import UserRow
from tests.reading.row_factory import Maker, Row


def add_interactions(make: Maker, owners: list[OrganisationRow], events: list[EventRow]) -> None:
    """Drafts have some too, from before they were taken back."""
    for owner in owners:
        users = [row for row in _all(make, UserRow) if row.organisation_id == owner.id]
        for user in users:
            belongs = {"organisation_id": owner.id, "user_id": user.id, "timezone": owner.timezone}
            if make.rng.random() < 0.6:
                make.new(FollowRow, **belongs)
            if make.rng.random() < 0.4:
                make.new(MuteRow, **belongs)
        for number in range(4):
            make.new(PreferenceRow, organisation_id=owner.id, position=number // 2, name=f"{number}", value=number > 1)
        for event in events:
            if event.organisation_id == owner.id:
                _at(make, event, users)


def _at(make: Maker, event: EventRow, users: list[UserRow]) -> None:
    tickets, occurrences = _of(make, TicketRow, event), _of(make, OccurrenceRow, event)
    prices = _of(make, PriceRow, event)
    event.booked_count = make.rng.choice((0, 3, 500))
    for occurrence in occurrences:
        occurrence.booked_count = make.rng.choice((0, 3, 40))
    for number in range(make.rng.randrange(4)):
        url = f"https://example.org/{number}"
        make.part(JoinUrlRow, event, name=make.maybe(make.text()), url=url, position=number // 2)
    for turn, user in enumerate(users):
        by: dict[str, Any] = {"user_id": user.id}
        for table, more in (
            (SaveRow, {}),
            (ShareRow, {"channel": make.maybe(make.text())}),
            (ReviewRow, {"rating": make.rng.randint(1, 5), "body": make.maybe(make.text())}),
        ):
            if make.rng.random() < 0.4:
                make.part(table, event, **by, **more)
        if not tickets or not occurrences:
            continue
        ticket, occurrence = make.rng.choice(tickets), make.rng.choice(occurrences)
        where = {"ticket_id": ticket.id, "occurrence_id": occurrence.id}
        if make.rng.random() < 0.4:
            of_ticket = [price.id for price in prices if price.ticket_id == ticket.id]
            price = make.rng.choice([*of_ticket, None])
            quantity = make.rng.randint(1, 3)
            make.part(AttendeeRow, event, **by, **where, price_id=price, quantity=quantity, seats=2 * quantity)
        if make.rng.random() < 0.4:
            wanted = {name: make.maybe(value) for name, value in where.items()}
            make.part(WaitingRow, event, **by, **wanted, turn=9 - turn)
        # Each on its own list, and beside the entry for the event.
        for number, row in enumerate(_of(make, SessionOccurrenceRow, event)[:3]):
            if make.rng.random() < 0.5:
                wanted = {"occurrence_id": row.occurrence_id, "session_occurrence_id": row.id}
                make.part(WaitingRow, event, **by, **wanted, turn=99 - 9 * turn + number)


def _all(make: Maker, table: type[Row]) -> list[Row]:
    return [row for row in make.rows if isinstance(row, table)]


def _of(make: Maker, table: type[Row], event: EventRow) -> list[Row]:
    return [row for row in _all(make, table) if row.event_id == event.id]  # type: ignore[attr-defined]
