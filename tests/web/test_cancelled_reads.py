"""Clients that disconnect at any moment: every database connection is returned."""

import asyncio
from typing import Any

import pytest

from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import (
    EVENT_CHANGED,
    notify_change,
    renamed_item,
    socket,
    stream,
    subscribers_by_event,
    wait_for_subscribers,
)

PAGE = "query ($uuid: UUID!) { a: event(uuid: $uuid) { name } b: event(uuid: $uuid) { displayName } }"


def loop_iterations(gateway: Gateway, count: int) -> None:
    """Run `count` iterations of the event loop."""

    async def turn() -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    gateway.run(turn())


@pytest.mark.parametrize("kind", ["a subscription", "an item", "a query"])
def test_a_stream_that_breaks_at_any_moment_releases_its_connection(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    for moment in range(60):
        with socket(gateway, init={}) as wire:
            wire.subscribe("a", PAGE if kind == "a query" else EVENT_CHANGED, uuid=event.id)
            if kind == "an item":
                wait_for_subscribers(gateway, event.id)
                notify_change(gateway, event.id)
            loop_iterations(gateway, moment)
            wire.disconnect()
            assert wire.tasks() == 0
    assert subscribers_by_event(gateway) == {}
    assert (len(gateway.app.state.services.sockets), len(gateway.app.state.services.subscriptions)) == (0, 0)
    # More queries than connections: none of these is missing or inside a stale transaction.
    answers = gateway.run(concurrently(gateway, 20, event.id))
    expected = {"data": {"a": {"name": "Harbour Night"}, "b": {"displayName": "Harbour Night"}}}
    assert answers == [expected] * 20


async def concurrently(gateway: Gateway, count: int, uuid: Any) -> list[Any]:
    """The results of `count` concurrent requests."""
    body = {"query": PAGE, "variables": {"uuid": str(uuid)}}
    found = await asyncio.gather(*(gateway.client.post("/graphql", json=body) for _ in range(count)))
    return [each.json() for each in found]


def test_a_request_that_breaks_at_any_moment_releases_its_connection(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    for moment in range(60):
        with stream(gateway, EVENT_CHANGED, accept="text/event-stream", uuid=event.id) as wire:
            loop_iterations(gateway, moment)
            wire.disconnect()
            assert wire.tasks() == 0
    assert subscribers_by_event(gateway) == {}
    assert (len(gateway.app.state.services.sockets), len(gateway.app.state.services.subscriptions)) == (0, 0)
    with stream(gateway, EVENT_CHANGED, accept="text/event-stream", uuid=event.id) as wire:
        wait_for_subscribers(gateway, event.id)
        notify_change(gateway, event.id)
        assert wire.next() == ":\n\n"
        name = renamed_item("Harbour Night")["data"]["eventChanged"]["event"]["name"]
        assert f'"name":"{name}"' in wire.next()
