"""flagPost and unflagPost: the organisation sees whether a post or comment of its community is flagged."""

import pytest

from app.communities.tables import PostFlagRow, PostRow
from tests.builders import stored
from tests.communities.requests import FLAG, UNFLAG, refused
from tests.gateway import Gateway
from tests.user_builders import flag_post, make_community, make_post, make_user
from tests.users.requests import NOBODY, changes, token_of


@pytest.mark.parametrize("comment", [False, True])
def test_a_flag_shows_on_the_post_and_its_community_until_the_last_is_taken_back(
    gateway: Gateway, comment: bool
) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    ada, grace = make_user(gateway, acme), make_user(gateway, acme)
    post = make_post(gateway, club, ada)
    if comment:
        post = make_post(gateway, club, ada, parent_id=post.id)
    flagged = {"hasFlaggedPost": not comment, "hasFlaggedComment": comment}
    nothing = {"hasFlaggedPost": False, "hasFlaggedComment": False}
    steps = [(FLAG, ada, flagged), (FLAG, grace, flagged), (UNFLAG, ada, flagged), (UNFLAG, grace, nothing)]
    for version, (document, user, expected) in enumerate(steps, 2):
        (answer,) = gateway.gql(document, token, uuid=post.id, user=user.id).values()
        done = "flagged" if document is FLAG else "unflagged"
        assert (answer["message"], answer["userErrors"]) == (f"Post has been {done} successfully", [])
        assert (answer["post"]["isFlagged"], answer["post"]["version"]) == (expected is flagged, version)
        assert answer["community"] == expected
    assert stored(gateway, PostFlagRow) == []
    assert [row["flag_count"] for row in stored(gateway, PostRow, id=post.id)] == [0]
    assert changes(gateway, post.id) == [("Post", "UPDATED")] * 4


def test_flagging_twice_and_unknown_flags_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    post = make_post(gateway, make_community(gateway, acme), ada)
    assert refused(gateway, UNFLAG, token, uuid=post.id, user=ada.id) == [("NOT_FOUND", ["userUuid"])]
    flag_post(gateway, post, ada)
    assert refused(gateway, FLAG, token, uuid=post.id, user=ada.id) == [("ALREADY_DONE", ["userUuid"])]


def test_unknown_and_banned_users_cannot_flag(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    post = make_post(gateway, make_community(gateway, acme), ada)
    for uuid, code in (
        (NOBODY, "NOT_FOUND"),
        (make_user(gateway, other).id, "NOT_FOUND"),
        (make_user(gateway, acme, is_deleted=True).id, "DELETED"),
        (make_user(gateway, acme, is_global_ban=True).id, "BANNED"),
    ):
        assert refused(gateway, FLAG, token, uuid=post.id, user=uuid) == [(code, ["userUuid"])]


def test_another_organisations_post_does_not_exist(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada, stranger = make_user(gateway, acme), make_user(gateway, other)
    post = make_post(gateway, make_community(gateway, acme), ada)
    flag_post(gateway, post, ada)
    token = token_of(gateway, other)
    assert refused(gateway, FLAG, token, uuid=post.id, user=stranger.id) == [("NOT_FOUND", ["postUuid"])]
    assert refused(gateway, UNFLAG, token, uuid=post.id, user=ada.id) == [("NOT_FOUND", ["postUuid"])]
