"""createPost: members post and comment; posts are counted, comments are not."""

from datetime import timedelta
from typing import Any

import pytest

from tests.communities.requests import POST, counters, refused
from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.user_builders import make_community, make_member, make_post, make_user
from tests.users.requests import NOBODY, changes, token_of


def test_a_post_is_counted_and_has_its_comments(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club, ada = token_of(gateway, acme), make_community(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    given = {"text": "Who is <b>going</b>?", "parentUuid": None}
    answer = gateway.gql(POST, token, uuid=club.id, user=ada.id, input=given)["createPost"]
    post = answer["post"]
    assert (answer["message"], answer["userErrors"]) == ("Post has been created successfully", [])
    assert post == {
        "uuid": post["uuid"],
        "text": "Who is <b>going</b>?",
        "isFlagged": False,
        "version": 1,
        "user": {"uuid": str(ada.id)},
        "parent": None,
        "comments": {"nodes": []},
        "createdOn": {"utc": "2026-06-01T09:00:00Z"},
        "updatedOn": {"utc": "2026-06-01T09:00:00Z"},
    }
    assert answer["community"]["postsCount"] == 1
    given = {"text": "I am", "parentUuid": post["uuid"]}
    comment = gateway.gql(POST, token, uuid=club.id, user=ada.id, input=given)
    parent = {"uuid": post["uuid"]}
    assert comment["createPost"]["post"]["parent"] == parent
    again = comment["createPost"]["post"]["uuid"]
    deeper = gateway.gql(POST, token, uuid=club.id, user=ada.id, input={"text": "Good", "parentUuid": again})
    assert deeper["createPost"]["post"]["parent"] == {"uuid": again}
    assert counters(gateway, club.id) == (1, 1, 0)
    assert changes(gateway, post["uuid"]) == [("Post", "CREATED")]
    listed = gateway.gql(
        "query($uuid: UUID!) { community(uuid: $uuid) { posts { totalCount nodes { text comments { nodes { text"
        " comments { nodes { text } } } } } } } }",
        uuid=club.id,
    )["community"]["posts"]
    good = {"nodes": [{"text": "Good"}]}
    assert listed == {
        "totalCount": 1,
        "nodes": [{"text": "Who is <b>going</b>?", "comments": {"nodes": [{"text": "I am", "comments": good}]}}],
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"text": " ", "parentUuid": NOBODY},
            [
                ("TOO_SHORT", ["input", "text"]),
                ("NOT_FOUND", ["userUuid"]),
                ("NOT_FOUND", ["input", "parentUuid"]),
            ],
        ),
        ({"text": "x" * 2501}, [("TOO_LONG", ["input", "text"]), ("NOT_FOUND", ["userUuid"])]),
    ],
)
def test_everything_that_is_wrong_is_named_at_once(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    acme = gateway.organisation()
    club = make_community(gateway, acme)
    found = refused(gateway, POST, token_of(gateway, acme), uuid=club.id, user=NOBODY, input=given)
    assert found == expected


def test_only_members_post_unless_deleted_or_banned(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    gone, banned = make_user(gateway, acme, is_deleted=True), make_user(gateway, acme, is_global_ban=True)
    for user in (gone, banned):
        make_member(gateway, club, user)
    stranger = make_user(gateway, other)
    for user, code in ((gone, "DELETED"), (banned, "BANNED"), (stranger, "NOT_FOUND")):
        found = refused(gateway, POST, token, uuid=club.id, user=user.id, input={"text": "Hi"})
        assert found == [(code, ["userUuid"])]
    outside = make_user(gateway, acme)
    found = refused(gateway, POST, token, uuid=club.id, user=outside.id, input={"text": "Hi"})
    assert found == [("NOT_A_MEMBER", ["userUuid"])]


def test_where_only_moderators_post_members_still_comment(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme, only_admin_can_post=True)
    ada, grace = make_user(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    make_member(gateway, club, grace, "MODERATOR")
    found = refused(gateway, POST, token, uuid=club.id, user=ada.id, input={"text": "Hi"})
    assert found == [("NOT_A_MODERATOR", ["userUuid"])]
    post = gateway.gql(POST, token, uuid=club.id, user=grace.id, input={"text": "News"})["createPost"]["post"]
    comment = {"text": "Good", "parentUuid": post["uuid"]}
    assert gateway.gql(POST, token, uuid=club.id, user=ada.id, input=comment)["createPost"]["userErrors"] == []
    assert counters(gateway, club.id) == (1, 2, 1)


def test_a_comment_stays_in_the_community_of_its_post(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    here, there = make_community(gateway, acme), make_community(gateway, acme)
    make_member(gateway, here, ada)
    elsewhere = make_post(gateway, there, ada)
    given = {"text": "Hi", "parentUuid": elsewhere.id}
    found = refused(gateway, POST, token, uuid=here.id, user=ada.id, input=given)
    assert found == [("NOT_FOUND", ["input", "parentUuid"])]


def test_deleted_and_foreign_communities_take_no_posts(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    gone, theirs = make_community(gateway, acme, is_deleted=True), make_community(gateway, other)
    ada = make_user(gateway, acme)
    make_member(gateway, gone, ada)
    for club, code in ((gone, "DELETED"), (theirs, "NOT_FOUND")):
        found = refused(gateway, POST, token_of(gateway, acme), uuid=club.id, user=ada.id, input={"text": "Hi"})
        assert found == [(code, ["communityUuid"])]


def test_the_edge_is_the_place_among_the_posts_or_among_the_comments(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club, ada = token_of(gateway, acme), make_community(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    document = f"""mutation($uuid: UUID!, $user: UUID!, $input: CreatePostInput!) {{
        createPost(communityUuid: $uuid, userUuid: $user, input: $input) {{ postEdge {EDGE} }} }}"""

    def say(text: str, parent: Any = None) -> Any:
        gateway.clock.advance(timedelta(minutes=1))
        given = {"text": text, "parentUuid": parent}
        return gateway.gql(document, token, uuid=club.id, user=ada.id, input=given)["createPost"]["postEdge"]

    posts = [say(text) for text in ("Who?", "Where?", "When?")]
    post = posts[1]["node"]["uuid"]
    comments = [say(text, post) for text in ("At the pier", "Near it", "In the water")]
    # The newest post comes first, and the first comment.
    among_posts = [place(gateway, token, edge, "Community", club.id, "posts") for edge in posts]
    among_comments = [place(gateway, token, edge, "Post", post, "comments") for edge in comments]
    assert (among_posts, among_comments) == ([2, 1, 0], [0, 1, 2])
    assert say(" ") is None
