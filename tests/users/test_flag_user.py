"""flagUser: flags are counted and stored in a filter that clients can query."""

from uuid import UUID

import pytest

from app.users.rules import FlagFilter, may_hold
from app.users.tables import UserFlagRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.user_builders import flag_user, make_user
from tests.users.requests import FLAG, NOBODY, changes, refused, token_of


def test_flaggers_are_counted_and_found_in_the_filter(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    flaggers = [make_user(gateway, acme, id=UUID(int=number)) for number in range(1, 4)]
    for count, flagger in enumerate(flaggers, 1):
        answer = gateway.gql(FLAG, token, uuid=ada.id, by=flagger.id)["flagUser"]
        assert (answer["message"], answer["userErrors"]) == ("User has been flagged successfully", [])
        assert (answer["user"]["flagCount"], answer["user"]["version"]) == (count, count + 1)
    held = answer["user"]["hashFlag"]
    assert (held["bits"], held["hashes"], len(held["hash"])) == (256, 7, 8)
    known = FlagFilter(held["bits"], held["hashes"], tuple(held["hash"]))
    assert [may_hold(known, UUID(int=number)) for number in range(1, 6)] == [True, True, True, False, False]
    assert {(row["user_id"], row["by_user_id"]) for row in stored(gateway, UserFlagRow)} == {
        (ada.id, flagger.id) for flagger in flaggers
    }
    assert changes(gateway, ada.id) == [("User", "UPDATED")] * 3


def test_the_filter_grows_before_it_fills(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    sizes = []
    for number in range(1, 28):
        flagger = make_user(gateway, acme, id=UUID(int=number))
        held = gateway.gql(FLAG, token, uuid=ada.id, by=flagger.id)["flagUser"]["user"]["hashFlag"]
        sizes.append(held["bits"])
    assert sizes == [256] * 25 + [512] * 2
    known = FlagFilter(held["bits"], held["hashes"], tuple(held["hash"]))
    assert all(may_hold(known, UUID(int=number)) for number in range(1, 28))


def test_flagging_twice_and_oneself_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, grace = token_of(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    flag_user(gateway, ada, grace)
    assert refused(gateway, FLAG, token, uuid=ada.id, by=grace.id) == [("ALREADY_DONE", ["userUuid"])]
    assert refused(gateway, FLAG, token, uuid=ada.id, by=ada.id) == [("INVALID", ["userUuid"])]


@pytest.mark.parametrize(("state", "code"), [("is_deleted", "DELETED"), ("is_global_ban", "BANNED")])
def test_deleted_and_banned_users_cannot_flag(gateway: Gateway, state: str, code: str) -> None:
    acme = gateway.organisation()
    ada, other = make_user(gateway, acme), make_user(gateway, acme, **{state: True})
    found = refused(gateway, FLAG, token_of(gateway, acme), uuid=ada.id, by=other.id)
    assert found == [(code, ["userUuid"])]


def test_deleted_users_cannot_be_flagged(gateway: Gateway) -> None:
    acme = gateway.organisation()
    gone, ada = make_user(gateway, acme, is_deleted=True), make_user(gateway, acme)
    assert refused(gateway, FLAG, token_of(gateway, acme), uuid=gone.id, by=ada.id) == [
        ("DELETED", ["flaggedUserUuid"])
    ]


def test_neither_of_them_may_be_of_another_organisation(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada, stranger = make_user(gateway, acme), make_user(gateway, other)
    token = token_of(gateway, acme)
    assert refused(gateway, FLAG, token, uuid=stranger.id, by=ada.id) == [("NOT_FOUND", ["flaggedUserUuid"])]
    for by in (stranger.id, NOBODY):
        assert refused(gateway, FLAG, token, uuid=ada.id, by=by) == [("NOT_FOUND", ["userUuid"])]
