"""POST /oauth2/token: the client credentials grant of RFC 6749, and its errors."""

import base64
import re
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2
import pytest

from app.auth.operations.applications import Credentials
from tests.gateway import Gateway

PATH = "/oauth2/token"
GRANT = {"grant_type": "client_credentials"}


def basic(client_id: str, secret: str) -> dict[str, str]:
    joined = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return {"authorization": "Basic " + base64.b64encode(joined).decode()}


def client_of(gateway: Gateway, *scopes: str) -> Credentials:
    return gateway.application(gateway.organisation(), scopes or ("event.read", "event.create"))


def check_refusal(response: httpx2.Response, code: str) -> str:
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["pragma"]) == ("no-store", "no-cache")
    body = response.json()
    assert body.keys() == {"error", "error_description"}
    assert body["error"] == code
    # Section 5.2: no quotes, no backslash, ASCII.
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", body["error_description"])
    if code == "invalid_client":
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == 'Basic realm="marquee", charset="UTF-8"'
    else:
        assert response.status_code == 400
    assert isinstance(body["error_description"], str)
    return body["error_description"]


def check_grant(gateway: Gateway, response: httpx2.Response, scope: str) -> None:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["pragma"]) == ("no-store", "no-cache")
    body = response.json()
    token = body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 1800, "scope": scope}
    assert gateway.gql("{ __typename }", token) == {"__typename": "Query"}


def test_credentials_in_the_form_get_a_token(gateway: Gateway) -> None:
    client = client_of(gateway)
    form = {**GRANT, "client_id": client.client_id, "client_secret": client.secret}
    check_grant(gateway, gateway.post(PATH, data=form), "event.create event.read")


@pytest.mark.parametrize("form", [GRANT, {**GRANT, "scope": ""}, {**GRANT, "client_secret": "", "unknown": "x"}])
def test_credentials_in_the_header_get_a_token(gateway: Gateway, form: dict[str, str]) -> None:
    client = client_of(gateway)
    response = gateway.post(PATH, data=form, headers=basic(client.client_id, client.secret))
    check_grant(gateway, response, "event.create event.read")


def test_the_client_id_may_be_in_both_places(gateway: Gateway) -> None:
    client = client_of(gateway)
    form = {**GRANT, "client_id": client.client_id}
    response = gateway.post(PATH, data=form, headers=basic(client.client_id, client.secret))
    check_grant(gateway, response, "event.create event.read")


def test_the_header_is_percent_decoded(gateway: Gateway) -> None:
    client = client_of(gateway)
    encoded = "".join(f"%{byte:02X}" for byte in client.secret.encode())
    joined = base64.b64encode(f"{client.client_id}:{encoded}".encode()).decode()
    response = gateway.post(PATH, data=GRANT, headers={"authorization": f"basic {joined}"})
    check_grant(gateway, response, "event.create event.read")


def test_a_scope_narrows_the_token(gateway: Gateway) -> None:
    client = client_of(gateway)
    form = {**GRANT, "scope": "event.read"}
    response = gateway.post(PATH, data=form, headers=basic(client.client_id, client.secret))
    check_grant(gateway, response, "event.read")


def test_a_token_expires_after_thirty_minutes(gateway: Gateway) -> None:
    client = client_of(gateway)
    form = {**GRANT, "client_id": client.client_id, "client_secret": client.secret}
    token = gateway.post(PATH, data=form).json()["access_token"]
    start = gateway.clock()
    for minutes, seconds, status in ((29, 59, 200), (30, 0, 401)):
        gateway.clock.set(start.replace(minute=minutes, second=seconds))
        response = gateway.post(json={"query": "{ __typename }"}, headers={"authorization": f"Bearer {token}"})
        assert response.status_code == status


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, "unsupported_grant_type"),
        ({"grant_type": "CLIENT_CREDENTIALS"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "event.update"}, "invalid_scope"),
        ({**GRANT, "scope": "event.fly"}, "invalid_scope"),
        ({**GRANT, "scope": "\0"}, "invalid_scope"),
        ({**GRANT, "client_secret": "x"}, "invalid_request"),
        ({**GRANT, "client_id": "other"}, "invalid_request"),
    ],
)
def test_an_invalid_request_of_a_valid_client_gets_its_error(gateway: Gateway, form: dict[str, str], code: str) -> None:
    client = client_of(gateway)
    headers = {**basic(client.client_id, client.secret), "content-type": "application/x-www-form-urlencoded"}
    check_refusal(gateway.post(PATH, content=urlencode(form), headers=headers), code)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic YQ",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b":").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "Basic " + base64.b64encode(b"%FF:%FF").decode(),
        "Basic " + base64.b64encode(b"a\0:b\0").decode(),
        "Basic " + base64.b64encode(b"nobody:secret").decode(),
        "Basic " + "A" * 20_000,
        "Bearer x",
        b"Basic \xff",
    ],
)
def test_an_invalid_header_is_an_invalid_client(gateway: Gateway, authorization: Any) -> None:
    check_refusal(gateway.post(PATH, data=GRANT, headers={"authorization": authorization}), "invalid_client")


def test_all_wrong_credentials_look_alike(gateway: Gateway) -> None:
    client = client_of(gateway)
    pairs = [(client.client_id, "wrong"), ("nobody", client.secret), ("nobody\0", "\0"), ("ü", "ü")]
    answers = [
        gateway.post(PATH, data={**GRANT, "client_id": client_id, "client_secret": secret})
        for client_id, secret in pairs
    ] + [gateway.post(PATH, data=GRANT, headers=basic(*pair)) for pair in pairs]
    assert len({check_refusal(answer, "invalid_client") for answer in answers}) == 1
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("form", [GRANT, {**GRANT, "client_id": "x"}, {**GRANT, "client_secret": "x"}])
def test_missing_credentials_are_an_invalid_client(gateway: Gateway, form: dict[str, str]) -> None:
    check_refusal(gateway.post(PATH, data=form), "invalid_client")


def test_two_headers_are_refused(gateway: Gateway) -> None:
    client = client_of(gateway)
    header = basic(client.client_id, client.secret)["authorization"]
    headers = [("authorization", header), ("authorization", header)]
    check_refusal(gateway.post(PATH, data=GRANT, headers=headers), "invalid_request")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"grant_type=client_credentials&scope=&scope=event.read", "application/x-www-form-urlencoded"),
        (b"grant_type=%FF", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
        (b"x=1&" * 60, "application/x-www-form-urlencoded"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials", ""),
        (b"grant_type=client_credentials", "application/x-www-form-urlencoded; charset=utf-16"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
    ],
)
def test_a_malformed_form_is_an_invalid_request(gateway: Gateway, content: bytes, content_type: str) -> None:
    client = client_of(gateway)
    headers = {**basic(client.client_id, client.secret), "content-type": content_type}
    check_refusal(gateway.post(PATH, content=content, headers=headers), "invalid_request")


def test_a_form_over_sixteen_kibibytes_is_413(gateway: Gateway) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert gateway.post(PATH, content=b"x=" + b"a" * 16_382, headers=headers).status_code == 400
    response = gateway.post(PATH, content=b"x=" + b"a" * 16_383, headers=headers)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_405(gateway: Gateway, method: str) -> None:
    response = gateway.request(method, PATH)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_guessing_takes_no_write_lock(gateway: Gateway) -> None:
    client = client_of(gateway)
    began: list[str] = []
    for secret in ("wrong", client.secret):
        statements: list[str] = []
        gateway.database.listeners.append(statements.append)
        gateway.post(PATH, data=GRANT, headers=basic(client.client_id, secret))
        began += [statement for statement in statements if statement.startswith("BEGIN")]
        gateway.database.listeners.clear()
    assert began == ["BEGIN", "BEGIN", "BEGIN IMMEDIATE"]
