"""Limits on the WebSockets and subscriptions of one caller."""

from contextlib import ExitStack
from typing import Any

import pytest

from app.web.middleware import HttpError
from app.web.open_limits import OpenLimits, OpenSlot
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import (
    EVENT_CHANGED,
    notify_change,
    renamed_item,
    revoke,
    socket,
    stream,
    unaccepted_socket,
    wait_for_subscribers,
)

SOCKETS = "One caller may have at most 2 WebSockets open."
SUBSCRIPTIONS = "One caller may have at most 2 subscriptions running."


def open_counts(gateway: Gateway) -> tuple[int, int]:
    """The numbers of open sockets and subscriptions."""
    state = gateway.app.state.services
    return len(state.sockets), len(state.subscriptions)


def refused(gateway: Gateway, **options: Any) -> dict[str, str]:
    """Open one socket too many; the headers of the error response."""
    with unaccepted_socket(gateway, **options) as wire:
        message = wire.message()
        assert (message["type"], message["status"]) == ("websocket.http.response.start", 429)
        body = wire.message()["body"].decode()
        assert SOCKETS in body
        assert '"code":"RATE_LIMITED"' in body
        assert wire.done()
    return {name.decode(): value.decode() for name, value in message["headers"]}


def test_the_sockets_of_an_address_are_limited(gateway: Gateway) -> None:
    gateway.restart(max_sockets_per_caller=2)
    for _ in range(2):
        with socket(gateway, init={}), socket(gateway):
            assert open_counts(gateway) == (2, 0)
            assert refused(gateway)["retry-after"] == "10"
        assert open_counts(gateway) == (0, 0)


def test_an_application_has_its_own_limit(gateway: Gateway) -> None:
    gateway.restart(max_sockets_per_caller=2)
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    token = gateway.token(acme)
    with ExitStack() as sockets:
        for _ in range(2):
            sockets.enter_context(socket(gateway, init={"authorization": f"Bearer {token}"}))
        with socket(gateway) as third:
            third.send_json(type="connection_init", payload={"authorization": f"Bearer {token}"})
            assert third.closed() == (4429, SOCKETS)
        sockets.enter_context(socket(gateway, init={"authorization": f"Bearer {gateway.token(other)}"}))
        sockets.enter_context(socket(gateway, init={}))
        assert open_counts(gateway) == (4, 0)
    assert open_counts(gateway) == (0, 0)


def test_a_socket_stops_counting_however_it_ends(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart(max_sockets_per_caller=1)
    acme = gateway.organisation()
    token = gateway.token(acme)
    with socket(gateway, subprotocols=()) as wire:
        assert wire.closed()[0] == 4406
    with socket(gateway) as wire:
        wire.send(text="nonsense")
        assert wire.closed()[0] == 4400
    with socket(gateway) as wire:
        wire.send_json(type="connection_init", payload={"authorization": "Bearer nonsense"})
        assert wire.closed()[0] == 4403
    with socket(gateway, init={"authorization": f"Bearer {token}"}) as wire:
        wire.subscribe("1", "{ viewer { application { name } } }")
        wire.disconnect()
    with unaccepted_socket(gateway, origin="https://evil.test") as wire:
        assert wire.message()["status"] == 403
        wire.message()
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        revoke(gateway, acme)
        wire.subscribe("1", "{ __typename }")
        assert wire.closed()[0] == 4403
    assert open_counts(gateway) == (0, 0)
    assert gateway.app.state.services.sockets._open == {}


def test_the_subscriptions_of_a_caller_are_limited_over_all_connections(gateway: Gateway) -> None:
    gateway.restart(max_subscriptions_per_caller=2)
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    token = gateway.token(acme)
    with (
        socket(gateway, init={}) as wire,
        stream(gateway, EVENT_CHANGED, accept="text/event-stream", uuid=event.id),
        socket(gateway, init={"authorization": f"Bearer {token}"}) as known,
    ):
        wire.subscribe("1", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id, 2)
        wire.subscribe("2", EVENT_CHANGED, uuid=event.id)
        error = wire.receive()
        assert (error["type"], error["id"]) == ("error", "2")
        assert error["payload"][0]["message"] == SUBSCRIPTIONS
        assert error["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        for accept in ("text/event-stream", "multipart/mixed"):
            with stream(gateway, EVENT_CHANGED, accept=accept, uuid=event.id) as third:
                assert (third.status, third.headers["retry-after"]) == (429, "10")
                assert '"code":"RATE_LIMITED"' in third.rest()
        # Queries still work, and so do other callers.
        wire.subscribe("3", "{ __typename }")
        assert [wire.receive()["type"] for _ in range(2)] == ["next", "complete"]
        known.subscribe("1", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id, 3)
        assert open_counts(gateway) == (2, 3)
        # A freed slot can be used again.
        wire.send_json(type="complete", id="1")
        wait_for_subscribers(gateway, event.id, 2)
        wire.subscribe("4", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id, 3)
        notify_change(gateway, event.id)
        assert wire.receive() == {"type": "next", "id": "4", "payload": renamed_item(event.name)}
    assert open_counts(gateway) == (0, 0)
    assert gateway.app.state.services.subscriptions._open == {}


def test_an_invalid_subscription_does_not_count(gateway: Gateway) -> None:
    gateway.restart(max_subscriptions_per_caller=1)
    with socket(gateway, init={}) as wire:
        for _ in range(3):
            wire.subscribe("1", "subscription { eventChanged { nonsense } }")
            assert wire.receive()["type"] == "error"
    assert open_counts(gateway) == (0, 0)


def test_a_slot_that_cannot_be_moved_stays_with_its_caller() -> None:
    limits = OpenLimits(1, "limits")
    with OpenSlot(limits, "a") as slot, OpenSlot(limits, "b"):
        with pytest.raises(HttpError):
            slot.move("b")
        with pytest.raises(HttpError):
            limits.check("a")
        slot.move("a")
        slot.move("c")
        limits.check("a")
    assert len(limits) == 0
