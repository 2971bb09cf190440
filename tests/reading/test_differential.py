"""The compiled reader and a plain walk of the rows give the same answers to hundreds of generated queries."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    visit,
)

from app.auth.rules import Scope
from app.graph.known_query import KnownQuery
from app.schema import sdl
from tests.gateway import Gateway
from tests.host import Host
from tests.reading.generate import DEEPEST, generate
from tests.reading.handwritten import QUERIES, agendas, asking_for_everything
from tests.reading.plain.lists import ORDERS
from tests.reading.plain.sight import Sight
from tests.reading.plain.walk import plain_schema, reachable, walk
from tests.reading.plain.world import World
from tests.reading.population import populate
from tests.reading.values import Values
from tests.reading.whole_rows import whole_rows

CALLERS = ("anonymous", "owner", "neighbour", "writer")
SEEDS = 220


@dataclass(frozen=True)
class Stage:
    """The population, a token for each caller, and what each of them sees; the fields that something was said of."""

    gateway: Gateway
    schema: GraphQLSchema
    answered: set[str]
    world: World
    tokens: dict[str, str | None]
    sights: dict[str, Sight]

    def ask(self, caller: str, text: str, variables: dict[str, Any]) -> Any:
        """The service's answer, which must be one without errors. Both paths of a query must give the same bytes."""
        body = orjson.dumps({"query": text, "variables": variables})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(KnownQuery, "find", lambda *_arguments: None)
            content = self.send(caller, body)
        answer = orjson.loads(content)
        assert "errors" not in answer, _report(text, variables, caller, f"{answer['errors']}")
        # The plan is kept now, so that a query that may do so takes the fast path.
        assert self.send(caller, body) == content, _report(text, variables, caller, "The fast path answers otherwise.")
        return answer["data"]

    def send(self, caller: str, body: bytes) -> bytes:
        headers = {"content-type": "application/json"}
        if token := self.tokens[caller]:
            headers["authorization"] = f"Bearer {token}"
        return self.gateway.post(content=body, headers=headers).content

    def compare(self, caller: str, text: str, variables: dict[str, Any]) -> Any:
        """Ask both, and fail with what a person needs to see."""
        answered = self.ask(caller, text, variables)
        expected = walk(self.schema, parse(text), variables, self.sights[caller])
        if found := difference(expected, answered):
            pytest.fail(_report(text, variables, caller, found))
        return answered


@pytest.fixture(scope="module")
def population(host: Host) -> Iterator[Stage]:
    """Once for each file of tests and engine: nothing here writes."""
    with Gateway(host) as gateway:
        yield populated(gateway)


@pytest.fixture
def stage(population: Stage) -> Stage:
    population.answered.clear()
    return population


def populated(gateway: Gateway) -> Stage:
    acme, kanpai, _ = populate(gateway)
    tokens: dict[str, str | None] = {
        "anonymous": None,
        "owner": gateway.token(acme),
        "neighbour": gateway.token(kanpai, Scope.EVENT_READ),
        # May change events of acme, but not read its drafts.
        "writer": gateway.token(acme, Scope.EVENT_UPDATE),
    }
    world, now = World(gateway), gateway.clock()
    by_owner = {row["organisation_id"]: row["id"] for row in world.all("Application") if row["name"] != "Hooks"}
    sights = {
        "anonymous": Sight(world, now),
        "owner": Sight(world, now, acme.uuid, by_owner[acme.uuid]),
        "neighbour": Sight(world, now, kanpai.uuid, by_owner[kanpai.uuid]),
        "writer": Sight(world, now, None, by_owner[acme.uuid]),
    }
    answered: set[str] = set()
    return Stage(gateway, plain_schema(sdl(), answered), answered, world, tokens, sights)


def difference(expected: Any, answered: Any, path: str = "data") -> str | None:
    """The first place where two answers part; keys have an order, too."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        if list(expected) != list(answered):
            return f"{path}: keys {list(answered)} instead of {list(expected)}"
        pairs = [(f"{path}.{key}", expected[key], answered[key]) for key in expected]
    elif isinstance(expected, list) and isinstance(answered, list):
        pairs = [(f"{path}.{n}", *both) for n, both in enumerate(zip(expected, answered, strict=False))]
        if len(expected) != len(answered):
            pairs.append((f"{path} (length)", len(expected), len(answered)))
    else:
        same = type(expected) is type(answered) and expected == answered
        return None if same else f"{path}: {answered!r} instead of {expected!r}"
    return next((found for where, left, right in pairs if (found := difference(left, right, where))), None)


def _report(text: str, variables: dict[str, Any], caller: str, what: str) -> str:
    return f"{what}\n\ncaller: {caller}\nvariables: {orjson.dumps(variables).decode()}\n{text}"


# The types whose lists hang on something else than an event: the list, and what has it.
ELSEWHERE = {
    "CommunityMember": ("members", "Community"),
    "Post": ("posts", "Community"),
    "Notice": ("notices", "User"),
    "PrivacyRecord": ("privacyRecords", "Organisation"),
    "WebhookDelivery": ("deliveries", "Webhook"),
}
# Lists that are not named after the type of their items.
NAMED_OTHERWISE = {"WaitingListEntry": "waitingList", "SessionOccurrence": "agenda"}

EVERYWHERE = "{near: {latitude: 0, longitude: 140, radiusKm: 20000}}"


def cursors_of(stage: Stage) -> dict[tuple[str, str], list[str]]:
    """Cursors as an answer shows them, in every order of every list; those of drafts too."""
    found: dict[tuple[str, str], list[str]] = {}
    for kind, orders in ORDERS.items():
        name, parent = ELSEWHERE.get(kind, (NAMED_OTHERWISE.get(kind, f"{kind[0].lower()}{kind[1:]}s"), None))
        for order in orders:
            page = f"{name}(first: 100, orderBy: {{field: {order}, direction: ASC}}) {{ edges {{ cursor }} }}"
            text, variables = f"{{ events {{ nodes {{ {page} }} }} }}", {}
            if kind == "Event":
                text = f"{{ {page} }}"
            elif kind == "FoundOccurrence":
                text = f"{{ {page.replace('foundOccurrences(', f'occurrences(filter: {EVERYWHERE}, ')} }}"
            elif parent is not None:
                text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {parent} {{ {page} }} }} }}"
                variables = {"ids": [f"{parent}_{row['id']}" for row in stage.world.all(parent)]}
            found[kind, order] = list(cursors_in(stage.compare("owner", text, variables)))
            assert len(found[kind, order]) > 9, kind
    return found


def cursors_in(answer: Any) -> Iterator[str]:
    """Every cursor of an answer, however deep."""
    for key, value in answer.items() if isinstance(answer, dict) else enumerate(answer or ()):
        if key == "cursor":
            yield value
        elif isinstance(value, dict | list):
            yield from cursors_in(value)


@pytest.fixture
def shortened(monkeypatch: pytest.MonkeyPatch) -> list[KnownQuery]:
    """The queries that have taken the fast path, once for each request."""
    found: list[KnownQuery] = []
    answer = KnownQuery.answer

    async def noted(self: KnownQuery, *arguments: Any) -> Any:
        found.append(self)
        return await answer(self, *arguments)

    monkeypatch.setattr(KnownQuery, "answer", noted)
    return found


def test_generated_queries_are_answered_as_a_plain_walk_of_the_rows_answers_them(
    stage: Stage, shortened: list[KnownQuery], own_share: Callable[[int], bool]
) -> None:
    values = Values(stage.world, cursors_of(stage))
    for seed, query in enumerate(generate(stage.schema, values, SEEDS)):
        if not own_share(seed):
            continue
        # Some twice, with other values: the second time a plan may be there already.
        for turn in range(1 + (seed % 3 == 0)):
            caller = random.Random(seed * 2 + turn).choice(CALLERS)
            stage.compare(caller, query.text, query.variables(turn))
    assert {"event", "events", "occurrences", "organisation"} - {each.field.name.value for each in shortened} == set()


def test_every_row_is_answered_whole_as_a_plain_walk_answers_it(stage: Stage, own_share: Callable[[int], bool]) -> None:
    """Something is said of every field of every row's type."""
    for number, (text, variables) in enumerate(whole_rows(stage.schema, stage.world)):
        for turn, caller in enumerate(CALLERS):
            # Who sees all of it on both engines, and the others on one of them.
            if caller == "owner" or own_share(number + turn):
                stage.compare(caller, text, variables)
    assert stage.schema.query_type is not None
    fields = {
        f"{kind.name}.{name}"
        for kind in reachable(stage.schema.query_type, stage.schema)
        for name in kind.fields
        if kind.name not in ("Query", "Viewer", "Application", "EventConnection", "EventEdge")
    }
    assert fields - stage.answered == set()


def test_handwritten_queries_are_answered_as_a_plain_walk_answers_them(
    stage: Stage, own_share: Callable[[int], bool]
) -> None:
    queries = (*QUERIES, *asking_for_everything(stage.world), *agendas(stage.world))
    for number, (text, variables) in enumerate(queries):
        for turn, caller in enumerate(CALLERS):
            # Each query on both engines, by two of the four.
            if own_share(number + turn):
                stage.compare(caller, text, variables)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_generated_queries_select_every_field_and_argument_of_the_schema(stage: Stage) -> None:
    # Cursors are in the variables alone.
    values = Values(stage.world, {})
    types = TypeInfo(stage.schema)
    requested: set[str] = set()
    deepest = 0

    class Noting(Visitor):
        def enter(self, node: Node, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> None:
            nonlocal deepest
            parent, field = types.get_parent_type(), types.get_field_def()
            if isinstance(node, FieldNode) and parent:
                requested.add(f"{parent.name}.{node.name.value}")
                deepest = max(deepest, sum(isinstance(each, FieldNode) for each in ancestors) + 1)
            elif isinstance(node, ArgumentNode) and parent and field and not types.get_directive():
                requested.add(f"{parent.name}.{field.ast_node.name.value}({node.name.value})")  # type: ignore[union-attr]

    for query in generate(stage.schema, values, SEEDS):
        visit(parse(query.text), TypeInfoVisitor(types, Noting()))
    assert stage.schema.query_type is not None
    expected = {
        name
        for kind in reachable(stage.schema.query_type, stage.schema)
        for field, definition in kind.fields.items()
        for name in (f"{kind.name}.{field}", *(f"{kind.name}.{field}({argument})" for argument in definition.args))
    }
    assert expected - requested == set()
    assert deepest == DEEPEST
