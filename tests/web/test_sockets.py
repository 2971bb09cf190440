"""/graphql as a WebSocket: what is answered there, and in what order."""

from typing import Any
from uuid import uuid4

import pytest

from app.web.subscriptions import websocket
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wires import FOLLOW, RENAME, followed_events, happen, settle, socket, told

TYPENAME = "{ __typename }"
CANARY = "canary-7f3a"


def next_(id: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "type": "next", "payload": answer}


def complete(id: str) -> dict[str, Any]:
    return {"id": id, "type": "complete"}


def error_of(message: dict[str, Any], id: str) -> tuple[str, str]:
    """Code and message of the one error of an `error` message."""
    (error,) = message.pop("payload")
    assert message == {"id": id, "type": "error"}
    return error["extensions"]["code"], error["message"]


def test_each_change_is_an_item_in_the_order_they_happened(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", FOLLOW, uuid=event.id)
        settle(gateway, event.id)
        for name in ("One", "Two", "Three"):
            gateway.gql(RENAME, token, uuid=event.id, name=name)
            assert wire.hear() == next_("a", told(name))
        wire.say(type="complete", id="a")
        settle(gateway, event.id, followers=0)
        gateway.gql(RENAME, token, uuid=event.id, name="Four")
        wire.is_followed()


def test_an_item_is_two_statements(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        wire.subscribe("a", FOLLOW, uuid=event.id)
        settle(gateway, event.id)
        happen(gateway, event.id)
        wire.hear()
        with gateway.statements() as statements:
            happen(gateway, event.id)
            assert wire.hear() == next_("a", told("Harbour Night"))
        assert len(statements) == 2


def test_operations_run_side_by_side(gateway: Gateway) -> None:
    acme = gateway.organisation()
    events = [make_ready_event(gateway, acme, name=name) for name in ("One", "Two")]
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        for event in events:
            wire.subscribe(event.name, FOLLOW, uuid=event.id)
            settle(gateway, event.id)
        for event in reversed(events):
            happen(gateway, event.id)
            assert wire.hear() == next_(event.name, told(event.name))
        wire.subscribe("q", TYPENAME)
        assert [wire.hear(), wire.hear()] == [next_("q", {"data": {"__typename": "Query"}}), complete("q")]
        wire.say(type="complete", id="One")
        settle(gateway, events[0].id, followers=0)
        assert followed_events(gateway) == {events[1].id: 1}
        happen(gateway, events[1].id)
        assert wire.hear() == next_("Two", told("Two"))


def test_mutations_work_as_well_and_an_id_may_be_used_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with socket(gateway, init={"authorization": f"Bearer {gateway.token(acme)}"}) as wire:
        for name in ("New", "Newer"):
            wire.subscribe("a", RENAME, uuid=event.id, name=name)
            assert wire.hear() == next_("a", {"data": {"updateEvent": {"event": {"name": name}}}})
            assert wire.hear() == complete("a")


def test_a_mutation_that_is_no_longer_wanted_is_stored_all_the_same(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    name = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
    for stop in ("complete", "hang up"):
        with socket(gateway, init={"authorization": f"Bearer {token}"}) as wire:
            wire.subscribe("a", RENAME, uuid=event.id, name=stop)
            # It has its turn before it is called off: the reading of messages waits for the answer.
            wire.is_followed()
            if stop == "complete":
                wire.say(type="complete", id="a")
                wire.is_followed()
            wire.hang_up()
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
def test_a_document_that_cannot_run_is_an_error_of_its_operation_alone(gateway: Gateway, query: str, code: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("other", FOLLOW, uuid=event.id)
        settle(gateway, event.id)
        for _ in range(2):
            wire.subscribe("a", query)
            assert error_of(wire.hear(), "a")[0] == code
        happen(gateway, event.id)
        assert wire.hear() == next_("other", told("Harbour Night"))


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
def test_a_payload_is_refused_as_a_body_is(gateway: Gateway, payload: dict[str, Any]) -> None:
    (posted,) = gateway.post(json=payload).json()["errors"]
    with socket(gateway, init={}) as wire:
        wire.say(type="subscribe", id="a", payload=payload)
        assert error_of(wire.hear(), "a") == (posted["extensions"]["code"], posted["message"])
        wire.is_followed()


def test_an_error_while_it_runs_is_part_of_the_answer(gateway: Gateway) -> None:
    document = "mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { userErrors { code } } }"
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", document, uuid=uuid4())
        message = wire.hear()
        assert (message["type"], message["payload"]["data"]) == ("next", {"publishEvent": None})
        assert message["payload"]["errors"][0]["path"] == ["publishEvent"]
        assert wire.hear() == complete("a")


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_a_draft_is_not_found_by_others(gateway: Gateway, whose: str) -> None:
    event = make_ready_event(gateway, gateway.organisation())
    token = gateway.token(gateway.organisation("other"))
    with socket(gateway, init={} if whose == "nobody's" else {"authorization": f"Bearer {token}"}) as wire:
        wire.subscribe("a", FOLLOW, uuid=event.id)
        assert error_of(wire.hear(), "a") == ("NOT_FOUND", "There is no such Event, or not for this caller.")
        wire.is_followed()
        assert followed_events(gateway) == {}


def test_what_is_not_to_be_seen_any_more_ends_the_operation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        wire.subscribe("a", FOLLOW, uuid=event.id)
        settle(gateway, event.id)
        unpublish = "mutation ($uuid: UUID!) { unpublishEvent(uuid: $uuid) { userErrors { code } } }"
        gateway.gql(unpublish, gateway.token(acme), uuid=event.id)
        last = {"data": {"eventChanged": {"kind": "UNPUBLISHED", "event": None}}}
        assert [wire.hear(), wire.hear()] == [next_("a", last), complete("a")]


def test_a_connection_runs_so_many_operations_and_no_more(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert websocket.MAX_OPERATIONS == 100
    monkeypatch.setattr(websocket, "MAX_OPERATIONS", 3)
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        for id in "abc":
            wire.subscribe(id, FOLLOW, uuid=event.id)
        settle(gateway, event.id, followers=3)
        wire.subscribe("d", TYPENAME)
        assert error_of(wire.hear(), "d") == (
            "LIMIT_EXCEEDED",
            "A connection runs at most 3 operations at a time.",
        )
        # Called off before it began, too.
        wire.say(type="complete", id="b")
        wire.subscribe("b", FOLLOW, uuid=event.id)
        wire.say(type="complete", id="b")
        wire.is_followed()
        wire.subscribe("d", TYPENAME)
        assert [wire.hear(), wire.hear()] == [next_("d", {"data": {"__typename": "Query"}}), complete("d")]


def test_a_ping_is_answered_with_its_payload_and_a_pong_is_not(gateway: Gateway) -> None:
    with socket(gateway) as wire:
        wire.say(type="pong", payload={"a": 1})
        wire.say(type="ping", payload={"a": [1, None, "é"]})
        assert wire.hear() == {"type": "pong", "payload": {"a": [1, None, "é"]}}
        wire.init()
        wire.is_followed()


def test_a_client_that_hangs_up_leaves_nothing_behind(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with socket(gateway, init={}) as wire:
        for id in "abc":
            wire.subscribe(id, FOLLOW, uuid=event.id)
        settle(gateway, event.id, followers=3)
        wire.hang_up()
        assert followed_events(gateway) == {}
        assert wire.tasks() == 0


def test_an_operation_that_fails_is_logged_with_its_id_and_leaves_the_rest(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_arguments: object, **_named: object) -> None:
        raise KeyError(CANARY)

    with socket(gateway, init={}) as wire:
        with monkeypatch.context() as patched:
            patched.setattr("app.graph.execution.Executor.run", fail)
            wire.subscribe("a", TYPENAME)
            message = wire.hear()
        request_id = message["payload"][0]["extensions"]["requestId"]
        assert error_of(message, "a") == ("INTERNAL", "Something went wrong on our side.")
        (record,) = caplog.records
        assert f"request {request_id} failed: builtins.KeyError" in record.getMessage()
        assert CANARY not in caplog.text
        wire.is_followed()
