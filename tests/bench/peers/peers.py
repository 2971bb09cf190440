"""Who answers: how each server is started, how a request to it looks, and what it does not do."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.bench.peers import postgraphile
from tests.bench.peers.installing import NODE, NODE_BINARY, PYTHON_BINARY, install_node, install_python
from tests.bench.peers.population import Population
from tests.bench.peers.questions import BY_ID, GET, POST, TOKEN, UNCHANGED, Question, get, post

MARQUEE, LIMIT = "marquee", "limit"
MOST_BUDGET = "1000000000"


@dataclass(frozen=True)
class Peer:
    """`forms`: in which it takes queries. `lacks`: why it does not take the others. `as_leaves`: it has other names."""

    key: str
    title: str
    command: Callable[[str, int], Sequence[str]]
    forms: Sequence[str] = (POST,)
    lacks: Mapping[str, str] = field(default_factory=dict)
    install: Callable[[], str | None] = lambda: None
    engines: Sequence[str] = ("postgresql",)
    as_leaves: bool = False
    # Apollo's way to name a document, which is registered by its first request.
    automatic: bool = False


def _python(module: str) -> Callable[[str, int], Sequence[str]]:
    return lambda url, connections: (
        str(PYTHON_BINARY),
        "-m",
        f"tests.bench.peers.python.{module}",
        url,
        str(connections),
    )


def _node(file: str) -> Callable[[str, int], Sequence[str]]:
    return lambda url, connections: (str(NODE_BINARY), str(NODE / file), url, str(connections))


def _peer(key: str, title: str, command: Callable[[str, int], Sequence[str]], *forms: str, **rest: Any) -> Peer:
    lacks = {
        TOKEN: "no tokens",
        GET: "POST only, unless configured",
        UNCHANGED: "no ETags",
        BY_ID: "no persisted documents without a plugin",
    }
    return Peer(
        key, title, command, (POST, *forms), {form: why for form, why in lacks.items() if form not in forms}, **rest
    )


PEERS = (
    Peer(
        MARQUEE,
        "Marquee",
        lambda _url, _connections: (sys.executable, "-m", "app", "serve", "--port", "0"),
        (POST, TOKEN, GET, UNCHANGED, BY_ID),
        engines=("postgresql", "sqlite"),
    ),
    _peer("postgraphile", "PostGraphile", _node("postgraphile.mjs"), install=install_node, as_leaves=True),
    _peer("mercurius", "Mercurius", _node("mercurius.mjs"), GET, BY_ID, install=install_node, automatic=True),
    _peer("apollo", "Apollo Server", _node("apollo.mjs"), GET, BY_ID, install=install_node, automatic=True),
    _peer("yoga", "GraphQL Yoga", _node("yoga.mjs"), GET, install=install_node),
    _peer("ariadne", "Ariadne", _python("ariadne_server"), install=install_python),
    _peer("strawberry", "Strawberry", _python("strawberry_server"), GET, install=install_python),
    Peer(
        LIMIT,
        "the limit",
        lambda url, connections: (sys.executable, "-m", "tests.bench.peers.limit", url, str(connections)),
        lacks=dict.fromkeys((TOKEN, GET, UNCHANGED, BY_ID), "not GraphQL"),
        engines=("postgresql", "sqlite"),
    ),
)
BY_KEY = {peer.key: peer for peer in PEERS}


def environment(peer: Peer, url: str, documents: str) -> dict[str, str]:
    """Marquee's settings are its defaults, but that one address may ask for so much; all else is as released."""
    if peer.key == MARQUEE:
        return {"MARQUEE_DATABASE_URL": url, "MARQUEE_BUDGET": MOST_BUDGET, "MARQUEE_DOCUMENTS": documents}
    return {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


@dataclass(frozen=True)
class Asking:
    """One question in one form, as the bytes that this peer takes."""

    peer: Peer
    question: Question
    form: str
    stored: Population

    def answered(self) -> bool:
        """Whether the peer takes this form. Everybody writes: with a token, or without any check."""
        return self.question.writes or self.form in self.peer.forms

    def registration(self) -> bytes | None:
        """What has to be sent once before documents can be named."""
        if self.form != BY_ID or not self.peer.automatic:
            return None
        return post({**self._persisted(), "query": self.question.document, **self._rest(0)})

    def request(self, number: int, tag: str = "") -> bytes:
        """The n-th request; `tag` of the answer that the client already has."""
        if self.form == UNCHANGED:
            return get({**self._whole(), **self._rest(number)}, {"If-None-Match": tag} if tag else None)
        if self.form == GET:
            return get({**self._whole(), **self._rest(number)})
        token = self.stored.base.token if self.form == TOKEN else None
        named = self.form == BY_ID
        return post({**(self._persisted() if named else self._whole()), **self._rest(number)}, token)

    def _whole(self) -> dict[str, Any]:
        own = self.peer.as_leaves
        return {"query": postgraphile.DOCUMENTS[self.question.name] if own else self.question.document}

    def _persisted(self) -> dict[str, Any]:
        if self.peer.automatic:
            return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": self.question.digest}}}
        return {"documentId": self.question.digest}

    def _rest(self, number: int) -> dict[str, Any]:
        variables = self.question.variables(number)
        if self.peer.as_leaves:
            own = postgraphile.variables_of(str(self.stored.base.organisation))
            variables = own.get(self.question.name, dict)(variables)
        return {"operationName": self.question.name, "variables": variables}


def trusted_documents(asked: Sequence[Question]) -> bytes:
    """The file of documents that Marquee is given."""
    return orjson.dumps({question.digest: question.document for question in asked})
