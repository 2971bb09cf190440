"""The short way of plain POSTs: which requests take it, and that they are answered as on the long way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import pytest

from app.web import plain_posts
from app.web.graphql_view import SMALL_BYTES
from app.web.plain_posts import PlainPosts
from tests.gateway import Gateway
from tests.reading.published import make_published

PUBLIC = UUID("5ec3a4a6-1f0c-4a6e-8d0b-1c7e2d9a4b12")
EVENT = f'{{"query": "{{ event(uuid: \\"{PUBLIC}\\") {{ name }} }}"}}'
NAME = b'{"data":{"event":{"name":"Harbour Night"}}}'
REQUEST_ID = re.compile(r"[0-9a-f]{32}")


@dataclass
class Sent:
    """A request, with the headers of a plain one and `more`; those of which the value is None are left out."""

    body: str = EVENT
    more: dict[str, str | None] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/graphql"
    twice: str | None = None

    def by(self, gateway: Gateway, token: str | None = None) -> httpx2.Response:
        content = self.body.encode()
        base = {"host": "marquee.test", "content-type": "application/json", "content-length": str(len(content))}
        headers = {**base, "accept": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        found = [(name, value) for name, value in (headers | self.more).items() if value is not None]
        if self.twice is not None:
            found.append((self.twice, dict(found)[self.twice]))

        async def send() -> httpx2.Response:
            request = httpx2.Request(self.method, f"http://marquee.test{self.path}", headers=found, content=content)
            if "content-length" in self.more:
                del request.headers["content-length"]
            return await gateway.client.send(request)

        return gateway.run(send())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the bodies that were read on the short way, -1 for one that did not arrive."""
    found: list[int] = []
    body = plain_posts._body

    async def noted(receive: Any) -> bytes:
        found.append(-1)
        found[-1] = len(read := await body(receive))
        return read

    monkeypatch.setattr(plain_posts, "_body", noted)
    return found


@contextmanager
def long_way_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainPosts, "_is_plain", lambda *_arguments: False)
        yield


def said(response: httpx2.Response) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """All that is sent, but for the id of the request, which the headers and the errors must agree about."""
    id = response.headers["x-request-id"]
    assert REQUEST_ID.fullmatch(id)
    assert set(re.findall(rb'"requestId":"([^"]*)"', response.content)) <= {id.encode()}
    headers = [(name, value.replace(id.encode(), b"-")) for name, value in response.headers.raw]
    return response.status_code, headers, response.content.replace(id.encode(), b"-")


def subscribed() -> str:
    return f'{{"query": "subscription {{ eventChanged(uuid: \\"{PUBLIC}\\") {{ kind }} }}"}}'


PLAIN = {
    "a query": Sent(),
    "by the other media type": Sent(more={"accept": "application/graphql-response+json"}),
    "anything": Sent(more={"accept": "*/*"}),
    "no type": Sent(more={"accept": None}),
    "a page, or else JSON": Sent(more={"accept": "text/html, application/json;q=0.9"}),
    "a charset": Sent(more={"content-type": "application/json; charset=utf-8"}),
    "a client that names itself": Sent(more={"user-agent": "x", "accept-language": "*", "x-request-id": "mine"}),
    "a proxy's": Sent(more={"x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https", "via": "1.1 x"}),
    "a name": Sent('{"query": "query A { events { totalCount } } query B { __typename }", "operationName": "A"}'),
    "no operation": Sent('{"query": "query A { __typename }", "operationName": "B"}'),
    "no event": Sent('{"query": "{ event(uuid: \\"00000000-0000-4000-8000-000000000000\\") { name } }"}'),
    "introspection": Sent('{"query": "{ __schema { queryType { name } } }"}'),
    "a partial answer": Sent('{"query": "{ __typename changes { position } }"}'),
    "a mutation without a token": Sent('{"query": "mutation { publishEvent(uuid: \\"x\\") { message } }"}'),
    "a subscription": Sent(subscribed()),
    "by the other media type, a subscription": Sent(subscribed(), {"accept": "application/graphql-response+json"}),
    "no document": Sent("{}"),
    "a document that does not parse": Sent('{"query": "{"}'),
    "a field that does not exist": Sent('{"query": "{ no }"}', {"accept": "application/graphql-response+json"}),
    "a batch": Sent("[]"),
    "no JSON": Sent("query"),
    "an empty body": Sent(""),
    "an unknown document": Sent('{"documentId": "no"}'),
    "a wrong token": Sent(more={"authorization": "Bearer no"}),
    "no bearer": Sent(more={"authorization": "Basic eDp5"}),
    "two tokens": Sent(more={"authorization": "Bearer no"}, twice="authorization"),
    "as much as may be": Sent(EVENT + " " * (SMALL_BYTES - len(EVENT))),
}
NOT_PLAIN = {
    "accepted compression": Sent(more={"accept-encoding": "gzip"}),
    "a page of another origin": Sent(more={"origin": "http://elsewhere.test"}),
    "an idempotency key": Sent(more={"idempotency-key": "one"}),
    "a request for the cost": Sent(more={"x-marquee-cost": "1"}),
    "a header that nobody knows": Sent(more={"x-new": "1"}),
    "a compressed body": Sent(more={"content-encoding": "gzip"}),
    "another type": Sent(more={"content-type": "text/plain"}),
    "another charset": Sent(more={"content-type": "application/json; charset=latin-1"}),
    "no type of body": Sent(more={"content-type": None}),
    "two types of body": Sent(twice="content-type"),
    "two Accept headers": Sent(twice="accept"),
    "two hosts": Sent(twice="host"),
    "a stream": Sent(more={"accept": "text/event-stream, application/json"}),
    "a page": Sent(more={"accept": "text/html"}),
    "a length that is unknown": Sent(more={"content-length": None}),
    "a length that is no number": Sent(more={"content-length": "1e3"}),
    "a long body": Sent(EVENT + " " * (SMALL_BYTES - len(EVENT) + 1)),
    "a query in the URL": Sent(path="/graphql?query={__typename}"),
    "another path": Sent(path="/graphql/"),
    "PUT": Sent(method="PUT"),
}


@pytest.mark.parametrize("sent", PLAIN.values(), ids=PLAIN)
def test_plain_posts_are_answered_as_on_the_long_way(gateway: Gateway, short: list[int], sent: Sent) -> None:
    acme = gateway.organisation()
    make_published(gateway, acme, id=PUBLIC)
    for token in (None, gateway.token(acme)):
        with long_way_only():
            expected = said(sent.by(gateway, token))
        short.clear()
        assert said(sent.by(gateway, token)) == expected
        assert short == [len(sent.body)]


@pytest.mark.parametrize("sent", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_others_take_the_long_way(gateway: Gateway, short: list[int], sent: Sent) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    assert sent.by(gateway).headers["x-request-id"]
    assert short == []


def test_a_write_is_executed_once(gateway: Gateway, short: list[int]) -> None:
    acme = gateway.organisation()
    event = make_published(gateway, acme)
    write = f'mutation {{ updateEvent(uuid: \\"{event.id}\\", input: {{name: \\"New\\"}}) {{ event {{ version }} }} }}'
    response = Sent(f'{{"query": "{write}"}}').by(gateway, gateway.token(acme))
    assert response.content == b'{"data":{"updateEvent":{"event":{"version":2}}}}'
    assert len(short) == 1


def test_only_an_allowed_host_takes_the_short_way(gateway: Gateway, short: list[int]) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    gateway.restart(hosts="marquee.test")
    assert Sent().by(gateway).content == NAME
    assert Sent(more={"host": "marquee.test:443"}).by(gateway).content == NAME
    assert len(short) == 2
    assert Sent(more={"host": "elsewhere.test"}).by(gateway).status_code == 421
    assert len(short) == 2


def test_limits_hold_on_the_short_way(gateway: Gateway, short: list[int]) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    gateway.restart(budget=60)
    statuses = [Sent('{"query": "{ events(first: 20) { nodes { name } } }"}').by(gateway).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert len(short) == 4


def test_who_disconnects_while_the_body_comes_is_not_answered(gateway: Gateway, short: list[int]) -> None:
    sent: list[Any] = []
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"x"), (b"content-type", b"application/json"), (b"content-length", b"2")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    gateway.run(gateway.app(scope, receive, send))
    assert (sent, short, messages) == ([], [-1], [])


def test_a_body_in_pieces_is_put_together(gateway: Gateway, short: list[int]) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    sent: list[Any] = []
    body = EVENT.encode()
    pieces = [{"type": "http.request", "body": body[at : at + 9], "more_body": True} for at in range(0, len(body), 9)]

    async def receive() -> Any:
        return pieces.pop(0) if pieces else {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    gateway.run(gateway.app(scope, receive, send))
    assert (sent[1]["body"], short) == (NAME, [len(body)])
