"""Lists that are stored as they were sent: one that is equal to the stored one is left alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.db.replacing import replace_rows, replace_values
from app.db.rows import row_of
from app.events.tables import EventLinkRow, EventRow
from app.sessions.tables import SessionTicketRow
from app.tickets.tables import TicketRow
from tests.builders import make_event, make_link, make_session, make_ticket, stored
from tests.gateway import Gateway

FIRST, SECOND, NEW = (uuid4() for _ in range(3))
A, B = {"name": "A", "url": "https://example.org/a"}, {"name": "B", "url": "https://example.org/b"}


def rows(event: EventRow, *items: tuple[UUID, dict[str, str]]) -> list[EventLinkRow]:
    owner: Any = {"organisation_id": event.organisation_id, "event_id": event.id}
    return [row_of(EventLinkRow, owner, {"id": uuid, "position": at}, item) for at, (uuid, item) in enumerate(items)]


@pytest.mark.parametrize(
    ("items", "writes"),
    [
        ([(FIRST, A), (SECOND, B)], []),
        # An item with a new id and equal values is the stored one, but two ids in another order are another list.
        ([(NEW, A), (SECOND, B)], []),
        ([(SECOND, A), (FIRST, B)], ["DELETE", "INSERT"]),
        ([(SECOND, B), (FIRST, A)], ["DELETE", "INSERT"]),
        ([(FIRST, A), (SECOND, A)], ["DELETE", "INSERT"]),
        ([(FIRST, A)], ["DELETE", "INSERT"]),
        ([], ["DELETE"]),
    ],
)
def test_a_list_is_written_only_if_it_differs(
    gateway: Gateway, items: list[tuple[UUID, dict[str, str]]], writes: list[str]
) -> None:
    event = make_event(gateway, gateway.organisation())
    of_event = {"event_id": event.id}
    gateway.write(lambda db: replace_rows(db, EventLinkRow, of_event, rows(event, (FIRST, A), (SECOND, B))))
    with gateway.statements() as statements:
        gateway.write(lambda db: replace_rows(db, EventLinkRow, of_event, rows(event, *items)))
    assert [each.split()[0] for each in statements] == ["SELECT", *writes]
    expected = items if writes else [(FIRST, A), (SECOND, B)]
    after = sorted(stored(gateway, EventLinkRow), key=lambda row: row["position"])
    assert [(row["id"], row["name"]) for row in after] == [(uuid, item["name"]) for uuid, item in expected]


def test_links_without_positions_are_equal_in_any_order(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    session, other = make_session(gateway, event), make_session(gateway, event)
    tickets: list[TicketRow] = [make_ticket(gateway, event) for _ in range(3)]
    for ticket in tickets:
        for each in (session, other):
            make_link(gateway, SessionTicketRow, session_id=each.id, ticket_id=ticket.id)
    before = stored(gateway, SessionTicketRow)
    links = [{"session_id": session.id, "ticket_id": ticket.id} for ticket in tickets]

    def replace(*values: dict[str, UUID]) -> None:
        gateway.write(lambda db: replace_values(db, SessionTicketRow, {"session_id": session.id}, values))

    with gateway.statements() as statements:
        replace(*links[::-1])
    assert len(statements) == 1
    assert stored(gateway, SessionTicketRow) == before
    replace(*links[:2])
    assert len(stored(gateway, SessionTicketRow, session_id=session.id)) == 2
    assert len(stored(gateway, SessionTicketRow, session_id=other.id)) == 3
