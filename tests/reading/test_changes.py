"""`changes`: pages of what happened in an organisation or an event since a position."""

from datetime import timedelta
from typing import Any

import pytest

from app.auth.rules import Scope
from app.db.feed.epochs import renew_epochs
from app.db.feed.retention import prune
from tests.builders import make_event, make_ready_event, make_session
from tests.gateway import Gateway, Organisation
from tests.subscribing import subscribed

PAGE = "position hasMore resync items { id kind at refetch node { id __typename ... on Session { name } } }"
OF_EVENT = f"""query ($uuid: UUID!, $since: String, $first: Int) {{
  event(uuid: $uuid) {{ name changes(since: $since, first: $first) {{ {PAGE} }} }}
}}"""
OF_ORGANISATION = OF_EVENT.replace("event(", "organisation(")
OWN = f"query ($since: String, $first: Int) {{ changes(since: $since, first: $first) {{ {PAGE} }} }}"
EDIT = """mutation ($uuid: UUID!, $name: String) {
  updateSession(uuid: $uuid, input: {name: $name}) { userErrors { code } }
}"""
HIDE = "mutation ($uuid: UUID!) { updateSession(uuid: $uuid, input: {status: INACTIVE}) { userErrors { code } } }"
LIFE = "mutation ($uuid: UUID!) {{ {}(uuid: $uuid) {{ userErrors {{ code }} }} }}"
NOTHING_NEW = {"hasMore": False, "resync": False, "items": []}


def of_event(gateway: Gateway, event: Any, token: str | None = None, **rest: Any) -> dict[str, Any]:
    page: dict[str, Any] = gateway.gql(OF_EVENT, token, uuid=event.id, **rest)["event"]["changes"]
    return page


def of_organisation(gateway: Gateway, acme: Organisation, token: str | None = None, **rest: Any) -> dict[str, Any]:
    page: dict[str, Any] = gateway.gql(OF_ORGANISATION, token, uuid=acme.uuid, **rest)["organisation"]["changes"]
    return page


def edit(gateway: Gateway, token: str, session: Any, *names: str) -> None:
    for name in names:
        assert gateway.gql(EDIT, token, uuid=session.id, name=name)["updateSession"]["userErrors"] == []


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


def test_without_a_position_only_the_position_is_answered(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    before = of_event(gateway, event)
    assert before == NOTHING_NEW | {"position": "00000000.0"}
    assert of_event(gateway, event, since=before["position"]) == before
    edit(gateway, gateway.token(acme), make_session(gateway, event), "Moved")
    after = of_event(gateway, event)
    assert after == NOTHING_NEW | {"position": after["position"]}
    # Of the session, and of the version of its event.
    assert after["position"].endswith(".2")
    assert of_event(gateway, event, since=after["position"]) == after
    assert of_event(gateway, event, since=None) == of_event(gateway, event) == after


def test_each_object_comes_once_with_its_last_change_and_as_it_is_now(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    first, second = make_session(gateway, event), make_session(gateway, event)
    start = of_event(gateway, event)["position"]
    edit(gateway, token, first, "One")
    edit(gateway, token, second, "Two")
    edit(gateway, token, first, "Three")
    page = of_event(gateway, event, since=start)
    assert page == {
        "position": of_event(gateway, event)["position"],
        "hasMore": False,
        "resync": False,
        "items": [
            {
                "id": f"Session_{session.id}",
                "kind": "UPDATED",
                "at": "2026-06-01T09:00:00Z",
                "refetch": True,
                "node": {"id": f"Session_{session.id}", "__typename": "Session", "name": name},
            }
            for session, name in ((second, "Two"), (first, "Three"))
        ]
        + [
            {
                "id": f"Event_{event.id}",
                "kind": "UPDATED",
                "at": "2026-06-01T09:00:00Z",
                "refetch": False,
                "node": {"id": f"Event_{event.id}", "__typename": "Event"},
            }
        ],
    }
    assert of_event(gateway, event, token, since=start) == page
    assert gateway.gql(OWN, token, since=start)["changes"] == page
    assert of_organisation(gateway, acme, since=start) == page


def test_pages_follow_each_other_without_a_gap(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    sessions = [make_session(gateway, event, name=f"Talk {number}") for number in range(5)]
    position = of_event(gateway, event)["position"]
    for session in sessions:
        edit(gateway, token, session, "Moved")
    seen = []
    for more in (True, True, True, True, False):
        page = of_event(gateway, event, since=position, first=2)
        assert page["hasMore"] is more
        seen += ids(page)
        position = page["position"]
    assert seen == [each for session in sessions for each in (f"Session_{session.id}", f"Event_{event.id}")]
    assert position == of_event(gateway, event)["position"]


def test_an_event_has_no_changes_of_others_and_its_position_moves_on(gateway: Gateway) -> None:
    acme, kanpai = gateway.organisation(), gateway.organisation("kanpai")
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    other = make_ready_event(gateway, acme, lifecycle="PUBLISHED", slug="other")
    start = of_event(gateway, event)["position"]
    edit(gateway, token, make_session(gateway, other), "Elsewhere")
    page = of_event(gateway, event, since=start)
    assert page == NOTHING_NEW | {"position": of_organisation(gateway, acme)["position"]}
    assert len(of_organisation(gateway, acme, since=start)["items"]) == 2
    assert of_organisation(gateway, kanpai, since=start) == NOTHING_NEW | {"position": start}
    neighbour = gateway.token(kanpai)
    assert gateway.gql(OWN, neighbour, since=start)["changes"] == NOTHING_NEW | {"position": start}


def test_outsiders_get_what_they_see_and_saw_and_nothing_of_the_rest(gateway: Gateway) -> None:
    acme, kanpai = gateway.organisation(), gateway.organisation("kanpai")
    token, neighbour = gateway.token(acme), gateway.token(kanpai)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    draft = make_event(gateway, acme, slug="draft")
    shown, hidden = make_session(gateway, event), make_session(gateway, event, status="INACTIVE")
    secret = make_session(gateway, draft)
    start = of_organisation(gateway, acme)["position"]
    for session in (shown, hidden, secret):
        edit(gateway, token, session, "Moved")
    gateway.gql(HIDE, token, uuid=shown.id)
    for outsider in (None, neighbour):
        page = of_organisation(gateway, acme, outsider, since=start)
        assert [(item["id"], item["kind"], item["node"], item["refetch"]) for item in page["items"]] == [
            (f"Session_{shown.id}", "DELETED", None, False),
            (f"Event_{event.id}", "UPDATED", {"id": f"Event_{event.id}", "__typename": "Event"}, False),
        ]
        assert page["position"] == of_organisation(gateway, acme)["position"]
    own = of_organisation(gateway, acme, token, since=start)
    assert ids(own) == [
        f"Session_{hidden.id}",
        f"Session_{secret.id}",
        f"Event_{draft.id}",
        f"Session_{shown.id}",
        f"Event_{event.id}",
    ]
    assert [item["kind"] for item in own["items"]] == ["UPDATED"] * 5
    assert all(item["node"] for item in own["items"])


def test_a_whole_that_appears_or_disappears_is_one_item(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    make_session(gateway, event)
    start = of_organisation(gateway, acme)["position"]
    gateway.gql(LIFE.format("unpublishEvent"), token, uuid=event.id)
    removed = of_organisation(gateway, acme, since=start)
    # The organisation counts its listed events.
    owner = f"Organisation_{acme.uuid}"
    assert [(item["id"], item["kind"], item["node"]) for item in removed["items"]] == [
        (f"Event_{event.id}", "DELETED", None),
        (owner, "UPDATED", {"id": owner, "__typename": "Organisation"}),
    ]
    assert gateway.gql(OF_EVENT, uuid=event.id, since=start) == {"event": None}
    own = of_event(gateway, event, token, since=start)
    assert [(item["kind"], item["refetch"]) for item in own["items"]] == [("UNPUBLISHED", True)]
    gateway.gql(LIFE.format("publishEvent"), token, uuid=event.id)
    added = of_organisation(gateway, acme, since=removed["position"])
    assert [(item["id"], item["kind"], item["refetch"]) for item in added["items"]] == [
        (f"Event_{event.id}", "PUBLISHED", True),
        (owner, "UPDATED", False),
    ]
    assert added["items"][0]["node"] == {"id": f"Event_{event.id}", "__typename": "Event"}


@pytest.mark.parametrize("reason", ["pruned", "restored", "ahead", "elsewhere"])
def test_a_position_that_is_no_longer_known_needs_a_new_reading(gateway: Gateway, reason: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    session = make_session(gateway, event)
    edit(gateway, gateway.token(acme), session, "One")
    since = of_event(gateway, event)["position"]
    edit(gateway, gateway.token(acme), session, "Two")
    if reason == "pruned":
        gateway.clock.advance(timedelta(days=31))
        now = gateway.clock()
        assert gateway.write(lambda db: prune(db, now, timedelta(days=30))) == 4
    elif reason == "restored":
        gateway.write(renew_epochs)
    elif reason == "ahead":
        since = since[:-1] + "5"
    else:
        since = "ffffffff.1"
    for page in (of_event(gateway, event, since=since), of_organisation(gateway, acme, since=since)):
        assert page == {
            "position": of_event(gateway, event)["position"],
            "hasMore": False,
            "resync": True,
            "items": [],
        }
    assert of_event(gateway, event, since=page["position"])["resync"] is False


@pytest.mark.parametrize("since", ["", "7", "00000001", "0000000g.1"])
def test_other_text_is_refused(gateway: Gateway, since: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    [error] = gateway.errors(OF_EVENT, uuid=event.id, since=since)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == "`since` is not a position. Send one that Marquee has answered."


@pytest.mark.parametrize("first", [-1, 0, 101])
def test_the_size_of_a_page_has_bounds(gateway: Gateway, first: int) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    [error] = gateway.errors(OF_EVENT, uuid=event.id, since="00000000.0", first=first)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == "`first` must be between 1 and 100."


def test_the_changes_of_ones_own_organisation_need_a_scope(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for token in (None, gateway.token(acme, Scope.EVENT_UPDATE)):
        [error] = gateway.errors(OWN, token)
        assert error["extensions"]["code"] == "FORBIDDEN"


def test_a_page_is_one_statement_with_what_is_read_beside_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    start = of_event(gateway, event)["position"]
    edit(gateway, gateway.token(acme), make_session(gateway, event), "Moved")
    with gateway.statements() as statements:
        of_event(gateway, event, since=start)
    assert len(statements) == 1


def test_a_subscription_goes_on_after_a_page(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    session = make_session(gateway, event)
    position = of_event(gateway, event)["position"]
    edit(gateway, gateway.token(acme), session, "One")
    document = """subscription ($uuid: UUID!, $after: String) {
      agendaChanged(eventUuid: $uuid, after: $after) { position nodes { id } }
    }"""
    with subscribed(gateway, document, uuid=event.id, after=position) as stream:
        missed = stream.next()["agendaChanged"]
    assert missed["nodes"] == [{"id": f"Session_{session.id}"}]
    # The version of the event, which is not sent to followers of the agenda.
    rest = of_event(gateway, event, since=missed["position"])
    assert ids(rest) == [f"Event_{event.id}"]
    assert of_event(gateway, event, since=rest["position"]) == NOTHING_NEW | {"position": rest["position"]}


def test_public_changes_can_be_cached(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    session = make_session(gateway, event)
    start = of_event(gateway, event)["position"]
    edit(gateway, gateway.token(acme), session, "One")
    query = f'{{ event(uuid: "{event.id}") {{ changes(since: "{start}") {{ {PAGE} }} }} }}'
    response = gateway.request("GET", "/graphql", params={"query": query})
    assert response.status_code == 200
    assert response.headers["cache-control"].startswith("public")
    tag = response.headers["etag"]
    again = gateway.request("GET", "/graphql", params={"query": query}, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    edit(gateway, gateway.token(acme), session, "Two")
    changed = gateway.request("GET", "/graphql", params={"query": query}, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.json()["data"]["event"]["changes"]["items"][0]["node"]["name"] == "Two"
