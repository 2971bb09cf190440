"""rsvpEvent: one answer for each user, the last one counts, and the counts of the event follow."""

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
from tests.user_builders import make_user


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
    (change,) = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Rsvp", row["id"], "CREATED")
    assert change["event_id"] == event.id


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ("GOING", "INTERESTED", (0, 1)),
        ("GOING", "NOT_GOING", (0, 0)),
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
    assert [change["kind"] for change in stored(gateway, ChangeRow, direct=True)] == ["CREATED", "UPDATED"]


@pytest.mark.parametrize(
    ("answers", "write", "counted"),
    [
        (["GOING"], "INSERT INTO rsvp", True),
        (["NOT_GOING"], "INSERT INTO rsvp", False),
        (["GOING", "INTERESTED"], "UPDATE rsvp SET", True),
        (["GOING", "GOING"], None, False),
    ],
)
def test_one_statement_reads_what_the_rules_need_and_one_writes(
    gateway: Gateway, answers: list[str], write: str | None, counted: bool
) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    *before, last = answers
    for status in before:
        answer(gateway, acme, event.id, user.id, status)
    with gateway.statements() as seen:
        answer(gateway, acme, event.id, user.id, last)
    # After that of the token, and before those of the payload. On PostgreSQL one statement writes all.
    own = [" ".join(sql.split()[:3]) for sql in seen[1 : seen.index(next(sql for sql in seen if " a1 WHERE" in sql))]]
    apart = counted and gateway.engine == "sqlite"
    writes = ["UPDATE event SET", write] if apart else ["WITH counted AS" if counted else write]
    assert [each.removesuffix(",") for each in own] == [
        "SELECT event.id, event.organisation_id",
        "SELECT us.is_deleted, us.is_global_ban",
        *(each for each in writes if each is not None),
    ]


def test_the_capacity_limits_the_users_who_come(gateway: Gateway) -> None:
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


def test_only_invited_users_answer_for_an_invite_only_event(gateway: Gateway) -> None:
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


def test_deleted_banned_and_foreign_users_cannot_answer(gateway: Gateway) -> None:
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


def test_only_the_organisation_lists_the_answers(gateway: Gateway) -> None:
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
