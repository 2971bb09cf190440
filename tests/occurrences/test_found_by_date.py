"""Dates found by when and where they take place: exact answers, whom they are shown to, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.geography import unit_vector
from app.occurrences.tables import OccurrenceRow
from tests.builders import make_event, make_occurrence
from tests.gateway import START, Gateway, Organisation

LIST = """
query ($filter: OccurrenceFilter, $order: FoundOccurrenceOrder, $first: Int, $after: String, $last: Int) {
  occurrences(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { uuid }
    edges { cursor distanceMetres node { uuid startsOn { local timezone } event { name } } }
  }
}
"""
OF_ORGANISATION = """
query ($uuid: UUID!, $filter: OccurrenceFilter) {
  organisation(uuid: $uuid) { occurrences(filter: $filter, first: 100) { totalCount nodes { event { name } } } }
}
"""
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
OPERA, MANLY, TOKYO = (-33.8567844, 151.213108), (-33.7969, 151.2840), (35.681236, 139.767125)
# Six in the evening of Saturdays in Sydney, where clocks are ten hours ahead in June.
SATURDAYS = [datetime(2026, 6, 6, 8, tzinfo=UTC) + timedelta(weeks=week) for week in range(5)]


def venue(place: tuple[float, float]) -> dict[str, Any]:
    spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(*place), strict=True))
    return {"venue_latitude": place[0], "venue_longitude": place[1], **spot}


def make(gateway: Gateway, owner: Organisation, name: str, *starts: datetime, **columns: Any) -> list[OccurrenceRow]:
    """The dates of a new event, three hours each; it is published unless `columns` say otherwise."""
    event = make_event(gateway, owner, name=name, slug=name.lower().replace(" ", "-"), **PUBLISHED | columns)
    return [make_occurrence(gateway, event, starts_at=starts_at) for starts_at in starts]


def ask(gateway: Gateway, token: str | None = None, **variables: Any) -> Any:
    return gateway.gql(LIST, token, **variables)["occurrences"]


def found(gateway: Gateway, token: str | None = None, **variables: Any) -> list[tuple[str, str]]:
    """Name of the event and local start, of all that is found; the count agrees."""
    page = ask(gateway, token, **{"first": 100} | variables)
    assert page["totalCount"] == len(page["nodes"]) == len(page["edges"])
    assert [node["uuid"] for node in page["nodes"]] == [edge["node"]["uuid"] for edge in page["edges"]]
    nodes = [edge["node"] for edge in page["edges"]]
    return [(node["event"]["name"], node["startsOn"]["local"]) for node in nodes]


def near(place: tuple[float, float], radius: float) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1], "radiusKm": radius}


def test_what_is_on_near_me_this_weekend(gateway: Gateway) -> None:
    """The third date of a weekly series is found on its own weekend."""
    acme = gateway.organisation()
    make(gateway, acme, "Market", *SATURDAYS, **venue(OPERA))
    make(gateway, acme, "Surf", SATURDAYS[2] + timedelta(hours=20), **venue(MANLY))
    make(gateway, acme, "Too far", SATURDAYS[2], **venue(TOKYO))
    make(gateway, acme, "Nowhere", SATURDAYS[2])
    gateway.clock.set(SATURDAYS[2] - timedelta(days=2))
    weekend = {"date": "2026-06-20", "days": 2, "timezone": "australia/sydney"}
    given = {"on": weekend, "near": near(OPERA, 20)}
    page = ask(gateway, filter=given)
    assert page["totalCount"] == 2
    assert [
        (edge["node"]["event"]["name"], edge["node"]["startsOn"], edge["distanceMetres"]) for edge in page["edges"]
    ] == [
        ("Market", {"local": "2026-06-20T18:00:00", "timezone": "Australia/Sydney"}, 0),
        ("Surf", {"local": "2026-06-21T14:00:00", "timezone": "Australia/Sydney"}, 9339),
    ]
    # The same in the document, one day being what is meant where no number is given.
    literal = """{ occurrences(filter: {on: {date: "2026-06-20", timezone: "Australia/Sydney"},
        near: {latitude: -33.8567844, longitude: 151.213108, radiusKm: 20}}) { nodes { event { name } } } }"""
    assert gateway.gql(literal)["occurrences"] == {"nodes": [{"event": {"name": "Market"}}]}
    farthest = ask(gateway, filter=given, order={"field": "DISTANCE", "direction": "DESC"})
    assert [edge["distanceMetres"] for edge in farthest["edges"]] == [9339, 0]


def test_without_a_place_no_distance_is_answered(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Market", SATURDAYS[0], **venue(OPERA))
    assert [edge["distanceMetres"] for edge in ask(gateway)["edges"]] == [None]
    assert [edge["distanceMetres"] for edge in ask(gateway, filter={"near": None})["edges"]] == [None]


SECOND = timedelta(seconds=1)
SHOW, END = SATURDAYS[0], SATURDAYS[0] + timedelta(hours=3)


@pytest.mark.parametrize(
    ("given", "there"),
    [
        ({"from": SHOW}, True),
        ({"from": END - SECOND}, True),
        ({"from": END}, False),
        ({"before": SHOW}, False),
        ({"before": SHOW + SECOND}, True),
        ({"before": END}, True),
        ({"from": SHOW + SECOND, "before": SHOW + 2 * SECOND}, True),
        ({"from": END - SECOND, "before": END}, True),
        ({"from": SHOW - SECOND, "before": SHOW}, False),
        ({"from": "0001-01-01T00:00:00Z", "before": "9999-12-31T23:59:59Z"}, True),
        ({"from": None, "before": None}, True),
    ],
)
def test_an_interval_is_half_open_and_meets_what_overlaps_it(gateway: Gateway, given: Any, there: bool) -> None:
    make(gateway, gateway.organisation(), "Market", SHOW)
    assert len(found(gateway, filter=given)) == there


@pytest.mark.parametrize(
    ("day", "days", "zone", "there"),
    [
        # It lasts from eight to eleven in the morning in UTC: to 23:00 in Tonga, from 21:00 the day before in Hawaii.
        ("2026-06-06", 1, "UTC", True),
        ("2026-06-05", 1, "UTC", False),
        ("2026-06-07", 1, "UTC", False),
        ("2026-06-05", 1, "Pacific/Honolulu", True),
        ("2026-06-06", 1, "Pacific/Honolulu", True),
        ("2026-06-04", 1, "Pacific/Honolulu", False),
        ("2026-06-04", 2, "Pacific/Honolulu", True),
        ("2026-06-07", 1, "Pacific/Kiritimati", True),
        ("2026-06-07", 366, "UTC", False),
        ("2025-06-06", 366, "UTC", True),
    ],
)
def test_local_days_are_those_of_the_zone(gateway: Gateway, day: str, days: int, zone: str, there: bool) -> None:
    make(gateway, gateway.organisation(), "Market", SHOW)
    on = {"date": day, "days": days, "timezone": zone}
    # In Kiritimati it is ten in the evening when it starts, and one in the morning when it ends.
    assert len(found(gateway, filter={"on": on})) == there


def test_a_day_has_as_many_hours_as_its_clocks_say(gateway: Gateway) -> None:
    """In Berlin the 29th of March 2026 begins at 23:00Z and ends at 22:00Z: it has 23 hours."""
    acme = gateway.organisation()
    for hour in (-4, -3, 19, 20, 21, 22):
        start = datetime(2026, 3, 29, tzinfo=UTC) + timedelta(hours=hour)
        make(gateway, acme, f"{hour} hours", start)
    on = {"date": "2026-03-29", "timezone": "Europe/Berlin"}
    assert [name for name, _ in found(gateway, filter={"on": on})] == ["-3 hours", "19 hours", "20 hours", "21 hours"]


def test_a_date_that_lasts_a_year_is_found_on_its_last_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Exhibition", **PUBLISHED)
    make_occurrence(gateway, event, starts_at=SHOW, ends_at=SHOW + timedelta(days=366))
    last = SHOW + timedelta(days=366)
    for given in (
        {"from": last - SECOND},
        {"on": {"date": "2027-06-07", "timezone": "UTC"}},
        {"from": last - SECOND, "before": last},
    ):
        assert [name for name, _ in found(gateway, filter=given)] == ["Exhibition"], given
        assert gateway.gql('{ events(filter: {occursFrom: "2027-06-07T07:59:59Z"}) { totalCount } }') == {
            "events": {"totalCount": 1}
        }
    assert found(gateway, filter={"from": last}) == []


def test_called_off_dates_are_listed_when_they_are_wanted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Market", **PUBLISHED)
    make_occurrence(gateway, event, starts_at=SATURDAYS[0])
    make_occurrence(gateway, event, starts_at=SATURDAYS[1], enabled=False, disabled_reason="CALLED_OFF")
    make_occurrence(gateway, event, starts_at=SATURDAYS[2], enabled=False, disabled_reason="OUT_OF_RULE")
    kept = make_occurrence(gateway, event, starts_at=SATURDAYS[3], out_of_rule=True)
    assert kept.enabled
    token = gateway.token(acme)
    on = ["2026-06-06T18:00:00", "2026-06-27T18:00:00"]
    off = "2026-06-13T18:00:00"
    for given, expected in (
        ({}, on),
        ({"includeCalledOff": False}, on),
        ({"includeCalledOff": None}, on),
        ({"includeCalledOff": True}, [on[0], off, on[1]]),
        ({"includeCalledOff": True, "phase": ["CANCELLED"]}, [off]),
        ({"includeCalledOff": True, "phase": ["SCHEDULED"]}, on),
        ({"phase": ["CANCELLED"]}, []),
        ({"includeCalledOff": True, "from": SATURDAYS[1], "before": SATURDAYS[2]}, [off]),
    ):
        for caller in (None, token):
            assert [start for _, start in found(gateway, caller, filter=given)] == expected, given
    literal = "{ occurrences(filter: {includeCalledOff: true}) { totalCount } }"
    assert gateway.gql(literal) == {"occurrences": {"totalCount": 3}}


def test_a_date_has_a_phase_of_its_own(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Market", *SATURDAYS[:3])
    for moment, phases in (
        (SATURDAYS[1] - SECOND, ("ENDED", "SCHEDULED", "SCHEDULED")),
        (SATURDAYS[1], ("ENDED", "LIVE", "SCHEDULED")),
        (SATURDAYS[1] + timedelta(hours=3) - SECOND, ("ENDED", "LIVE", "SCHEDULED")),
        (SATURDAYS[1] + timedelta(hours=3), ("ENDED", "ENDED", "SCHEDULED")),
    ):
        gateway.clock.set(moment)
        for phase in ("SCHEDULED", "LIVE", "ENDED"):
            expected = [f"2026-06-{6 + 7 * week:02}T18:00:00" for week in range(3) if phases[week] == phase]
            assert [start for _, start in found(gateway, filter={"phase": [phase]})] == expected, (moment, phase)
        assert len(found(gateway, filter={"phase": ["LIVE", "ENDED", "SCHEDULED"]})) == 3
        assert found(gateway, filter={"phase": []}) == []


def test_bookability_is_a_filter(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Market", **PUBLISHED)
    opens = {"opens_at": START, "opens_local": START.replace(tzinfo=None)}
    make_occurrence(gateway, event, starts_at=SATURDAYS[0])
    make_occurrence(gateway, event, starts_at=SATURDAYS[1], capacity=0, **opens)
    page = "{ occurrences { nodes { bookability { state } startsOn { local } } } }"
    states: dict[str, list[str]] = {}
    for node in gateway.gql(page)["occurrences"]["nodes"]:
        states.setdefault(node["bookability"]["state"], []).append(node["startsOn"]["local"])
    assert states == {"CLOSED": ["2026-06-06T18:00:00"], "SOLD_OUT": ["2026-06-13T18:00:00"]}
    for state in ("NOT_PUBLISHED", "CANCELLED", "HIDDEN", "NOT_YET_OPEN", "OPEN", "SOLD_OUT", "CLOSED"):
        assert [start for _, start in found(gateway, filter={"bookability": [state]})] == states.get(state, [])
    assert len(found(gateway, filter={"bookability": ["SOLD_OUT", "CLOSED"]})) == 2


def test_drafts_are_found_by_their_organisation_alone(gateway: Gateway) -> None:
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    for owner in (acme, other):
        name = owner.slug
        make(gateway, owner, f"{name} public", SHOW)
        make(gateway, owner, f"{name} draft", SHOW + SECOND, lifecycle="UNRELEASED", published_at=None)
        make(gateway, owner, f"{name} unpublished", SHOW + 2 * SECOND, lifecycle="UNPUBLISHED")
        make(gateway, owner, f"{name} unlisted", SHOW + 3 * SECOND, listing_enabled=False)
        make(gateway, owner, f"{name} invited", SHOW + 4 * SECOND, is_invite_only=True)
        make(gateway, owner, f"{name} cancelled", SHOW + 5 * SECOND, lifecycle="CANCELLED", cancelled_at=START)
        make(gateway, owner, f"{name} modest", SHOW + 6 * SECOND, visible_in_organisation_profile=False)
    public = {"acme public", "acme modest", "other public", "other modest"}
    own = {f"acme {kind}" for kind in ("public", "draft", "unpublished", "unlisted", "invited", "modest")}
    for token, expected in (
        (None, public),
        (gateway.token(acme), public | own),
        (gateway.token(acme, "event.create"), public),
    ):
        assert {name for name, _ in found(gateway, token)} == expected
        assert {name for name, _ in found(gateway, token, filter={"organisationUuid": acme.uuid})} == {
            name for name in expected if name.startswith("acme")
        }
        page = gateway.gql(OF_ORGANISATION, token, uuid=acme.uuid)["organisation"]["occurrences"]
        of_acme = own if token and expected != public else {"acme public"}
        assert {node["event"]["name"] for node in page["nodes"]} == of_acme
        assert page["totalCount"] == len(of_acme)
        page = gateway.gql(OF_ORGANISATION, token, uuid=other.uuid)["organisation"]["occurrences"]
        assert [node["event"]["name"] for node in page["nodes"]] == ["other public"]


def test_a_hidden_place_is_found_by_its_organisation_alone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    hidden = {"is_location_visible": False, "search_text": " secret opera ", "placeless_search_text": " secret "}
    make(gateway, acme, "Secret", SHOW, **venue(OPERA), **hidden)
    for given, outsiders in (({"near": near(OPERA, 1)}, 0), ({"text": "opera"}, 0), ({"text": "secret"}, 1)):
        assert len(found(gateway, filter=given)) == outsiders
        assert (
            len(found(gateway, gateway.token(gateway.organisation(f"x{len(str(given))}")), filter=given)) == outsiders
        )
        assert len(found(gateway, gateway.token(acme), filter=given)) == 1


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ({"days": 0}, "`on.days` must be between 1 and 366."),
        ({"days": 367}, "`on.days` must be between 1 and 366."),
        ({"timezone": "Europe/Nowhere"}, "`on.timezone` is not the name of a zone of the IANA database."),
        ({"date": "9999-12-31", "days": 2}, "`on.date` lies at the end of the calendar."),
        ({"date": "0001-01-01"}, "`on.date` lies at the end of the calendar."),
    ],
)
def test_days_that_are_none_are_bad_input(gateway: Gateway, on: dict[str, Any], message: str) -> None:
    given = {"date": "2026-06-06", "timezone": "Asia/Tokyo"} | on
    (error,) = gateway.errors(LIST, filter={"on": given})
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_USER_INPUT")


def test_the_order_by_distance_needs_a_place(gateway: Gateway) -> None:
    order = {"field": "DISTANCE", "direction": "ASC"}
    for given in (None, {}, {"near": None}, {"text": "a"}):
        (error,) = gateway.errors(LIST, order=order, filter=given)
        assert error["message"] == "`orderBy` DISTANCE needs `filter.near`."
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
    (error,) = gateway.errors("{ occurrences(orderBy: {field: DISTANCE, direction: ASC}) { totalCount } }")
    assert error["message"] == "`orderBy` DISTANCE needs `filter.near`."
    (error,) = gateway.errors(LIST, order=order, filter={"near": near((91, 0), 1)})
    assert error["message"].startswith("`near` needs a latitude of -90 to 90")


def test_a_cursor_of_another_order_is_refused(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Market", *SATURDAYS, **venue(OPERA))
    given, by_distance = {"near": near(OPERA, 10)}, {"field": "DISTANCE", "direction": "ASC"}
    orders = ({"field": "STARTS_ON", "direction": "ASC"}, by_distance)
    cursors = [ask(gateway, filter=given, order=order)["pageInfo"]["endCursor"] for order in orders]
    for order, cursor in zip(orders, reversed(cursors), strict=True):
        (error,) = gateway.errors(LIST, filter=given, order=order, after=cursor)
        assert error["message"] == "`after` is not a cursor of this list in this order."


def test_distances_are_the_same_whole_metres_on_both_engines(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for name, place in (
        ("here", OPERA),
        ("a metre", (OPERA[0] + 1 / 111_195, OPERA[1])),
        ("Manly", MANLY),
        ("Tokyo", TOKYO),
        ("the pole", (90.0, 0.0)),
        ("across", (-OPERA[0] - 0.2, OPERA[1] - 180)),
    ):
        make(gateway, acme, name, SHOW, **venue(place))
    page = ask(gateway, filter={"near": near(OPERA, 20_000)}, order={"field": "DISTANCE", "direction": "ASC"})
    assert [(edge["node"]["event"]["name"], edge["distanceMetres"]) for edge in page["edges"]] == [
        ("here", 0),
        ("a metre", 1),
        ("Manly", 9339),
        ("Tokyo", 7823270),
        ("the pole", 13772265),
        ("across", 19992875),
    ]


def test_the_list_is_one_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    make(gateway, acme, "Market", *SATURDAYS, **venue(OPERA))
    given = {"near": near(OPERA, 10), "on": {"date": "2026-06-20", "days": 2, "timezone": "UTC"}, "text": "market"}
    for order in (None, {"field": "DISTANCE", "direction": "DESC"}):
        with gateway.statements() as seen:
            assert ask(gateway, filter=given, order=order)["totalCount"] == 1
        assert len(seen) == 1
    with gateway.statements() as seen:
        assert (
            gateway.gql(OF_ORGANISATION, uuid=acme.uuid, filter=given)["organisation"]["occurrences"]["totalCount"] == 1
        )
    assert len(seen) == 1
