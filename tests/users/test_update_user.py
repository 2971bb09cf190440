"""updateUser: sent fields change, null clears them, the others stay."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.users.tables import UserRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.user_builders import make_user
from tests.users.requests import CREATE, FULL, NOBODY, UPDATE, changes, refused, token_of

CLEARED: dict[str, Any] = {
    **dict.fromkeys(("profileHandle", "description", "internalId", "avatarCustomUrl", "metadata")),
    "roles": [],
    "permissions": [],
    "isGlobalBan": False,
    "isBrand": False,
}


def test_everything_that_may_change_is_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, grace = token_of(gateway, acme), make_user(gateway, acme)
    gateway.clock.advance(timedelta(minutes=5))
    answer = gateway.gql(UPDATE, token, uuid=grace.id, input=FULL)["updateUser"]
    user = answer["user"]
    assert (answer["message"], answer["userErrors"]) == ("User has been updated successfully", [])
    assert {name: user[name] for name in FULL} == FULL
    assert (user["version"], user["createdOn"]["utc"], user["updatedOn"]["utc"]) == (
        2,
        "2026-06-01T09:00:00Z",
        "2026-06-01T09:05:00Z",
    )
    assert changes(gateway, grace.id) == [("User", "UPDATED")]


@pytest.mark.parametrize("name", sorted(FULL))
def test_fields_not_sent_stay_and_null_clears_them(gateway: Gateway, name: str) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    before = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["user"]
    if name == "displayName":
        found = refused(gateway, UPDATE, token, uuid=before["uuid"], input={name: None})
        assert found == [("REQUIRED", ["input", "displayName"])]
        return
    after = gateway.gql(UPDATE, token, uuid=before["uuid"], input={name: None})["updateUser"]["user"]
    expected = {**CLEARED, "publicId": before["uuid"]}
    assert after == {**before, name: expected[name], "version": 2}


def test_a_user_keeps_their_handle_and_cannot_take_another(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = token_of(gateway, acme)
    make_user(gateway, acme, profile_handle="@Grace", profile_handle_key="@grace", public_id="g", internal_id="2")
    ada = gateway.gql(CREATE, token, organisation=acme.uuid, input=FULL)["createUser"]["user"]
    taken = {"profileHandle": "@grace", "publicId": "g", "internalId": "2"}
    found = refused(gateway, UPDATE, token, uuid=ada["uuid"], input=taken)
    assert sorted(found) == [("NOT_UNIQUE", ["input", name]) for name in ("internalId", "profileHandle", "publicId")]
    kept = {name: FULL[name] for name in taken}
    assert gateway.gql(UPDATE, token, uuid=ada["uuid"], input=kept)["updateUser"]["userErrors"] == []


def test_a_deleted_user_is_changed_no_more(gateway: Gateway) -> None:
    acme = gateway.organisation()
    gone = make_user(gateway, acme, is_deleted=True)
    found = refused(gateway, UPDATE, token_of(gateway, acme), uuid=gone.id, input={"displayName": "Back"})
    assert found == [("DELETED", ["uuid"])]


@pytest.mark.parametrize("input", [{"displayName": "Mine"}, {"publicId": "mine"}])
def test_another_organisations_user_does_not_exist(gateway: Gateway, input: dict[str, str]) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada = make_user(gateway, acme)
    for uuid in (ada.id, UUID(NOBODY)):
        found = refused(gateway, UPDATE, token_of(gateway, other), uuid=uuid, input=input)
        assert found == [("NOT_FOUND", ["uuid"])]
    assert stored(gateway, UserRow, id=ada.id)[0]["version"] == 1
