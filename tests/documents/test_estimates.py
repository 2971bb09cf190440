"""What an operation is estimated to cost is never less than the objects that it is answered with."""

import random
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
    visit,
)

from app.graph.limits.checking import Checker, Operation
from app.graph.limits.lists import SHORT
from app.graph.reading.model import Model
from app.schema import schema
from app.settings.documents import DocumentSettings
from tests.bench.questions import EVENT_PAGE, FIFTY_EVENTS, TINY, UPDATE_EVENT
from tests.host import GENEROUS
from tests.reading.event_page import PAGE
from tests.reading.generate import generate
from tests.reading.handwritten import QUERIES, agendas, asking_for_everything
from tests.reading.test_differential import CALLERS, Stage, cursors_of, population, stage  # noqa: F401 - fixtures
from tests.reading.values import Values
from tests.reading.whole import whole_rows

SEEDS = 250
# As the pages of an organiser's app go through it.
AGENDA = """query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { name scheduleDates { date tracks { name sessions {
    nodes { name startsOn { local } additionalVideos { url } } } } } } } }"""
CHECKER = Checker(Model(schema), DocumentSettings().model_copy(update=GENEROUS))
# Values that are objects by themselves: nobody selects from them.
JSON = {
    name
    for kind in schema._schema.type_map.values()
    if isinstance(kind, GraphQLObjectType)
    for name, field in kind.fields.items()
    if get_named_type(field.type).name == "JSON"
}


def operation(text: str) -> Operation:
    found = CHECKER.check(text, introspection=True).pick(None)
    assert isinstance(found, Operation)
    return found


def keys_of_json(text: str) -> set[str]:
    keys: set[str] = set()

    class Noting(Visitor):
        def enter_field(self, node: FieldNode, *_args: Any) -> None:
            if node.name.value in JSON:
                keys.add((node.alias or node.name).value)

    visit(parse(text), Noting())
    return keys


def objects(answer: Any, but: set[str]) -> int:
    """How many objects an answer holds, all told."""
    if isinstance(answer, list):
        return sum(objects(each, but) for each in answer)
    if not isinstance(answer, dict):
        return 0
    return 1 + sum(objects(value, but) for key, value in answer.items() if key not in but)


def answered(data: dict[str, Any], text: str) -> int:
    return objects(list(data.values()), keys_of_json(text))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_estimate_is_never_below_what_is_answered(stage: Stage) -> None:  # noqa: F811
    values = Values(stage.world, cursors_of(stage))
    generated = [(query.text, query.variables(0)) for query in generate(stage.schema, values, SEEDS)]
    written = [*QUERIES, *asking_for_everything(stage.world), *agendas(stage.world)]
    whole = list(whole_rows(stage.schema, stage.world))
    most = 0
    for seed, (text, variables) in enumerate([*generated, *written, *whole]):
        data = stage.ask(random.Random(seed).choice(CALLERS), text, variables)
        found, estimate = answered(data, text), operation(text).cost(variables)
        assert found <= estimate, (found, estimate, text, variables)
        most = max(most, found)
    # They are large enough to say something.
    assert most > 500


def test_the_lists_that_are_taken_for_short_are_lists() -> None:
    for name in SHORT:
        kind, _, field = name.partition(".")
        found = schema._schema.type_map[kind]
        assert isinstance(found, GraphQLObjectType)
        assert is_list_type(get_nullable_type(found.fields[field].type)), name


@pytest.mark.parametrize("document", [EVENT_PAGE, FIFTY_EVENTS, TINY, UPDATE_EVENT, PAGE, AGENDA])
def test_what_pages_of_a_store_ask_for_is_no_more_than_is_allowed_by_default(document: str) -> None:
    found = Checker(Model(schema), DocumentSettings()).check(document, introspection=False)
    assert found.errors == ()
