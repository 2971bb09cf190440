"""createCommunity: a community of the organisation, moderated by its owner."""

from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.events.tables import CategoryRow
from tests.communities.requests import COMMUNITY, CREATE, refused
from tests.gateway import Gateway, Organisation
from tests.user_builders import make_user
from tests.users.requests import NOBODY, changes, token_of

FULL: dict[str, Any] = {
    "displayName": "Friends of the harbour",
    "channelId": "channel-9",
    "description": "All about it.",
    "isOfficial": True,
    "isPublic": False,
    "onlyAdminCanPost": True,
    "tags": ["sea", "Sea"],
    "metadata": {"colour": "blue"},
    "needApprovalOnPostCreation": True,
    "allowCommentInStory": False,
    "isDiscoverable": False,
    "requiresJoinApproval": True,
    "notificationMode": "SILENT",
}


def make_category(gateway: Gateway, organisation: Organisation, name: str) -> UUID:
    row = CategoryRow(organisation_id=UUID(organisation.uuid), name=name, name_key=name.lower())
    gateway.write(lambda db: db.add(row))
    return row.id


def test_all_fields_are_returned(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    boats, art = make_category(gateway, acme, "Boats"), make_category(gateway, acme, "Art")
    given = {**FULL, "userUuid": ada.id, "categoryUuids": [boats, art]}
    answer = gateway.gql(CREATE, token, organisation=acme.uuid, input=given)["createCommunity"]
    community = answer["community"]
    now = {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00", "timezone": "Australia/Sydney"}
    assert answer == {
        "message": "Community has been created successfully",
        "warnings": [],
        "userErrors": [],
        "community": {
            **FULL,
            "uuid": community["uuid"],
            "path": f"acme/community/{community['uuid']}",
            "type": "DEFAULT",
            "postsCount": 0,
            "membersCount": 1,
            "moderatorMemberCount": 1,
            "isDeleted": False,
            "hasFlaggedComment": False,
            "hasFlaggedPost": False,
            "version": 1,
            "organisation": {"slug": "acme"},
            "user": {"uuid": str(ada.id)},
            "categories": [{"name": "Boats"}, {"name": "Art"}],
            "members": {"nodes": [{"role": "MODERATOR", "user": {"uuid": str(ada.id)}}]},
            "createdOn": now,
            "updatedOn": now,
        },
    }
    assert gateway.gql(COMMUNITY, token, uuid=community["uuid"])["community"] == community
    assert changes(gateway, community["uuid"]) == [("Community", "CREATED")]


def test_absent_and_null_fields_get_their_defaults(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    for given in ({}, dict.fromkeys({*FULL, "userUuid", "categoryUuids"} - {"displayName"})):
        input = {"displayName": "Harbour", **given}
        community = gateway.gql(CREATE, token, organisation=acme.uuid, input=input)["createCommunity"]["community"]
        assert {name: community[name] for name in [*FULL, "user", "categories", "members", "membersCount"]} == {
            "displayName": "Harbour",
            "channelId": community["uuid"],
            "description": None,
            "isOfficial": False,
            "isPublic": True,
            "onlyAdminCanPost": False,
            "tags": [],
            "metadata": None,
            "needApprovalOnPostCreation": False,
            "allowCommentInStory": True,
            "isDiscoverable": True,
            "requiresJoinApproval": False,
            "notificationMode": "DEFAULT",
            "user": None,
            "categories": [],
            "members": {"nodes": []},
            "membersCount": 0,
        }


def test_an_application_that_only_writes_sees_what_it_wrote_and_no_more(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = gateway.token(acme, Scope.INTERACTION_WRITE), make_user(gateway, acme)
    given = {**FULL, "userUuid": ada.id}
    community = gateway.gql(CREATE, token, organisation=acme.uuid, input=given)["createCommunity"]["community"]
    assert (community["isPublic"], community["hasFlaggedPost"]) == (False, False)
    assert community["members"] == {"nodes": [{"role": "MODERATOR", "user": {"uuid": str(ada.id)}}]}
    assert gateway.gql(COMMUNITY, token, uuid=community["uuid"]) == {"community": None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"displayName": "x" * 256, "channelId": "", "description": "x" * 2501, "tags": ["x" * 25]},
            [
                ("TOO_LONG", ["displayName"]),
                ("TOO_SHORT", ["channelId"]),
                ("TOO_LONG", ["description"]),
                ("TOO_LONG", ["tags", "0"]),
            ],
        ),
        (
            {"displayName": "a", "tags": list("abcdef"), "metadata": "text"},
            [("TOO_MANY", ["tags"]), ("INVALID", ["metadata"])],
        ),
        (
            {"displayName": "", "userUuid": NOBODY, "categoryUuids": [NOBODY]},
            [("TOO_SHORT", ["displayName"]), ("NOT_FOUND", ["userUuid"]), ("NOT_FOUND", ["categoryUuids", "0"])],
        ),
        ({"displayName": "a", "categoryUuids": [NOBODY] * 21}, [("TOO_MANY", ["categoryUuids"])]),
    ],
)
def test_everything_that_is_wrong_is_named_at_once(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    acme = gateway.organisation()
    found = refused(gateway, CREATE, token_of(gateway, acme), organisation=acme.uuid, input=given)
    assert found == [(code, ["input", *path]) for code, path in expected]


def test_a_category_is_named_once_and_is_the_organisations_own(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ours, theirs = make_category(gateway, acme, "Boats"), make_category(gateway, other, "Boats")
    given = {"displayName": "a", "categoryUuids": [ours, theirs, ours]}
    assert refused(gateway, CREATE, token_of(gateway, acme), organisation=acme.uuid, input=given) == [
        ("NOT_FOUND", ["input", "categoryUuids", "1"]),
        ("NOT_UNIQUE", ["input", "categoryUuids", "2"]),
    ]


def test_foreign_banned_and_deleted_users_cannot_own_a_community(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token = token_of(gateway, acme)
    for user, code in (
        (make_user(gateway, other), "NOT_FOUND"),
        (make_user(gateway, acme, is_deleted=True), "DELETED"),
        (make_user(gateway, acme, is_global_ban=True), "BANNED"),
    ):
        given = {"displayName": "a", "userUuid": user.id}
        found = refused(gateway, CREATE, token, organisation=acme.uuid, input=given)
        assert found == [(code, ["input", "userUuid"])]


def test_another_organisation_has_no_communities_of_ours(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    found = refused(gateway, CREATE, token_of(gateway, other), organisation=acme.uuid, input=FULL)
    assert found == [("NOT_FOUND", ["organisationUuid"])]
