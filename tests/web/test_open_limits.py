"""How many WebSockets and subscriptions one caller may have, and that each is given back."""

from contextlib import ExitStack
from typing import Any

import pytest

from app.web.middleware import HttpError
from app.web.open_limits import OpenLimits, OpenSlot
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wires import FOLLOW, happen, knocking, revoke, settle, socket, stream, told

SOCKETS = "One caller may have at most 2 WebSockets open."
SUBSCRIPTIONS = "One caller may have at most 2 subscriptions running."


def taken(gateway: Gateway) -> tuple[int, int]:
    """Sockets and subscriptions that are open."""
    state = gateway.app.state.services
    return len(state.sockets), len(state.subscriptions)


def refused(gateway: Gateway, **options: Any) -> dict[str, str]:
    """The headers of the answer to a socket too many."""
    with knocking(gateway, **options) as wire:
        message = wire.message()
        assert (message["type"], message["status"]) == ("websocket.http.response.start", 429)
        body = wire.message()["body"].decode()
        assert SOCKETS in body
        assert '"code":"RATE_LIMITED"' in body
        assert wire.done()
    return {name.decode(): value.decode() for name, value in message["headers"]}


def test_an_address_has_so_many_sockets(gateway: Gateway) -> None:
    gateway.restart(max_sockets_per_caller=2)
    for _ in range(2):
        with socket(gateway, init={}), socket(gateway):
            assert taken(gateway) == (2, 0)
            assert refused(gateway)["retry-after"] == "10"
        assert taken(gateway) == (0, 0)


def test_an_application_has_its_own(gateway: Gateway) -> None:
    gateway.restart(max_sockets_per_caller=2)
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    token = gateway.token(acme)
    with ExitStack() as sockets:
        for _ in range(2):
            sockets.enter_context(socket(gateway, init={"authorization": f"Bearer {token}"}))
        with socket(gateway) as third:
            third.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
            assert third.closed() == (4429, SOCKETS)
        sockets.enter_context(socket(gateway, init={"authorization": f"Bearer {gateway.token(other)}"}))
        sockets.enter_context(socket(gateway, init={}))
        assert taken(gateway) == (4, 0)
    assert taken(gateway) == (0, 0)


def test_whatever_ends_a_socket_gives_its_place_back(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart(max_sockets_per_caller=1)
    acme = gateway.organisation()
    token = gateway.token(acme)
    with socket(gateway, subprotocols=()) as wire:
        assert wire.closed()[0] == 4406
    with socket(gateway) as wire:
        wire.send(text="nonsense")
        assert wire.closed()[0] == 4400
    with socket(gateway) as wire:
        wire.say(type="connection_init", payload={"authorization": "Bearer nonsense"})
        assert wire.closed()[0] == 4403
    with socket(gateway, init={"authorization": f"Bearer {token}"}) as wire:
        wire.subscribe("1", "{ viewer { application { name } } }")
        wire.hang_up()
    with knocking(gateway, origin="https://evil.test") as wire:
        assert wire.message()["status"] == 403
        wire.message()
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        revoke(gateway, acme)
        wire.subscribe("1", "{ __typename }")
        assert wire.closed()[0] == 4403
    assert taken(gateway) == (0, 0)
    assert gateway.app.state.services.sockets._open == {}


def test_a_caller_has_so_many_subscriptions_over_all_its_connections(gateway: Gateway) -> None:
    gateway.restart(max_subscriptions_per_caller=2)
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    token = gateway.token(acme)
    with (
        socket(gateway, init={}) as wire,
        stream(gateway, FOLLOW, accept="text/event-stream", uuid=event.id),
        socket(gateway, init={"authorization": f"Bearer {token}"}) as known,
    ):
        wire.subscribe("1", FOLLOW, uuid=event.id)
        settle(gateway, event.id, 2)
        wire.subscribe("2", FOLLOW, uuid=event.id)
        error = wire.hear()
        assert (error["type"], error["id"]) == ("error", "2")
        assert error["payload"][0]["message"] == SUBSCRIPTIONS
        assert error["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        for accept in ("text/event-stream", "multipart/mixed"):
            with stream(gateway, FOLLOW, accept=accept, uuid=event.id) as third:
                assert (third.status, third.headers["retry-after"]) == (429, "10")
                assert '"code":"RATE_LIMITED"' in third.rest()
        # What is no subscription is answered, and so is another caller.
        wire.subscribe("3", "{ __typename }")
        assert [wire.hear()["type"] for _ in range(2)] == ["next", "complete"]
        known.subscribe("1", FOLLOW, uuid=event.id)
        settle(gateway, event.id, 3)
        assert taken(gateway) == (2, 3)
        # A place that is given back can be taken again.
        wire.say(type="complete", id="1")
        settle(gateway, event.id, 2)
        wire.subscribe("4", FOLLOW, uuid=event.id)
        settle(gateway, event.id, 3)
        happen(gateway, event.id)
        assert wire.hear() == {"type": "next", "id": "4", "payload": told(event.name)}
    assert taken(gateway) == (0, 0)
    assert gateway.app.state.services.subscriptions._open == {}


def test_a_subscription_that_is_none_takes_no_place(gateway: Gateway) -> None:
    gateway.restart(max_subscriptions_per_caller=1)
    with socket(gateway, init={}) as wire:
        for _ in range(3):
            wire.subscribe("1", "subscription { eventChanged { nonsense } }")
            assert wire.hear()["type"] == "error"
    assert taken(gateway) == (0, 0)


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
