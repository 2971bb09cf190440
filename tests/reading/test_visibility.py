"""Which callers see which events and their parts, through each field that reads them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from tests.gateway import Gateway
from tests.reading.event_states import (
    CALLERS,
    EVENTS,
    IN_PROFILE,
    LISTED,
    PUBLIC,
    SESSIONS,
    TICKETS,
    Town,
    make_open_event,
    make_parts,
    make_town,
)


@pytest.fixture
def town(gateway: Gateway) -> Town:
    return make_town(gateway)


@pytest.mark.parametrize("caller", CALLERS)
def test_who_sees_an_event_in_which_state(town: Town, caller: str) -> None:
    seen = list(EVENTS) if caller == "owner" else PUBLIC
    for name, event in town.events.items():
        expected = {"name": name} if name in seen else None
        query = """query($uuid: UUID!, $slug: String!, $id: ID!) {
            event(uuid: $uuid) { name } eventBySlug(organisationSlug: "owner", slug: $slug) { name }
            node(id: $id) { ... on Event { name } } nodes(ids: [$id]) { ... on Event { name } } }"""
        given = {"uuid": event.id, "slug": event.slug, "id": f"Event_{event.id}"}
        ways = {"event": expected, "eventBySlug": expected, "node": expected, "nodes": [expected]}
        assert town.ask(caller, query, **given) == ways, name


@pytest.mark.parametrize("caller", CALLERS)
def test_who_sees_which_events_in_lists(town: Town, caller: str) -> None:
    query = """query($o: UUID!, $id: ID!) {
        events { totalCount nodes { name } edges { node { name } } }
        organisation(uuid: $o) { events { totalCount nodes { name } } }
        organisationBySlug(slug: "owner") { events { totalCount nodes { name } } }
        node(id: $id) { ... on Organisation { events { totalCount nodes { name } } } }
        filtered: events(filter: {organisationUuid: $o}, orderBy: {field: NAME, direction: DESC})
            { totalCount pageInfo { hasNextPage } nodes { name } } }"""
    data = town.ask(caller, query, o=town.owner.uuid, id=f"Organisation_{town.owner.uuid}")
    mine = [*list(EVENTS)[1:], "draft"]  # by start: what has none comes last
    everywhere, profile = (mine, mine) if caller == "owner" else (LISTED, IN_PROFILE)
    own = {"draft of the stranger"} if caller == "stranger" else set()

    def listed(names: list[str]) -> dict[str, Any]:
        return {"totalCount": len(names), "nodes": [{"name": name} for name in names]}

    assert {node["name"] for node in data["events"]["nodes"]} == {*everywhere, *own}
    assert data["events"]["totalCount"] == len(everywhere) + len(own)
    assert [edge["node"] for edge in data["events"]["edges"]] == data["events"]["nodes"]
    for way in ("organisation", "organisationBySlug", "node"):
        assert data[way] == {"events": listed(profile)}, way
    backwards = listed(sorted(everywhere, reverse=True))
    assert data["filtered"] == backwards | {"pageInfo": {"hasNextPage": False}}


@pytest.mark.parametrize("state", EVENTS)
def test_parts_of_an_event_are_visible_with_the_event(town: Town, state: str) -> None:
    parts = make_parts(town.gateway, make_open_event(town.gateway, town.owner, **EVENTS[state]))
    ids = [f"{name}_{uuid}" for name, uuid in parts.ids.items() if name != "linked"]
    ids += [f"Session_{parts.sessions['general']}", f"Ticket_{parts.tickets['on sale']}"]
    for caller in CALLERS:
        found = town.ask(caller, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]
        sees = caller == "owner" or state in PUBLIC
        assert found == [{"id": text} if sees else None for text in ids], caller
        for text in ids:
            found = town.ask(caller, "query($id: ID!) { node(id: $id) { id } }", id=text)["node"]
            assert found == ({"id": text} if sees else None), (caller, text)


WAYS = """query($uuid: UUID!, $slug: String!, $ids: [ID!]!) {
  event(uuid: $uuid) { uuid name organisation { slug } sessions { totalCount } }
  eventBySlug(organisationSlug: "owner", slug: $slug) { uuid }
  nodes(ids: $ids) { id }
  events(filter: {text: $slug}) { totalCount }
}"""


def test_hidden_and_unknown_objects_give_equal_answers(town: Town) -> None:
    gateway = town.gateway
    kinds = ("Event", "Session", "Ticket", "Track", "Location", "ScheduleDate", "Speaker", "Occurrence")
    parts = make_parts(gateway, make_open_event(gateway, town.owner))
    own = {
        "Event": parts.event.id,
        "Session": parts.sessions["general"],
        "Ticket": parts.tickets["on sale"],
    } | parts.ids

    def answer(caller: str, uuids: dict[str, UUID], slug: str) -> bytes:
        ids = [f"{kind}_{uuids[kind]}" for kind in kinds]
        token = town.token(caller)
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        variables = {"uuid": str(uuids["Event"]), "slug": slug, "ids": ids}
        response = gateway.post(json={"query": WAYS, "variables": variables}, headers=headers)
        assert response.status_code == 200
        return response.content

    for caller in ("anonymous", "stranger", "owner without event.read"):
        unknown = answer(caller, {kind: uuid4() for kind in kinds}, "no-such")
        assert answer(caller, own, "parts") == unknown, caller
        assert b"errors" not in unknown
    assert answer("owner", own, "parts") != unknown


CREATE = """mutation($o: UUID!, $input: CreateEventInput!) { createEvent(organisationUuid: $o, input: $input) {
  userErrors { message }
  event { name status publishReadiness { ready } sessions { nodes { name } } tickets { name }
    organisation { events { totalCount nodes { name } } } }
  eventEdge { node { name organisation { name } } } } }"""


def test_a_payload_shows_what_was_written_and_nothing_else_of_the_organisation(town: Town) -> None:
    token = town.gateway.token(town.owner, Scope.EVENT_CREATE)
    payload = town.gateway.gql(CREATE, token, o=town.owner.uuid, input={"name": "New draft"})["createEvent"]
    assert payload["userErrors"] == []
    assert payload["event"] == {
        "name": "New draft",
        "status": "DRAFT",
        "publishReadiness": {"ready": False},
        "sessions": {"nodes": []},
        "tickets": [],
        "organisation": {"events": {"totalCount": 2, "nodes": [{"name": "published"}, {"name": "New draft"}]}},
    }
    assert payload["eventEdge"] == {"node": {"name": "New draft", "organisation": {"name": "Owner"}}}
    # A later request with the same token sees it no more.
    token = town.gateway.token(town.owner, Scope.EVENT_CREATE)
    assert [
        node["name"] for node in town.gateway.gql("{ events { nodes { name } } }", token)["events"]["nodes"]
    ] == LISTED


def test_a_payload_shows_the_whole_draft_that_was_written_to(town: Town) -> None:
    gateway = town.gateway
    parts = make_parts(gateway, make_open_event(gateway, town.owner))
    token = gateway.token(town.owner, Scope.EVENT_ADD_TICKET)
    query = """mutation($e: UUID!) { createTicket(eventUuid: $e, input: {name: "New", category: FREE}) {
        userErrors { message } ticket { name event { tickets { name } sessions { totalCount } } }
        event { tickets { name } tracks { sessions { totalCount } } organisation { events { nodes { name } } } } } }"""
    payload = gateway.gql(query, token, e=parts.event.id)["createTicket"]
    tickets = [{"name": name} for name in [*TICKETS, "New"]]
    assert payload == {
        "userErrors": [],
        "ticket": {"name": "New", "event": {"tickets": tickets, "sessions": {"totalCount": len(SESSIONS) + 1}}},
        "event": {
            "tickets": tickets,
            "tracks": [{"sessions": {"totalCount": len(SESSIONS)}}],
            "organisation": {"events": {"nodes": [{"name": "published"}, {"name": "Parts"}]}},
        },
    }
