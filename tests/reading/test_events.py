"""Lists of events: every filter alone and with others, every order both ways, pages that do not shift."""

import json
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.folding import fold, search_text
from app.core.geography import unit_vector
from app.events.tables import CategoryRow, EventCategoryRow, EventRow, EventTagRow
from tests.builders import SHOW, event_of, make_event, make_link, make_occurrence
from tests.gateway import START, Gateway, Organisation

LIST = """
query ($filter: EventFilter, $order: EventOrder, $first: Int, $after: String) {
  events(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { name }
  }
}
"""
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
DAY = timedelta(days=1)


def names(gateway: Gateway, token: str | None = None, **variables: Any) -> list[str]:
    """The names on one page of events, which are also all that is counted."""
    page = gateway.gql(LIST, token, **{"first": 100} | variables)["events"]
    found = [node["name"] for node in page["nodes"]]
    assert page["totalCount"] == len(found)
    return found


def make(gateway: Gateway, owner: Organisation, name: str, *starts: datetime, **columns: Any) -> EventRow:
    """An event with occurrences of three hours; published unless `columns` say otherwise."""
    event = make_event(gateway, owner, name=name, slug=uuid4().hex, **PUBLISHED | {"enable_rsvp": True} | columns)
    for starts_at in starts:
        make_occurrence(gateway, event, starts_at=starts_at)
    return event_of(gateway, event.id)


def make_states(gateway: Gateway) -> Organisation:
    """One event in each state and phase, named after them."""
    acme = gateway.organisation()
    now, hour = START, timedelta(hours=1)
    make(gateway, acme, "Ended", now - 3 * hour)
    make(gateway, acme, "Just live", now - 3 * hour + timedelta(seconds=1))
    make(gateway, acme, "Between", now - 4 * hour, now + 4 * hour)
    make(gateway, acme, "Live", now)
    paused = make(gateway, acme, "Switched off", now + 3 * DAY)
    make_occurrence(gateway, paused, starts_at=now - hour, enabled=False)
    make(gateway, acme, "Scheduled", now + timedelta(seconds=1))
    make(gateway, acme, "Unpublished", now + DAY, lifecycle="UNPUBLISHED")
    make(gateway, acme, "Cancelled", now + 2 * DAY, lifecycle="CANCELLED", cancelled_at=now)
    make(gateway, acme, "Ready", now + 4 * DAY, lifecycle="UNRELEASED", published_at=None)
    make(gateway, acme, "Draft", lifecycle="UNRELEASED", published_at=None)
    return acme


BY_START = ["Between", "Ended", "Just live", "Live", "Scheduled"]
BY_START += ["Unpublished", "Cancelled", "Switched off", "Ready", "Draft"]
STATES: list[tuple[Any, list[str]]] = [
    ({"status": ["PUBLISHED"]}, ["Between", "Ended", "Just live", "Live", "Scheduled", "Switched off"]),
    ({"status": ["DRAFT"]}, ["Draft"]),
    ({"status": ["READY_TO_PUBLISH"]}, ["Ready"]),
    ({"status": ["UNPUBLISHED", "CANCELLED"]}, ["Unpublished", "Cancelled"]),
    ({"status": []}, []),
    ({"status": None, "phase": ["LIVE"]}, ["Just live", "Live"]),
    ({"phase": ["ENDED"]}, ["Ended"]),
    ({"phase": ["CANCELLED"]}, ["Cancelled"]),
    ({"phase": ["SCHEDULED"]}, ["Between", "Scheduled", "Unpublished", "Switched off", "Ready", "Draft"]),
    ({"phase": ["SCHEDULED"], "status": ["PUBLISHED"]}, ["Between", "Scheduled", "Switched off"]),
    ({"phase": ["LIVE", "ENDED"], "status": ["DRAFT", "CANCELLED"]}, []),
    ({}, BY_START),
    (None, BY_START),
    ({"status": None, "phase": None, "startsFrom": None, "category": None, "text": None, "near": None}, BY_START),
]


def test_states_and_phases_are_filters_by_the_clock(gateway: Gateway) -> None:
    token = gateway.token(make_states(gateway))
    for given, expected in STATES:
        assert names(gateway, token, filter=given) == expected, given


def test_a_filter_shows_no_caller_more_than_they_may_see(gateway: Gateway) -> None:
    make_states(gateway)
    for given, expected in STATES:
        shown = {"Between", "Ended", "Just live", "Live", "Scheduled", "Switched off"}
        assert names(gateway, filter=given) == [name for name in expected if name in shown], given


def test_the_phase_in_a_list_moves_with_the_clock(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Show", SHOW)
    second = timedelta(seconds=1)
    for moment, phase in (
        (SHOW - second, "SCHEDULED"),
        (SHOW, "LIVE"),
        (SHOW + timedelta(hours=3) - second, "LIVE"),
        (SHOW + timedelta(hours=3), "ENDED"),
    ):
        gateway.clock.set(moment)
        for requested in ("SCHEDULED", "LIVE", "ENDED", "CANCELLED"):
            assert names(gateway, filter={"phase": [requested]}) == (["Show"] if requested == phase else []), (
                moment,
                requested,
            )


def make_three(gateway: Gateway) -> dict[str, str]:
    """Events One, Two and Three, a day apart, which differ in every field of the filter; the tenants' uuids by slug."""
    owners = {slug: gateway.organisation(slug) for slug in ("acme", "other")}
    shared = {
        slug: make_link(gateway, CategoryRow, organisation_id=UUID(owner.uuid), name=name, name_key=fold(name))
        for (slug, owner), name in zip(owners.items(), ("Müsic", "Food"), strict=True)
    }
    for number, (slug, name, tag, words, place) in enumerate(
        (
            ("acme", "One", "LÖUD", "Über den Wolken, Opera-House", (52.5, 13.4)),
            ("acme", "Two", "quiet", "Unter den Linden straße", (52.4, 13.1)),
            ("other", "Three", "loud", "opera Wolkenkratzer", (48.1, 11.6)),
        )
    ):
        spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(*place), strict=True))
        spot |= {"venue_latitude": place[0], "venue_longitude": place[1]}
        words = search_text([name, words])
        event = make(gateway, owners[slug], name, SHOW + number * DAY, search_text=words, **spot)
        make_link(gateway, EventCategoryRow, event_id=event.id, category_id=shared[slug].id)
        make_link(gateway, EventTagRow, event_id=event.id, position=0, tag=tag, tag_key=fold(tag))
    return {slug: owner.uuid for slug, owner in owners.items()}


def filters(uuids: dict[str, str]) -> list[tuple[dict[str, Any], set[str]]]:
    """Conditions and which of One, Two and Three meet them."""
    one, two, three = "One", "Two", "Three"
    berlin = {"latitude": 52.5, "longitude": 13.4}
    return [
        ({"startsFrom": SHOW}, {one, two, three}),
        ({"startsFrom": SHOW + timedelta(seconds=1)}, {two, three}),
        ({"startsBefore": SHOW + DAY}, {one}),
        ({"startsBefore": SHOW + DAY + timedelta(seconds=1)}, {one, two}),
        ({"endsAfter": SHOW + timedelta(hours=3)}, {two, three}),
        ({"endsAfter": SHOW + timedelta(hours=3, seconds=-1)}, {one, two, three}),
        ({"organisationUuid": uuids["acme"]}, {one, two}),
        ({"organisationUuid": "00000000-0000-4000-8000-000000000000"}, set()),
        ({"category": "MUSIC"}, {one, two}),
        ({"category": "  müsic "}, {one, two}),
        ({"category": "mus"}, set()),
        ({"tag": "löUd"}, {one, three}),
        ({"text": "wolken"}, {one, three}),
        ({"text": "OPÉRA über"}, {one}),
        ({"text": "den opera"}, {one}),
        ({"text": "STRASSE"}, {two}),
        ({"text": "linden wolken"}, set()),
        ({"text": "%"}, set()),
        ({"text": "wolk_n"}, set()),
        ({"text": " ,;- "}, set()),
        ({"text": "den oper"}, {one}),
        ({"text": "oper den"}, set()),
        ({"text": "pera"}, set()),
        ({"near": berlin | {"radiusKm": 0.001}}, {one}),
        ({"near": berlin | {"radiusKm": 23.3}}, {one, two}),
        ({"near": berlin | {"radiusKm": 23.1}}, {one}),
        ({"near": berlin | {"radiusKm": 20_000}}, {one, two, three}),
    ]


def test_each_filter_and_every_two_together(gateway: Gateway) -> None:
    table = filters(make_three(gateway))
    for given, expected in table:
        assert set(names(gateway, filter=given)) == expected, given
    for (first, some), (second, others) in combinations(table, 2):
        if not set(first) & set(second):
            assert set(names(gateway, filter=first | second)) == some & others, (first, second)


def test_all_filters_together_and_in_the_document(gateway: Gateway) -> None:
    uuids = make_three(gateway)
    query = """query($o: UUID!) { events(filter: {status: [PUBLISHED], phase: SCHEDULED,
        startsFrom: "2026-07-01T00:00:00Z", startsBefore: "2026-07-03T00:00:00+10:00",
        endsAfter: "2026-07-01T08:00:00Z", organisationUuid: $o, category: "music", tag: "loud", text: "den",
        near: {latitude: 52, longitude: 13, radiusKm: 200}}) { totalCount nodes { name } } }"""
    assert gateway.gql(query, o=uuids["acme"])["events"] == {"totalCount": 1, "nodes": [{"name": "One"}]}


@pytest.mark.parametrize("words", [" ".join(["a"] * 21), "a" * 101])
def test_a_text_has_limits(gateway: Gateway, words: str) -> None:
    for field in ("events", "occurrences"):
        query = f"query($w: String!) {{ {field}(filter: {{text: $w}}) {{ totalCount }} }}"
        (error,) = gateway.errors(query, w=words)
        assert error["message"] == "`text` has at most 20 words of at most 100 characters each.", field
        assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", [field])


def test_text_is_never_a_pattern_or_sql(gateway: Gateway) -> None:
    make_three(gateway)
    for text in ("' OR 1=1 --", "x' ) OR ('' = '", "$1", "?1", "{now}", "\\"):
        for key in ("category", "tag"):
            assert names(gateway, filter={key: text}) == [], (key, text)
    assert names(gateway, filter={"text": "' OR 1=1 --"}) == []
    for key, odd in product(("category", "tag", "text"), ("a\0b", "a\ud800")):
        # As JSON escapes: no client library would write these.
        content = json.dumps({"query": LIST, "variables": {"filter": {key: odd}}})
        answer = gateway.post(content=content, headers={"content-type": "application/json"}).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], (key, odd)


FIJI, SAMOA, POLE = (-17.0, 179.9), (-14.0, -171.8), (89.9, 0.0)
CIRCLES = [
    ((-17.0, -179.9), 25.0, {"Fiji"}),  # 21.3 km over the date line
    ((-17.0, -179.9), 20.0, set()),
    ((-17.0, 180.0), 1_000.0, {"Fiji", "Samoa"}),
    ((-17.0, -180.0), 1_000.0, {"Fiji", "Samoa"}),
    ((89.9, 180.0), 22.3, {"Pole"}),  # 22.2 km over the pole
    ((89.9, 180.0), 22.1, set()),
    ((90.0, 77.0), 11.2, {"Pole"}),
    ((-90.0, 0.0), 20_000.0, {"Fiji", "Samoa"}),
    ((-89.0, 0.0), 20_000.0, {"Fiji", "Samoa", "Pole"}),
    ((-90.0, 0.0), 10_000.0, {"Fiji", "Samoa"}),
]


def test_a_circle_may_cross_the_date_line_and_the_poles(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for name, place in (("Fiji", FIJI), ("Samoa", SAMOA), ("Pole", POLE)):
        spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(*place), strict=True))
        make(gateway, acme, name, SHOW, venue_latitude=place[0], venue_longitude=place[1], **spot)
    make(gateway, acme, "Nowhere", SHOW)
    for (latitude, longitude), radius, expected in CIRCLES:
        near = {"latitude": latitude, "longitude": longitude, "radiusKm": radius}
        assert set(names(gateway, filter={"near": near})) == expected, near


@pytest.mark.parametrize(
    "near",
    [
        {"latitude": 90.1, "longitude": 0, "radiusKm": 1},
        {"latitude": 0, "longitude": -180.1, "radiusKm": 1},
        {"latitude": 0, "longitude": 0, "radiusKm": 0},
        {"latitude": 0, "longitude": 0, "radiusKm": 20_000.1},
        {"latitude": 1e308, "longitude": 0, "radiusKm": 1},
    ],
)
def test_an_invalid_circle_is_bad_input(gateway: Gateway, near: dict[str, float]) -> None:
    (error,) = gateway.errors(LIST, filter={"near": near})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("`near` needs a latitude of -90 to 90")


def make_order(gateway: Gateway) -> dict[str, list[str]]:
    """Events that each order sorts another way; the expected names by order, ties by id."""
    acme = gateway.organisation()
    made = [
        make(gateway, acme, name, *([SHOW + start * DAY] if start is not None else []), created_at=START + age * DAY)
        for name, start, age in (
            ("beta", 2, 0),
            ("Álpha", 1, 5),
            ("alpha", 1, 3),
            ("ÉCLAIR", 0, 5),
            ("Zulu", None, 1),
            ("10", 3, 2),
        )
    ]
    columns = {"STARTS_ON": "starts_at", "NAME": "name_key", "CREATED_ON": "created_at"}
    return {
        field: [row.name for row in sorted(made, key=lambda row: (getattr(row, column), str(row.id)))]
        for field, column in columns.items()
    }


def test_each_order_both_ways_with_ties_by_id(gateway: Gateway) -> None:
    expected = make_order(gateway)
    assert expected["STARTS_ON"][-1] == "Zulu"
    assert [fold(name) for name in expected["NAME"]] == ["10", "alpha", "alpha", "beta", "eclair", "zulu"]
    assert names(gateway) == expected["STARTS_ON"]
    for field, listed in expected.items():
        assert names(gateway, order={"field": field, "direction": "ASC"}) == listed
        assert names(gateway, order={"field": field, "direction": "DESC"}) == listed[::-1]


def test_pages_in_any_order_join_to_the_whole_list(gateway: Gateway) -> None:
    expected = make_order(gateway)
    for (field, listed), direction, size in product(expected.items(), ("ASC", "DESC"), (1, 2, 4)):
        order, after, found = {"field": field, "direction": direction}, None, []
        while True:
            page = gateway.gql(LIST, order=order, first=size, after=after)["events"]
            assert page["totalCount"] == len(listed)
            found += [node["name"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == (listed if direction == "ASC" else listed[::-1])


def test_a_page_does_not_shift_when_events_come_before_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for number in range(4):
        make(gateway, acme, f"Event {number}", SHOW + number * DAY)
    first = gateway.gql(LIST, first=2)["events"]
    make(gateway, acme, "Earlier", SHOW - DAY)
    make(gateway, acme, "In between", SHOW + DAY / 2)
    second = gateway.gql(LIST, first=2, after=first["pageInfo"]["endCursor"])["events"]
    assert [node["name"] for node in second["nodes"]] == ["Event 2", "Event 3"]
