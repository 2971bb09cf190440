"""Pages of occurrences by date: no item is repeated or skipped while other dates move."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.core.geography import unit_vector
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import SHOW, make_event, make_occurrence
from tests.gateway import START, Gateway

PAGE = """
query ($order: FoundOccurrenceOrder, $first: Int, $after: String, $last: Int, $before: String) {
  occurrences(filter: {near: {latitude: -33.8, longitude: 151.2, radiusKm: 20000}}, orderBy: $order,
      first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { uuid } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
PLACES = 9
ORDERS = [{"field": field, "direction": way} for field, way in product(("STARTS_ON", "DISTANCE"), ("ASC", "DESC"))]


def venue(place: float) -> dict[str, Any]:
    """So many tenths of a degree north of where is looked from."""
    point = (-33.8 + place / 10, 151.2)
    spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(*point), strict=True))
    return {"venue_latitude": point[0], "venue_longitude": point[1], **spot}


def move(gateway: Gateway, date: OccurrenceRow, place: float) -> None:
    """To another day and to another distance."""
    start = SHOW + timedelta(days=place)
    times: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=3)}

    def write(db: DbSession) -> None:
        db.execute(update(OccurrenceRow).where(col(OccurrenceRow.id) == date.id).values(**times))
        db.execute(update(EventRow).where(col(EventRow.id) == date.event_id).values(**venue(place)))

    gateway.in_database(write)


def make_dates(gateway: Gateway) -> list[OccurrenceRow]:
    """Each of an event of its own, the fourth and the fifth at one time and place."""
    acme = gateway.organisation()
    dates = []
    for number in range(PLACES):
        place = 3 if number == 4 else number
        published = {"lifecycle": "PUBLISHED", "published_at": START, "slug": f"event-{number}"}
        event = make_event(gateway, acme, name=f"Event {number}", **published, **venue(place))
        dates.append(make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=place)))
    return dates


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order['field']} {order['direction']}")
@pytest.mark.parametrize("backward", [False, True])
def test_dates_that_did_not_move_are_neither_repeated_nor_skipped(
    gateway: Gateway, order: dict[str, str], backward: bool
) -> None:
    dates = make_dates(gateway)
    # One goes over what was read, one comes from there, one is new to what is to come, and one leaves the list.
    moves = [(dates[7], 0.5), (dates[1], 6.5), (dates[6], 7.5)]
    moved = {str(date.id) for date, _ in moves}
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(PLACES):
        size, mark = ("last", "before") if backward else ("first", "after")
        given: dict[str, Any] = {size: 2, mark: cursor}
        page = gateway.gql(PAGE, order=order, **given)["occurrences"]
        assert page["totalCount"] == PLACES
        rows = [node["uuid"] for node in page["nodes"]]
        seen += rows[::-1] if backward else rows
        cursor = page["pageInfo"]["startCursor" if backward else "endCursor"]
        if not page["pageInfo"]["hasPreviousPage" if backward else "hasNextPage"]:
            break
        if moves:
            move(gateway, *moves.pop(0))
    assert not moves
    still = [row for row in seen if row not in moved]
    expected = sorted(
        (date for date in dates if str(date.id) not in moved), key=lambda row: (row.starts_at, str(row.id))
    )
    listed = [str(date.id) for date in expected]
    assert still == (listed if backward is (order["direction"] == "DESC") else listed[::-1])


def test_pages_join_to_the_whole_list_and_mark_the_first_and_the_last(gateway: Gateway) -> None:
    dates = make_dates(gateway)
    listed = [str(row.id) for row in sorted(dates, key=lambda row: (row.starts_at, str(row.id)))]
    for order, size in product(ORDERS, (1, 4, 9, 100)):
        expected = listed if order["direction"] == "ASC" else listed[::-1]
        found: list[str] = []
        after = None
        while True:
            page = gateway.gql(PAGE, order=order, first=size, after=after)["occurrences"]
            assert page["pageInfo"]["hasPreviousPage"] is bool(found)
            found += [node["uuid"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == expected, (order, size)
