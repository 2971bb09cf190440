"""The check of the Host header."""

from typing import Any

import pytest

from app.settings.edge import EdgeSettings
from app.web.hosts import host_in
from tests.gateway import Gateway
from tests.web.wire import socket, unaccepted_socket

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
def test_a_listed_host_is_served(gateway: Gateway, name: str) -> None:
    gateway.restart(hosts=f"api.example.com, {SECOND}, [2001:db8::1]")
    # Twice, because accepted headers are cached.
    for _ in range(2):
        assert ask(gateway, name).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "name",
    ["evil.test", "api.example.com.evil.test", "xapi.example.com", "example.com", "127.0.0.1:8000", "", "[::1]", "["],
)
def test_another_host_is_refused(gateway: Gateway, name: str) -> None:
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
def test_health_checks_work_with_any_host(gateway: Gateway, path: str) -> None:
    gateway.restart(hosts="api.example.com")
    assert gateway.request("GET", path, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("hosts", [None, "*", "api.example.com, *"])
def test_without_the_setting_any_host_is_served(gateway: Gateway, hosts: str | None) -> None:
    gateway.restart(hosts=hosts)
    assert ask(gateway, "whatever.test").status_code == 200


def test_the_host_of_a_socket_is_checked(gateway: Gateway) -> None:
    gateway.restart(hosts="api.example.com")
    with unaccepted_socket(gateway, host="evil.test") as wire:
        message = wire.message()
        assert (message["type"], message["status"]) == ("websocket.http.response.start", 421)
        assert MISDIRECTED in wire.message()["body"].decode()
    with socket(gateway, init={}, host="api.example.com") as wire:
        wire.wait_until_idle()


def test_two_host_headers_are_refused(gateway: Gateway) -> None:
    gateway.restart(hosts="api.example.com")
    headers = [("host", "api.example.com"), ("host", "evil.test")]
    response = gateway.post(json=ONE, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("header", "name"),
    [(b"a.b:80", "a.b"), (b"A.B.", "a.b"), (b"[::1]:80", "[::1]"), (b"[::1", "[::1]"), (b" a ", "a"), (b"\xff", "ÿ")],
)
def test_the_host_in_a_header(header: bytes, name: str) -> None:
    assert host_in(header) == name


def test_the_setting_ignores_case() -> None:
    settings = EdgeSettings(hosts="API.example.com., [::1]")
    assert settings.allowed_hosts == frozenset(["api.example.com", "[::1]"])
