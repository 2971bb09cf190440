"""Which callers see which sessions and tickets of a public event, through each field that reads them."""

from typing import Any

import pytest

from tests.builders import make_event, make_session, make_ticket
from tests.gateway import START, Gateway
from tests.reading.event_states import (
    CALLERS,
    LATER,
    PUBLIC_SESSIONS,
    PUBLIC_TICKETS,
    PUBLISHED,
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


SESSION_WAYS = """query($event: UUID!, $ids: [ID!]!) {
  event(uuid: $event) {
    sessions { ...page } agenda { ...dates }
    tracks { ...ofTrack } locations { ...ofLocation } scheduleDates { ...ofDay }
    speakers { nodes { ...ofSpeaker } } occurrences { nodes { sessions { ...dates } } }
  }
  nodes(ids: $ids) { __typename ...ofTrack ...ofLocation ...ofDay ...ofSpeaker
    ... on Occurrence { dates: sessions { ...dates } } }
}
fragment ofTrack on Track { sessions { ...page } agenda { ...dates } }
fragment ofLocation on Location { sessions { ...page } agenda { ...dates } }
fragment ofDay on ScheduleDate { sessions { ...page } agenda { ...dates } }
fragment ofSpeaker on Speaker { sessions { ...page } agenda { ...dates } }
fragment page on SessionConnection { totalCount nodes { name } edges { node { name } } pageInfo { hasNextPage } }
fragment dates on SessionOccurrenceConnection {
  totalCount nodes { name } edges { node { name } } pageInfo { hasNextPage } }"""


def page(names: list[str]) -> dict[str, Any]:
    nodes = [{"name": name} for name in names]
    edges = [{"node": node} for node in nodes]
    return {"totalCount": len(names), "nodes": nodes, "edges": edges, "pageInfo": {"hasNextPage": False}}


@pytest.mark.parametrize("caller", CALLERS)
def test_who_sees_which_sessions_from_where(town: Town, caller: str) -> None:
    parts = make_parts(town.gateway, make_open_event(town.gateway, town.owner, **PUBLISHED))
    names = list(SESSIONS) if caller == "owner" else PUBLIC_SESSIONS
    places = ["Track", "Location", "ScheduleDate", "Speaker"]
    ids = [f"{name}_{parts.ids[name]}" for name in [*places, "Occurrence"]]
    data = town.ask(caller, SESSION_WAYS, event=parts.event.id, ids=ids)
    some, all_ = {"sessions": page(names), "agenda": page(names)}, page([*names, "linked"])
    assert data["event"] == {
        "sessions": all_,
        "agenda": all_,
        "tracks": [some],
        "locations": [some],
        "scheduleDates": [some],
        "speakers": {"nodes": [some]},
        "occurrences": {"nodes": [{"sessions": all_}]},
    }
    dates = {"__typename": "Occurrence", "dates": all_}
    assert data["nodes"] == [*({"__typename": name} | some for name in places), dates]
    for name, uuid in parts.sessions.items():
        query = "query($id: ID!) { node(id: $id) { ... on Session { name } } nodes(ids: [$id]) { id } }"
        found = {"node": {"name": name}, "nodes": [{"id": f"Session_{uuid}"}]}
        expected = found if name in names else {"node": None, "nodes": [None]}
        assert town.ask(caller, query, id=f"Session_{uuid}") == expected, name
        both = """query($id: ID!, $session: ID!) {
            node(id: $id) { ... on SessionOccurrence { name session { name } } }
            session: node(id: $session) { ... on Session { dates { nodes { id } } } } }"""
        row = f"SessionOccurrence_{parts.rows[name]}"
        answer = {"node": {"name": name, "session": {"name": name}}, "session": {"dates": {"nodes": [{"id": row}]}}}
        wanted = answer if name in names else {"node": None, "session": None}
        assert town.ask(caller, both, id=row, session=f"Session_{uuid}") == wanted, name


@pytest.mark.parametrize("caller", CALLERS)
def test_who_sees_which_tickets_from_where(town: Town, caller: str) -> None:
    gateway = town.gateway
    parts = make_parts(gateway, make_open_event(gateway, town.owner, **PUBLISHED))
    names = list(TICKETS) if caller == "owner" else PUBLIC_TICKETS
    query = """query($event: UUID!, $ids: [ID!]!) {
        event(uuid: $event) { tickets { ...all } occurrences { nodes { tickets { ...all } } }
            sessions(last: 1) { nodes { name tickets { ...all } } } }
        nodes(ids: $ids) { ... on Session { tickets { ...all } } ... on Occurrence { tickets { ...all } } } }
        fragment all on Ticket { name prices { name } }"""
    ids = [f"Session_{parts.ids['linked']}", f"Occurrence_{parts.ids['Occurrence']}"]
    data = town.ask(caller, query, event=parts.event.id, ids=ids)
    tickets = {"tickets": [{"name": name, "prices": [{"name": name}]} for name in names]}
    assert data["event"] == {
        **tickets,
        "occurrences": {"nodes": [tickets]},
        "sessions": {"nodes": [{"name": "linked"} | tickets]},
    }
    assert data["nodes"] == [tickets, tickets]
    for name, uuid in parts.tickets.items():
        data = town.ask(caller, "query($id: ID!) { node(id: $id) { ... on Ticket { name } } }", id=f"Ticket_{uuid}")
        assert data["node"] == ({"name": name} if name in names else None), name


def test_a_ticket_hides_a_session_and_a_parent_that_its_reader_may_not_see(town: Town) -> None:
    gateway = town.gateway
    event = make_open_event(gateway, town.owner, **PUBLISHED)
    hidden = make_session(gateway, event, name="secret", kind="PRIVATE")
    archived = make_ticket(gateway, event, name="old", archived_at=START)
    make_ticket(gateway, event, name="new", session_id=hidden.id, parent_id=archived.id)
    query = "query($u: UUID!) { event(uuid: $u) { tickets { name session { name } parent { name } } } }"
    new = {"name": "new", "session": None, "parent": None}
    for caller in ("anonymous", "owner without event.read", "stranger"):
        assert town.ask(caller, query, u=event.id) == {"event": {"tickets": [new]}}
    full = {"name": "new", "session": {"name": "secret"}, "parent": {"name": "old"}}
    assert full in town.ask("owner", query, u=event.id)["event"]["tickets"]


def test_the_events_hiding_counts_where_it_sets_the_windows(town: Town) -> None:
    gateway = town.gateway
    for hides, expected in ((True, ["open"]), (False, ["open", "later"])):
        event = make_event(
            gateway, town.owner, slug=f"hides-{hides}", hide_ticket_until_booking_start=hides, **PUBLISHED
        )
        make_ticket(gateway, event, name="open", opens_at=START)
        make_ticket(gateway, event, name="later", position=1, opens_at=LATER, hide_ticket_until_booking_start=not hides)
        data = gateway.gql("query($u: UUID!) { event(uuid: $u) { tickets { name } } }", u=event.id)
        assert [ticket["name"] for ticket in data["event"]["tickets"]] == expected
