"""deleteUser: everything that identifies the user is cleared; what they did stays."""

import asyncio

from app.communities.tables import CommunityMemberRow, CommunityRow, PostRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.user_builders import flag_user, make_community, make_member, make_post, make_user
from tests.users.requests import CREATE, DELETE, FULL, changes, refused, token_of

LEAVING = 12
LEAVE = """mutation ($uuid: UUID!, $user: UUID!) {
  leaveCommunity(communityUuid: $uuid, userUuid: $user) { userErrors { code } } }"""


def test_all_personal_fields_are_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    before = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["user"]
    answer = gateway.gql(DELETE, token, uuid=before["uuid"])["deleteUser"]
    assert (answer["message"], answer["userErrors"]) == ("User has been deleted successfully", [])
    assert answer["user"] == {
        **before,
        **dict.fromkeys(("profileHandle", "description", "internalId", "avatarCustomUrl", "metadata")),
        "displayName": "",
        "publicId": before["uuid"],
        "roles": [],
        "permissions": [],
        "isDeleted": True,
        "version": 2,
    }
    assert changes(gateway, before["uuid"]) == [("User", "CREATED"), ("User", "DELETED")]


def test_their_handle_and_ids_can_be_used_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    first = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["user"]
    gateway.gql(DELETE, token, uuid=first["uuid"])
    assert gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["userErrors"] == []


def test_they_leave_every_community_and_their_posts_stay(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, grace = make_user(gateway, acme), make_user(gateway, acme)
    led, joined, foreign = (make_community(gateway, acme) for _ in range(3))
    make_member(gateway, led, ada, "MODERATOR")
    make_member(gateway, led, grace, "MODERATOR")
    make_member(gateway, joined, ada)
    make_member(gateway, foreign, grace)
    post = make_post(gateway, joined, ada)
    gateway.gql(DELETE, token_of(gateway, acme), uuid=ada.id)
    counters = {
        row["id"]: (row["members_count"], row["moderator_member_count"], row["posts_count"])
        for row in stored(gateway, CommunityRow)
    }
    assert counters == {led.id: (1, 1, 0), joined.id: (0, 0, 1), foreign.id: (1, 0, 0)}
    assert {(row["community_id"], row["user_id"]) for row in stored(gateway, CommunityMemberRow)} == {
        (led.id, grace.id),
        (foreign.id, grace.id),
    }
    assert [row["body"] for row in stored(gateway, PostRow, id=post.id)] == ["Who is going?"]


def test_who_is_leaving_while_they_are_deleted_is_counted_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    community, users = make_community(gateway, acme), [make_user(gateway, acme) for _ in range(LEAVING)]
    for user in users:
        make_member(gateway, community, user, "MODERATOR")
    headers = {"Authorization": f"Bearer {token_of(gateway, acme)}"}
    requested: list[tuple[str, dict[str, str]]] = []
    for user in users:
        requested.append((LEAVE, {"uuid": str(community.id), "user": str(user.id)}))
        requested.append((DELETE, {"uuid": str(user.id)}))

    async def together() -> list[int]:
        sent = [
            gateway.client.post("/graphql", json={"query": query, "variables": given}, headers=headers)
            for query, given in requested
        ]
        return [response.status_code for response in await asyncio.gather(*sent)]

    assert gateway.run(together()) == [200] * len(requested)
    (row,) = stored(gateway, CommunityRow)
    members = stored(gateway, CommunityMemberRow)
    assert (row["members_count"], row["moderator_member_count"]) == (len(members), len(members))


def test_flags_on_them_stay(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, grace = make_user(gateway, acme), make_user(gateway, acme)
    flag_user(gateway, ada, grace)
    user = gateway.gql(DELETE, token_of(gateway, acme), uuid=ada.id)["deleteUser"]["user"]
    assert (user["flagCount"], user["hashFlag"]["bits"]) == (1, 256)


def test_once_is_enough(gateway: Gateway) -> None:
    acme = gateway.organisation()
    gone = make_user(gateway, acme, is_deleted=True)
    assert refused(gateway, DELETE, token_of(gateway, acme), uuid=gone.id) == [("DELETED", ["uuid"])]


def test_another_organisations_user_does_not_exist(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada = make_user(gateway, acme)
    assert refused(gateway, DELETE, token_of(gateway, other), uuid=ada.id) == [("NOT_FOUND", ["uuid"])]
