"""Events by their dates: which occur in a span of time, and which takes place next."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.events.tables import EventRow
from tests.builders import SHOW, make_event, make_occurrence
from tests.gateway import START, Gateway, Organisation

PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LIST = """query ($filter: EventFilter, $order: EventOrder, $first: Int, $after: String) {
  events(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { name nextOccurrence { startsOn { utc } } } } }"""
OF_ORGANISATION = """query ($uuid: UUID!, $filter: EventFilter, $order: EventOrder) {
  organisation(uuid: $uuid) { events(filter: $filter, orderBy: $order) { totalCount nodes { name } } } }"""


def make(gateway: Gateway, owner: Organisation, name: str, *starts: datetime, **columns: Any) -> EventRow:
    """An event with dates of three hours."""
    event = make_event(gateway, owner, name=name, slug=name.lower(), **PUBLISHED | columns)
    for starts_at in starts:
        make_occurrence(gateway, event, starts_at=starts_at)
    return event


def names(gateway: Gateway, token: str | None = None, **variables: Any) -> list[str]:
    page = gateway.gql(LIST, token, **variables)["events"]
    assert page["totalCount"] == len(page["nodes"])
    return [node["name"] for node in page["nodes"]]


def test_an_event_occurs_where_one_of_its_enabled_dates_does(gateway: Gateway) -> None:
    acme = gateway.organisation()
    weekly = make(gateway, acme, "Weekly", SHOW, SHOW + 14 * DAY)
    make_occurrence(gateway, weekly, starts_at=SHOW + 7 * DAY, enabled=False)
    make(gateway, acme, "Once", SHOW + 7 * DAY)
    make(gateway, acme, "Gone", SHOW + 7 * DAY, lifecycle="CANCELLED", cancelled_at=START)
    make(gateway, acme, "Never")
    token = gateway.token(acme)
    hours = timedelta(hours=3)
    for since, until, expected in (
        # Between its dates the series does not occur, although it starts before and ends after.
        (SHOW + hours, SHOW + 14 * DAY, ["Once"]),
        (SHOW + hours, SHOW + 7 * DAY, []),
        (SHOW + hours, SHOW + 7 * DAY + SECOND, ["Once"]),
        (SHOW + hours - SECOND, SHOW + hours, ["Weekly"]),
        (SHOW - DAY, SHOW, []),
        (SHOW, SHOW + SECOND, ["Weekly"]),
        (SHOW + 14 * DAY + hours, None, []),
        (SHOW + 14 * DAY + hours - SECOND, None, ["Weekly"]),
        (SHOW + 8 * DAY, None, ["Weekly"]),
        (None, SHOW, []),
        (None, SHOW + SECOND, ["Weekly"]),
        (None, SHOW + 8 * DAY, ["Once", "Weekly"]),
    ):
        given = {"occursFrom": since, "occursBefore": until}
        for caller in (None, token):
            assert sorted(names(gateway, caller, filter=given)) == expected, given
        page = gateway.gql(OF_ORGANISATION, uuid=acme.uuid, filter=given)["organisation"]["events"]
        assert sorted(node["name"] for node in page["nodes"]) == expected
    nothing = {"occursFrom": None, "occursBefore": None}
    assert sorted(names(gateway, filter=nothing)) == ["Never", "Once", "Weekly"]
    assert sorted(names(gateway, token, filter=nothing)) == ["Gone", "Never", "Once", "Weekly"]
    literal = """{ events(filter: {occursFrom: "2026-07-02T00:00:00Z", occursBefore: "2026-07-09T00:00:00Z"}) {
        nodes { name } } }"""
    assert gateway.gql(literal)["events"] == {"nodes": [{"name": "Once"}]}


def test_the_next_occurrence_moves_with_the_clock(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make(gateway, acme, "Weekly", SHOW, SHOW + 14 * DAY)
    make_occurrence(gateway, event, starts_at=SHOW + 7 * DAY, enabled=False)
    query = "query ($uuid: UUID!) { event(uuid: $uuid) { nextOccurrence { startsOn { utc } } } }"
    for moment, start in (
        (START, "2026-07-01T08:00:00Z"),
        (SHOW + timedelta(hours=3) - SECOND, "2026-07-01T08:00:00Z"),
        (SHOW + timedelta(hours=3), "2026-07-15T08:00:00Z"),
        (SHOW + 14 * DAY + timedelta(hours=3), None),
    ):
        gateway.clock.set(moment)
        found = gateway.gql(query, uuid=event.id)["event"]["nextOccurrence"]
        assert found == (None if start is None else {"startsOn": {"utc": start}}), moment


def test_an_event_that_is_called_off_has_no_next_occurrence(gateway: Gateway) -> None:
    gone = make(gateway, gateway.organisation(), "Gone", SHOW, lifecycle="CANCELLED", cancelled_at=START)
    never = make(gateway, gateway.organisation("other"), "Never")
    query = "query ($uuid: UUID!) { event(uuid: $uuid) { nextOccurrence { uuid } } }"
    for event in (gone, never):
        assert gateway.gql(query, uuid=event.id) == {"event": {"nextOccurrence": None}}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_events_are_ordered_by_their_next_date(gateway: Gateway, direction: str) -> None:
    """A series stands where its next date does, not where it once began."""
    acme = gateway.organisation()
    make(gateway, acme, "Old series", SHOW - 20 * DAY, SHOW + 2 * DAY)
    make(gateway, acme, "Runs", SHOW - timedelta(hours=2), SHOW + 50 * DAY)
    make(gateway, acme, "Tomorrow", SHOW + DAY)
    make(gateway, acme, "Over", SHOW - 3 * DAY)
    make(gateway, acme, "Gone", SHOW + DAY, lifecycle="CANCELLED", cancelled_at=START)
    gateway.clock.set(SHOW)
    order = {"field": "NEXT_OCCURRENCE", "direction": direction}
    token = gateway.token(acme)
    found = names(gateway, token, order=order)
    found = found if direction == "ASC" else found[::-1]
    assert found[:3] == ["Runs", "Tomorrow", "Old series"]
    assert set(found[3:]) == {"Over", "Gone"}
    page = gateway.gql(OF_ORGANISATION, uuid=acme.uuid, order=order)["organisation"]["events"]
    listed = ["Runs", "Tomorrow", "Old series", "Over"]
    assert [node["name"] for node in page["nodes"]] == (listed if direction == "ASC" else listed[::-1])
    # Page by page it is the same list.
    paged: list[str] = []
    after = None
    for _ in range(5):
        answer = gateway.gql(LIST, token, order=order, first=1, after=after)["events"]
        paged += [node["name"] for node in answer["nodes"]]
        after = answer["pageInfo"]["endCursor"]
        assert answer["pageInfo"]["hasNextPage"] is (len(paged) < 5)
    assert paged == (found if direction == "ASC" else found[::-1])


def test_a_cursor_of_another_order_is_refused(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Weekly", SHOW)
    orders = [{"field": field, "direction": "ASC"} for field in ("STARTS_ON", "NEXT_OCCURRENCE")]
    cursors = [gateway.gql(LIST, order=order)["events"]["pageInfo"]["endCursor"] for order in orders]
    for order, cursor in zip(orders, reversed(cursors), strict=True):
        (error,) = gateway.errors(LIST, order=order, after=cursor)
        assert error["message"] == "`after` is not a cursor of this list in this order."


def test_the_dates_of_an_event_have_an_upper_bound(gateway: Gateway) -> None:
    event = make(gateway, gateway.organisation(), "Weekly", *(SHOW + 7 * week * DAY for week in range(4)))
    query = """query ($uuid: UUID!, $from: DateTime, $before: DateTime) { event(uuid: $uuid) {
        occurrences(startsFrom: $from, startsBefore: $before) { totalCount nodes { startsOn { utc } } } } }"""
    days = ["2026-07-01", "2026-07-08", "2026-07-15", "2026-07-22"]
    for since, until, expected in (
        (None, None, days),
        (None, SHOW, []),
        (None, SHOW + SECOND, days[:1]),
        (SHOW + 7 * DAY, SHOW + 21 * DAY, days[1:3]),
        (SHOW + 7 * DAY, SHOW + 7 * DAY, []),
    ):
        given: dict[str, Any] = {"from": since, "before": until}
        page = gateway.gql(query, uuid=event.id, **given)["event"]["occurrences"]
        assert [node["startsOn"]["utc"][:10] for node in page["nodes"]] == expected
        assert page["totalCount"] == len(expected)


def test_each_is_one_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    make(gateway, acme, "Weekly", SHOW, SHOW + 7 * DAY)
    for given in (
        {"filter": {"occursFrom": SHOW}},
        {"filter": {"occursBefore": SHOW + DAY}},
        {"order": {"field": "NEXT_OCCURRENCE", "direction": "DESC"}},
    ):
        with gateway.statements() as seen:
            assert names(gateway, **given) == ["Weekly"]
        assert len(seen) == 1
