"""createUser: a user of the caller's organisation, found by their identifiers there."""

from typing import Any

import pytest

from app.auth.rules import Scope
from tests.gateway import Gateway
from tests.user_builders import make_user
from tests.users.requests import CREATE, FULL, USER, changes, refused, token_of


def test_all_fields_are_returned(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    answer = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]
    user = answer["user"]
    now = {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00", "timezone": "Australia/Sydney"}
    assert answer == {
        "message": "User has been created successfully",
        "warnings": [],
        "userErrors": [],
        "user": {
            **FULL,
            "uuid": user["uuid"],
            "path": f"acme/user/{user['uuid']}",
            "flagCount": 0,
            "hashFlag": None,
            "isDeleted": False,
            "version": 1,
            "createdOn": now,
            "updatedOn": now,
        },
    }
    assert gateway.gql(USER, token, uuid=user["uuid"])["user"] == user
    assert changes(gateway, user["uuid"]) == [("User", "CREATED")]


def test_absent_and_null_fields_get_their_defaults(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    for given in ({}, dict.fromkeys(set(FULL) - {"displayName"})):
        answer = gateway.gql(CREATE, token, organisation=acme.uuid, input={"displayName": "Ada", **given})
        user = answer["createUser"]["user"]
        assert {name: user[name] for name in FULL} == {
            "displayName": "Ada",
            **dict.fromkeys(("profileHandle", "description", "internalId", "avatarCustomUrl", "metadata")),
            "publicId": user["uuid"],
            "roles": [],
            "permissions": [],
            "isGlobalBan": False,
            "isBrand": False,
        }


def test_an_application_that_only_writes_sees_what_it_wrote_and_no_more(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.INTERACTION_WRITE)
    user = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["user"]
    assert (user["internalId"], user["permissions"], user["flagCount"]) == ("64f1c0", FULL["permissions"], 0)
    assert gateway.gql(USER, token, uuid=user["uuid"]) == {"user": None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"displayName": " "}, [("TOO_SHORT", ["displayName"])]),
        ({"displayName": "x" * 256}, [("TOO_LONG", ["displayName"])]),
        (
            {
                "displayName": "",
                "profileHandle": "x" * 121,
                "description": "x" * 2501,
                "internalId": "",
                "publicId": "x" * 256,
            },
            [
                ("TOO_SHORT", ["displayName"]),
                ("TOO_LONG", ["profileHandle"]),
                ("TOO_LONG", ["description"]),
                ("TOO_SHORT", ["internalId"]),
                ("TOO_LONG", ["publicId"]),
            ],
        ),
        ({"displayName": "a", "avatarCustomUrl": "ftp://a/b"}, [("INVALID", ["avatarCustomUrl"])]),
        ({"displayName": "a", "roles": ["a"] * 51}, [("TOO_MANY", ["roles"])]),
        (
            {"displayName": "a", "roles": ["a", "", "a"], "permissions": ["x" * 121]},
            [("TOO_SHORT", ["roles", "1"]), ("NOT_UNIQUE", ["roles", "2"]), ("TOO_LONG", ["permissions", "0"])],
        ),
        ({"displayName": "a", "permissions": [str(n) for n in range(101)]}, [("TOO_MANY", ["permissions"])]),
        ({"displayName": "a", "metadata": [1]}, [("INVALID", ["metadata"])]),
        ({"displayName": "a", "metadata": {"a": "x" * 16_384}}, [("TOO_LONG", ["metadata"])]),
        # Everything else is said beside what is taken.
        (
            {"displayName": "", "profileHandle": "@ÁDA", "publicId": "ada"},
            [("TOO_SHORT", ["displayName"]), ("NOT_UNIQUE", ["profileHandle"]), ("NOT_UNIQUE", ["publicId"])],
        ),
        ({"displayName": "a", "internalId": "1"}, [("NOT_UNIQUE", ["internalId"])]),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_named_at_once(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    acme = gateway.organisation()
    make_user(gateway, acme, profile_handle="@ada", profile_handle_key="@ada", public_id="ada", internal_id="1")
    found = refused(gateway, CREATE, token_of(gateway, acme), organisation=acme.uuid, input=given)
    assert found == [(code, ["input", *path]) for code, path in expected]


def test_two_organisations_may_call_their_users_the_same(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    for owner in (acme, other):
        answer = gateway.gql(CREATE, token_of(gateway, owner), organisation=owner.uuid, input=FULL)
        assert answer["createUser"]["userErrors"] == []


def test_another_organisation_has_no_users_of_ours(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    found = refused(gateway, CREATE, token_of(gateway, other), organisation=acme.uuid, input=FULL)
    assert found == [("NOT_FOUND", ["organisationUuid"])]
