"""Subscriptions over HTTP: the exact bytes of server-sent events and multipart, and how streams end."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.web.subscriptions import http_streams, operations
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.web.wire import (
    EVENT_CHANGED,
    RENAME,
    Stream,
    notify_change,
    renamed_item,
    revoke,
    stream,
    subscribers_by_event,
    wait_for_subscribers,
)

SSE, MULTIPART = "text/event-stream", "multipart/mixed;boundary=graphql;subscriptionSpec=1.0"
APOLLO = f"{MULTIPART},application/graphql-response+json,application/json;q=0.9"
BOTH = pytest.mark.parametrize("accept", [SSE, MULTIPART])
OVER = "The access token is malformed, unknown, expired or revoked."


def item(accept: str, answer: dict[str, Any]) -> str:
    """An answer in the format of the stream."""
    text = json.dumps(answer, separators=(",", ":"))
    if accept == SSE:
        return f"event: next\ndata: {text}\n\n"
    return f'\r\nContent-Type: application/json\r\n\r\n{{"payload":{text}}}\r\n--graphql'


def first(text: str) -> dict[str, Any]:
    """The first JSON object in a text."""
    found: dict[str, Any]
    found, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    return found


def failure_in(accept: str, text: str) -> tuple[str, str]:
    """Code and message of the error that ended the stream; in multipart, the payload is null."""
    found = first(text)
    assert found.keys() == ({"errors"} if accept == SSE else {"errors", "payload"})
    assert found.get("payload") is None
    assert text.endswith(END[accept])
    (error,) = found["errors"]
    return error["extensions"]["code"], error["message"]


def followed(wire: Stream, accept: str) -> Stream:
    """A stream that has subscribed."""
    assert (wire.status, wire.next()) == (200, ":\n\n" if accept == SSE else "\r\n--graphql")
    return wire


END = {SSE: "event: complete\ndata:\n\n", MULTIPART: "--\r\n", APOLLO: "--\r\n"}
TYPES = {
    SSE: "text/event-stream; charset=utf-8",
    MULTIPART: "multipart/mixed; boundary=graphql; subscriptionSpec=1.0",
}


@pytest.mark.parametrize("method", ["POST", "GET"])
@BOTH
def test_changes_arrive_in_order(gateway: Gateway, accept: str, method: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with stream(gateway, EVENT_CHANGED, accept=accept, method=method, uuid=event.id) as wire:
        assert {name: wire.headers[name] for name in wire.headers if name != "x-request-id"} == {
            "content-type": TYPES[accept],
            "cache-control": "no-store",
            "vary": "Accept",
            "x-accel-buffering": "no",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        }
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        for name in ("One", "Two", "Three"):
            gateway.gql(RENAME, token, uuid=event.id, name=name)
            assert wire.next() == item(accept, renamed_item(name))
    assert subscribers_by_event(gateway) == {}
    assert wire.tasks() == 0


@BOTH
def test_an_item_takes_two_statements(gateway: Gateway, accept: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event.id) as wire:
        wait_for_subscribers(gateway, event.id)
        followed(wire, accept)
        gateway.gql(RENAME, token, uuid=event.id, name="One")
        wire.next()
        with gateway.statements() as statements:
            notify_change(gateway, event.id)
            assert wire.next() == item(accept, renamed_item("One"))
        assert len(statements) == 2


@BOTH
def test_an_invisible_event_ends_the_stream_with_an_error(gateway: Gateway, accept: str) -> None:
    event = make_ready_event(gateway, gateway.organisation())
    for token in (None, gateway.token(gateway.organisation("other"))):
        with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event.id) as wire:
            text = followed(wire, accept).rest()
        answer = first(text) if accept == SSE else first(text)["payload"]
        (error,) = answer["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("NOT_FOUND", ["eventChanged"])
        assert text.endswith(END[accept])
        assert wire.tasks() == 0
    assert subscribers_by_event(gateway) == {}


@BOTH
def test_an_invalid_token_opens_no_stream(gateway: Gateway, accept: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with stream(gateway, EVENT_CHANGED, accept=accept, token="unknown", uuid=event.id) as wire:
        assert (wire.status, wire.headers["content-type"]) == (401, "application/json; charset=utf-8")
        assert json.loads(wire.rest())["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@BOTH
def test_an_expired_token_ends_an_idle_stream(gateway: Gateway, accept: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    gateway.clock.advance(timedelta(minutes=30) - timedelta(seconds=0.05))
    with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event.id) as wire:
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        gateway.clock.advance(timedelta(seconds=0.05))
        assert failure_in(accept, wire.rest()) == ("UNAUTHENTICATED", OVER)
    assert subscribers_by_event(gateway) == {}


@BOTH
def test_a_revoked_token_gets_no_further_item(gateway: Gateway, accept: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event.id) as wire:
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        revoke(gateway, acme)
        notify_change(gateway, event.id)
        assert failure_in(accept, wire.rest()) == ("UNAUTHENTICATED", OVER)


@BOTH
def test_a_revoked_token_ends_an_idle_stream(gateway: Gateway, accept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "RECHECK_S", 0.02)
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    with stream(gateway, EVENT_CHANGED, accept=accept, token=token, uuid=event.id) as wire:
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        revoke(gateway, acme)
        assert failure_in(accept, wire.rest()) == ("UNAUTHENTICATED", OVER)


@BOTH
def test_a_disconnect_ends_the_subscription(gateway: Gateway, accept: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with stream(gateway, EVENT_CHANGED, accept=accept, uuid=event.id) as wire:
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        wire.disconnect()
        assert subscribers_by_event(gateway) == {}
        assert wire.tasks() == 0


def test_a_stop_breaks_off_an_event_stream_and_ends_multipart_with_an_error(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with (
        stream(gateway, EVENT_CHANGED, accept=SSE, uuid=event.id) as events,
        stream(gateway, EVENT_CHANGED, accept=MULTIPART, uuid=event.id) as parts,
    ):
        followed(events, SSE)
        followed(parts, MULTIPART)
        wait_for_subscribers(gateway, event.id, subscribers=2)
        gateway.app.state.services.stopping.set()
        # Clients reconnect after a broken stream, but not after `complete`.
        assert events.rest() == ""
        assert failure_in(MULTIPART, parts.rest()) == ("OVERLOADED", http_streams.STOPPING.message)
    assert subscribers_by_event(gateway) == {}


def test_an_idle_stream_sends_keep_alives(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    for accept, keep_alive in (
        (SSE, ":\n\n"),
        (MULTIPART, "\r\nContent-Type: application/json\r\n\r\n{}\r\n--graphql"),
    ):
        name = accept.partition(";")[0]
        quick = replace(http_streams.FRAMINGS[name], keep_alive_s=0.01)
        monkeypatch.setitem(http_streams.FRAMINGS, name, quick)
        with stream(gateway, EVENT_CHANGED, accept=accept, uuid=event.id) as wire:
            followed(wire, accept)
            assert [wire.next() for _ in range(3)] == [keep_alive] * 3


def test_the_intervals_of_keep_alives() -> None:
    assert {name: framing.keep_alive_s for name, framing in http_streams.FRAMINGS.items()} == {
        "text/event-stream": 15.0,
        "multipart/mixed": 5.0,
    }


@pytest.mark.parametrize("body", [b'{"a":1}', b'{\n"a":\r\n1}'])
def test_an_event_is_one_line_of_data(body: bytes) -> None:
    framed = http_streams.FRAMINGS["text/event-stream"].item(body)
    assert framed.count(b"\n") == 3
    assert b"\r" not in framed
    assert json.loads(framed.removeprefix(b"event: next\ndata: ")) == {"a": 1}


# --- which operations are streamed


@pytest.mark.parametrize(
    "query", ["{ __typename }", "{", "{ noSuchField }", "query A { a: __typename } query B { b: __typename }"]
)
def test_a_query_is_streamed_if_the_client_accepts_only_streams(gateway: Gateway, query: str) -> None:
    plain = gateway.post(json={"query": query}).json()
    with stream(gateway, query, accept=SSE) as wire:
        text = followed(wire, SSE).rest()
    head, data = text.removesuffix(END[SSE]).split("data: ")
    streamed = json.loads(data)
    assert head == "event: next\n"
    for each in (*plain.get("errors", ()), *streamed.get("errors", ())):
        del each["extensions"]["requestId"]
    assert streamed == plain


def test_a_mutation_is_streamed_by_post_and_refused_by_get(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme)
    with stream(gateway, RENAME, accept=SSE, token=token, uuid=event.id, name="New") as wire:
        assert followed(wire, SSE).rest() == item(SSE, {"data": {"updateEvent": {"event": {"name": "New"}}}}) + END[SSE]
    with stream(gateway, RENAME, accept=SSE, method="GET", token=token, uuid=event.id, name="Newer") as wire:
        assert (wire.status, wire.headers["allow"]) == (405, "POST")
        assert wire.headers["content-type"] == "application/json; charset=utf-8"
        assert json.loads(wire.rest())["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)


@pytest.mark.parametrize("accept", [URQL, APOLLO, f"{SSE}, application/json;q=0.1"])
def test_a_query_gets_plain_json_if_the_client_accepts_it(gateway: Gateway, accept: str) -> None:
    response = gateway.post(json={"query": "{ __typename }"}, headers={"accept": accept})
    assert response.headers["content-type"].startswith("application/")
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "*/*"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_subscription_without_a_stream_type_gets_a_hint(gateway: Gateway, accept: str, method: str) -> None:
    query = {"query": 'subscription { eventChanged(uuid: "00000000-0000-0000-0000-000000000000") { at } }'}
    options: dict[str, Any] = {"json": query} if method == "POST" else {"params": query}
    response = gateway.request(method, "/graphql", headers={"accept": accept}, **options)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    for transport in ("graphql-transport-ws", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"):
        assert transport in error["message"]


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, deflate, br, zstd"])
@BOTH
def test_items_are_not_delayed_by_compression(gateway: Gateway, accept: str, encoding: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    header = {"accept-encoding": encoding}
    names = " ".join(f"n{number}: name" for number in range(100))
    query = f"subscription ($uuid: UUID!) {{ eventChanged(uuid: $uuid) {{ event {{ {names} }} }} }}"
    with stream(gateway, query, accept=accept, header=header, uuid=event.id) as wire:
        assert "content-encoding" not in wire.headers
        followed(wire, accept)
        wait_for_subscribers(gateway, event.id)
        gateway.gql(RENAME, token, uuid=event.id, name="New")
        event_answered = {f"n{number}": "New" for number in range(100)}
        assert wire.next() == item(accept, {"data": {"eventChanged": {"event": event_answered}}})
