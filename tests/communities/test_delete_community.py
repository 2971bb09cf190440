"""deleteCommunity: outsiders no longer see it, and it no longer changes."""

from tests.communities.requests import COMMUNITY, DELETE, refused
from tests.gateway import Gateway
from tests.user_builders import make_community, make_member, make_post, make_user
from tests.users.requests import changes, token_of


def test_it_disappears_for_others_and_stays_for_the_organisation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club, ada = token_of(gateway, acme), make_community(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    post = make_post(gateway, club, ada)
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert gateway.gql(node, id=f"Post_{post.id}")["node"] == {"id": f"Post_{post.id}"}
    answer = gateway.gql(DELETE, token, uuid=club.id)["deleteCommunity"]
    assert (answer["message"], answer["userErrors"]) == ("Community has been deleted successfully", [])
    community = answer["community"]
    assert (community["isDeleted"], community["postsCount"], community["membersCount"]) == (True, 1, 1)
    assert gateway.gql(COMMUNITY, token, uuid=club.id)["community"] == community
    assert gateway.gql(COMMUNITY, uuid=club.id) == {"community": None}
    assert gateway.gql(node, id=f"Post_{post.id}") == {"node": None}
    assert changes(gateway, club.id) == [("Community", "DELETED")]


def test_once_is_enough(gateway: Gateway) -> None:
    acme = gateway.organisation()
    club = make_community(gateway, acme, is_deleted=True)
    assert refused(gateway, DELETE, token_of(gateway, acme), uuid=club.id) == [("DELETED", ["uuid"])]


def test_another_organisations_community_does_not_exist(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    club = make_community(gateway, acme)
    assert refused(gateway, DELETE, token_of(gateway, other), uuid=club.id) == [("NOT_FOUND", ["uuid"])]
