"""joinCommunity: a user is a member once, with one role, and is counted."""

from datetime import timedelta
from typing import Any

import pytest

from app.communities.tables import CommunityMemberRow
from tests.builders import stored
from tests.communities.requests import JOIN, counters, refused
from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.user_builders import make_community, make_member, make_user
from tests.users.requests import NOBODY, changes, token_of


def test_a_joining_user_is_a_member_and_counted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club, ada = token_of(gateway, acme), make_community(gateway, acme), make_user(gateway, acme)
    answer = gateway.gql(JOIN, token, uuid=club.id, user=ada.id, input={})["joinCommunity"]
    (row,) = stored(gateway, CommunityMemberRow)
    assert (answer["message"], answer["userErrors"]) == ("User has joined the community successfully", [])
    assert answer["communityMember"] == {
        "uuid": str(row["id"]),
        "role": "MEMBER",
        "user": {"uuid": str(ada.id)},
        "createdOn": {"utc": "2026-06-01T09:00:00Z"},
    }
    assert answer["community"]["members"] == {"nodes": [{"role": "MEMBER", "user": {"uuid": str(ada.id)}}]}
    assert counters(gateway, club.id) == (0, 1, 0)
    assert changes(gateway, row["id"]) == [("CommunityMember", "CREATED")]


@pytest.mark.parametrize(
    ("first", "second", "moderators", "announced"),
    [
        (None, None, 0, 1),
        ("MEMBER", "MODERATOR", 1, 2),
        ("MODERATOR", "MEMBER", 0, 2),
        ("MODERATOR", None, 0, 2),
        ("MODERATOR", "MODERATOR", 1, 1),
    ],
)
def test_joining_again_changes_the_role_and_not_the_count(
    gateway: Gateway, first: str | None, second: str | None, moderators: int, announced: int
) -> None:
    acme = gateway.organisation()
    token, club, ada = token_of(gateway, acme), make_community(gateway, acme), make_user(gateway, acme)
    answers = [
        gateway.gql(JOIN, token, uuid=club.id, user=ada.id, input={"role": role})["joinCommunity"]["communityMember"]
        for role in (first, second)
    ]
    assert [answer["role"] for answer in answers] == [first or "MEMBER", second or "MEMBER"]
    assert answers[0]["uuid"] == answers[1]["uuid"]
    assert counters(gateway, club.id) == (0, 1, moderators)
    assert changes(gateway, answers[0]["uuid"]) == [
        ("CommunityMember", kind) for kind in ("CREATED", "UPDATED")[:announced]
    ]


def test_unknown_banned_and_foreign_users_cannot_join(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    for uuid, code in (
        (NOBODY, "NOT_FOUND"),
        (make_user(gateway, other).id, "NOT_FOUND"),
        (make_user(gateway, acme, is_deleted=True).id, "DELETED"),
        (make_user(gateway, acme, is_global_ban=True).id, "BANNED"),
    ):
        found = refused(gateway, JOIN, token, uuid=club.id, user=uuid, input={})
        assert found == [(code, ["userUuid"])]


def test_deleted_and_foreign_communities_cannot_be_joined(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    gone, ada = make_community(gateway, acme, is_deleted=True), make_user(gateway, acme)
    theirs, token = make_community(gateway, other), token_of(gateway, acme)
    make_member(gateway, theirs, make_user(gateway, other))
    for club, code in ((gone, "DELETED"), (theirs, "NOT_FOUND")):
        found = refused(gateway, JOIN, token, uuid=club.id, user=ada.id, input={})
        assert found == [(code, ["communityUuid"])]


def test_the_organisation_reads_whether_one_user_is_in_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    club, ada, grace = make_community(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    make_member(gateway, make_community(gateway, acme), grace)
    document = """query($uuid: UUID!, $ada: UUID!, $grace: UUID!, $nobody: UUID!) { community(uuid: $uuid) {
        ada: isJoined(userUuid: $ada) grace: isJoined(userUuid: $grace) nobody: isJoined(userUuid: $nobody) } }"""
    variables: dict[str, Any] = {"uuid": club.id, "ada": ada.id, "grace": grace.id, "nobody": NOBODY}
    answer = gateway.gql(document, token_of(gateway, acme), **variables)["community"]
    assert answer == {"ada": True, "grace": False, "nobody": False}
    assert gateway.gql(document, **variables)["community"] == dict.fromkeys(answer)


def test_the_edge_is_the_members_place_which_another_role_does_not_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    document = f"""mutation($uuid: UUID!, $user: UUID!, $input: JoinCommunityInput) {{
        joinCommunity(communityUuid: $uuid, userUuid: $user, input: $input) {{ communityMemberEdge {EDGE} }} }}"""

    def join(user: Any, role: str | None = None) -> Any:
        gateway.clock.advance(timedelta(minutes=1))
        given = {"role": role} if role else None
        return gateway.gql(document, token, uuid=club.id, user=user, input=given)["joinCommunity"][
            "communityMemberEdge"
        ]

    users = [make_user(gateway, acme).id for _ in range(3)]
    edges = [join(user) for user in users]
    assert [place(gateway, token, edge, "Community", club.id, "members") for edge in edges] == [0, 1, 2]
    assert join(users[0], "MODERATOR") == edges[0]
    assert join(NOBODY) is None
