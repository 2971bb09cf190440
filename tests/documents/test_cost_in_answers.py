"""What an operation has cost, for those who ask, and for whoever counts."""

from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from app.auth.rules import ANONYMOUS
from app.graph.execution import Answer, Operation
from app.graph.limits.list_sizes import ASSUMED
from tests.builders import make_ready_event, make_ticket
from tests.documents.limits import EVENT
from tests.gateway import Gateway
from tests.reading.published import make_published, make_sessions
from tests.subscribing import subscribed
from tests.web.wire import EVENT_CHANGED, notify_change, socket, wait_for_subscribers

ASKING = {"x-marquee-cost": "1"}
PAGE = "{ events(first: 7) { nodes { name startsOn { utc } } totalCount } }"
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def cost(requested: int, available: int | None = None, rate: int | None = None) -> dict[str, Any]:
    return {"cost": {"requested": requested, "available": available, "restoreRate": rate}}


@pytest.mark.parametrize(
    ("document", "requested"),
    [
        ("{ __typename }", 1),
        (f"{{ {EVENT} {{ name }} }}", 1),
        # A page, seven events with an instant each, and the price of a total.
        (PAGE, 1 + 7 * 2 + 10),
        ("{ events(first: 7) { countUpTo(limit: 9) { count more } } }", 1 + 10),
        ("{ events { edges { cursor node { name } } pageInfo { hasNextPage } } }", 1 + 20 * 2 + 1),
        ('{ events(first: 1, filter: {text: "a"}) { nodes { name } } }', 1 + 1 + 50),
        ("{ events(first: 1, filter: {near: {latitude: 1, longitude: 1, radiusKm: 1}}) { nodes { name } } }", 52),
        ("{ events(first: 1, filter: {text: null}) { nodes { name } } }", 2),
        ("{ events(first: 1) { nodes { tickets { name prices { price { amount } } } } } }", 2 + 10 * (1 + 5 * 2)),
        ("{ events(first: 1) { nodes { metrics { name } } } }", 2 + 6),
    ],
)
def test_the_price_of_each_thing(gateway: Gateway, document: str, requested: int) -> None:
    answer = gateway.post(json={"query": document}, headers=ASKING).json()
    assert answer["extensions"] == cost(requested)
    assert list(answer) == ["data", "extensions"]


@pytest.mark.parametrize(
    ("given", "requested"),
    [
        ({"filter": {"text": "a"}}, 52),
        ({"filter": {"text": "a", "near": {"latitude": 1, "longitude": 1, "radiusKm": 1}}}, 102),
        ({"filter": {"text": None}}, 2),
        ({"filter": None}, 2),
        ({}, 2),
    ],
)
def test_the_price_of_a_search_in_a_variable(gateway: Gateway, given: dict[str, Any], requested: int) -> None:
    document = "query ($filter: EventFilter) { events(first: 1, filter: $filter) { nodes { name } } }"
    answer = gateway.post(json={"query": document, "variables": given}, headers=ASKING).json()
    assert (answer["data"], answer["extensions"]) == ({"events": {"nodes": []}}, cost(requested))


def test_others_do_not_get_the_cost(gateway: Gateway) -> None:
    for headers in ({}, {"x-marquee-cost": "0"}, {"x-marquee-cost": "true"}):
        assert list(gateway.post(json={"query": PAGE}, headers=headers).json()) == ["data"]
    gateway.restart(cost_in_answers=True)
    assert gateway.post(json={"query": PAGE}).json()["extensions"] == cost(25)


def test_a_refused_document_reports_no_cost(gateway: Gateway) -> None:
    assert list(gateway.post(json={"query": "{ nothing }"}, headers=ASKING).json()) == ["errors"]


def test_caches_keep_no_answer_with_its_cost(gateway: Gateway) -> None:
    gateway.restart(max_age_s=60)
    plain, answered = (
        gateway.request("GET", "/graphql", params={"query": PAGE}, headers=each) for each in ({}, ASKING)
    )
    assert ("etag" in plain.headers, plain.headers["cache-control"]) == (True, "public, max-age=60, must-revalidate")
    assert ("etag" in answered.headers, answered.headers["cache-control"]) == (False, "no-store")


def test_introspection_is_answered_with_its_cost_and_cached_without(gateway: Gateway) -> None:
    document = '{ __type(name: "Event") { name } }'
    answers = [gateway.post(json={"query": document}, headers=each).json() for each in (ASKING, {}, ASKING, {})]
    assert [each.get("extensions") for each in answers] == [cost(1), None, cost(1), None]
    assert [each["data"] for each in answers] == [{"__type": {"name": "Event"}}] * 4


def test_items_of_a_subscription_have_their_cost(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    gateway.restart(cost_in_answers=True)
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        notify_change(gateway, event.id)
        assert wire.receive()["payload"]["extensions"] == cost(2)
    # A stream of our own, of no connection, does not.
    with subscribed(gateway, EVENT_CHANGED, uuid=event.id) as stream:
        notify_change(gateway, event.id)
        assert list(stream.answer()) == ["data"]


@dataclass
class Purse:
    """What a caller has left."""

    restore_rate: int = 3
    owed: list[int] = field(default_factory=list)

    async def left(self) -> int:
        return 1_000 - sum(self.owed)

    async def owe(self, cost: int) -> None:
        self.owed.append(cost)


def ask(gateway: Gateway, document: str, purse: Purse, *, reports_cost: bool = True) -> dict[str, Any]:
    asking = gateway.app.state.services
    context = asking.context(ANONYMOUS, "id")
    context.budget, context.reports_cost = purse, reports_cost
    answer: Answer = gateway.run(asking.executor.run(Operation(document, {}), context))
    body: dict[str, Any] = orjson.loads(answer.body)
    return body


def test_an_answer_that_is_larger_than_its_estimate_costs_what_it_is(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 3)
    document = f'{{ event(uuid: "{event.id}") {{ sessions(first: 3) {{ nodes {{ name }} }} }} }}'
    purse = Purse()
    assert ask(gateway, document, purse)["extensions"] == cost(5, 1_000, 3)
    assert purse.owed == []
    known = gateway.app.state.services.executor._documents
    checked = gateway.run(known.find(document, introspection=True))
    (operation,) = checked.operations.values()
    # As if its lists had been taken for shorter than they are.
    checked.operations[None] = replace(operation, amount=2)
    assert ask(gateway, document, purse)["extensions"] == cost(5, 997, 3)
    assert purse.owed == [3]
    assert "extensions" not in ask(gateway, document, purse, reports_cost=False)
    assert purse.owed == [3, 3]


def test_an_answer_with_longer_lists_than_assumed_is_sent_whole_and_charged(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    size = ASSUMED["Event.tickets"].size
    tickets = [make_ticket(gateway, event, position=number) for number in range(3 * size)]
    document = f'{{ event(uuid: "{event.id}") {{ tickets {{ name }} }} }}'
    purse = Purse()
    answer = ask(gateway, document, purse)
    found = 1 + len(answer["data"]["event"]["tickets"])
    assert found > len(tickets) > size
    assert answer["extensions"] == cost(found, 1_000 - (found - 1 - size), 3)
    assert purse.owed == [found - 1 - size]


def test_text_that_looks_like_an_object_is_none(gateway: Gateway) -> None:
    odd = '{"a": {"b": [{"c": 1}]}} {"'
    event = make_published(gateway, gateway.organisation(), description=odd)
    document = f'{{ event(uuid: "{event.id}") {{ description }} }}'
    purse = Purse()
    answer = ask(gateway, document, purse)
    assert (answer["data"]["event"]["description"], answer["extensions"]) == (odd, cost(1, 1_000, 3))


def test_what_an_operation_will_cost_is_known_before_it_is_executed(gateway: Gateway) -> None:
    asking = gateway.app.state.services

    def price(document: str, **variables: Any) -> int:
        context = asking.context(ANONYMOUS, "id")
        found: int = gateway.run(asking.executor.cost(Operation(document, variables), context))
        return found

    with gateway.statements() as seen:
        assert price(PAGE) == 25
        assert price("query ($n: Int) { events(first: $n) { nodes { name } } }", n=50) == 51
        assert price("{ nothing }") == 1
    assert seen == []
