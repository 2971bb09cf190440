"""A host that is slow, or does not answer, delays neither other webhooks nor other organisations."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from app.core.ids import new_uuid
from app.web.webhooks.client import WebhookClient
from app.web.webhooks.deliverer import Deliverer
from app.webhooks.operations.delivering import WEBHOOKS, take_due
from app.webhooks.rules.retrying import rest_until
from app.webhooks.rules.turns import (
    PER_HOST,
    PER_ORGANISATION,
    PER_WEBHOOK,
    SLOTS,
    InFlight,
    Turn,
    shares,
)
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from tests.builders import stored
from tests.gateway import START, Gateway
from tests.webhooks.builders import LOOPBACK, Receiver, deliver, make_pending, make_webhook, receiver, silent_host

PENDING = 1_000
# More than are sent at a time.
OTHERS = 3 * PER_WEBHOOK
# An attempt that waits for a silent host ends after this time.
SHORT_S = 0.3
HANGS_S = 10.0


def attempted(gateway: Gateway, webhook: WebhookRow) -> int:
    """How many of its deliveries were taken to be sent."""
    rows = stored(gateway, WebhookDeliveryRow, webhook_id=webhook.id)
    return len([row for row in rows if row["first_at"] is not None])


def states(gateway: Gateway, webhook: WebhookRow) -> Counter[str]:
    return Counter(row["state"] for row in stored(gateway, WebhookDeliveryRow, webhook_id=webhook.id))


@pytest.mark.parametrize("own", [True, False])
def test_a_thousand_deliveries_to_a_host_that_never_answers_delay_no_other_one(gateway: Gateway, own: bool) -> None:
    """The other webhook is of the same organisation, or of another one."""
    acme = gateway.organisation()
    other = acme if own else gateway.organisation("other")

    async def until_received(address: Receiver) -> None:
        arrived = asyncio.Semaphore(0)
        address.listener = arrived.release
        async with WebhookClient(LOOPBACK) as client:
            running = asyncio.create_task(Deliverer(gateway.app.state.services, client).run())
            try:
                async with asyncio.timeout(HANGS_S):
                    for _ in range(OTHERS):
                        await arrived.acquire()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    with receiver(gateway) as address, silent_host(gateway) as silent:
        slow = make_webhook(gateway, acme, url=silent.url, topics=["user.created"])
        healthy = make_webhook(gateway, other, url=address.url, topics=["user.created"])
        make_pending(gateway, slow, PENDING)
        make_pending(gateway, healthy, OTHERS)
        gateway.run(until_received(address))
        # No attempt at the silent host has ended, and none was added.
        assert (len(address.received), silent.connections) == (OTHERS, PER_WEBHOOK)
    assert (attempted(gateway, slow), attempted(gateway, healthy)) == (PER_WEBHOOK, OTHERS)


def test_a_host_that_does_not_answer_is_left_alone_by_the_whole_webhook(gateway: Gateway) -> None:
    acme = gateway.organisation()
    with silent_host(gateway) as silent, receiver(gateway) as address:
        webhook = make_webhook(gateway, acme, url=silent.url, topics=["user.created"])
        make_pending(gateway, webhook, 20)
        assert deliver(gateway, SHORT_S) == PER_WEBHOOK
        assert deliver(gateway, SHORT_S) == 0
        # 10 seconds after the first failure, then after as long as it has failed: one attempt each time.
        for pause in (10, 10, 20, 40):
            gateway.clock.advance(timedelta(seconds=pause - 1))
            assert deliver(gateway, SHORT_S) == 0
            gateway.clock.advance(timedelta(seconds=1))
            assert deliver(gateway, SHORT_S) == 1
        [row] = stored(gateway, WebhookRow)
        assert (row["failing_since"], row["paused_until"]) == (START, START + timedelta(seconds=160))
        assert row["version"] == webhook.version
        gateway.in_database(lambda db: setattr(db.get_one(WebhookRow, webhook.id), "url", address.url))
        gateway.clock.advance(timedelta(seconds=80))
        # The first one finds that the host is back. All attempts are due again by now.
        assert deliver(gateway) == 20
    [row] = stored(gateway, WebhookRow)
    assert (row["failing_since"], row["paused_until"]) == (None, None)
    assert states(gateway, webhook) == {"DELIVERED": 20}


@pytest.mark.parametrize(
    ("status", "attempts"), [(500, 20), (404, 20), (429, PER_WEBHOOK), (502, PER_WEBHOOK), (503, PER_WEBHOOK)]
)
def test_a_busy_host_is_left_alone_and_an_error_concerns_one_delivery(
    gateway: Gateway, status: int, attempts: int
) -> None:
    with receiver(gateway) as address:
        address.statuses = [status] * 20
        make_pending(
            gateway, make_webhook(gateway, gateway.organisation(), url=address.url, topics=["user.created"]), 20
        )
        assert deliver(gateway) == attempts


def test_after_a_day_without_an_answer_what_waited_so_long_is_given_up(gateway: Gateway) -> None:
    with receiver(gateway) as address:
        address.statuses = [503] * 200
        webhook = make_webhook(gateway, gateway.organisation(), url=address.url, topics=["user.created"])
        make_pending(gateway, webhook, 50)
        deliver(gateway)
        gateway.clock.advance(timedelta(hours=1))
        make_pending(gateway, webhook, 3)
        gateway.clock.advance(timedelta(hours=23) - timedelta(seconds=1))
        deliver(gateway)
        assert states(gateway, webhook) == {"PENDING": 53}
        gateway.clock.advance(timedelta(minutes=10))
        deliver(gateway)
    # Two of the first ones were attempted for the first time less than a day ago.
    assert states(gateway, webhook) == {"FAILED": 48, "PENDING": 5}
    errors = Counter(row["error"] for row in stored(gateway, WebhookDeliveryRow) if row["state"] == "FAILED")
    assert errors == {"The host was not available for 24 hours.": 48}


@pytest.mark.parametrize("change", ["updateWebhook", "redeliverWebhook"])
def test_a_change_by_hand_ends_the_pause(gateway: Gateway, change: str) -> None:
    acme = gateway.organisation()
    with receiver(gateway) as address:
        address.statuses = [503]
        webhook = make_webhook(gateway, acme, url=address.url, topics=["user.created"])
        make_pending(gateway, webhook, 1)
        assert deliver(gateway) == 1
        [row] = stored(gateway, WebhookDeliveryRow)
        if change == "updateWebhook":
            document = "mutation($u: UUID!) { updateWebhook(uuid: $u, input: {topics: []}) { userErrors { code } } }"
            document = document.replace("[]", '["user.deleted"]')
            given, due = webhook.id, 10
        else:
            document = "mutation($u: UUID!) { redeliverWebhook(uuid: $u) { userErrors { code } } }"
            given, due = row["id"], 0
        assert gateway.gql(document, gateway.token(acme), u=given) == {change: {"userErrors": []}}
        [row] = stored(gateway, WebhookRow)
        assert (row["failing_since"], row["paused_until"]) == (None, None)
        gateway.clock.advance(timedelta(seconds=due))
        assert deliver(gateway) == 1


def test_an_organisation_with_many_slow_webhooks_leaves_room_for_others(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    for number in range(SLOTS):
        make_pending(gateway, make_webhook(gateway, acme, url=f"https://host{number}.example/"), 5)
    for number in range(3):
        make_pending(gateway, make_webhook(gateway, other, url=f"https://small{number}.example/"), 2)
    now = gateway.clock()
    turns = [attempt.turn for attempt in gateway.write(lambda db: take_due(db, now)).attempts]
    assert Counter(turn.organisation_id for turn in turns) == {
        UUID(acme.uuid): PER_ORGANISATION,
        UUID(other.uuid): 6,
    }


def test_webhooks_of_one_full_host_do_not_hide_those_behind_them(gateway: Gateway) -> None:
    """One look considers so many webhooks; the next look begins behind them."""
    names = [f"organisation-{number}" for number in range(WEBHOOKS // 20 + 1)]
    organisations = [gateway.organisation(name) for name in names]
    crowd = [
        make_webhook(gateway, organisations[number // 20], url="https://full.example/") for number in range(WEBHOOKS)
    ]
    last = UUID(int=2**128 - 1)
    free = make_webhook(gateway, organisations[-1], url="https://free.example/", id=last)
    for webhook in (*crowd, free):
        make_pending(gateway, webhook, 1)
    now = gateway.clock()
    sending = [Turn(new_uuid(), new_uuid(), "full.example") for _ in range(PER_HOST)]
    first = gateway.write(lambda db: take_due(db, now, sending))
    second = gateway.write(lambda db: take_due(db, now, sending, first.after))
    assert first.attempts == []
    assert [attempt.turn.webhook_id for attempt in second.attempts] == [free.id]


def turn(webhook: str, organisation: str = "a", host: str | None = None, *, probes: bool = False) -> Turn:
    """Named in words; the ids are of no matter."""
    return Turn(_id(webhook), _id(organisation), host or webhook, probes)


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


@pytest.mark.parametrize(
    ("turns", "in_flight", "expected"),
    [
        ([turn("x")], [], {"x": 4}),
        ([turn("x", probes=True)], [], {"x": 1}),
        ([turn("x", probes=True)], [turn("x")], {}),
        ([turn("x")], [turn("x")] * 3, {"x": 1}),
        ([turn("x"), turn("y"), turn("z")], [], {"x": 4, "y": 3, "z": 3}),
        ([turn("x", host="h"), turn("y", host="h"), turn("z", "b", "h")], [], {"x": 2, "y": 2, "z": 4}),
        ([turn("x"), turn("y"), turn("z"), turn("v", "b")], [], {"x": 4, "y": 3, "z": 3, "v": 4}),
        ([turn("x"), turn("v", "b")], [turn("p", "c")] * 19, {"x": 1}),
        ([turn("x"), turn("v", "b")], [turn("p", "a"), *[turn("q", "c")] * 18], {"v": 1}),
        ([turn("x")], [turn("p", "c")] * 20, {}),
    ],
)
def test_free_slots_go_to_whoever_has_least(turns: list[Turn], in_flight: list[Turn], expected: dict[str, int]) -> None:
    granted = shares(turns, InFlight(in_flight))
    assert granted == {_id(name): number for name, number in expected.items()}


@pytest.mark.parametrize(("failing", "rest"), [(0, 10), (9, 10), (30, 30), (599, 599), (86_400, 600)])
def test_a_host_rests_for_as_long_as_it_has_failed(failing: int, rest: int) -> None:
    now = START + timedelta(seconds=failing)
    assert rest_until(START, now) == now + timedelta(seconds=rest)
