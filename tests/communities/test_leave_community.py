"""leaveCommunity: a member is removed and no longer counted."""

import pytest

from app.communities.tables import CommunityMemberRow
from tests.builders import stored
from tests.communities.requests import LEAVE, counters, refused
from tests.gateway import Gateway
from tests.user_builders import make_community, make_member, make_user
from tests.users.requests import NOBODY, changes, token_of


@pytest.mark.parametrize(("role", "left"), [("MEMBER", (0, 1, 1)), ("MODERATOR", (0, 1, 0))])
def test_a_leaving_member_is_no_longer_counted(gateway: Gateway, role: str, left: tuple[int, int, int]) -> None:
    acme = gateway.organisation()
    token, ada, grace = token_of(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    club = make_community(gateway, acme, user_id=ada.id)
    member = make_member(gateway, club, ada, role)
    stays = make_member(gateway, club, grace, "MODERATOR" if role == "MEMBER" else "MEMBER")
    answer = gateway.gql(LEAVE, token, uuid=club.id, user=ada.id)["leaveCommunity"]
    assert (answer["message"], answer["userErrors"]) == ("User has left the community successfully", [])
    # Whose it is has nothing to do with who is in it.
    assert answer["community"]["user"] == {"uuid": str(ada.id)}
    assert counters(gateway, club.id) == left
    assert [row["id"] for row in stored(gateway, CommunityMemberRow)] == [stays.id]
    assert changes(gateway, member.id) == [("CommunityMember", "DELETED")]


def test_deleted_and_banned_members_and_members_of_deleted_communities_can_leave(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    for user, club in (
        (make_user(gateway, acme, is_deleted=True), make_community(gateway, acme)),
        (make_user(gateway, acme, is_global_ban=True), make_community(gateway, acme, is_deleted=True)),
    ):
        make_member(gateway, club, user)
        assert gateway.gql(LEAVE, token, uuid=club.id, user=user.id)["leaveCommunity"]["userErrors"] == []
        assert counters(gateway, club.id) == (0, 0, 0)


def test_only_members_can_leave(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    club, theirs = make_community(gateway, acme), make_community(gateway, other)
    ada, stranger = make_user(gateway, acme), make_user(gateway, other)
    make_member(gateway, club, ada)
    make_member(gateway, theirs, stranger)
    token = token_of(gateway, acme)
    for uuid in (make_user(gateway, acme).id, stranger.id, NOBODY):
        assert refused(gateway, LEAVE, token, uuid=club.id, user=uuid) == [("NOT_FOUND", ["userUuid"])]
    assert refused(gateway, LEAVE, token, uuid=theirs.id, user=stranger.id) == [("NOT_FOUND", ["communityUuid"])]
