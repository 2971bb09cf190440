"""inviteUsers: all of them or none; users who are invited already stay invited."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.db.outbox import ChangeRow
from app.guests.tables import InvitationRow
from tests.builders import make_ready_event, stored
from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.guests.requests import INVITE, act, make_invitation, make_rsvp_event, refused
from tests.user_builders import make_user


def test_users_are_invited_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    first, second = make_user(gateway, acme), make_user(gateway, acme)
    there = make_invitation(gateway, event, first.id)
    payload = act(gateway, acme, INVITE, event=event.id, users=[str(first.id), str(second.id)])
    assert payload == {
        "invited": 1,
        "message": "Users have been invited successfully",
        "userErrors": [],
        "event": {"rsvpCount": 0, "interestedCount": 0},
    }
    rows = stored(gateway, InvitationRow)
    assert {(row["user_id"], row["event_id"]) for row in rows} == {(first.id, event.id), (second.id, event.id)}
    (made,) = [row for row in rows if row["id"] != there.id]
    (change,) = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Invitation", made["id"], "CREATED")


def test_one_invalid_user_refuses_all_invitations(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    gone, foreign = make_user(gateway, acme, is_deleted=True), make_user(gateway, rival)
    users = [str(each) for each in (user.id, gone.id, foreign.id, uuid4())]
    assert refused(gateway, acme, INVITE, event=event.id, users=users) == [
        ("DELETED", "userUuids.1"),
        ("NOT_FOUND", "userUuids.2"),
        ("NOT_FOUND", "userUuids.3"),
    ]


def test_the_list_has_somebody_each_once_and_an_end(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    assert refused(gateway, acme, INVITE, event=event.id, users=[]) == [("TOO_SHORT", "userUuids")]
    twice = [str(user.id), str(user.id)]
    assert refused(gateway, acme, INVITE, event=event.id, users=twice) == [("NOT_UNIQUE", "userUuids.1")]
    many = [str(uuid4()) for _ in range(501)]
    assert refused(gateway, acme, INVITE, event=event.id, users=many) == [("TOO_MANY", "userUuids")]


def test_neither_to_a_cancelled_event_nor_to_somebody_elses(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    cancelled, user = make_rsvp_event(gateway, acme, lifecycle="CANCELLED"), make_user(gateway, acme)
    users = [str(user.id)]
    assert refused(gateway, acme, INVITE, event=cancelled.id, users=users) == [("CANCELLED", "eventUuid")]
    theirs = make_rsvp_event(gateway, rival, slug="theirs")
    assert refused(gateway, acme, INVITE, event=theirs.id, users=users) == [("NOT_FOUND", "eventUuid")]


def test_the_number_of_statements_does_not_grow_with_the_users(gateway: Gateway) -> None:
    acme = gateway.organisation()
    found = []
    for number in (1, 2, 40):
        event = make_rsvp_event(gateway, acme, slug=f"night-{number}")
        users = [str(make_user(gateway, acme).id) for _ in range(number)]
        with gateway.statements() as seen:
            assert act(gateway, acme, INVITE, event=event.id, users=users)["invited"] == number
        found.append(len(seen))
    assert found[1] == found[2]


def test_only_the_organisation_lists_the_invitations(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    invitation = make_invitation(gateway, event, user.id)
    query = """query ($uuid: UUID!, $id: ID!) { node(id: $id) { id }
        event(uuid: $uuid) { invitations { totalCount nodes { uuid user { uuid } event { uuid } } } } }"""
    given: dict[str, Any] = {"uuid": event.id, "id": f"Invitation_{invitation.id}"}
    assert gateway.gql(query, gateway.token(acme), **given) == {
        "node": {"id": f"Invitation_{invitation.id}"},
        "event": {
            "invitations": {
                "totalCount": 1,
                "nodes": [
                    {
                        "uuid": str(invitation.id),
                        "user": {"uuid": str(user.id)},
                        "event": {"uuid": str(event.id)},
                    }
                ],
            }
        },
    }
    assert gateway.gql(query, **given) == {"node": None, "event": {"invitations": None}}


def test_the_new_invitations_and_their_places_come_in_the_order_of_the_users(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = make_rsvp_event(gateway, acme), gateway.token(acme)
    first, *users = [make_user(gateway, acme).id for _ in range(4)]
    make_invitation(gateway, event, first)
    gateway.clock.advance(timedelta(minutes=1))
    document = f"""mutation ($event: UUID!, $users: [UUID!]!) {{ inviteUsers(eventUuid: $event, userUuids: $users) {{
        invited invitations {{ uuid user {{ uuid }} }} invitationEdges {EDGE} }} }}"""
    payload = gateway.gql(document, token, event=event.id, users=[users[0], first, *users[1:]])["inviteUsers"]
    assert payload["invited"] == 3
    assert [each["user"]["uuid"] for each in payload["invitations"]] == [str(user) for user in users]
    edges = payload["invitationEdges"]
    assert [edge["node"]["uuid"] for edge in edges] == [each["uuid"] for each in payload["invitations"]]
    # Made at one moment, the id decides.
    ranks = {uuid: rank for rank, uuid in enumerate(sorted(edge["node"]["uuid"] for edge in edges), 1)}
    assert [place(gateway, token, edge, "Event", event.id, "invitations") for edge in edges] == [
        ranks[edge["node"]["uuid"]] for edge in edges
    ]
    nobody_new = {"invited": 0, "invitations": [], "invitationEdges": []}
    assert gateway.gql(document, token, event=event.id, users=users)["inviteUsers"] == nobody_new
    refused_ = {"invited": None, "invitations": None, "invitationEdges": None}
    assert gateway.gql(document, token, event=event.id, users=[uuid4()])["inviteUsers"] == refused_
