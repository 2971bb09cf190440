"""What a webhook's document costs: no more than any other query, and no time of those who wait for an answer."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.web.admission.turns import BACKGROUND, Turn
from app.web.app import READERS
from app.web.webhooks.client import WebhookClient
from app.web.webhooks.deliverer import Deliverer
from app.webhooks.tables import WebhookRow
from tests.builders import make_ready_event, stored
from tests.gateway import Gateway, Organisation
from tests.webhooks.builders import LOOPBACK, deliver, make_pending, make_webhook, receiver

MAX_COST = 100
HANGS_S = 20.0
# One event, its connection, and as many dates and edges as it asks for.
DATES = "query ($id: ID!) { node(id: $id) { ... on Event { occurrences(first: %d) { nodes { uuid } } } } }"
CREATE = """
mutation ($of: UUID!, $input: CreateWebhookInput!) {
  createWebhook(organisationUuid: $of, input: $input) { userErrors { code message path } }
}"""
UPDATE = """
mutation ($of: UUID!, $input: UpdateWebhookInput!) {
  updateWebhook(uuid: $of, input: $input) { userErrors { code message path } }
}"""
RENAME = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { message } }'


@pytest.fixture
def cheap(gateway: Gateway) -> Gateway:
    gateway.restart(max_cost=MAX_COST)
    return gateway


def largest(gateway: Gateway, acme: Organisation) -> int:
    """The number of dates with which a document costs exactly what is allowed."""
    errors_in = gateway.app.state.services.executor.errors_in
    return next(number for number in range(1, MAX_COST + 1) if errors_in(DATES % (number + 1)))


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("change", ["createWebhook", "updateWebhook"])
def test_a_document_that_costs_too_much_is_refused(cheap: Gateway, change: str, more: int) -> None:
    acme = cheap.organisation()
    webhook = make_webhook(cheap, acme)
    document = DATES % (largest(cheap, acme) + more)
    if change == "createWebhook":
        given = {"url": "https://127.0.0.1/hook", "topics": ["*"], "document": document}
        payload = cheap.gql(CREATE, cheap.token(acme), of=acme.uuid, input=given)[change]
    else:
        payload = cheap.gql(UPDATE, cheap.token(acme), of=webhook.id, input={"document": document})[change]
    kept = {row["document"] for row in stored(cheap, WebhookRow)}
    if more:
        [error] = payload["userErrors"]
        assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["input", "document"])
        assert error["message"].endswith("objects, and 100 are allowed. Ask for smaller pages.")
        assert kept == {None}
    else:
        assert payload["userErrors"] == []
        assert kept == ({None, document} if change == "createWebhook" else {document})


def test_a_document_that_was_stored_under_another_limit_is_not_run(cheap: Gateway) -> None:
    acme = cheap.organisation()
    event = make_ready_event(cheap, acme)
    with receiver(cheap) as address:
        make_webhook(cheap, acme, url=address.url, topics=["event.*"], document=DATES % (largest(cheap, acme) + 1))
        cheap.gql(RENAME, cheap.token(acme), uuid=event.id)
        with cheap.statements() as statements:
            assert deliver(cheap) == 1
    [request] = address.received
    assert request.json["data"] is None
    assert [error["extensions"]["code"] for error in request.json["errors"]] == ["LIMIT_EXCEEDED"]
    assert [each for each in statements if "occurrence" in each] == []


def test_those_who_wait_for_an_answer_read_before_documents_that_came_first(gateway: Gateway) -> None:
    acme = gateway.organisation()
    with receiver(gateway) as address:
        webhook = make_webhook(
            gateway, acme, url=address.url, topics=["user.created"], document="{ __typename viewer { __typename } }"
        )
        make_pending(gateway, webhook, 3)
        order, running = gateway.run(_with_all_readers_busy(gateway, lambda: len(address.received)))
    assert order == ["caller: 0 sent", "3 sent"]
    # Documents never have all connections.
    assert running == max(READERS[gateway.engine] // 4, 1)


async def _with_all_readers_busy(gateway: Gateway, sent: Callable[[], int]) -> tuple[list[str], int]:
    services: Any = gateway.app.state.services
    reads, order, most = services.admission.reads, [], 0
    busy = [f"busy {number}" for number in range(READERS[gateway.engine])]
    for key in busy:
        await reads.acquire(key, item=True)

    async def call() -> None:
        async with Turn(reads, "caller", item=True):
            order.append(f"caller: {sent()} sent")

    async with asyncio.timeout(HANGS_S), WebhookClient(LOOPBACK) as client:
        delivering = asyncio.create_task(Deliverer(services, client).deliver())
        while not (queue := reads._queues.get(BACKGROUND)) or len(queue.items) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        caller = asyncio.create_task(call())
        await asyncio.sleep(0)
        reads.release(busy.pop(), item=True)
        await caller
        for key in busy:
            reads.release(key, item=True)
        while not delivering.done():
            most = max(most, queue.running_items)
            await asyncio.sleep(0)
        order.append(f"{sent()} sent")
        assert await delivering == 3
    return order, most
