"""By which names this service may be asked for."""

from typing import Any

import pytest

from app.settings.edge import EdgeSettings
from app.web.hosts import host_in
from tests.gateway import Gateway
from tests.web.wires import knocking, socket

ONE = {"query": "{ __typename }"}
SECOND = "Second.Example"
MISDIRECTED = "This service is not known by the name in the Host header."


def ask(gateway: Gateway, host: str) -> Any:
    return gateway.post(json=ONE, headers={"host": host})


@pytest.mark.parametrize(
    "name",
    [
        "api.example.com",
        "api.example.com:8443",
        "API.Example.COM",
        "api.example.com.",
        "second.example",
        "[2001:DB8::1]:80",
    ],
)
def test_a_name_of_the_list_is_answered(gateway: Gateway, name: str) -> None:
    gateway.restart(hosts=f"api.example.com, {SECOND}, [2001:db8::1]")
    # Twice: what was found right is remembered.
    for _ in range(2):
        assert ask(gateway, name).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "name",
    ["evil.test", "api.example.com.evil.test", "xapi.example.com", "example.com", "127.0.0.1:8000", "", "[::1]", "["],
)
def test_another_name_is_not(gateway: Gateway, name: str) -> None:
    gateway.restart(hosts="api.example.com")
    for path in ("/graphql", "/oauth2/token", "/nothing"):
        response = gateway.post(path, json=ONE, headers={"host": name})
        assert response.status_code == 421
        (error,) = response.json()["errors"]
        assert error == {
            "message": MISDIRECTED,
            "extensions": {"code": "MISDIRECTED_REQUEST", "requestId": response.headers["x-request-id"]},
        }


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_answered_by_any_name(gateway: Gateway, path: str) -> None:
    gateway.restart(hosts="api.example.com")
    assert gateway.request("GET", path, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("hosts", [None, "*", "api.example.com, *"])
def test_any_name_will_do_where_none_is_named(gateway: Gateway, hosts: str | None) -> None:
    gateway.restart(hosts=hosts)
    assert ask(gateway, "whatever.test").status_code == 200


def test_a_socket_names_its_host_too(gateway: Gateway) -> None:
    gateway.restart(hosts="api.example.com")
    with knocking(gateway, host="evil.test") as wire:
        message = wire.message()
        assert (message["type"], message["status"]) == ("websocket.http.response.start", 421)
        assert MISDIRECTED in wire.message()["body"].decode()
    with socket(gateway, init={}, host="api.example.com") as wire:
        wire.is_followed()


def test_two_names_are_none(gateway: Gateway) -> None:
    gateway.restart(hosts="api.example.com")
    headers = [("host", "api.example.com"), ("host", "evil.test")]
    response = gateway.post(json=ONE, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("header", "name"),
    [(b"a.b:80", "a.b"), (b"A.B.", "a.b"), (b"[::1]:80", "[::1]"), (b"[::1", "[::1]"), (b" a ", "a"), (b"\xff", "ÿ")],
)
def test_the_name_in_a_header(header: bytes, name: str) -> None:
    assert host_in(header) == name


def test_the_setting_is_read_without_case() -> None:
    settings = EdgeSettings(hosts="API.example.com., [::1]")
    assert settings.allowed_hosts == frozenset(["api.example.com", "[::1]"])
