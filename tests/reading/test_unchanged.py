"""A 304 is right: after random programs of operations and steps of the clock, a fresh reading gives the same bytes.

Two processes answer the same queries and write in turn, so that neither hears of all changes by itself.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from graphql import FieldNode, OperationDefinitionNode, parse

from app.schema import sdl
from app.web.unchanged import KnownAnswers
from tests.gateway import Gateway
from tests.other_process import other_process
from tests.reading.copied_programs import ALL_STEPS, make_copied
from tests.reading.copying import node_types, selection
from tests.reading.generate import generate
from tests.reading.plain.walk import plain_schema
from tests.reading.plain.world import World
from tests.reading.values import Values
from tests.sight.names import filled
from tests.sight.queries import QUERIES
from tests.sight.schema_places import MUTATION_FIELDS, document
from tests.unrecorded_writes import unrecorded_writes

PROGRAMS = 1
# Operations of a program with --every-engine, and without it.
STEPS, FEW_STEPS = 40, 15
GENERATED = 12
NO_TIME, MOMENT, HOUR, DAYS = timedelta(), timedelta(seconds=1), timedelta(hours=1), timedelta(days=9)
# What a day ago was to come, is over, and the other way round.
CLOCK = """query ($uuid: UUID!) { event(uuid: $uuid) { phase status tickets { name bookability { state } }
  occurrences { nodes { bookability { state } } } nextOccurrence { id } sessions { nodes { name } } } }"""
SESSION = "query ($uuid: UUID!) { session(uuid: $uuid) { name tickets { name } speakers { name } } }"
BY_SLUG = """query ($organisationSlug: String!, $slug: String!) {
  eventBySlug(organisationSlug: $organisationSlug, slug: $slug) { name } }"""
LISTS = (
    "{ events { totalCount nodes { name startsOn { utc } } } }",
    "{ events { nodes { tickets { name } } } }",
    "{ occurrences { nodes { occurrence { id } } } }",
)

Question = tuple[str, dict[str, Any]]


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs of the requests that were answered without their query."""
    found: list[str] = []
    tag = KnownAnswers.tag

    async def noted(self: KnownAnswers, condition: Any, scope: Any, receive: Any) -> str | None:
        answered = await tag(self, condition, scope, receive)
        if answered is not None:
            found.append(scope["query_string"].decode())
        return answered

    monkeypatch.setattr(KnownAnswers, "tag", noted)
    return found


def questions(gateway: Gateway, things: dict[str, str]) -> Iterator[Question]:
    """Every object by its uuid with all its fields, lists, what the clock changes, and generated queries."""
    selections = {kind.name: selection(kind) for kind in node_types()}
    for name in ("event", "session", "track", "speaker", "user", "community", "file", "organisation", "customField"):
        kind = name[0].upper() + name[1:]
        for thing in {"event": ("open", "published")}.get(name, (name,)):
            yield f"query ($uuid: UUID!) {{ {name}(uuid: $uuid) {{ {selections[kind]} }} }}", {"uuid": things[thing]}
    yield CLOCK, {"uuid": things["open"]}
    yield SESSION, {"uuid": things["session"]}
    by_slug = filled(QUERIES["eventBySlug"].given, lambda each, _at: things[each])
    yield BY_SLUG, by_slug
    yield from ((text, {}) for text in LISTS)
    values = Values(World(gateway), defaultdict(lambda: [""]))
    for query in generate(plain_schema(sdl(), set()), values, GENERATED):
        yield query.text, query.variables(0)


def root_of(url: str) -> str:
    """The root field of a query in a URL."""
    [operation] = (
        each
        for each in parse(httpx2.QueryParams(url)["query"]).definitions
        if isinstance(each, OperationDefinitionNode)
    )
    [field] = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    return field.name.value


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(PROGRAMS))


def test_what_is_unchanged_is_what_a_fresh_reading_gives(
    gateway: Gateway, seed: int, unasked: list[str], request: pytest.FixtureRequest
) -> None:
    owner = gateway.organisation("owner")
    things = make_copied(gateway, owner)
    asked = list(questions(gateway, things))
    chance = random.Random(f"{seed} {gateway.engine}")
    program = chance.sample(ALL_STEPS, STEPS)
    with other_process(gateway, with_hints=False) as other, unrecorded_writes(gateway) as unrecorded:
        processes = (gateway.client, other.client)
        held: dict[tuple[int, int], httpx2.Response] = {}
        for name, recipe in program[: STEPS if request.config.getoption("every_engine") else FEW_STEPS]:
            if chance.random() < 0.5:
                write(gateway, chance.choice((gateway.gql, other.gql)), owner, things, name, recipe)
            gateway.clock.advance(chance.choice((NO_TIME, NO_TIME, MOMENT, HOUR, DAYS)))
            for place, (text, variables) in enumerate(asked):
                parameters = {"query": text, "variables": json.dumps(variables)}
                fresh = gateway.run(gateway.client.get("/graphql", params=parameters))
                for number, client in enumerate(processes):
                    asker = (place, number)
                    tags = {"if-none-match": held[asker].headers["etag"]} if asker in held else {}
                    answer = gateway.run(client.get("/graphql", params=parameters, headers=tags))
                    shown = held[asker] if answer.status_code == 304 else answer
                    assert ("etag" in shown.headers) == ("etag" in fresh.headers), shown.text
                    if "etag" not in shown.headers:
                        # A generated query whose values are refused.
                        assert "errors" in shown.json()
                        continue
                    if shown.content != fresh.content:
                        pytest.fail(f"{name} at {gateway.clock()}: {text}\n{variables}\n{shown.text}\n{fresh.text}")
                    held[asker] = shown
    assert unrecorded == []
    roots = {"event", "session", "track", "user", "community", "file", "organisation", "customField", "events"}
    assert roots - {root_of(url) for url in unasked} == set()


def write(
    gateway: Gateway, send: Callable[..., Any], owner: Any, things: dict[str, str], name: str, recipe: dict[str, Any]
) -> None:
    """One operation of a program. It may be refused for what earlier ones have done."""
    given = filled(recipe, lambda each, _at: things[each])
    text = document("mutation", name, MUTATION_FIELDS[name], given, "{ message userErrors { code } }")
    send(text, gateway.token(owner), **given)
