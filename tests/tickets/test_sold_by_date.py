"""A ticket's quantity for each date, and paid tickets without a price."""

from datetime import timedelta
from typing import Any

import pytest

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.tickets.tables import TicketRow
from tests.builders import SHOW, make_event, make_occurrence, make_price, make_row, make_ticket, stored
from tests.gateway import START, Gateway, Organisation
from tests.tickets.ticketing import create, created, refused_create, refused_update, update, updated
from tests.user_builders import make_user

NAME = "quantity_per_occurrence"
OUT = [("OUT_OF_RANGE", "input.quantityPerOccurrence")]


def test_it_is_set_left_and_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert created(gateway, acme, event.id)[NAME] is None
    assert created(gateway, acme, event.id, quantityPerOccurrence=None)[NAME] is None
    ticket = created(gateway, acme, event.id, quantityPerOccurrence=7, quantity=20)
    assert (ticket[NAME], ticket["quantity"]) == (7, 20)
    assert updated(gateway, acme, ticket["id"], name="Circle")[NAME] == 7
    assert updated(gateway, acme, ticket["id"], quantityPerOccurrence=0)[NAME] == 0
    query = "query ($id: ID!) { node(id: $id) { ... on Ticket { quantity quantityPerOccurrence } } }"
    found = gateway.gql(query, gateway.token(acme), id=f"Ticket_{ticket['id']}")["node"]
    assert found == {"quantity": 20, "quantityPerOccurrence": 0}
    assert updated(gateway, acme, ticket["id"], quantityPerOccurrence=None)[NAME] is None


def test_it_is_no_less_than_what_is_sold_on_any_one_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, ada = make_event(gateway, acme), make_user(gateway, acme)
    ticket = make_ticket(gateway, event, quantity_sold=8)
    for day, bookings in enumerate(((2, 3), (1, 2))):
        date = make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=day))
        for seats in bookings:
            held: Any = {"ticket_id": ticket.id, "occurrence_id": date.id, "user_id": ada.id, "seats": seats}
            make_row(gateway, AttendeeRow, event, **held)
    assert refused_update(gateway, acme, ticket.id, quantityPerOccurrence=4) == OUT
    assert updated(gateway, acme, ticket.id, quantityPerOccurrence=5)[NAME] == 5
    assert refused_update(gateway, acme, ticket.id, quantityPerOccurrence=-1) == OUT
    assert refused_create(gateway, acme, event.id, quantityPerOccurrence=-1) == OUT


def test_a_copy_of_the_event_has_it_too(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_ticket(gateway, event, quantity_per_occurrence=4)
    copy = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"
    gateway.gql(copy, gateway.token(acme), uuid=event.id)
    assert [row[NAME] for row in stored(gateway, TicketRow)] == [4, 4]


def make_published(gateway: Gateway, acme: Organisation) -> EventRow:
    event = make_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    make_occurrence(gateway, event)
    make_ticket(gateway, event)
    return event


WARNING = {
    "code": "NO_LONGER_READY",
    "message": "The event stays published. Every active paid ticket needs a price.",
    "path": ["input", "prices"],
}
PRICES = [{"amount": "5"}]


@pytest.mark.parametrize(
    ("given", "warnings"),
    [
        ({}, [WARNING]),
        ({"prices": []}, [WARNING]),
        ({"prices": PRICES}, []),
        ({"category": "FREE"}, []),
        ({"active": False}, []),
    ],
)
def test_a_new_ticket_without_a_price_gives_a_warning(
    gateway: Gateway, given: dict[str, Any], warnings: list[Any]
) -> None:
    acme = gateway.organisation()
    assert create(gateway, acme, make_published(gateway, acme).id, **given)["warnings"] == warnings


@pytest.mark.parametrize(
    ("given", "warnings"),
    [
        ({"prices": []}, [WARNING]),
        ({"prices": None}, [WARNING]),
        ({"prices": [], "category": "FREE"}, []),
        ({"prices": PRICES}, []),
        ({"name": "Circle"}, []),
    ],
)
def test_removing_all_prices_gives_a_warning(gateway: Gateway, given: dict[str, Any], warnings: list[Any]) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_published(gateway, acme), category="PAID", position=1)
    make_price(gateway, ticket)
    assert update(gateway, acme, ticket.id, **given)["warnings"] == warnings


def test_an_unpriced_ticket_gives_no_second_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_published(gateway, acme), category="PAID", active=False, position=1)
    assert update(gateway, acme, ticket.id, name="Circle")["warnings"] == []
    assert update(gateway, acme, ticket.id, active=True)["warnings"] == [WARNING]
    assert update(gateway, acme, ticket.id, name="Stalls")["warnings"] == []
