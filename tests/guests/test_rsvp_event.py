"""rsvpEvent: one answer for each user, the last one counts, and the event counts along."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.db.outbox import ChangeRow
from app.guests.tables import RsvpRow
from tests.builders import SHOW, make_event, stored
from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.guests.requests import ANSWER, answer, counts, make_invitation, make_rsvp, make_rsvp_event, refused
from tests.society import make_user


def test_an_answer_is_stored_and_counted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    payload = answer(gateway, acme, event.id, user.id, "GOING")
    (row,) = stored(gateway, RsvpRow)
    assert payload == {
        "message": "Answer has been recorded successfully",
        "userErrors": [],
        "event": {"rsvpCount": 1, "interestedCount": 0},
        "rsvp": {
            "uuid": str(row["id"]),
            "status": "GOING",
            "user": {"uuid": str(user.id)},
            "createdOn": {"utc": "2026-06-01T09:00:00Z"},
            "updatedOn": {"utc": "2026-06-01T09:00:00Z"},
        },
    }
    assert (row["user_id"], row["event_id"], row["organisation_id"]) == (user.id, event.id, UUID(acme.uuid))
    (change,) = stored(gateway, ChangeRow)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Rsvp", row["id"], "CREATED")
    assert change["event_id"] == event.id


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ("GOING", "INTERESTED", (0, 1)),
        ("GOING", "NOT_GOING", (0, 0)),
        ("GOING", "GOING", (1, 0)),
        ("INTERESTED", "GOING", (1, 0)),
        ("NOT_GOING", "INTERESTED", (0, 1)),
    ],
)
def test_a_later_answer_replaces_the_earlier(
    gateway: Gateway, first: str, second: str, counted: tuple[int, int]
) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    before = answer(gateway, acme, event.id, user.id, first)["rsvp"]
    gateway.clock.advance(timedelta(minutes=5))
    after = answer(gateway, acme, event.id, user.id, second)["rsvp"]
    assert after == before | {"status": second, "updatedOn": {"utc": "2026-06-01T09:05:00Z"}}
    assert counts(gateway, event.id) == counted
    assert [row["status"] for row in stored(gateway, RsvpRow)] == [second]
    assert [change["kind"] for change in stored(gateway, ChangeRow)] == ["CREATED", "UPDATED"]


def test_the_capacity_bounds_those_who_come(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_rsvp_event(gateway, acme, event_capacity=1)
    first, second = make_user(gateway, acme), make_user(gateway, acme)
    assert answer(gateway, acme, event.id, first.id, "GOING")["userErrors"] == []
    given = {"event": event.id, "user": str(second.id), "input": {"status": "GOING"}}
    assert refused(gateway, acme, ANSWER, **given) == [("SOLD_OUT", "input.status")]
    # Nobody is in the way of who stays away, or of their own place.
    assert answer(gateway, acme, event.id, second.id, "INTERESTED")["userErrors"] == []
    assert answer(gateway, acme, event.id, first.id, "GOING")["userErrors"] == []
    assert counts(gateway, event.id) == (1, 1)
    assert answer(gateway, acme, event.id, first.id, "NOT_GOING")["userErrors"] == []
    assert answer(gateway, acme, event.id, second.id, "GOING")["userErrors"] == []
    assert counts(gateway, event.id) == (1, 0)


def test_only_the_invited_answer_what_is_invite_only(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_rsvp_event(gateway, acme, is_invite_only=True)
    invited, other = make_user(gateway, acme), make_user(gateway, acme)
    make_invitation(gateway, event, invited.id)
    given = {"event": event.id, "user": str(other.id), "input": {"status": "INTERESTED"}}
    assert refused(gateway, acme, ANSWER, **given) == [("NOT_INVITED", "userUuid")]
    assert answer(gateway, acme, event.id, invited.id, "GOING")["event"] == {"rsvpCount": 1, "interestedCount": 0}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"lifecycle": "UNRELEASED", "published_at": None}, "WRONG_STATE"),
        ({"lifecycle": "UNPUBLISHED"}, "WRONG_STATE"),
        ({"lifecycle": "CANCELLED"}, "CANCELLED"),
        ({"enable_rsvp": False}, "SWITCHED_OFF"),
    ],
)
def test_not_every_event_is_answered(gateway: Gateway, columns: dict[str, Any], code: str) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme, **columns), make_user(gateway, acme)
    given = {"event": event.id, "user": str(user.id), "input": {"status": "GOING"}}
    assert refused(gateway, acme, ANSWER, **given) == [(code, "eventUuid")]


def test_an_event_is_answered_until_it_ends(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    gateway.clock.set(SHOW + timedelta(hours=3))
    given = {"event": event.id, "user": str(user.id), "input": {"status": "GOING"}}
    assert refused(gateway, acme, ANSWER, **given) == [("ENDED", "eventUuid")]
    gateway.clock.set(SHOW + timedelta(hours=3, seconds=-1))
    assert answer(gateway, acme, event.id, user.id, "GOING")["userErrors"] == []


def test_who_is_gone_or_banned_or_of_another_tenant_answers_nothing(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_rsvp_event(gateway, acme)
    cases = [
        (make_user(gateway, rival).id, "NOT_FOUND"),
        (uuid4(), "NOT_FOUND"),
        (make_user(gateway, acme, is_deleted=True).id, "DELETED"),
        (make_user(gateway, acme, is_global_ban=True).id, "BANNED"),
    ]
    for user, code in cases:
        given = {"event": event.id, "user": str(user), "input": {"status": "GOING"}}
        assert refused(gateway, acme, ANSWER, **given) == [(code, "userUuid")]


def test_the_event_of_another_tenant_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, rival)
    given = {"event": event.id, "user": str(user.id), "input": {"status": "GOING"}}
    assert refused(gateway, rival, ANSWER, **given) == [("NOT_FOUND", "eventUuid")]


def test_the_organisation_lists_the_answers_and_nobody_else(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_rsvp_event(gateway, acme)
    first, second = make_user(gateway, acme), make_user(gateway, acme, display_name="Ada")
    make_rsvp(gateway, event, first.id)
    gateway.clock.advance(timedelta(minutes=1))
    make_rsvp(gateway, event, second.id, "INTERESTED")
    make_event(gateway, acme, name="Other")
    query = """query ($uuid: UUID!) { event(uuid: $uuid) { rsvpCount interestedCount
        rsvps { totalCount nodes { status user { displayName } } }
        only: rsvps(filter: {status: [INTERESTED]}, orderBy: {field: CREATED_ON, direction: DESC}) {
            totalCount nodes { status } } } }"""
    open_ = {"rsvpCount": 1, "interestedCount": 1}
    nodes = [
        {"status": "GOING", "user": {"displayName": "Grace Hopper"}},
        {"status": "INTERESTED", "user": {"displayName": "Ada"}},
    ]
    assert gateway.gql(query, gateway.token(acme), uuid=event.id)["event"] == open_ | {
        "rsvps": {"totalCount": 2, "nodes": nodes},
        "only": {"totalCount": 1, "nodes": [{"status": "INTERESTED"}]},
    }
    for token in (None, gateway.token(rival)):
        assert gateway.gql(query, token, uuid=event.id)["event"] == open_ | {"rsvps": None, "only": None}


def test_the_edge_is_the_answers_place_which_another_answer_does_not_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = make_rsvp_event(gateway, acme), gateway.token(acme)
    document = f"""mutation ($event: UUID!, $user: UUID!, $input: RsvpEventInput!) {{
        rsvpEvent(eventUuid: $event, userUuid: $user, input: $input) {{ rsvpEdge {EDGE} }} }}"""

    def say(user: UUID, status: str) -> Any:
        gateway.clock.advance(timedelta(minutes=1))
        return gateway.gql(document, token, event=event.id, user=user, input={"status": status})["rsvpEvent"][
            "rsvpEdge"
        ]

    users = [make_user(gateway, acme).id for _ in range(3)]
    edges = [say(user, "GOING") for user in users]
    assert [place(gateway, token, edge, "Event", event.id, "rsvps") for edge in edges] == [0, 1, 2]
    assert say(users[0], "INTERESTED") == edges[0]
    assert say(uuid4(), "GOING") is None
