"""The fast path of known queries: who takes it, what it leaves out, and that it answers like the slow one."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphql
import httpx2
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from app.db.errors import Unavailable
from app.graph import execution
from app.graph.known_query import KnownQuery
from app.graph.reading import reader as reading
from app.graph.reading.answered_alone import is_answered_alone
from app.graph.reading.compiler import Compiler
from app.graph.strawberry_internals import core_schema, definition_of
from app.schema import schema
from tests.gateway import Gateway
from tests.reading.published import make_published, make_sessions
from tests.sight.schema_places import fields_of

EVENT = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
SESSIONS = """query ($uuid: UUID!, $first: Int, $after: String) {
    event(uuid: $uuid) { sessions(first: $first, after: $after) { nodes { name } } } }"""
FILTERED = "query ($f: EventFilter) { events(filter: $f) { totalCount } }"
WORDS = "query ($t: String) { events(filter: {text: $t}) { totalCount } }"
PUBLIC = UUID("5ec3a4a6-1f0c-4a6e-8d0b-1c7e2d9a4b11")
REQUEST_ID = re.compile(rb'"requestId":"[0-9a-f]{32}"')


@dataclass
class Work:
    """What was done for requests: how often graphql-core was woken, a query compiled, and the fast path taken."""

    executed: int = 0
    compiled: int = 0
    short: int = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts from now on."""
    found = Work()
    answer = KnownQuery.answer

    def counted_execute(*arguments: Any, **options: Any) -> Any:
        found.executed += 1
        return graphql.execute(*arguments, **options)

    async def counted_answer(*arguments: Any) -> Any:
        found.short += 1
        return await answer(*arguments)

    class Counted(Compiler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            found.compiled += 1

    monkeypatch.setattr(execution, "execute", counted_execute)
    monkeypatch.setattr(KnownQuery, "answer", counted_answer)
    monkeypatch.setattr(reading, "Compiler", Counted)
    return found


@contextmanager
def long_road_only() -> Iterator[None]:
    """No query takes the fast path within."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KnownQuery, "find", lambda *_arguments: None)
        yield


def post(gateway: Gateway, document: str, token: str | None = None, **variables: Any) -> httpx2.Response:
    headers = {"accept": "application/graphql-response+json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = {"query": document, "variables": variables}
    return gateway.post(json=body, headers=headers)


def outcome_of(response: httpx2.Response) -> tuple[int, bytes, str | None]:
    """The status, body and Retry-After of a response, without the id of the request."""
    body = REQUEST_ID.sub(b"", response.content)
    return response.status_code, body, response.headers.get("retry-after")


def test_the_second_request_of_a_query_only_runs_its_statement(gateway: Gateway, work: Work) -> None:
    acme = gateway.organisation()
    events = [make_published(gateway, acme, name=name) for name in ("One", "Two")]
    document = "query ($uuid: UUID!) { shown: event(uuid: $uuid) { name sessions { totalCount } } }"
    first = post(gateway, document, uuid=str(events[0].id))
    assert first.content == b'{"data":{"shown":{"name":"One","sessions":{"totalCount":0}}}}'
    assert (work.executed, work.compiled, work.short) == (1, 1, 0)
    for number in range(3):
        with gateway.statements() as statements:
            again = post(gateway, document, uuid=str(events[1].id))
        assert again.content == b'{"data":{"shown":{"name":"Two","sessions":{"totalCount":0}}}}'
        assert len(statements) == 1
        assert (work.executed, work.compiled, work.short) == (1, 1, 1 + number)


def test_each_kind_of_caller_has_a_plan_and_sees_what_it_may(gateway: Gateway, work: Work) -> None:
    acme = gateway.organisation()
    draft = make_published(gateway, acme, name="Draft", lifecycle="UNRELEASED", published_at=None)
    tokens = [
        None,
        gateway.token(acme),
        gateway.token(gateway.organisation("other")),
        gateway.token(acme, "event.create"),
    ]
    document = "query ($uuid: UUID!) { event(uuid: $uuid) { name version } }"
    nothing, shown = b'{"data":{"event":null}}', b'{"data":{"event":{"name":"Draft","version":1}}}'
    for _ in range(2):
        found = [post(gateway, document, token, uuid=str(draft.id)).content for token in tokens]
        assert found == [nothing, shown, nothing, nothing]
    # Two kinds of rights: the first request of each is compiled.
    assert (work.executed, work.compiled, work.short) == (2, 2, 6)


SHORT = {
    "a literal": ('{ event(uuid: "UUID") { name } }', {}),
    "a variable": (EVENT, {"uuid": "UUID"}),
    "an alias": ('{ shown: event(uuid: "UUID") { other: name } }', {}),
    "a list": ("{ events(first: 1) { nodes { name } } }", {}),
    "dates": ("{ occurrences(filter: {near: {latitude: 0, longitude: 0, radiusKm: 1}}) { totalCount } }", {}),
    "a list that is never null": ('{ customFields(organisationUuid: "UUID") { name } }', {}),
    "slugs": ('{ eventBySlug(organisationSlug: "acme", slug: "no") { name } }', {}),
    "an organisation": ('{ organisationBySlug(slug: "acme") { name } }', {}),
    "a nullable variable": ("query ($n: Int) { events(first: $n) { totalCount } }", {"n": None}),
    "an absent variable": ("query ($n: Int) { events(first: $n) { totalCount } }", {}),
    "a default": ("query ($n: Int = 2) { events(first: $n) { totalCount } }", {}),
    "a default that is not used": ("query ($n: Int = 2) { events(first: $n) { totalCount } }", {"n": 1}),
    "an input": (FILTERED, {"f": {"text": "harbour", "phase": "LIVE"}}),
    "a variable within an input": (WORDS, {"t": "harbour"}),
    "a list of one": ("query ($p: [EventPhase!]) { events(filter: {phase: $p}) { totalCount } }", {"p": "SCHEDULED"}),
    "fragments below": ("query { events { ...F } } fragment F on EventConnection { nodes { name } }", {}),
    "skip below": ("query ($s: Boolean!) { events { totalCount @skip(if: $s) nodes { name } } }", {"s": True}),
    "a name": ("query Named { events { totalCount } }", {}),
    "a value that is too long": (WORDS, {"t": "x" * 3_000}),
    "a page that is too large": ("query ($n: Int) { events(first: $n) { totalCount nodes { name } } }", {"n": 101}),
}  # fmt: skip
LONG = {
    "two fields": ("{ a: events { totalCount } b: events { totalCount } }", {}),
    "the type's name beside it": ("{ __typename events { totalCount } }", {}),
    "a fragment": ("query { ...F } fragment F on Query { events { totalCount } }", {}),
    "an inline fragment": ("{ ... { events { totalCount } } }", {}),
    "skip": ("query ($s: Boolean!) { events @skip(if: $s) { totalCount } }", {"s": False}),
    "include": ("{ events @include(if: true) { totalCount } }", {}),
    "a field with a scope": ("{ changes { position } }", {}),
    "a resolver of its own": ("{ viewer { __typename } }", {}),
    "a node": ('{ node(id: "Event_UUID") { id } }', {}),
    "nodes": ('{ nodes(ids: ["Event_UUID"]) { id } }', {}),
    "the schema": ("{ __schema { queryType { name } } }", {}),
    "a variable of the wrong type": (EVENT, {"uuid": 5}),
    "a variable that is no uuid": (EVENT, {"uuid": "event"}),
    "a variable that is missing": (EVENT, {}),
    "a variable that is null": (EVENT, {"uuid": None}),
    "a number that is too large": ("query ($n: Int) { events(first: $n) { totalCount } }", {"n": 2**31}),
    "a key that does not exist": (FILTERED, {"f": {"no": 1}}),
    "an enum value that does not exist": (
        "query ($p: [EventPhase!]) { events(filter: {phase: $p}) { totalCount } }", {"p": ["NEVER"]},
    ),
    # Validation takes the variable, because it has a default; null is refused where it is used.
    "null in place of a default": ("query ($u: UUID = \"UUID\") { event(uuid: $u) { name } }", {"u": None}),
    "a default where null is refused": ("query ($u: UUID = \"UUID\") { event(uuid: $u) { name } }", {}),
    "a variable for a default within an input": (
        """query ($d: Int) {
            occurrences(filter: {on: {date: "2026-06-01", timezone: "UTC", days: $d}}) { totalCount } }""",
        {"d": None},
    ),
}  # fmt: skip


def asked(gateway: Gateway, case: tuple[str, dict[str, Any]]) -> httpx2.Response:
    """Send one of these, with the identifier of an event that is public."""
    document, variables = case
    uuid = str(PUBLIC)
    given = {name: uuid if value == "UUID" else value for name, value in variables.items()}
    return post(gateway, document.replace('UUID"', f'{uuid}"'), **given)


@pytest.mark.parametrize("case", SHORT.values(), ids=SHORT)
def test_these_take_the_short_road_and_are_answered_alike(
    gateway: Gateway, work: Work, case: tuple[str, dict[str, Any]]
) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    with long_road_only():
        expected = outcome_of(asked(gateway, case))
    assert work.short == 0
    assert outcome_of(asked(gateway, case)) == expected
    assert (work.executed, work.short) == (1, 1)


@pytest.mark.parametrize("case", LONG.values(), ids=LONG)
def test_these_take_the_long_road(gateway: Gateway, work: Work, case: tuple[str, dict[str, Any]]) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    document, _variables = case
    if "$uuid" in document:
        # The plan is kept: only the variables decide.
        post(gateway, document, uuid=str(PUBLIC))
        work.short = 0
    first = outcome_of(asked(gateway, case))
    assert outcome_of(asked(gateway, case)) == first
    assert work.short == 0


def test_what_fails_is_answered_alike(gateway: Gateway, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the store, or by a mistake of ours: below a field that may be null, and below one that may not."""
    lists = "{ events { totalCount } }"
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    for document in (EVENT, lists):
        post(gateway, document, uuid=str(PUBLIC))

    def fail(error: Exception) -> None:
        raise error

    for error, status in ((Unavailable("away"), 503), (ValueError("wrong"), 200)):
        with monkeypatch.context() as patch:
            patch.setattr(gateway.database.breaker, "admit", lambda error=error: fail(error))
            for document, data in ((EVENT, b'{"data":{"event":null},"errors":['), (lists, b'{"data":null,"errors":[')):
                with long_road_only():
                    expected = outcome_of(post(gateway, document, uuid=str(PUBLIC)))
                before = work.short
                found = outcome_of(post(gateway, document, uuid=str(PUBLIC)))
                assert (found, work.short) == (expected, before + 1)
                assert found[0] == status
                assert found[1].startswith(data)


def test_a_connection_and_a_slot_are_given_back_after_a_failure(gateway: Gateway) -> None:
    """More often than there are connections."""
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    document = "query ($n: Int) { events(first: $n) { nodes { name } } }"
    for _ in range(25):
        assert b"BAD_USER_INPUT" in post(gateway, document, n=101).content
    assert post(gateway, document, n=1).content == b'{"data":{"events":{"nodes":[{"name":"Harbour Night"}]}}}'


def test_an_answer_is_charged_and_reports_its_cost(gateway: Gateway, work: Work) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 3)
    gateway.restart(cost_in_answers=True, budget=1_000)
    found = []
    for _ in range(2):
        body = post(gateway, SESSIONS, uuid=str(event.id), first=3).json()
        found.append((body["data"]["event"]["sessions"]["nodes"][-1], body["extensions"]["cost"]))
    assert work.short == 1
    names = {"name": "Talk 0003"}
    assert found == [(names, {"requested": 5, "available": left, "restoreRate": 16}) for left in (995, 990)]


def test_the_plan_of_a_document_that_is_forgotten_is_compiled_again(gateway: Gateway, work: Work) -> None:
    make_published(gateway, gateway.organisation(), id=PUBLIC)
    gateway.restart()
    for _ in range(2):
        post(gateway, EVENT, uuid=str(PUBLIC))
    executor = gateway.app.state.services.executor
    executor._documents._valid.clear()
    for _ in range(2):
        assert post(gateway, EVENT, uuid=str(PUBLIC)).content == b'{"data":{"event":{"name":"Harbour Night"}}}'
    assert (work.executed, work.compiled, work.short) == (2, 2, 2)


def test_only_resolvers_that_do_nothing_else_are_marked() -> None:
    fields = fields_of(core_schema(schema).query_type)
    marked = {name: definition_of(field) for name, field in fields.items()}
    marked = {name: field for name, field in marked.items() if is_answered_alone(field)}
    assert set(fields) - set(marked) == {"changes", "node", "nodes", "previewOccurrences", "viewer"}
    for name, field in marked.items():
        function = field.base_resolver.wrapped_func
        # A connection's resolver declares the arguments, and calls the one that is marked.
        inner = inspect.getclosurevars(function).nonlocals.get("run")
        bodies = [body_of(each) for each in (function, inner) if each]
        assert bodies[-1] == "return await info.context.answer(info)", name
        assert bodies[:-1] == (["return await run(root, info)"] if inner else []), name


def test_values_of_marked_fields_are_converted_without_code_that_can_refuse_them() -> None:
    types = [
        get_named_type(argument.type)
        for field in fields_of(core_schema(schema).query_type).values()
        if is_answered_alone(definition_of(field))
        for argument in field.args.values()
    ]
    inputs = set()
    while types:
        kind = types.pop()
        if isinstance(kind, GraphQLInputObjectType) and kind.name not in inputs:
            inputs.add(kind.name)
            definition = definition_of(kind)
            assert definition.from_input is None
            assert not hasattr(definition.origin, "__post_init__")
            types += [get_named_type(each.type) for each in kind.fields.values()]
    assert inputs == {
        "BoxInput",
        "EventFilter",
        "EventOrder",
        "FoundOccurrenceOrder",
        "LocalDaysInput",
        "NearInput",
        "OccurrenceFilter",
        "PeriodInput",
    }


def body_of(function: Any) -> str:
    """The code of a function without its name, arguments and annotations."""
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(found, ast.AsyncFunctionDef)
    return "\n".join(ast.unparse(each) for each in found.body)
