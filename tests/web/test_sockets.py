"""/graphql over WebSocket: operations, their messages, and the order of messages."""

from typing import Any
from uuid import uuid4

import pytest

from app.web.subscriptions import websocket
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import (
    EVENT_CHANGED,
    RENAME,
    notify_change,
    renamed_item,
    socket,
    subscribers_by_event,
    wait_for_subscribers,
)

TYPENAME = "{ __typename }"
CANARY = "canary-7f3a"


def next_(id: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "type": "next", "payload": answer}


def complete(id: str) -> dict[str, Any]:
    return {"id": id, "type": "complete"}


def error_of(message: dict[str, Any], id: str) -> tuple[str, str]:
    """Code and message of the only error of an `error` message."""
    (error,) = message.pop("payload")
    assert message == {"id": id, "type": "error"}
    return error["extensions"]["code"], error["message"]


def test_changes_arrive_in_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        for name in ("One", "Two", "Three"):
            gateway.gql(RENAME, token, uuid=event.id, name=name)
            assert wire.receive() == next_("a", renamed_item(name))
        wire.send_json(type="complete", id="a")
        wait_for_subscribers(gateway, event.id, subscribers=0)
        gateway.gql(RENAME, token, uuid=event.id, name="Four")
        wire.wait_until_idle()


def test_an_item_takes_two_statements(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        notify_change(gateway, event.id)
        wire.receive()
        with gateway.statements() as statements:
            notify_change(gateway, event.id)
            assert wire.receive() == next_("a", renamed_item("Harbour Night"))
        assert len(statements) == 2


def test_operations_run_concurrently(gateway: Gateway) -> None:
    acme = gateway.organisation()
    events = [make_ready_event(gateway, acme, name=name) for name in ("One", "Two")]
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        for event in events:
            wire.subscribe(event.name, EVENT_CHANGED, uuid=event.id)
            wait_for_subscribers(gateway, event.id)
        for event in reversed(events):
            notify_change(gateway, event.id)
            assert wire.receive() == next_(event.name, renamed_item(event.name))
        wire.subscribe("q", TYPENAME)
        assert [wire.receive(), wire.receive()] == [next_("q", {"data": {"__typename": "Query"}}), complete("q")]
        wire.send_json(type="complete", id="One")
        wait_for_subscribers(gateway, events[0].id, subscribers=0)
        assert subscribers_by_event(gateway) == {events[1].id: 1}
        notify_change(gateway, events[1].id)
        assert wire.receive() == next_("Two", renamed_item("Two"))


def test_mutations_work_and_ids_can_be_reused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        for name in ("New", "Newer"):
            wire.subscribe("a", RENAME, uuid=event.id, name=name)
            assert wire.receive() == next_("a", {"data": {"updateEvent": {"event": {"name": name}}}})
            assert wire.receive() == complete("a")


def test_a_cancelled_mutation_is_completed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    name = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
    for stop in ("complete", "hang up"):
        with socket(gateway, init={"authorization": f"Bearer {token}"}) as wire:
            wire.subscribe("a", RENAME, uuid=event.id, name=stop)
            # It starts before it is cancelled: the next message is read after the response.
            wire.wait_until_idle()
            if stop == "complete":
                wire.send_json(type="complete", id="a")
                wire.wait_until_idle()
            wire.disconnect()
        assert gateway.gql(name, token, uuid=event.id) == {"event": {"name": stop}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { a: __typename } query B { b: __typename }", "BAD_USER_INPUT"),
        ("query ($a: Boolean!) { __typename @skip(if: $a) }", "BAD_USER_INPUT"),
        ("subscription { eventChanged(uuid: 5) { at } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($a: UUID!) { eventChanged(uuid: $a) { at } }", "BAD_USER_INPUT"),
        ("", "BAD_USER_INPUT"),
        ("# " + "x" * 70_000, "LIMIT_EXCEEDED"),
    ],
)
def test_an_invalid_document_fails_only_its_operation(gateway: Gateway, query: str, code: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("other", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        for _ in range(2):
            wire.subscribe("a", query)
            assert error_of(wire.receive(), "a")[0] == code
        notify_change(gateway, event.id)
        assert wire.receive() == next_("other", renamed_item("Harbour Night"))


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"query": 5},
        {"query": None},
        {"query": TYPENAME, "variables": []},
        {"query": TYPENAME, "operationName": 5},
        {"query": TYPENAME, "extensions": "x"},
        {"documentId": "unknown"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
    ],
)
def test_a_payload_is_validated_like_a_body(gateway: Gateway, payload: dict[str, Any]) -> None:
    (posted,) = gateway.post(json=payload).json()["errors"]
    with socket(gateway, init={}) as wire:
        wire.send_json(type="subscribe", id="a", payload=payload)
        assert error_of(wire.receive(), "a") == (posted["extensions"]["code"], posted["message"])
        wire.wait_until_idle()


def test_a_field_error_is_part_of_the_answer(gateway: Gateway) -> None:
    document = "mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { userErrors { code } } }"
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", document, uuid=uuid4())
        message = wire.receive()
        assert (message["type"], message["payload"]["data"]) == ("next", {"publishEvent": None})
        assert message["payload"]["errors"][0]["path"] == ["publishEvent"]
        assert wire.receive() == complete("a")


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_a_draft_is_not_visible_to_others(gateway: Gateway, whose: str) -> None:
    event = make_ready_event(gateway, gateway.organisation())
    token = gateway.token(gateway.organisation("other"))
    with socket(gateway, init={} if whose == "nobody's" else {"authorization": f"Bearer {token}"}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        assert error_of(wire.receive(), "a") == ("NOT_FOUND", "There is no such Event, or not for this caller.")
        wire.wait_until_idle()
        assert subscribers_by_event(gateway) == {}


def test_a_subscription_ends_when_its_event_is_no_longer_visible(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id)
        unpublish = "mutation ($uuid: UUID!) { unpublishEvent(uuid: $uuid) { userErrors { code } } }"
        gateway.gql(unpublish, gateway.token(acme), uuid=event.id)
        last = {"data": {"eventChanged": {"kind": "UNPUBLISHED", "event": None}}}
        assert [wire.receive(), wire.receive()] == [next_("a", last), complete("a")]


def test_the_operations_of_a_connection_are_limited(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert websocket.MAX_OPERATIONS == 100
    monkeypatch.setattr(websocket, "MAX_OPERATIONS", 3)
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        for id in "abc":
            wire.subscribe(id, EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id, subscribers=3)
        wire.subscribe("d", TYPENAME)
        assert error_of(wire.receive(), "d") == (
            "LIMIT_EXCEEDED",
            "A connection runs at most 3 operations at a time.",
        )
        # Also cancelled before it started.
        wire.send_json(type="complete", id="b")
        wire.subscribe("b", EVENT_CHANGED, uuid=event.id)
        wire.send_json(type="complete", id="b")
        wire.wait_until_idle()
        wire.subscribe("d", TYPENAME)
        assert [wire.receive(), wire.receive()] == [next_("d", {"data": {"__typename": "Query"}}), complete("d")]


def test_a_ping_is_answered_with_its_payload_and_a_pong_is_not(gateway: Gateway) -> None:
    with socket(gateway) as wire:
        wire.send_json(type="pong", payload={"a": 1})
        wire.send_json(type="ping", payload={"a": [1, None, "é"]})
        assert wire.receive() == {"type": "pong", "payload": {"a": [1, None, "é"]}}
        wire.init()
        wire.wait_until_idle()


def test_a_disconnect_leaves_nothing_behind(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        for id in "abc":
            wire.subscribe(id, EVENT_CHANGED, uuid=event.id)
        wait_for_subscribers(gateway, event.id, subscribers=3)
        wire.disconnect()
        assert subscribers_by_event(gateway) == {}
        assert wire.tasks() == 0


def test_a_failing_operation_is_logged_and_does_not_affect_others(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_arguments: object, **_named: object) -> None:
        raise KeyError(CANARY)

    with socket(gateway, init={}) as wire:
        with monkeypatch.context() as patched:
            patched.setattr("app.graph.execution.Executor.run", fail)
            wire.subscribe("a", TYPENAME)
            message = wire.receive()
        request_id = message["payload"][0]["extensions"]["requestId"]
        assert error_of(message, "a") == ("INTERNAL", "Something went wrong on our side.")
        (record,) = caplog.records
        assert f"request {request_id} failed: builtins.KeyError" in record.getMessage()
        assert CANARY not in caplog.text
        wire.wait_until_idle()
