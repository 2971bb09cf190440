"""`marquee application`: the printed credentials work until they are revoked."""

import re
from typing import Any

from tests.cli.running import Marquee
from tests.gateway import Gateway

UPDATES = ["event.cancel", "event.publish", "event.unpublish", "event.update", "event.update_session"]


def request_token(gateway: Gateway, client_id: str, secret: str) -> Any:
    response = gateway.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))
    return response.json()


def test_the_printed_credentials_get_a_token(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    made = marquee(
        "application", "create", "Box office", "--organisation", "acme",
        "--scope", "event.read", "--scope", "events.update", "--json",
    ).json  # fmt: skip
    assert made["scopes"] == sorted([*UPDATES, "event.read"])
    token = request_token(gateway, made["client_id"], made["client_secret"])
    assert token["scope"].split() == made["scopes"]


def test_the_output_says_that_the_secret_is_shown_once(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    result = marquee("application", "create", "Box office", "--organisation", "acme", "--scope", "event.read")
    client_id, secret = re.findall(r"^Client (?:id|secret) +(\S+)", result.out, re.MULTILINE)
    assert "shown only now" in result.out
    assert "access_token" in request_token(gateway, client_id, secret)
    listed = marquee("application", "list", "--organisation", "acme")
    assert client_id in listed.out
    assert secret not in listed.out + marquee("application", "list", "--organisation", "acme", "--json").out


def test_list_shows_the_organisations_applications_and_revoked_ones(gateway: Gateway, marquee: Marquee) -> None:
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    first, _second = gateway.application(acme, ["event.read"]), gateway.application(acme, [])
    gateway.application(other)
    assert marquee("application", "revoke", first.client_id).code == 0
    listed = marquee("application", "list", "--organisation", "acme", "--json").json
    assert [(row["name"], row["scopes"], row["revoked"] is None) for row in listed] in (
        [("Test client", ["event.read"], False), ("Test client", [], True)],
        [("Test client", [], True), ("Test client", ["event.read"], False)],
    )
    assert {row["created"] for row in listed} == {"2026-06-01T09:00:00Z"}
    lines = marquee("application", "list", "--organisation", "acme").out.splitlines()
    assert lines[0].split() == ["CLIENT", "ID", "NAME", "CREATED", "REVOKED", "SCOPES"]
    assert len(lines) == 3


def test_an_organisation_without_applications_says_so(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    result = marquee("application", "list", "--organisation", "acme")
    assert result.out == "The organisation acme has no applications.\n"
    assert marquee("application", "list", "--organisation", "acme", "--json").json == []


def test_a_revoked_client_gets_no_more_tokens(gateway: Gateway, marquee: Marquee) -> None:
    client = gateway.application(gateway.organisation())
    assert "access_token" in request_token(gateway, client.client_id, client.secret)
    result = marquee("application", "revoke", client.client_id)
    assert result.out == f"Revoked the application {client.client_id} and its tokens.\n"
    assert request_token(gateway, client.client_id, client.secret)["error"] == "invalid_client"


def test_unknown_organisations_and_clients_are_refused(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    create = ("application", "create", "Box office", "--scope", "event.read", "--organisation")
    assert marquee(*create, "acne").err == "There is no organisation with the slug acne.\n"
    assert marquee("application", "list", "--organisation", "acne").code == 1
    unknown = marquee("application", "revoke", "12345")
    assert (unknown.code, unknown.err) == (1, "There is no application with the client id 12345.\n")
    wrong = marquee(
        "application",
        "create",
        " ",
        "--organisation",
        "acme",
        "--scope",
        "event.read",
        "--scope",
        "event.destroy",
    )
    assert wrong.code == 1
    assert [line.partition(":")[0] for line in wrong.err.splitlines()] == ["name", "scopes.1"]
    assert marquee("application", "list", "--organisation", "acme", "--json").json == []
