"""Who sees a user, a community and a post, and which of their fields, by every path."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.communities.tables import CommunityRow, PostRow
from app.users.tables import UserRow
from tests.builders import make_event
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import flag_post, flag_user, make_community, make_member, make_post, make_user

WAYS = """query($user: UUID!, $community: UUID!, $ids: [ID!]!) {
  user(uuid: $user) { uuid }
  community(uuid: $community) { uuid }
  nodes(ids: $ids) { id }
}"""
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
CALLERS = ("anonymous", "other", "writer", "owner")
EVERYBODY, NOBODY = (True, True, True, True), (False, False, False, True)


@dataclass
class Scene:
    """A community, its owner and somebody who posted in it."""

    gateway: Gateway
    organisation: Organisation
    tokens: dict[str, str | None]
    owner: UUID
    author: UUID
    community: CommunityRow
    post: UUID

    def seen(self, user: UUID) -> tuple[bool, ...]:
        """Whether each caller sees the user, the community and the post: the same by uuid and by global id."""
        return tuple(self._sees(caller, user)[0] for caller in CALLERS)

    def open(self) -> tuple[bool, ...]:
        """The same of the community."""
        return tuple(self._sees(caller, self.owner)[1] for caller in CALLERS)

    def said(self) -> tuple[bool, ...]:
        """The same of the post."""
        return tuple(self._sees(caller, self.owner)[2] for caller in CALLERS)

    def _sees(self, caller: str, user: UUID) -> tuple[bool, bool, bool]:
        ids = [f"User_{user}", f"Community_{self.community.id}", f"Post_{self.post}"]
        answer = self.gateway.gql(WAYS, self.tokens[caller], user=user, community=self.community.id, ids=ids)
        by_id = [each is not None for each in answer["nodes"]]
        assert by_id[:2] == [answer["user"] is not None, answer["community"] is not None]
        return by_id[0], by_id[1], by_id[2]


def stage(gateway: Gateway, **columns: Any) -> Scene:
    acme, other = gateway.organisation(), gateway.organisation("other")
    owner, author = make_user(gateway, acme), make_user(gateway, acme)
    community = make_community(gateway, acme, user_id=owner.id, **columns)
    make_member(gateway, community, author)
    post = make_post(gateway, community, author)
    tokens = {
        "anonymous": None,
        "other": gateway.token(other),
        "writer": gateway.token(acme, *(scope for scope in Scope if scope is not Scope.EVENT_READ)),
        "owner": gateway.token(acme, Scope.EVENT_READ),
    }
    return Scene(gateway, acme, tokens, owner.id, author.id, community, post.id)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, EVERYBODY),
        ({"is_public": False}, NOBODY),
        ({"is_deleted": True}, NOBODY),
        ({"is_public": False, "is_deleted": True}, NOBODY),
        # A discussion without its event.
        ({"type": "EVENT"}, NOBODY),
    ],
)
def test_viewers_of_a_community_see_its_owner_and_authors(
    gateway: Gateway, columns: dict[str, Any], expected: tuple[bool, ...]
) -> None:
    scene = stage(gateway, **columns)
    assert scene.open() == expected
    assert scene.said() == expected
    assert scene.seen(scene.owner) == expected
    assert scene.seen(scene.author) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (PUBLISHED, EVERYBODY),
        ({}, NOBODY),
        ({**PUBLISHED, "lifecycle": "CANCELLED"}, EVERYBODY),
        ({**PUBLISHED, "is_invite_only": True}, NOBODY),
    ],
)
def test_the_discussion_of_an_event_is_as_public_as_the_event(
    gateway: Gateway, columns: dict[str, Any], expected: tuple[bool, ...]
) -> None:
    scene = stage(gateway, type="EVENT")
    event = make_event(gateway, scene.organisation, discussion_community_id=scene.community.id, **columns)
    assert scene.open() == expected
    assert scene.said() == expected
    assert scene.seen(scene.owner) == expected
    document = "query($uuid: UUID!) { community(uuid: $uuid) { event { uuid } } }"
    for caller, open_to in zip(CALLERS, expected, strict=True):
        answer = gateway.gql(document, scene.tokens[caller], uuid=scene.community.id)["community"]
        assert answer == ({"event": {"uuid": str(event.id)}} if open_to else None)


@pytest.mark.parametrize(("columns", "expected"), [(PUBLISHED, EVERYBODY), ({}, NOBODY)])
@pytest.mark.parametrize("column", ["creator_user_id", "origin_user_id"])
def test_viewers_of_an_event_see_its_creator(
    gateway: Gateway, column: str, columns: dict[str, Any], expected: tuple[bool, ...]
) -> None:
    scene = stage(gateway, is_public=False)
    make_event(gateway, scene.organisation, **{column: scene.owner}, **columns)
    assert scene.seen(scene.owner) == expected
    assert scene.seen(scene.author) == NOBODY


def test_members_and_flaggers_are_hidden_from_outsiders(gateway: Gateway) -> None:
    scene = stage(gateway)
    silent = make_user(gateway, scene.organisation)
    make_member(gateway, scene.community, silent, "MODERATOR")
    flag_post(gateway, gateway.read(lambda db: db.get_one(PostRow, scene.post)), silent)
    author = gateway.read(lambda db: db.get_one(UserRow, scene.author))
    flag_user(gateway, author, silent)
    assert scene.seen(silent.id) == NOBODY


PRIVATE = """query($user: UUID!, $community: UUID!) {
  user(uuid: $user) { displayName internalId permissions flagCount hashFlag { bits } isGlobalBan }
  community(uuid: $community) {
    displayName membersCount hasFlaggedPost hasFlaggedComment members { totalCount nodes { user { uuid } } }
    posts { nodes { text isFlagged user { displayName flagCount internalId } } } }
}"""


def test_private_fields_are_null_for_outsiders_on_every_path(gateway: Gateway) -> None:
    scene = stage(gateway)
    loud = make_user(
        gateway,
        scene.organisation,
        internal_id="64f1",
        permissions=["BAN_USER"],
        is_global_ban=True,
        display_name="Loud",
    )
    post = make_post(gateway, scene.community, loud, body="No!")
    author = gateway.read(lambda db: db.get_one(UserRow, scene.author))
    flag_user(gateway, loud, author)
    flag_post(gateway, post, author)
    gateway.write(lambda db: db.delete(db.get_one(PostRow, scene.post)))
    variables = {"user": loud.id, "community": scene.community.id}
    for caller in ("anonymous", "other", "writer"):
        answer = gateway.gql(PRIVATE, scene.tokens[caller], **variables)
        assert answer["user"] == {"displayName": "Loud"} | dict.fromkeys(
            ("internalId", "permissions", "flagCount", "hashFlag", "isGlobalBan")
        )
        said: dict[str, Any] = {"displayName": "Loud", "flagCount": None, "internalId": None}
        assert answer["community"] == {
            "displayName": "Friends of the harbour",
            "membersCount": 1,
            **dict.fromkeys(("hasFlaggedPost", "hasFlaggedComment", "members")),
            "posts": {"nodes": [{"text": "No!", "isFlagged": None, "user": said}]},
        }
    answer = gateway.gql(PRIVATE, scene.tokens["owner"], **variables)
    assert answer["user"] == {
        "displayName": "Loud",
        "internalId": "64f1",
        "permissions": ["BAN_USER"],
        "flagCount": 1,
        "hashFlag": {"bits": 256},
        "isGlobalBan": True,
    }
    said = {"displayName": "Loud", "flagCount": 1, "internalId": "64f1"}
    assert answer["community"] == {
        "displayName": "Friends of the harbour",
        "membersCount": 1,
        "hasFlaggedPost": True,
        "hasFlaggedComment": False,
        "members": {"totalCount": 1, "nodes": [{"user": {"uuid": str(scene.author)}}]},
        "posts": {"nodes": [{"text": "No!", "isFlagged": True, "user": said}]},
    }


def test_there_is_no_list_of_users_or_communities(gateway: Gateway) -> None:
    for name in ("users", "communities"):
        (error,) = gateway.post(json={"query": f"{{ {name} {{ nodes {{ id }} }} }}"}).json()["errors"]
        assert f"'{name}'" in error["message"]
