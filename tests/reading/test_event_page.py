"""The whole event page in one request and one statement, exactly as it was stored."""

import asyncio
import threading
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session as DbSession

from app.db.bulk import insert_values
from app.db.database import Database
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import make_ticket, stored
from tests.gateway import Gateway
from tests.reading.event_page import PAGE, make_page
from tests.reading.published import make_published, make_sessions


def when(utc: str, local: str) -> dict[str, str]:
    return {"utc": utc, "local": local, "timezone": "Australia/Sydney"}


def closed() -> dict[str, Any]:
    return {"state": "CLOSED", "reason": "Booking is closed.", "nextChangeAt": None}


NO_WINDOW = {"opensOn": None, "closesOn": None}
LATER = when("2026-07-01T11:00:00Z", "2026-07-01T21:00:00")
OPENED = when("2026-05-31T09:00:00Z", "2026-05-31T19:00:00")
SEAT_PRICES = [{"amount": "25.50", "currency": "AUD"}, {"amount": "0.05", "currency": "AUD"}]


def expected_sessions(event: EventRow) -> dict[str, Any]:
    opening: dict[str, Any] = {
        "name": "Opening",
        "displayName": "Opening",
        "kind": "GENERAL",
        "language": "en",
        "capacity": None,
        "durationMinutes": 60,
        "startsOn": when("2026-07-01T08:00:00Z", "2026-07-01T18:00:00"),
        "track": {"name": "Main track", "colour": "#aabbcc"},
        "location": {"name": "Great hall"},
        "scheduleDate": {"date": "2026-07-01"},
        "speakers": [{"name": "Bob", "biography": "Cooks."}, {"name": "Ada Lovelace", "biography": None}],
        "ticketsType": "SPECIFIC",
        "tickets": [{"name": "Seat", "prices": [{"price": price} for price in SEAT_PRICES]}],
        "links": [{"name": "Site", "url": "https://example.org/"}],
        "files": [{"name": None, "url": "slides.pdf"}],
        "event": {"uuid": str(event.id)},
    }
    dinner = opening | {
        "name": "Dinner",
        "displayName": "Dinner",
        "language": None,
        "capacity": 40,
        "startsOn": when("2026-07-01T10:00:00Z", "2026-07-01T20:00:00"),
        "track": None,
        "location": None,
        "scheduleDate": None,
        "speakers": [],
        "ticketsType": "ALL",
        "tickets": [{"name": "Entry", "prices": []}, *opening["tickets"]],
        "links": [],
        "files": [],
    }
    return {
        "totalCount": 2,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
        "edges": [{"node": opening}, {"node": dinner}],
    }


def expected_occurrences(uuids: list[str]) -> dict[str, Any]:
    first = {
        "uuid": uuids[0],
        "enabled": True,
        "capacity": None,
        "startsOn": when("2026-07-01T08:00:00Z", "2026-07-01T18:00:00"),
        "endsOn": LATER,
        "bookingWindow": NO_WINDOW,
        "bookability": closed(),
        "timeslots": [],
    }
    slot = {"startsOn": {"utc": "2026-07-02T08:00:00Z"}, "endsOn": {"utc": "2026-07-02T08:30:00Z"}, "capacity": 12}
    second = {
        "uuid": uuids[1],
        "enabled": True,
        "capacity": 0,
        "startsOn": when("2026-07-02T08:00:00Z", "2026-07-02T18:00:00"),
        "endsOn": when("2026-07-02T11:00:00Z", "2026-07-02T21:00:00"),
        "bookingWindow": {"opensOn": OPENED, "closesOn": LATER},
        "bookability": {"state": "SOLD_OUT", "reason": "Nothing is left.", "nextChangeAt": LATER},
        "timeslots": [slot],
    }
    return {"totalCount": 2, "nodes": [first, second]}


def expected_tickets() -> list[dict[str, Any]]:
    entry: dict[str, Any] = {
        "name": "Entry",
        "category": "FREE",
        "quantity": None,
        "quantitySold": 0,
        "archivedOn": None,
        "bookability": closed(),
        "minDonationAmount": None,
        "prices": [],
    }
    none = {"enable": False, "mandatory": False, "quantity": None}
    seat = entry | {
        "name": "Seat",
        "category": "PAID",
        "quantity": 10,
        "quantitySold": 4,
        "bookability": {"state": "OPEN", "reason": "Booking is open.", "nextChangeAt": LATER},
        "prices": [
            {"name": "Adult", "price": SEAT_PRICES[0], "quantityIncluded": 1, "minimumQuantity": none},
            {
                "name": "Child",
                "price": SEAT_PRICES[1],
                "quantityIncluded": 2,
                "minimumQuantity": none | {"quantity": 3},
            },
        ],
    }
    return [entry, seat]


def test_the_whole_event_page_is_answered_exactly_in_one_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_page(gateway, acme)
    with gateway.statements() as seen:
        page = gateway.gql(PAGE, uuid=event.id)["event"]
    assert len(seen) == 1
    rows = sorted(stored(gateway, OccurrenceRow, event_id=event.id), key=lambda row: row["starts_at"])
    uuids = [str(row["id"]) for row in rows]
    window = {"utc": "2026-05-31T09:00:00Z", "local": "2026-05-31T19:00:00", "relativeTo": None, "offsetMinutes": 0}
    address = {"addressLine1": "Bennelong Point", "city": "Sydney", "country": None, "state": None}
    assert page == {
        "__typename": "Event",
        "id": f"Event_{event.id}",
        "uuid": str(event.id),
        "name": "Harbour Night",
        "displayName": 'Harbour "Night" \\ 夜',
        "description": "Line one\nline two\t—",
        "status": "PUBLISHED",
        "phase": "SCHEDULED",
        "timezone": "Australia/Sydney",
        "currency": "AUD",
        "extendedStatus": [{"name": "PUBLISHING", "value": "PUBLISHED"}],
        "startsOn": when("2026-07-01T08:00:00Z", "2026-07-01T18:00:00"),
        "endsOn": when("2026-07-02T11:00:00Z", "2026-07-02T21:00:00"),
        "cancelledOn": None,
        "organisation": {"slug": "acme", "name": "Acme", "timezone": "Australia/Sydney", "currency": "AUD"},
        "occurrence": None,
        "occurrences": expected_occurrences(uuids),
        "sessions": expected_sessions(event),
        "tickets": expected_tickets(),
        "tracks": [{"name": "Main track", "sessions": {"totalCount": 1}}],
        "locations": [{"name": "Great hall"}],
        "scheduleDates": [{"date": "2026-07-01"}],
        "speakers": {"nodes": [{"name": "Ada Lovelace"}, {"name": "Bob"}]},
        "configuration": {
            "type": "VENUE_EVENT",
            "venue": {"name": "Opera House", "latitude": -33.8568, "longitude": 151.2153, "address": address},
            "online": None,
        },
        "banners": [{"image": "a.png", "primary": False}, {"image": "b.png", "primary": True}],
        "thumbnail": {"image": "b.png"},
        "resources": [{"name": "Map", "url": "map.pdf"}],
        "listing": {
            "enabled": True,
            "visibilityInOrgProfile": True,
            "categories": [{"name": "Music"}],
            "tags": ["Öpera"],
        },
        "publishing": {"state": "PUBLISHED", "publishedOn": when("2026-06-01T09:00:00Z", "2026-06-01T19:00:00")},
        "publishReadiness": {"ready": True, "blockers": []},
        "settings": {
            "bookingStartsOn": {
                "type": "IMMEDIATE",
                "level": "EVENT",
                "hideTicketUntilBookingStart": False,
                **window,
            },
            "bookingEndsOn": {
                "type": "CONTINUE_UNTIL_EVENT_ENDS",
                "level": "EVENT",
                **window,
                "utc": LATER["utc"],
                "local": LATER["local"],
            },
            "eventCapacity": 500,
            "maxTicketPerCustomer": None,
            "enableRsvp": False,
        },
    }


def test_an_object_has_its_keys_in_the_order_of_the_selection(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    keys = ["version", "b", "a", "slug", "__typename"]
    query = "query($u: UUID!) { event(uuid: $u) { version b: name a: uuid slug __typename } }"
    assert list(gateway.gql(query, u=event.id)["event"]) == keys


@pytest.mark.parametrize("count", [1, 1_000])
def test_the_page_is_one_statement_with_any_number_of_rows(gateway: Gateway, count: int) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, count)
    ticket = make_ticket(gateway, event).model_dump()
    gateway.write(lambda db: insert_values(db, TicketRow, [ticket | {"id": uuid4()} for _ in range(count)]))
    with gateway.statements() as seen:
        page = gateway.gql(PAGE.replace("sessions {", "sessions(first: 100) {", 1), uuid=event.id)["event"]
    assert len(seen) == 1
    assert page["sessions"]["totalCount"] == count
    assert len(page["sessions"]["edges"]) == min(count, 100)
    assert len(page["tickets"]) == 2 + count


def test_a_list_of_events_with_everything_in_them_is_one_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for number in range(3):
        make_sessions(gateway, make_published(gateway, acme, name=f"Night {number}"), 5)
    query = "{ events { nodes { name sessions(first: 2) { nodes { name tickets { name } event { name } } } } } }"
    with gateway.statements() as seen:
        events = gateway.gql(query)["events"]["nodes"]
    assert len(seen) == 1
    for number, event in enumerate(sorted(events, key=lambda event: str(event["name"]))):
        name = f"Night {number}"
        talks = [
            {"name": f"Talk 000{talk}", "tickets": [{"name": "Entry"}], "event": {"name": name}} for talk in (1, 2)
        ]
        assert event == {"name": name, "sessions": {"nodes": talks}}


def test_two_root_fields_are_two_statements_that_see_the_same_moment(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    url, done = gateway.settings.database_url, []

    def rename(db: DbSession) -> None:
        row = db.get_one(EventRow, event.id)
        row.name = "Renamed"
        db.add(row)

    async def elsewhere() -> None:
        database = Database(url)
        try:
            await database.change(rename)
        finally:
            await database.close()

    def between(_statement: str) -> None:
        done.append(_statement)
        if len(done) == 2:
            # Another process commits after the first field was read and before the second.
            other = threading.Thread(target=lambda: asyncio.run(elsewhere()))
            other.start()
            other.join()

    query = "query($u: UUID!) { a: event(uuid: $u) { name } b: event(uuid: $u) { name } }"
    gateway.database.listeners.append(between)
    try:
        assert gateway.gql(query, u=event.id) == {"a": {"name": "Harbour Night"}, "b": {"name": "Harbour Night"}}
    finally:
        gateway.database.listeners.remove(between)
    assert gateway.gql(query, u=event.id) == {"a": {"name": "Renamed"}, "b": {"name": "Renamed"}}
