"""Organisation.privacyRecords: who exported or erased whose data, and when, for the organisation alone."""

from datetime import timedelta
from typing import Any

import pytest

from app.auth.rules import Scope
from tests.builders import everything
from tests.gateway import Gateway, Organisation
from tests.user_builders import make_user

RECORDS = """query ($uuid: UUID!, $first: Int, $after: String, $order: PrivacyRecordOrder) {
  organisation(uuid: $uuid) { privacyRecords(first: $first, after: $after, orderBy: $order) {
    totalCount pageInfo { endCursor hasNextPage }
    nodes { kind at user { uuid displayName isDeleted } application { name } } } } }"""
EXPORT = "mutation ($uuid: UUID!) { exportUser(uuid: $uuid) { userErrors { code } } }"
ERASE = "mutation ($uuid: UUID!) { eraseUser(uuid: $uuid) { userErrors { code } } }"


def records(gateway: Gateway, acme: Organisation, token: str | None, **given: Any) -> Any:
    return gateway.gql(RECORDS, token, uuid=acme.uuid, **given)["organisation"]["privacyRecords"]


def test_exports_and_erasures_are_listed_the_newest_first(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, bob = (make_user(gateway, acme, display_name=name) for name in ("Ada", "Bob"))
    for document, user in ((EXPORT, ada), (EXPORT, bob), (ERASE, ada)):
        assert list(gateway.gql(document, gateway.token(acme), uuid=user.id).values()) == [{"userErrors": []}]
        gateway.clock.advance(timedelta(hours=1))
    token = gateway.token(acme)
    erased = {"uuid": str(ada.id), "displayName": "", "isDeleted": True}
    known = {"uuid": str(bob.id), "displayName": "Bob", "isDeleted": False}
    by = {"application": {"name": "Test client"}}
    expected = [
        {"kind": "ERASED", "at": "2026-06-01T11:00:00Z", "user": erased, **by},
        {"kind": "EXPORTED", "at": "2026-06-01T10:00:00Z", "user": known, **by},
        {"kind": "EXPORTED", "at": "2026-06-01T09:00:00Z", "user": erased, **by},
    ]
    found = records(gateway, acme, token)
    assert (found["totalCount"], found["nodes"]) == (3, expected)
    page = records(gateway, acme, token, first=2)
    assert (page["nodes"], page["pageInfo"]["hasNextPage"]) == (expected[:2], True)
    rest = records(gateway, acme, token, first=2, after=page["pageInfo"]["endCursor"])
    assert (rest["nodes"], rest["pageInfo"]["hasNextPage"]) == (expected[2:], False)
    oldest = records(gateway, acme, token, order={"field": "CREATED_ON", "direction": "ASC"})
    assert oldest["nodes"] == expected[::-1]


@pytest.mark.parametrize("caller", ["anonymous", "without event.read", "another tenant"])
def test_nobody_else_sees_them(gateway: Gateway, caller: str) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada = make_user(gateway, acme)
    gateway.gql(EXPORT, gateway.token(acme), uuid=ada.id)
    tokens = {
        "anonymous": None,
        "without event.read": gateway.token(acme, Scope.INTERACTION_WRITE),
        "another tenant": gateway.token(other),
    }
    before = everything(gateway)
    assert records(gateway, acme, tokens[caller]) is None
    assert everything(gateway) == before
    assert records(gateway, acme, gateway.token(acme, Scope.EVENT_READ))["totalCount"] == 1
    assert records(gateway, other, gateway.token(other))["totalCount"] == 0
