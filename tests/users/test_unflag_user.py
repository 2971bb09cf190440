"""unflagUser: the filter is rebuilt from the remaining flags."""

from uuid import UUID

from app.users.rules import FlagFilter, build_filter
from app.users.tables import UserFlagRow, UserRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.user_builders import make_user
from tests.users.requests import FLAG, NOBODY, UNFLAG, changes, refused, token_of


def test_what_is_left_is_the_filter_of_the_others(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    for number in range(1, 27):
        make_user(gateway, acme, id=UUID(int=number))
        gateway.gql(FLAG, token, uuid=ada.id, by=UUID(int=number))
    left = [UUID(int=number) for number in range(1, 27)]
    for count in (25, 24):
        answer = gateway.gql(UNFLAG, token, uuid=ada.id, by=left.pop())["unflagUser"]
        assert (answer["message"], answer["userErrors"]) == ("User has been unflagged successfully", [])
        held, expected = answer["user"]["hashFlag"], build_filter(left)
        assert answer["user"]["flagCount"] == count
        assert FlagFilter(held["bits"], held["hashes"], tuple(held["hash"])) == expected
        assert expected.bits == 256
    assert {row["by_user_id"] for row in stored(gateway, UserFlagRow)} == set(left)


def test_without_flaggers_there_is_no_filter(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, grace = token_of(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    gateway.gql(FLAG, token, uuid=ada.id, by=grace.id)
    user = gateway.gql(UNFLAG, token, uuid=ada.id, by=grace.id)["unflagUser"]["user"]
    assert (user["flagCount"], user["hashFlag"], user["version"]) == (0, None, 3)
    (row,) = stored(gateway, UserRow, id=ada.id)
    assert (row["hash_flag_bits"], row["hash_flag_hashes"], row["hash_flag_words"]) == (0, 0, [])
    assert changes(gateway, ada.id) == [("User", "UPDATED")] * 2


def test_an_unknown_flag_cannot_be_removed(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada, grace, stranger = make_user(gateway, acme), make_user(gateway, acme), make_user(gateway, other)
    token = token_of(gateway, acme)
    for by in (grace.id, stranger.id, NOBODY):
        assert refused(gateway, UNFLAG, token, uuid=ada.id, by=by) == [("NOT_FOUND", ["userUuid"])]
    assert refused(gateway, UNFLAG, token, uuid=stranger.id, by=ada.id) == [("NOT_FOUND", ["flaggedUserUuid"])]
