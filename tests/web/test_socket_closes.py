"""WebSockets: authentication, origins, and close codes."""

from datetime import timedelta
from typing import Any

import pytest

from app.db.errors import Overloaded
from app.web.cross_origin import is_allowed_origin, origin_of
from app.web.subscriptions import operations, websocket
from app.web.subscriptions.websocket_protocol import CloseSocket, authorization_in
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import (
    EVENT_CHANGED,
    notify_change,
    renamed_item,
    revoke,
    socket,
    subscribers_by_event,
    unaccepted_socket,
    wait_for_subscribers,
)

OVER = "The access token is malformed, unknown, expired or revoked."
SUBSCRIBE = {"type": "subscribe", "id": "a", "payload": {"query": "{ __typename }"}}
BAD_FRAMES: dict[str, tuple[dict[str, Any], str]] = {
    "binary": ({"bytes": b'{"type":"ping"}'}, "Messages are text frames."),
    "no JSON": ({"text": "{"}, "This is not JSON: "),
    "null": ({"text": "null"}, "A message is a JSON object."),
    "a list": ({"text": "[]"}, "A message is a JSON object."),
    "a text": ({"text": '"ping"'}, "A message is a JSON object."),
    "no type": ({"text": "{}"}, "The type of a message is one of "),
    "a number as type": ({"text": '{"type":5}'}, "The type of a message is one of "),
    "a list as type": ({"text": '{"type":["ping"]}'}, "The type of a message is one of "),
    "a long type": ({"text": f'{{"type":"{"x" * 500}"}}'}, "The type of a message is one of "),
    "the server's type": ({"text": '{"type":"connection_ack"}'}, "The type of a message is one of "),
    "the legacy protocol's": ({"text": '{"type":"start","id":"a","payload":{}}'}, "The type of a message is one of "),
    "another case": ({"text": '{"type":"Ping"}'}, "The type of a message is one of "),
    "a ping with a list": ({"text": '{"type":"ping","payload":[]}'}, "The payload of ping is an object."),
    "an init with text": ({"text": '{"type":"connection_init","payload":"x"}'}, "The payload of connection_init is "),
    "no id": ({"text": '{"type":"subscribe","payload":{}}'}, "The id of subscribe is text of 1 to 128 characters."),
    "an empty id": ({"text": '{"type":"subscribe","id":"","payload":{}}'}, "The id of subscribe is text of 1 to "),
    "a number as id": ({"text": '{"type":"complete","id":5}'}, "The id of complete is text of 1 to 128 characters."),
    "a long id": ({"text": f'{{"type":"complete","id":"{"x" * 129}"}}'}, "The id of complete is text of 1 to 128 "),
    "no payload": ({"text": '{"type":"subscribe","id":"a"}'}, "A subscribe message has a payload."),
    "a payload of text": ({"text": '{"type":"subscribe","id":"a","payload":"x"}'}, "The payload of subscribe is "),
    "deep": ({"text": '{"type":"ping","payload":' + '{"a":' * 70 + "1" + "}" * 71}, "The JSON may be at most 64"),
    "a single surrogate": ({"text": '{"type":"ping","payload":{"a":"\\ud800"}}'}, "This is not JSON: "),
    "NUL": ({"text": '{"type":"subscribe","id":"\\u0000","payload":{}}'}, "Text may not contain the character NUL"),
}


@pytest.mark.parametrize(("frame", "reason"), BAD_FRAMES.values(), ids=BAD_FRAMES)
def test_an_invalid_frame_closes_with_4400_and_a_reason(gateway: Gateway, frame: dict[str, Any], reason: str) -> None:
    inits: tuple[dict[str, Any] | None, ...] = (None, {})
    for init in inits:
        with socket(gateway, init=init) as wire:
            wire.send(**frame)
            code, sent_reason = wire.closed()
            assert (code, sent_reason[: len(reason)]) == (4400, reason)
            assert len(sent_reason.encode()) <= 123


@pytest.mark.parametrize(("reason", "cut"), [("x" * 200, "x" * 123), ("ü" * 100, "ü" * 61), ("€" * 41, "€" * 41)])
def test_a_reason_is_cut_to_fit_the_frame(reason: str, cut: str) -> None:
    assert CloseSocket(4400, reason).reason == cut


@pytest.mark.parametrize("subprotocols", [(), ("graphql-ws",), ("Graphql-Transport-WS",)])
def test_another_subprotocol_is_closed_with_4406(gateway: Gateway, subprotocols: tuple[str, ...]) -> None:
    with socket(gateway, subprotocols=subprotocols) as wire:
        assert wire.closed() == (4406, "The subprotocol here is graphql-transport-ws.")


def test_the_subprotocol_is_found_among_others(gateway: Gateway) -> None:
    with socket(gateway, subprotocols=("graphql-ws", "graphql-transport-ws"), init={}) as wire:
        wire.wait_until_idle()


def test_a_silent_client_is_closed_with_4408(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert websocket.INIT_S == 10
    monkeypatch.setattr(websocket, "INIT_S", 0.02)
    with socket(gateway) as wire:
        assert wire.closed() == (4408, "Connection initialisation timeout")


def test_a_subscription_before_the_acknowledgement_is_closed_with_4401(gateway: Gateway) -> None:
    with socket(gateway, token=gateway.token(gateway.organisation())) as wire:
        wire.send_json(**SUBSCRIBE)
        assert wire.closed() == (4401, "Unauthorized")


def test_a_second_initialisation_is_closed_with_4429(gateway: Gateway) -> None:
    with socket(gateway, init={}) as wire:
        wire.send_json(type="connection_init")
        assert wire.closed() == (4429, "Too many initialisation requests")


@pytest.mark.parametrize("id", ["a", "ü" * 128])
def test_an_id_in_use_is_closed_with_4409(gateway: Gateway, id: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe(id, EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        wire.subscribe(id, "{ __typename }")
        code, reason = wire.closed()
        assert (code, f"Subscriber for {id} already exists".startswith(reason), reason != "") == (4409, True, True)
        assert len(reason.encode()) <= 123
        assert wire.tasks() == 0
    assert subscribers_by_event(gateway) == {}


# --- authentication


@pytest.mark.parametrize(
    "place",
    ["header", "authorization", "Authorization", "AUTHORIZATION", "headers", "both", "header of another"],
)
def test_a_token_is_accepted_in_each_place(gateway: Gateway, place: str) -> None:
    acme = gateway.organisation()
    bearer = f"Bearer {gateway.token(acme)}"
    other = gateway.token(gateway.organisation("other"))
    event = make_ready_event(gateway, acme)
    # The payload comes from the page, the header perhaps from a proxy.
    inits: dict[str, dict[str, Any]] = {
        "header": {},
        "headers": {"headers": {"Authorization": bearer}},
        "both": {"authorization": bearer, "headers": {"Authorization": bearer}, "other": None},
        "header of another": {"authorization": bearer},
    }
    init = inits.get(place, {place: bearer})
    headers = {"header": bearer, "header of another": f"Bearer {other}"}
    token = headers[place].removeprefix("Bearer ") if place in headers else None
    with socket(gateway, token=token, init=init) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        notify_change(gateway, event.id)
        assert wire.receive() == {"id": "a", "type": "next", "payload": renamed_item("Harbour Night")}


@pytest.mark.parametrize(
    "payload",
    [
        {"authorization": "Bearer unknown"},
        {"authorization": ""},
        {"authorization": 5},
        {"authorization": "Bearer é\U0001f600"},
        {"headers": {"authorization": "unknown"}},
        {"authorization": "Bearer one", "Authorization": "Bearer two"},
    ],
)
def test_an_invalid_token_closes_with_4403(gateway: Gateway, payload: dict[str, Any]) -> None:
    with socket(gateway, token=gateway.token(gateway.organisation())) as wire:
        wire.send_json(type="connection_init", payload=payload)
        assert wire.closed() == (4403, OVER)


def test_an_invalid_token_in_the_header_closes_with_4403(gateway: Gateway) -> None:
    with socket(gateway, token="unknown") as wire:
        wire.send_json(type="connection_init", payload={"authorization": None})
        assert wire.closed() == (4403, OVER)


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (None, []),
        ({"authorization": None}, []),
        ({"token": "x", "headers": ["authorization"]}, []),
        ({"authorization": "a", "headers": {"Authorization": "a"}}, [b"a"]),
        ({"authorization": "a", "headers": {"Authorization": "b"}}, [b"a", b"b"]),
        ({"authorization": {"a": 1}}, [b""]),
    ],
)
def test_authorization_in_the_payload(payload: dict[str, Any] | None, found: list[bytes]) -> None:
    assert authorization_in(payload) == found


def test_an_expired_token_closes_an_idle_socket_with_4403(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    gateway.clock.advance(timedelta(minutes=30) - timedelta(seconds=0.05))
    with socket(gateway, init={"authorization": f"Bearer {token}"}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        gateway.clock.advance(timedelta(seconds=0.05))
        assert wire.closed() == (4403, OVER)
    assert subscribers_by_event(gateway) == {}


def test_a_revoked_token_closes_with_4403_at_the_next_item(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        revoke(gateway, acme)
        notify_change(gateway, event.id)
        assert wire.closed() == (4403, OVER)


def test_a_revoked_token_closes_an_idle_socket_with_4403(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert operations.RECHECK_S == 30
    monkeypatch.setattr(operations, "RECHECK_S", 0.02)
    acme = gateway.organisation()
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        revoke(gateway, acme)
        assert wire.closed() == (4403, OVER)


# --- origins


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "admitted"),
    [
        (None, "a.test", (), True),
        ("http://a.test", "a.test", (), True),
        ("https://a.test", "a.test", (), True),
        ("https://A.test", "a.TEST", (), True),
        ("http://a.test:8000", "a.test:8000", (), True),
        ("http://a.test", None, (), False),
        ("http://a.test:8001", "a.test:8000", (), False),
        ("http://b.test", "a.test", (), False),
        ("http://a.test.b.test", "a.test", (), False),
        ("null", "a.test", (), False),
        ("null", "null", (), False),
        ("", "a.test", (), False),
        ("a.test", "a.test", (), False),
        ("http://b.test", "a.test", ("http://b.test",), True),
        ("https://b.test", "a.test", ("http://b.test",), False),
        ("http://b.test", "a.test", ("http://c.test", "HTTP://B.test"), True),
        ("null", "a.test", ("*",), True),
    ],
)
def test_which_origins_may_connect(
    origin: str | None, host: str | None, allowed: tuple[str, ...], admitted: bool
) -> None:
    assert is_allowed_origin(origin, host, allowed) is admitted


def test_the_origin_of_an_address_has_no_path() -> None:
    assert origin_of("HTTPS://Tickets.example.org:8443/sub/path") == "https://tickets.example.org:8443"


def test_a_foreign_page_is_refused_before_the_socket_is_accepted(gateway: Gateway) -> None:
    with unaccepted_socket(gateway, origin="https://evil.test") as wire:
        assert wire.message()["status"] == 403
        assert b'"FORBIDDEN"' in wire.message()["body"]
        assert wire.done()


@pytest.mark.parametrize("origin", ["https://app.test", "http://marquee.test"])
def test_pages_of_listed_and_own_origins_may_connect(gateway: Gateway, origin: str) -> None:
    gateway.restart(origins="https://app.test")
    with socket(gateway, init={}, origin=origin, host="inner:8000") as wire:
        wire.wait_until_idle()


# --- the process


def test_a_stop_closes_with_1012(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        gateway.app.state.services.stopping.set()
        assert wire.closed() == (1012, "Service restart")
        assert wire.tasks() == 0


@pytest.mark.parametrize(
    ("error", "close"),
    [
        (Overloaded(), (1013, "The gateway is busy. Try again in a moment.")),
        (KeyError("canary-7f3a"), (4500, "Internal error")),
    ],
)
def test_a_failure_outside_of_an_operation_has_a_close_code(
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    close: tuple[int, str],
) -> None:
    async def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("app.auth.operations.callers.Callers.identify", fail)
    with socket(gateway) as wire:
        wire.send_json(type="connection_init")
        assert wire.closed() == close
    assert [record.name for record in caplog.records] == ["marquee.web" if close[0] == 4500 else "marquee.graph"]
    assert "canary" not in caplog.text
