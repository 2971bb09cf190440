"""updateCommunity: sent fields change, null clears them, the others stay."""

from datetime import timedelta
from typing import Any

import pytest

from tests.communities.requests import CREATE, UPDATE, counters, refused
from tests.communities.test_create_community import FULL, make_category
from tests.gateway import Gateway
from tests.user_builders import make_community, make_member, make_post, make_user
from tests.users.requests import changes, token_of

DEFAULTS: dict[str, Any] = {
    "channelId": None,
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
}


def test_everything_that_may_change_is_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    category = make_category(gateway, acme, "Boats")
    gateway.clock.advance(timedelta(minutes=5))
    given = {**FULL, "displayName": "Changed", "categoryUuids": [category]}
    answer = gateway.gql(UPDATE, token, uuid=club.id, input=given)["updateCommunity"]
    community = answer["community"]
    assert (answer["message"], answer["userErrors"]) == ("Community has been updated successfully", [])
    assert {name: community[name] for name in FULL} == {**FULL, "displayName": "Changed"}
    assert (community["categories"], community["version"]) == ([{"name": "Boats"}], 2)
    assert (community["createdOn"]["utc"], community["updatedOn"]["utc"]) == (
        "2026-06-01T09:00:00Z",
        "2026-06-01T09:05:00Z",
    )
    assert changes(gateway, club.id) == [("Community", "UPDATED")]


@pytest.mark.parametrize("name", [*DEFAULTS, "categoryUuids", "userUuid"])
def test_fields_not_sent_stay_and_null_clears_them(gateway: Gateway, name: str) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    full = {**FULL, "userUuid": ada.id, "categoryUuids": [make_category(gateway, acme, "Boats")]}
    before = gateway.gql(CREATE, token, organisation=acme.uuid, input=full)["createCommunity"]["community"]
    answer = gateway.gql(UPDATE, token, uuid=before["uuid"], input={name: None})["updateCommunity"]
    cleared = {**DEFAULTS, "channelId": before["uuid"], "categories": [], "user": None}
    answered = {"categoryUuids": "categories", "userUuid": "user"}.get(name, name)
    assert answer["community"] == {**before, answered: cleared[answered], "version": 2}


def test_the_name_cannot_be_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    club = make_community(gateway, acme)
    found = refused(gateway, UPDATE, token_of(gateway, acme), uuid=club.id, input={"displayName": None})
    assert found == [("REQUIRED", ["input", "displayName"])]


def test_categories_are_replaced_as_a_whole(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    boats, art, food = (make_category(gateway, acme, name) for name in ("Boats", "Art", "Food"))
    for wanted, names in (([boats, art], ["Boats", "Art"]), ([food, boats], ["Food", "Boats"])):
        answer = gateway.gql(UPDATE, token, uuid=club.id, input={"categoryUuids": wanted})["updateCommunity"]
        assert [each["name"] for each in answer["community"]["categories"]] == names


def test_the_owner_becomes_a_moderator(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, club = token_of(gateway, acme), make_community(gateway, acme)
    ada, grace = make_user(gateway, acme), make_user(gateway, acme)
    make_member(gateway, club, ada)
    make_post(gateway, club, ada)
    gateway.gql(UPDATE, token, uuid=club.id, input={"userUuid": ada.id})
    assert counters(gateway, club.id) == (1, 1, 1)
    answer = gateway.gql(UPDATE, token, uuid=club.id, input={"userUuid": grace.id})["updateCommunity"]
    assert answer["community"]["user"] == {"uuid": str(grace.id)}
    assert counters(gateway, club.id) == (1, 2, 2)


def test_a_deleted_community_is_changed_no_more(gateway: Gateway) -> None:
    acme = gateway.organisation()
    club = make_community(gateway, acme, is_deleted=True)
    found = refused(gateway, UPDATE, token_of(gateway, acme), uuid=club.id, input={"displayName": None})
    assert found == [("DELETED", ["uuid"]), ("REQUIRED", ["input", "displayName"])]


def test_another_organisations_community_does_not_exist(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    club, stranger = make_community(gateway, acme), make_user(gateway, other)
    found = refused(gateway, UPDATE, token_of(gateway, other), uuid=club.id, input={"displayName": "Mine"})
    assert found == [("NOT_FOUND", ["uuid"])]
    found = refused(gateway, UPDATE, token_of(gateway, acme), uuid=club.id, input={"userUuid": stranger.id})
    assert found == [("NOT_FOUND", ["input", "userUuid"])]
