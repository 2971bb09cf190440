"""Occurrences by place and caller: distances, hidden places, drafts, order by distance."""

from datetime import timedelta

from tests.gateway import START, Gateway
from tests.occurrences.finding import (
    LIST,
    MANLY,
    OF_ORGANISATION,
    OPERA,
    SATURDAYS,
    SECOND,
    SHOW,
    TOKYO,
    ask,
    found,
    make,
    near,
    venue,
)


def test_events_near_me_this_weekend(gateway: Gateway) -> None:
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
