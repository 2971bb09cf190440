"""Clients that hang up whenever they please: nothing of the store is lost with them."""

import asyncio
from typing import Any

import pytest

from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wires import FOLLOW, followed_events, happen, settle, socket, stream, told

PAGE = "query ($uuid: UUID!) { a: event(uuid: $uuid) { name } b: event(uuid: $uuid) { displayName } }"


def turns(gateway: Gateway, count: int) -> None:
    """Let the event loop go round so many times."""

    async def turn() -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    gateway.run(turn())


@pytest.mark.parametrize("kind", ["a subscription", "an item", "a query"])
def test_a_connection_that_breaks_at_any_moment_gives_back_what_it_took(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    for moment in range(60):
        with socket(gateway, init={}) as wire:
            wire.subscribe("a", PAGE if kind == "a query" else FOLLOW, uuid=event.id)
            if kind == "an item":
                settle(gateway, event.id)
                happen(gateway, event.id)
            turns(gateway, moment)
            wire.hang_up()
            assert wire.tasks() == 0
    assert followed_events(gateway) == {}
    assert (len(gateway.app.state.services.sockets), len(gateway.app.state.services.subscriptions)) == (0, 0)
    # More than there are connections to the store: none of them is in another's transaction, none is missing.
    answers = gateway.run(together(gateway, 20, event.id))
    expected = {"data": {"a": {"name": "Harbour Night"}, "b": {"displayName": "Harbour Night"}}}
    assert answers == [expected] * 20


async def together(gateway: Gateway, count: int, uuid: Any) -> list[Any]:
    """What so many requests at once are answered."""
    body = {"query": PAGE, "variables": {"uuid": str(uuid)}}
    found = await asyncio.gather(*(gateway.client.post("/graphql", json=body) for _ in range(count)))
    return [each.json() for each in found]


def test_a_request_that_breaks_at_any_moment_does_so_too(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    for moment in range(60):
        with stream(gateway, FOLLOW, accept="text/event-stream", uuid=event.id) as wire:
            turns(gateway, moment)
            wire.hang_up()
            assert wire.tasks() == 0
    assert followed_events(gateway) == {}
    assert (len(gateway.app.state.services.sockets), len(gateway.app.state.services.subscriptions)) == (0, 0)
    with stream(gateway, FOLLOW, accept="text/event-stream", uuid=event.id) as wire:
        settle(gateway, event.id)
        happen(gateway, event.id)
        assert wire.next() == ":\n\n"
        name = told("Harbour Night")["data"]["eventChanged"]["event"]["name"]
        assert f'"name":"{name}"' in wire.next()
