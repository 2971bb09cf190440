"""The budget of a caller: what is charged to whom, and the error of each endpoint when it is used up."""

from datetime import timedelta
from math import ceil
from typing import Any

import httpx2
import pytest

from app.graph.context import Context
from app.graph.execution import Executor, Operation
from tests.builders import make_ready_event
from tests.files.filing import png, upload
from tests.gateway import Gateway
from tests.web.admission.limiting import TINY, ask, check, headers_of
from tests.web.wire import EVENT_CHANGED, notify_change, socket, stream, wait_for_subscribers

PROXY = {"trusted_proxies": "127.0.0.1"}
SPENT = "This caller has used its budget of 5 objects a minute. Try again later."


async def one(_operation: Operation, _context: Context) -> int:
    return 1


def restart(gateway: Gateway, budget: int, **settings: Any) -> None:
    """With a budget of which each operation takes one."""
    gateway.restart(budget=budget, **settings)
    gateway.app.state.services.admission._estimate = one


@pytest.fixture
def five(gateway: Gateway) -> Gateway:
    """Five objects a minute: one in twelve seconds."""
    restart(gateway, 5, **PROXY)
    return gateway


def statuses(gateway: Gateway, number: int, token: str | None = None, address: str | None = None) -> list[int]:
    return [ask(gateway, token, address).status_code for _ in range(number)]


def test_anonymous_callers_are_charged_by_address(five: Gateway) -> None:
    assert statuses(five, 6, address="192.0.2.1") == [200] * 5 + [429]
    error = check(ask(five, address="192.0.2.1"), 429, "RATE_LIMITED", 12)
    assert error["message"] == SPENT
    assert statuses(five, 2, address="192.0.2.2") == [200, 200]
    # Headers of the client change nothing.
    assert statuses(five, 1, address="192.0.2.77, 192.0.2.1") == [429]
    five.clock.advance(timedelta(seconds=12))
    assert statuses(five, 2, address="192.0.2.1") == [200, 429]
    five.clock.advance(timedelta(hours=1))
    assert statuses(five, 6, address="192.0.2.1") == [200] * 5 + [429]


def test_an_ipv6_network_counts_as_one_address(five: Gateway) -> None:
    assert [ask(five, address=f"2001:db8::{number:x}").status_code for number in range(6)] == [200] * 5 + [429]
    assert statuses(five, 1, address="2001:db8:0:1::") == [200]


def test_without_a_trusted_proxy_the_header_is_ignored(gateway: Gateway) -> None:
    restart(gateway, 5)
    assert [ask(gateway, address=f"192.0.2.{number}").status_code for number in range(6)] == [200] * 5 + [429]


def test_all_tokens_of_an_application_share_its_budget(five: Gateway) -> None:
    acme, other = five.organisation(), five.organisation("other")
    tokens = [five.token(acme), five.token(acme, "event.read")]
    found = [ask(five, tokens[number % 2], f"192.0.2.{number}").status_code for number in range(6)]
    assert found == [200] * 5 + [429]
    # Nothing was charged to its address or to others.
    assert statuses(five, 1, address="192.0.2.1") + statuses(five, 1, five.token(other), "192.0.2.1") == [200, 200]


def test_every_endpoint_charges_the_budget(five: Gateway) -> None:
    event = make_ready_event(five, five.organisation())
    paths = ["/graphql?query={__typename}", f"/events/acme/{event.slug}", f"/events/{event.id}/code.png"]
    paths += [f"/files/{event.id}/a.png", "/graphql?query={"]
    for path in paths:
        assert five.request("GET", path).status_code != 429
    for path in paths:
        check(five.request("GET", path), 429, "RATE_LIMITED", 12)
    for path in ("/health/live", "/health/ready", "/graphql"):
        assert five.request("GET", path, headers={"accept": "text/html"}).status_code == 200


def test_uploads_charge_the_budget(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation())
    restart(gateway, 1)
    assert upload(gateway, token, "a.png", png()).status_code == 201
    check(upload(gateway, token, "a.png", png()), 429, "RATE_LIMITED", 60)


def test_an_operation_is_charged_before_it_is_executed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    executed: list[str] = []
    run = Executor.run

    async def recording(self: Executor, operation: Operation, *rest: Any, **options: Any) -> Any:
        executed.append(operation.document)
        return await run(self, operation, *rest, **options)

    monkeypatch.setattr(Executor, "run", recording)
    gateway.restart(budget=100)

    async def estimate(operation: Operation, _context: Context) -> int:
        return int(operation.variables["cost"])

    gateway.app.state.services.admission._estimate = estimate
    answers = [gateway.post(json={"query": TINY, "variables": {"cost": cost}}) for cost in (60, 41, 40, 1_000)]
    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]
    assert (answers[1].headers["retry-after"], answers[3].headers["retry-after"]) == ("1", "60")
    assert executed == [TINY, TINY]


def test_a_stream_is_refused_over_http_and_a_refused_item_ends_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = make_ready_event(gateway, acme).id, gateway.token(acme)
    restart(gateway, 3)
    accept = "text/event-stream"
    with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event) as wire:
        wait_for_subscribers(gateway, event)
        wire.next()
        for _ in range(2):
            notify_change(gateway, event)
            assert '"UPDATED"' in wire.next()
        notify_change(gateway, event)
        rest = wire.rest()
    assert '"code":"RATE_LIMITED"' in rest
    assert rest.endswith("event: complete\ndata:\n\n")
    response = gateway.post(
        json={"query": EVENT_CHANGED, "variables": {"uuid": str(event)}},
        headers={**headers_of(token), "accept": accept},
    )
    check(response, 429, "RATE_LIMITED", 20)


def test_operations_and_items_of_a_socket_charge_the_budget(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = make_ready_event(gateway, acme).id, gateway.token(acme)
    restart(gateway, 3)
    with socket(gateway, init={}, token=token) as wire:
        wire.subscribe("1", EVENT_CHANGED, uuid=event)
        wait_for_subscribers(gateway, event)
        notify_change(gateway, event)
        assert wire.receive()["type"] == "next"
        wire.subscribe("2", TINY)
        assert [wire.receive()["type"], wire.receive()["type"]] == ["next", "complete"]
        wire.subscribe("3", TINY)
        notify_change(gateway, event)
        refused = [wire.receive(), wire.receive()]
    assert sorted((each["type"], each["id"]) for each in refused) == [("error", "1"), ("error", "3")]
    for each in refused:
        (error,) = each["payload"]
        assert error["extensions"].keys() == {"code", "requestId"}
        assert error["extensions"]["code"] == "RATE_LIMITED"


def test_without_a_budget_nothing_is_charged(gateway: Gateway) -> None:
    gateway.restart(budget=0)
    assert gateway.app.state.services.admission.budget is None
    assert statuses(gateway, 20) == [200] * 20


def test_an_operation_costs_the_objects_that_it_may_return(gateway: Gateway) -> None:
    gateway.restart(budget=6_000)

    def ask_for(number: int) -> httpx2.Response:
        query = f"{{ events(first: {number}) {{ nodes {{ name }} }} }}"
        return gateway.post(json={"query": query}, headers={"x-marquee-cost": "1"})

    first = ask_for(100).json()["extensions"]["cost"]
    assert first == {"requested": first["requested"], "available": 6_000 - first["requested"], "restoreRate": 100}
    assert 100 <= first["requested"] <= 200
    for _ in range(6_000 // first["requested"] - 1):
        left = ask_for(100).json()["extensions"]["cost"]["available"]
    assert left == 6_000 % first["requested"]
    check(ask_for(100), 429, "RATE_LIMITED", ceil((first["requested"] - left) / 100))
    assert ask_for(1).status_code == 200


def test_a_refused_document_costs_one(gateway: Gateway) -> None:
    gateway.restart(budget=2)
    answers = [gateway.post(json={"query": "{ nothing }"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
