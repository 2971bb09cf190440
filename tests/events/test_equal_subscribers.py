"""A change before many equal subscribers is read once."""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.auth.rules import ANONYMOUS
from app.graph.context import Context
from app.graph.execution import Answer, Operation
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.subscribing import subscribed
from tests.web.wire import (
    EVENT_CHANGED,
    RENAME,
    notify_change,
    renamed_item,
    socket,
    stream,
    wait_for_subscribers,
    wait_until,
)

SSE, MULTIPART = "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"
# Whether the event is visible, and its selection.
READ = 2


def reads(statements: list[str]) -> int:
    """Without those that look a token up."""
    return sum("FROM token" not in statement for statement in statements)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_two_thousand_equal_subscribers_share_one_read(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED", name="Harbour Nights")
    asking = gateway.app.state.services
    operation = Operation(EVENT_CHANGED, {"uuid": str(event.id)})
    executed = []
    item = asking.executor.execute_item

    async def counted(*given: Any) -> Answer:
        executed.append(given)
        answer: Answer = await item(*given)
        return answer

    async def renew() -> Context:
        context: Context = asking.context(ANONYMOUS, "test")
        return context

    async def follow() -> tuple[set[bytes], int]:
        streams = [await asking.executor.subscribe(operation, await renew(), renew) for _ in range(2_000)]
        coming = [asyncio.ensure_future(anext(each)) for each in streams]
        await asyncio.sleep(0)
        notify_change(gateway, event.id)
        answers = await asyncio.gather(*coming)
        for each in streams:
            await each.aclose()
        return {answer.body for answer in answers}, len({id(answer.body) for answer in answers})

    asking.executor.execute_item = counted
    try:
        with gateway.statements() as statements:
            bodies, encoded = gateway.run(follow())
    finally:
        del asking.executor.execute_item
    assert [orjson.loads(body) for body in bodies] == [renamed_item("Harbour Nights")]
    # Each has checked that it may see the event, and the first has found its organisation.
    assert (len(statements) - 2_001, len(executed), encoded) == (READ, 1, 1)


def test_subscribers_with_one_token_share_its_lookup(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, event = gateway.token(acme), make_ready_event(gateway, acme, lifecycle="PUBLISHED", name="Harbour Nights")
    asking = gateway.app.state.services
    operation = Operation(EVENT_CHANGED, {"uuid": str(event.id)})

    async def renew() -> Context:
        context: Context = asking.context(await asking.callers.holder(token, gateway.clock()), "test")
        return context

    async def follow() -> list[Any]:
        streams = [await asking.executor.subscribe(operation, await renew(), renew) for _ in range(200)]
        coming = [asyncio.ensure_future(anext(each)) for each in streams]
        await asyncio.sleep(0)
        # As after two seconds without an item.
        asking.callers._remembered.clear()
        with gateway.statements() as statements:
            notify_change(gateway, event.id)
            answers = await asyncio.gather(*coming)
        assert {answer.body for answer in answers} == {orjson.dumps(renamed_item("Harbour Nights"))}
        for each in streams:
            await each.aclose()
        return statements

    statements = gateway.run(follow())
    assert (len(statements), reads(statements)) == (1 + READ, READ)


def test_they_share_over_every_transport(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with ExitStack() as stack:
        with gateway.statements() as opening:
            streams = []
            for accept in (SSE, MULTIPART):
                for _ in range(5):
                    streams.append(stack.enter_context(stream(gateway, EVENT_CHANGED, accept=accept, uuid=event.id)))
                    streams[-1].next()
                    # Streams that open side by side would all be the first.
                    wait_for_subscribers(gateway, event.id, len(streams))
            sockets = [stack.enter_context(socket(gateway, init={})) for _ in range(2)]
            for wire in sockets:
                for number in range(5):
                    wire.subscribe(f"{number}", EVENT_CHANGED, uuid=event.id)
            wait_for_subscribers(gateway, event.id, 20)
            # Each checks that it may see the event after it has subscribed; the first also finds its organisation.
            wait_until(gateway, lambda: len(opening) == 21)
        # Twice in one second: what looks the same is read again.
        for name in ("Harbour Nights", "Harbour Days"):
            gateway.gql(RENAME, token, uuid=event.id, name=name)
            with gateway.statements() as statements:
                texts = [each.next() for each in streams]
                heard = [wire.receive() for wire in sockets for _ in range(5)]
            assert all(name in text for text in texts)
            assert [each["payload"] for each in heard] == [renamed_item(name)] * 10
            assert len(statements) <= READ
        notify_change(gateway, event.id)
        with gateway.statements() as statements:
            for each in streams:
                each.next()
        assert len(statements) == READ


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_subscribers_with_other_rights_or_documents_do_not_share(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    mine, again, fewer = gateway.token(acme), gateway.token(acme), gateway.token(acme, "event.update")
    shorter = EVENT_CHANGED.replace("kind", "")
    askers = [
        (EVENT_CHANGED, None),
        (EVENT_CHANGED, None),
        (EVENT_CHANGED, mine),
        (EVENT_CHANGED, again),
        (EVENT_CHANGED, fewer),
        (EVENT_CHANGED, gateway.token(other)),
        (shorter, None),
    ]
    with ExitStack() as stack:
        streams = [
            stack.enter_context(subscribed(gateway, document, token, uuid=event.id)) for document, token in askers
        ]
        notify_change(gateway, event.id)
        found = []
        for each in streams:
            with gateway.statements() as statements:
                each.next()
            found.append(reads(statements))
    assert found == [READ, 0, READ, 0, READ, READ, READ]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_subscriber_with_an_expired_token_gets_no_shared_item(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    early = gateway.token(acme)
    gateway.clock.advance(timedelta(minutes=20))
    late = gateway.token(acme)
    with (
        subscribed(gateway, EVENT_CHANGED, early, uuid=event.id) as one,
        subscribed(gateway, EVENT_CHANGED, late, uuid=event.id) as two,
    ):
        gateway.clock.advance(timedelta(minutes=15))
        notify_change(gateway, event.id)
        assert two.next()["eventChanged"]["kind"] == "UPDATED"
        with pytest.raises(Exception, match="expired"):
            one.next()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_shared_error_has_the_request_id_of_each_subscriber(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    # Nothing in an item can fail by itself: its reader is broken.
    gateway.app.state.services.executor.reader.answer = None
    document = EVENT_CHANGED.replace("kind", "")
    try:
        with ExitStack() as stack:
            wires = [stack.enter_context(stream(gateway, document, accept=SSE, uuid=event.id)) for _ in range(3)]
            for each in wires:
                each.next()
            wait_for_subscribers(gateway, UUID(str(event.id)), 3)
            notify_change(gateway, event.id)
            for each in wires:
                (error,) = orjson.loads(each.next().partition("data: ")[2])["errors"]
                assert error["extensions"] == {"code": "INTERNAL", "requestId": each.headers["x-request-id"]}
    finally:
        del gateway.app.state.services.executor.reader.answer
