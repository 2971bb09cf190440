"""Plans are made once and kept, up to a bound; they never hold a value."""

from itertools import product
from typing import Any

import pytest

from app.graph.reading import reader as reading
from app.graph.reading.compiler import Compiler
from app.graph.reading.reader import Reader
from tests.builders import make_session
from tests.gateway import Gateway
from tests.reading.published import make_published, make_sessions


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Compiler]:
    """Every compiler that was made, and so every statement that was compiled."""
    made: list[Compiler] = []

    class Counted(Compiler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(reading, "Compiler", Counted)
    return made


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Reader]:
    """Every reader that has answered, to look at what it keeps."""
    seen: list[Reader] = []
    answer = Reader.answer

    async def noted(self: Reader, *arguments: Any, **options: Any) -> Any:
        if self not in seen:
            seen.append(self)
        return await answer(self, *arguments, **options)

    monkeypatch.setattr(Reader, "answer", noted)
    return seen


QUERY = """
query($u: UUID!, $first: Int, $after: String, $filter: SessionFilter, $order: SessionOrder, $full: Boolean!) {
  event(uuid: $u) { sessions(first: $first, after: $after, filter: $filter, orderBy: $order) {
    nodes { name uuid @include(if: $full) track @skip(if: $full) { name } } } } }"""


def test_a_document_is_compiled_once_for_all_values(gateway: Gateway, compiled: list[Compiler]) -> None:
    acme = gateway.organisation()
    events = [make_published(gateway, acme, name=name) for name in ("One", "Two")]
    query = "query($u: UUID!, $n: Int) { event(uuid: $u) { name sessions(first: $n) { nodes { name } } } }"
    for event, name, size in ((events[0], "One", 1), (events[1], "Two", 2), (events[0], "One", 100)):
        assert gateway.gql(query, u=event.id, n=size)["event"] == {"name": name, "sessions": {"nodes": []}}
    assert len(compiled) == 1


def test_each_root_field_and_each_kind_of_caller_has_a_plan(gateway: Gateway, compiled: list[Compiler]) -> None:
    acme = gateway.organisation()
    event = make_published(gateway, acme)
    query = "query($u: UUID!) { a: event(uuid: $u) { name } b: event(uuid: $u) { uuid } }"
    answer = {"a": {"name": "Harbour Night"}, "b": {"uuid": str(event.id)}}
    for token in (None, gateway.token(acme), gateway.token(gateway.organisation("other")), None):
        assert gateway.gql(query, token, u=event.id) == answer
    assert len(compiled) == 4
    # Without event.read a token sees what everybody sees: no plan of its own.
    assert gateway.gql(query, gateway.token(acme, "event.create"), u=event.id) == answer
    assert len(compiled) == 4


def test_variables_of_another_shape_get_a_plan_of_their_own(gateway: Gateway, compiled: list[Compiler]) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 3)
    orders = [{"field": field, "direction": way} for field in ("STARTS_ON", "NAME") for way in ("ASC", "DESC")]
    shapes: list[dict[str, Any]] = [
        {},
        {"first": None},
        {"first": 2},
        {"filter": {}},
        {"filter": {"trackUuid": None}},
        {"filter": {"trackUuid": str(event.id)}},
        {"filter": {"locationUuid": str(event.id), "trackUuid": None}},
        {"filter": {"startsFrom": "2026-01-01T00:00:00Z"}, "first": 5},
        *({"order": order} for order in orders),
    ]
    requested = [{"full": full} | shape for shape, full in product(shapes, (True, False))]
    first = [gateway.gql(QUERY, u=event.id, **given) for given in requested]
    assert len(compiled) == len(requested)
    assert [gateway.gql(QUERY, u=event.id, **given) for given in reversed(requested)] == first[::-1]
    assert len(compiled) == len(requested)


def test_a_branch_that_depends_on_fewer_variables_does_not_drop_the_plans_of_others(
    gateway: Gateway, compiled: list[Compiler]
) -> None:
    event = make_published(gateway, gateway.organisation())
    query = """query($u: UUID!, $show: Boolean!, $first: Int) {
        event(uuid: $u) { name sessions(first: $first) @include(if: $show) { totalCount } } }"""
    requested: list[dict[str, Any]] = [{"show": show} | size for show in (True, False) for size in ({}, {"first": 1})]
    for _ in range(3):
        for given in requested:
            found = gateway.gql(query, u=event.id, **given)["event"]
            assert found == {"name": "Harbour Night"} | ({"sessions": {"totalCount": 0}} if given["show"] else {})
    assert len(compiled) == len(requested)


def test_skip_and_include_answer_as_they_say(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    query = """query($u: UUID!, $a: Boolean!, $b: Boolean! = true) { event(uuid: $u) {
        one: name @include(if: $a) two: name @skip(if: $a) three: name @include(if: $a) @skip(if: $b)
        ... @include(if: $b) { four: name } ...F @skip(if: $b)
        six: name @include(if: true) seven: name @skip(if: true) } }
        fragment F on Event { five: name eight: slug @include(if: $a) }"""
    for a, b in product((True, False), repeat=2):
        keys = {
            "one": a,
            "two": not a,
            "three": a and not b,
            "four": b,
            "five": not b,
            "six": True,
            "eight": not b and a,
        }
        found = gateway.gql(query, u=event.id, a=a, b=b)["event"]
        assert set(found) == {key for key, shown in keys.items() if shown}
    assert gateway.gql(query, u=event.id, a=True)["event"] == gateway.gql(query, u=event.id, a=True, b=True)["event"]


def test_a_plan_holds_no_values(gateway: Gateway, compiled: list[Compiler]) -> None:
    event = make_published(gateway, gateway.organisation())
    make_session(gateway, event, name="First")
    query = """query($u: UUID!, $from: DateTime, $text: String) {
        event(uuid: $u) { sessions(filter: {startsFrom: $from}) { totalCount } }
        events(filter: {text: $text}) { totalCount } }"""
    early, late = "2026-07-01T08:00:00Z", "2026-07-01T08:00:01Z"
    for moment, text, counts in ((early, "harbour", (1, 1)), (late, "nothing", (0, 0)), (early, "night", (1, 1))):
        given: dict[str, Any] = {"u": event.id, "from": moment, "text": text}
        with gateway.statements() as seen:
            data = gateway.gql(query, **given)
        assert (data["event"]["sessions"]["totalCount"], data["events"]["totalCount"]) == counts
        for value in (str(event.id), moment, text):
            assert not any(value in sql for sql in seen)
    assert len(compiled) == 2


def test_a_plan_holds_neither_the_caller_nor_the_moment(gateway: Gateway, compiled: list[Compiler]) -> None:
    owners = [gateway.organisation(slug) for slug in ("one", "two")]
    for owner in owners:
        make_published(gateway, owner, name=f"Of {owner.slug}", lifecycle="UNRELEASED", published_at=None)
    query = "{ viewer { application { organisation { slug } } } events { nodes { name phase } } }"
    for days, phase in ((0, "SCHEDULED"), (365, "ENDED")):
        gateway.clock.set(gateway.clock.now.replace(year=2026 + days // 365))
        for owner in (*owners, *owners):
            data = gateway.gql(query, gateway.token(owner))
            assert data["events"]["nodes"] == [{"name": f"Of {owner.slug}", "phase": phase}]
            assert data["viewer"] == {"application": {"organisation": {"slug": owner.slug}}}
    assert len(compiled) == 2


def kept(reader: Reader) -> int:
    return sum(len(family.plans) for family in reader._families.values())


def test_the_number_of_plans_is_bounded_over_many_documents(
    gateway: Gateway, readers: list[Reader], compiled: list[Compiler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_PLANS", 20)
    event = make_published(gateway, gateway.organisation())
    for number in range(50):
        gateway.gql(f"query($u: UUID!) {{ event(uuid: $u) {{ a{number}: name }} }}", u=event.id)
    (reader,) = readers
    assert kept(reader) == 20
    # The newest are the ones that stay.
    gateway.gql("query($u: UUID!) { event(uuid: $u) { a31: name } }", u=event.id)
    assert len(compiled) == 50
    gateway.gql("query($u: UUID!) { event(uuid: $u) { a29: name } }", u=event.id)
    assert len(compiled) == 51


def test_the_number_of_plans_is_bounded_over_the_shapes_of_one_document(
    gateway: Gateway, readers: list[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_PLANS", 20)
    event = make_published(gateway, gateway.organisation())
    keys = ("trackUuid", "locationUuid", "scheduleDateUuid")
    for values in product((None, str(event.id)), repeat=3):
        for way, full in product(("ASC", "DESC"), (True, False)):
            order = {"field": "NAME", "direction": way}
            given: dict[str, Any] = {"filter": dict(zip(keys, values, strict=True)), "order": order, "full": full}
            assert gateway.gql(QUERY, u=event.id, **given) == {"event": {"sessions": {"nodes": []}}}
    (reader,) = readers
    assert kept(reader) == 20
