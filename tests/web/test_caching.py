"""HTTP caching of queries by GET: Cache-Control, ETag and 304 responses."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from app.web.caching import entity_tag, matches_tag, public_for
from app.web.negotiation import GRAPHQL, JSON
from tests.builders import SHOW, make_session
from tests.events.editing import update
from tests.gateway import Gateway, Organisation
from tests.interactions.acting import REGISTER, done, make_open, make_open_ticket
from tests.sessions.requests import CREATE as CREATE_SESSION
from tests.user_builders import make_user

VARY = "Accept, Authorization, Accept-Encoding"
EVENT = """
query ($uuid: UUID!, $first: Int = 5) {
  event(uuid: $uuid) { name phase tickets { bookability { state } } sessions(first: $first) { nodes { name } } }
}"""
TAG = 'W/"abc"'


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ((), False),
        (("",), False),
        (('W/"abc"',), True),
        (('"abc"',), True),
        (('W/"abd"',), False),
        (('W/"ABC"',), False),
        (('W/"abc "',), False),
        (('W/""',), False),
        (("abc",), False),
        (('"abc',), False),
        (("*",), True),
        (("  * ",), True),
        (('"*"',), False),
        (('"*", "x"',), False),
        (("*, x",), False),
        (('"x", W/"abc"',), True),
        (('W/"x","abc" , "y"',), True),
        (('"a,b", "abc"',), True),
        (('"x, abc, y"',), False),
        (('"x" abc "y"',), False),
        (('"x"', 'W/"abc"'), True),
        (('"x"', "*"), True),
        (('"x"', '"y"'), False),
        ((",,,",), False),
    ],
)
def test_if_none_match_is_compared_weakly(header: tuple[str, ...], known: bool) -> None:
    assert matches_tag(header, TAG) is known
    assert matches_tag(header, '"abc"') is known


def test_a_tag_may_contain_commas() -> None:
    assert matches_tag(['"a,b", "c"'], 'W/"a,b"')
    assert not matches_tag(['"a,b"'], '"b"')


def test_a_tag_depends_on_body_and_type_only() -> None:
    assert entity_tag(b"{}", JSON) == 'W/"VcT_PSdSCZkteyZDbrvMLq6-"'
    assert len({entity_tag(body, kind) for body in (b"{}", b"{ }", b"") for kind in (JSON, GRAPHQL)}) == 6


def test_a_cache_revalidates_after_max_age() -> None:
    assert public_for(60) == "public, max-age=60, must-revalidate"


# --- over HTTP


def get(gateway: Gateway, document: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx2.Response:
    parameters = {"query": document, "variables": json.dumps(variables, default=str)}
    return gateway.request("GET", "/graphql", params=parameters, headers=headers or {})


def check_cacheable(response: httpx2.Response, status: int) -> str:
    """Check the headers of a cacheable response, and return its tag."""
    assert (response.status_code, response.content == b"") == (status, status == 304)
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert response.headers["vary"] == VARY
    return response.headers["etag"]


def check_not_cacheable(response: httpx2.Response, status: int = 200) -> None:
    assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")
    assert "etag" not in response.headers
    assert response.content


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    return gateway.organisation()


@pytest.fixture
def event(gateway: Gateway, acme: Organisation) -> UUID:
    row, _ = make_open(gateway, acme, name="Harbour Night")
    make_open_ticket(gateway, row, quantity=1)
    make_session(gateway, row, name="Opening")
    return row.id


def test_an_unchanged_response_is_a_304(gateway: Gateway, event: UUID) -> None:
    first = get(gateway, EVENT, uuid=event)
    assert first.json() == {
        "data": {
            "event": {
                "name": "Harbour Night",
                "phase": "SCHEDULED",
                "tickets": [{"bookability": {"state": "OPEN"}}],
                "sessions": {"nodes": [{"name": "Opening"}]},
            }
        }
    }
    tag = check_cacheable(first, 200)
    again = get(gateway, EVENT, {"if-none-match": f'"x", {tag}'}, uuid=event)
    assert check_cacheable(again, 304) == tag
    assert {"content-type", "content-length", "content-encoding"} & set(again.headers) == set()
    assert check_cacheable(get(gateway, EVENT, {"if-none-match": "*"}, uuid=event), 304) == tag
    assert check_cacheable(get(gateway, EVENT, {"if-none-match": '"x"'}, uuid=event), 200) == tag


def renamed(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    update(gateway, acme, event, name="Harbour Day")


def sold_out(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    query = "query ($uuid: UUID!) { event(uuid: $uuid) { tickets { uuid } } }"
    (ticket,) = gateway.gql(query, uuid=event)["event"]["tickets"]
    sent = {"userUuid": make_user(gateway, acme).id, "ticketUuid": ticket["uuid"], "quantity": 1}
    done(gateway, REGISTER, gateway.token(acme), event=event, input=sent)


def session_added(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    times = {"startsOn": {"local": "2026-07-01T18:30:00"}, "endsOn": {"local": "2026-07-01T19:00:00"}}
    done(gateway, CREATE_SESSION, gateway.token(acme), event=event, input={"name": "Closing", **times})


def started(gateway: Gateway, _acme: Organisation, _event: UUID) -> None:
    gateway.clock.set(SHOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (renamed, "name", "Harbour Day"),
        (sold_out, "tickets", [{"bookability": {"state": "SOLD_OUT"}}]),
        (session_added, "sessions", {"nodes": [{"name": "Opening"}, {"name": "Closing"}]}),
        (started, "phase", "LIVE"),
    ],
)
def test_a_changed_response_has_a_new_tag(
    gateway: Gateway,
    acme: Organisation,
    event: UUID,
    change: Callable[[Gateway, Organisation, UUID], None],
    field: str,
    value: Any,
) -> None:
    tag = check_cacheable(get(gateway, EVENT, uuid=event), 200)
    change(gateway, acme, event)
    now = get(gateway, EVENT, {"if-none-match": tag}, uuid=event)
    assert check_cacheable(now, 200) != tag
    assert now.json()["data"]["event"][field] == value


def test_a_reverted_change_restores_the_tag(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    tag = check_cacheable(get(gateway, EVENT, uuid=event), 200)
    update(gateway, acme, event, name="Harbour Day")
    update(gateway, acme, event, name="Harbour Night")
    assert check_cacheable(get(gateway, EVENT, {"if-none-match": tag}, uuid=event), 304) == tag


def test_each_media_type_has_its_own_tag(gateway: Gateway, event: UUID) -> None:
    tags = {kind: check_cacheable(get(gateway, EVENT, {"accept": kind}, uuid=event), 200) for kind in (JSON, GRAPHQL)}
    assert tags[JSON] != tags[GRAPHQL]
    for kind, other in ((JSON, GRAPHQL), (GRAPHQL, JSON)):
        headers = {"accept": kind, "if-none-match": tags[other]}
        assert check_cacheable(get(gateway, EVENT, headers, uuid=event), 200) == tags[kind]


def test_equal_responses_have_equal_tags(gateway: Gateway, event: UUID) -> None:
    tags = {
        check_cacheable(get(gateway, EVENT, uuid=event, first=5), 200),
        check_cacheable(get(gateway, EVENT, first=5, uuid=event), 200),
        check_cacheable(get(gateway, EVENT, uuid=event), 200),
        check_cacheable(get(gateway, EVENT.replace("\n", " "), uuid=event), 200),
        check_cacheable(get(gateway, EVENT, {"accept-encoding": "identity"}, uuid=event), 200),
    }
    assert len(tags) == 1


def test_responses_with_a_token_are_not_cacheable(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    anonymous = get(gateway, EVENT, uuid=event)
    known = {"authorization": f"Bearer {gateway.token(acme)}", "if-none-match": f"{anonymous.headers['etag']}, *"}
    answer = get(gateway, EVENT, known, uuid=event)
    check_not_cacheable(answer)
    # Even if the response is identical.
    assert answer.content == anonymous.content
    check_not_cacheable(get(gateway, EVENT, {**known, "if-none-match": "*"}, uuid=event))
    bad = get(gateway, EVENT, {**known, "authorization": "Bearer x"}, uuid=event)
    check_not_cacheable(bad, 401)


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("{ noSuchField }", 400),
        ("{", 400),
        ('{ event(uuid: "x") { name } }', 400),
        ("mutation { __typename }", 405),
        ("subscription { __typename }", 400),
        ('{ events(after: "zzz") { totalCount } }', 200),
    ],
)
def test_errors_are_not_cacheable(gateway: Gateway, document: str, status: int) -> None:
    response = get(gateway, document, {"accept": GRAPHQL, "if-none-match": "*"})
    check_not_cacheable(response, status)
    assert response.json()["errors"]


def test_partial_data_is_not_cacheable(gateway: Gateway, event: UUID) -> None:
    document = 'query ($uuid: UUID!) { __typename event(uuid: $uuid) { sessions(after: "zzz") { totalCount } } }'
    response = get(gateway, document, {"if-none-match": "*"}, uuid=event)
    check_not_cacheable(response)
    assert response.json()["data"] == {"__typename": "Query", "event": None}


def test_responses_to_post_are_not_cacheable(gateway: Gateway) -> None:
    for document in ("{ __typename }", "mutation { __typename }"):
        check_not_cacheable(gateway.post(json={"query": document}, headers={"if-none-match": "*"}))


def test_introspection_is_cacheable(gateway: Gateway) -> None:
    document = "{ __schema { queryType { name } } }"
    tag = check_cacheable(get(gateway, document), 200)
    assert check_cacheable(get(gateway, document, {"if-none-match": tag}), 304) == tag
    gateway.restart(introspection=False)
    response = get(gateway, document, {"if-none-match": tag})
    check_not_cacheable(response)
    assert response.json()["errors"]


def test_max_age_comes_from_the_setting(gateway: Gateway) -> None:
    gateway.restart(max_age_s=90)
    first = get(gateway, "{ __typename }")
    again = get(gateway, "{ __typename }", {"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for response in (first, again):
        assert response.headers["cache-control"] == "public, max-age=90, must-revalidate"
    assert get(gateway, "{ noSuchField }").headers["cache-control"] == "no-store"
