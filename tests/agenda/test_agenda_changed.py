"""agendaChanged: which changes of an agenda subscribers get."""

from datetime import timedelta
from typing import Any

from app.core.time import to_utc_text
from tests.builders import SHOW, make_ready_event, make_session
from tests.gateway import Gateway
from tests.subscribing import Stream, subscribed
from tests.user_builders import make_user

FOLLOW = """
subscription ($uuid: UUID!) {
  agendaChanged(eventUuid: $uuid) {
    at
    nodes { __typename ... on Session { name } ... on Track { name } ... on Event { name } }
    event { name }
  }
}"""
CREATE = """
mutation ($event: UUID!, $inputs: [CreateSessionInput!]!) {
  createSessions(eventUuid: $event, input: $inputs) { userErrors { code path } }
}"""
TRACK = """
mutation ($event: UUID!, $name: String!) {
  createTrack(eventUuid: $event, input: {name: $name}) { userErrors { code path } }
}"""
UPDATE = """
mutation ($uuid: UUID!, $name: String!) {
  updateSession(uuid: $uuid, input: {name: $name}) { userErrors { code path } }
}"""


def nodes(stream: Stream) -> list[tuple[str, str | None]]:
    return [(node["__typename"], node.get("name")) for node in stream.next()["agendaChanged"]["nodes"]]


def test_subscribers_get_created_parts_as_they_are(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, name="Camp", lifecycle="PUBLISHED")
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        gateway.clock.advance(timedelta(minutes=5))
        assert gateway.gql(TRACK, token, event=event.id, name="Science")["createTrack"]["userErrors"] == []
        with gateway.statements() as statements:
            item = stream.next()
        assert item == {
            "agendaChanged": {
                "at": "2026-06-01T09:05:00Z",
                "nodes": [{"__typename": "Track", "name": "Science"}],
                "event": {"name": "Camp"},
            }
        }
        # What the caller sees, all nodes, and the event.
        assert len(statements) == 3


def test_hidden_sessions_are_sent_to_their_organisation_only(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    hidden = make_session(gateway, event, status="INACTIVE")
    with (
        subscribed(gateway, FOLLOW, uuid=event.id) as outside,
        subscribed(gateway, FOLLOW, token, uuid=event.id) as inside,
    ):
        gateway.gql(UPDATE, token, uuid=hidden.id, name="Secret")
        assert nodes(inside) == [("Session", "Secret")]
        # Nothing is sent to outsiders.
        gateway.gql(TRACK, token, event=event.id, name="Science")
        assert nodes(outside) == [("Track", "Science")]


def test_subscribers_learn_that_a_session_is_no_longer_visible(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Camp", lifecycle="PUBLISHED")
    session = make_session(gateway, event, name="Opening")
    hide = "mutation ($uuid: UUID!) { updateSession(uuid: $uuid, input: {status: INACTIVE}) { userErrors { code } } }"
    agenda = FOLLOW.replace("event { name }", "event { sessions { nodes { name } } }")
    with subscribed(gateway, agenda, uuid=event.id) as stream:
        gateway.gql(UPDATE, gateway.token(acme), uuid=session.id, name="Start")
        assert stream.next()["agendaChanged"]["event"] == {"sessions": {"nodes": [{"name": "Start"}]}}
        gateway.gql(hide, gateway.token(acme), uuid=session.id)
        item = stream.next()["agendaChanged"]
        assert (item["nodes"], item["event"]) == ([], {"sessions": {"nodes": []}})


def test_many_changes_are_sent_in_items_of_a_hundred(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    inputs: list[dict[str, Any]] = [
        {"name": f"Talk {number}", "startsOn": {"utc": to_utc_text(SHOW)}, "durationMinutes": 30}
        for number in range(150)
    ]
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        made = gateway.gql(CREATE, gateway.token(acme), event=event.id, inputs=inputs)["createSessions"]
        assert made["userErrors"] == []
        items = [nodes(stream), nodes(stream)]
    assert [len(each) for each in items] == [100, 51]
    # The day that was created for them is sent with them.
    sessions = {name for each in items for kind, name in each if kind == "Session"}
    assert sessions == {each["name"] for each in inputs}


def test_a_change_of_the_event_is_sent_because_dates_may_have_moved(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    rename = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { userErrors { code } } }'
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        gateway.gql(rename, gateway.token(acme), uuid=event.id)
        assert nodes(stream) == [("Event", "New")]


def test_how_many_have_chosen_a_session_is_not_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED", session_settings_enabled=True)
    session, user = make_session(gateway, event), make_user(gateway, acme)
    choose = """mutation ($event: UUID!, $user: UUID!, $session: UUID!) {
      selectSessions(eventUuid: $event, userUuid: $user, input: {sessionUuids: [$session]}) { userErrors { code } }
    }"""
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        chosen = gateway.gql(choose, token, event=event.id, user=user.id, session=session.id)
        assert chosen["selectSessions"]["userErrors"] == []
        gateway.gql(TRACK, token, event=event.id, name="Science")
        assert nodes(stream) == [("Track", "Science")]


def test_it_ends_for_callers_who_no_longer_see_the_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    unpublish = "mutation ($uuid: UUID!) { unpublishEvent(uuid: $uuid) { userErrors { code } } }"
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        gateway.gql(unpublish, gateway.token(acme), uuid=event.id)
        assert stream.next() == {
            "agendaChanged": {"at": "2026-06-01T09:00:00Z", "nodes": [], "event": None},
        }
        assert stream.ended()


def test_outsiders_cannot_subscribe_to_a_draft(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation())
    stranger = gateway.token(gateway.organisation("other"))
    for token in (None, stranger):
        with subscribed(gateway, FOLLOW, token, uuid=event.id) as stream:
            assert [error["extensions"]["code"] for error in stream.refusal()] == ["NOT_FOUND"]
