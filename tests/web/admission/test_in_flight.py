"""Limits on requests in flight, per caller and per process, and fairness between callers."""

import asyncio
from contextlib import ExitStack

import pytest

from tests.builders import make_ready_event
from tests.files.filing import png, upload
from tests.gateway import Gateway
from tests.web.admission.limiting import HeldOperations, ask, check, headers_of, wait_until_idle
from tests.web.wire import EVENT_CHANGED, notify_change, socket, stream, wait_for_subscribers

PROXY = {"trusted_proxies": "127.0.0.1"}


@pytest.fixture
def few(gateway: Gateway) -> Gateway:
    """Four at a time, two of one caller."""
    gateway.restart(max_in_flight=4, max_in_flight_per_caller=2, queue_ms=60_000, **PROXY)
    return gateway


def test_an_address_and_an_application_have_separate_limits(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = few.organisation()
    tokens = [few.token(acme), few.token(acme)]
    for token in tokens:
        assert ask(few, token).status_code == 200
    held = HeldOperations(few, monkeypatch)
    one, other = headers_of(address="192.0.2.1"), headers_of(address="192.0.2.2")
    # All tokens of an application count together, from any address.
    started = held.ask(one, one, headers_of(tokens[0], "192.0.2.1"), headers_of(tokens[1], "192.0.2.3"))
    assert held.started_count == 4
    check(ask(few, address="192.0.2.1"), 429, "RATE_LIMITED", 1)
    check(ask(few, tokens[0], "192.0.2.7"), 429, "RATE_LIMITED", 1)
    started += held.ask(other)
    assert held.started_count == 4
    assert held.release(started) == [200] * 5
    assert ask(few, address="192.0.2.1").status_code == 200


def test_a_full_queue_refuses_at_once_but_never_health_checks(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldOperations(few, monkeypatch)
    started = held.ask(*[headers_of(address=f"192.0.2.{number}") for number in range(8)])
    assert held.started_count == 4
    check(ask(few, address="192.0.2.9"), 503, "OVERLOADED", 1)
    for path in ("/health/live", "/health/ready"):
        assert few.request("GET", path).status_code == 200
    assert held.release(started) == [200] * 8


def test_a_request_waits_no_longer_than_queue_ms(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    few.restart(queue_ms=0)
    held = HeldOperations(few, monkeypatch)
    started = held.ask(*[headers_of(address=f"192.0.2.{number}") for number in range(4)])
    check(ask(few, address="192.0.2.9"), 503, "OVERLOADED", 1)
    assert held.release(started) == [200] * 4


def test_a_new_caller_replaces_a_request_of_a_greedy_one(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart(max_in_flight=2, max_in_flight_per_caller=4, queue_ms=60_000, **PROXY)
    held = HeldOperations(gateway, monkeypatch)
    greedy, bystander = headers_of(address="192.0.2.1"), headers_of(address="192.0.2.2")
    started = held.ask(greedy, greedy, greedy, greedy, bystander)
    assert held.release(started) == [200, 200, 200, 503, 200]


def test_a_client_that_disconnects_frees_its_turn(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldOperations(few, monkeypatch)
    one = headers_of(address="192.0.2.1")
    started = held.ask(one, one)
    check(ask(few, address="192.0.2.1"), 429, "RATE_LIMITED", 1)

    async def leave() -> None:
        for task in started:
            task.cancel()
        await asyncio.wait(started)

    few.run(leave())
    assert held.release(held.ask(one)) == [200]
    wait_until_idle(few)


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])
def test_sockets_and_streams_count_only_while_they_execute(gateway: Gateway, accept: str) -> None:
    acme = gateway.organisation()
    event, token = make_ready_event(gateway, acme).id, gateway.token(acme)
    gateway.restart(max_in_flight=1, max_in_flight_per_caller=3, queue_ms=60_000)
    with ExitStack() as stack:
        wire = stack.enter_context(socket(gateway, init={}, token=token))
        wire.subscribe("1", EVENT_CHANGED, uuid=event)
        wait_for_subscribers(gateway, event)
        streams = []
        for number in (2, 3):
            streams.append(stack.enter_context(stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event)))
            wait_for_subscribers(gateway, event, number)
            streams[-1].next()
        wait_until_idle(gateway)
        assert ask(gateway, token).status_code == 200
        # All at once: they queue, and none is refused.
        notify_change(gateway, event)
        assert wire.receive()["type"] == "next"
        assert all('"UPDATED"' in each.next() for each in streams)
        wait_until_idle(gateway)


def test_pages_tokens_and_uploads_share_the_queue(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = few.organisation()
    client, token = few.application(acme), few.token(acme)
    assert upload(few, token, "a.png", png()).status_code == 201
    held = HeldOperations(few, monkeypatch)
    mine, application = headers_of(address="127.0.0.1"), headers_of(token)
    started = held.ask(mine, mine, application, application)
    check(few.request("GET", "/events/acme/none"), 429, "RATE_LIMITED", 1)
    check(upload(few, token, "a.png", png()), 429, "RATE_LIMITED", 1)
    form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.secret}
    response = few.post("/oauth2/token", data=form)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
    assert held.release(started) == [200] * 4
    assert few.post("/oauth2/token", data=form).status_code == 200


def test_the_lookup_of_an_unknown_token_waits_for_a_turn(few: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldOperations(few, monkeypatch)
    mine = headers_of(address="192.0.2.1")
    started = held.ask(mine, mine)
    with few.statements() as statements:
        check(ask(few, "mqt_nobody", "192.0.2.1"), 429, "RATE_LIMITED", 1)
    assert statements == []
    assert held.release(started) == [200] * 2
    assert ask(few, "mqt_nobody", "192.0.2.1").status_code == 401
