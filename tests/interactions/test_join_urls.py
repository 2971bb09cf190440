"""joinUrls of an event and preferences of an organisation: only the organisation reads them."""

from typing import Any

from app.auth.rules import Scope
from tests.builders import everything
from tests.gateway import Gateway
from tests.interactions.acting import make_open

URLS = [{"name": "Main", "url": "https://example.org/join"}, {"name": None, "url": "https://example.org/2"}]
UPDATE = """mutation($u: UUID!, $i: UpdateEventInput!) { updateEvent(uuid: $u, input: $i) {
  event { joinUrls { name url } } userErrors { code path } } }"""
PREFER = """mutation($u: UUID!, $i: UpdateOrganisationInput!) { updateOrganisation(uuid: $u, input: $i) {
  organisation { interactions { preferences { name value } } } userErrors { code path } } }"""


def test_join_urls_are_kept_replaced_and_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, _) = gateway.token(acme, Scope.EVENT_UPDATE, Scope.EVENT_READ), make_open(gateway, acme)

    def change(given: Any) -> Any:
        answer = gateway.gql(UPDATE, token, u=event.id, i=given)["updateEvent"]
        assert answer["userErrors"] == []
        return answer["event"]["joinUrls"]

    assert change({"joinUrls": URLS}) == URLS
    assert change({"description": "x"}) == URLS
    read = "query($u: UUID!) { event(uuid: $u) { joinUrls { url } } }"
    assert gateway.gql(read, u=event.id)["event"] == {"joinUrls": None}
    assert change({"joinUrls": URLS[1:]}) == URLS[1:]
    assert change({"joinUrls": None}) == []
    before = everything(gateway)
    wrong = gateway.gql(UPDATE, token, u=event.id, i={"joinUrls": [URLS[0], {"url": "ftp://x"}]})["updateEvent"]
    assert wrong["userErrors"] == [{"code": "INVALID", "path": ["input", "joinUrls", "1", "url"]}]
    many = gateway.gql(UPDATE, token, u=event.id, i={"joinUrls": URLS * 26})["updateEvent"]
    assert many["userErrors"] == [{"code": "TOO_MANY", "path": ["input", "joinUrls"]}]
    assert everything(gateway) == before


def test_preferences_are_kept_replaced_and_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.ORGANISATION_UPDATE, Scope.EVENT_READ)
    wanted = [{"name": "newsletter", "value": True}, {"name": "sms", "value": False}]

    def change(given: Any) -> Any:
        answer = gateway.gql(PREFER, token, u=acme.uuid, i=given)["updateOrganisation"]
        assert answer["userErrors"] == []
        return answer["organisation"]["interactions"]["preferences"]

    assert change({"preferences": wanted}) == wanted
    assert change({"info": "x"}) == wanted
    read = "query($u: UUID!) { organisation(uuid: $u) { interactions { preferences { name } } } }"
    assert gateway.gql(read, u=acme.uuid)["organisation"]["interactions"] == {"preferences": None}
    assert change({"preferences": wanted[1:]}) == wanted[1:]
    before = everything(gateway)
    wrong = [{"name": "", "value": True}, wanted[0], wanted[0]]
    refused = gateway.gql(PREFER, token, u=acme.uuid, i={"preferences": wrong})["updateOrganisation"]
    assert refused["userErrors"] == [
        {"code": "TOO_SHORT", "path": ["input", "preferences", "0", "name"]},
        {"code": "NOT_UNIQUE", "path": ["input", "preferences", "2", "name"]},
    ]
    assert everything(gateway) == before
    assert change({"preferences": None}) == []
