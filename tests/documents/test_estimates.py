"""What an operation is estimated to cost is never less than the objects that it is answered with."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
    print_ast,
)

from app.events.store.checklist import CHECKLIST
from app.graph.limits.list_sizes import ASSUMED, LIST_SIZES, MAXIMUM
from app.graph.limits.shapes import Shapes
from app.graph.limits.validation import DocumentValidator, operations_of
from app.graph.limits.walk import Walk
from app.graph.reading.mapping import Many
from app.graph.reading.model import Model
from app.schema import schema
from app.settings.documents import DocumentSettings
from tests.bench.questions import EVENT_PAGE, FIFTY_EVENTS, TINY, UPDATE_EVENT
from tests.reading.event_page import PAGE
from tests.reading.generate import generate
from tests.reading.handwritten import QUERIES, agendas, asking_for_everything
from tests.reading.test_differential import CALLERS, Stage, cursors_of, population, stage  # noqa: F401 - fixtures
from tests.reading.values import Values
from tests.reading.whole_rows import whole_rows

# Generated queries with --every-engine, and without it.
SEEDS, FEW_SEEDS = 250, 30
# As the pages of an organiser's app go through it.
AGENDA = """query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { name scheduleDates { date tracks { name sessions {
    nodes { name startsOn { local } additionalVideos { url } } } } } } } }"""
MODEL = Model(schema)
# Values that are objects by themselves: nobody selects from them.
JSON = {
    name
    for kind in schema._schema.type_map.values()
    if isinstance(kind, GraphQLObjectType)
    for name, field in kind.fields.items()
    if get_named_type(field.type).name == "JSON"
}


def cost(document: DocumentNode, shapes: Shapes, variables: dict[str, Any]) -> int:
    """The estimate for the only operation of a document that the service has validated."""
    (found,) = operations_of(Walk(shapes, document), MODEL.core).values()
    return found.cost(variables)


def keys_of_json(document: DocumentNode) -> set[str]:
    keys: set[str] = set()

    def look(selected: SelectionSetNode | None) -> None:
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode) and node.name.value in JSON:
                keys.add((node.alias or node.name).value)
            elif isinstance(node, FieldNode | InlineFragmentNode):
                look(node.selection_set)

    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode):
            look(each.selection_set)
    return keys


def objects(answer: Any, but: set[str]) -> int:
    """How many objects an answer holds in total."""
    if isinstance(answer, list):
        return sum(objects(each, but) for each in answer)
    if not isinstance(answer, dict):
        return 0
    return 1 + sum(objects(value, but) for key, value in answer.items() if key not in but)


def answered(data: dict[str, Any], document: DocumentNode) -> int:
    return objects(list(data.values()), keys_of_json(document))


def lengths(document: DocumentNode, data: dict[str, Any]) -> dict[str, int]:
    """The longest that each list without pages is in an answer, by the names of its type and field."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    found: dict[str, int] = {}

    def look(answer: dict[str, Any], selected: SelectionSetNode, parent: Any) -> None:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                look_at_field(answer.get((node.alias or node.name).value), node, parent)
                continue
            inner: Any = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = inner.type_condition
            look(answer, inner.selection_set, schema._schema.type_map[condition.name.value] if condition else parent)

    def look_at_field(value: Any, node: FieldNode, parent: Any) -> None:
        if node.selection_set is None or node.name.value not in parent.fields:
            return
        kind = get_named_type(parent.fields[node.name.value].type)
        if isinstance(value, list):
            name = f"{parent.name}.{node.name.value}"
            found[name] = max(found.get(name, 0), len(value))
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                look(each, node.selection_set, kind)

    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            look(data, each.selection_set, schema._schema.query_type)
    return found


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_estimate_is_never_below_what_is_answered(
    stage: Stage,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    """Also not if each list without pages is taken for no longer than it is: nothing else is ever underestimated."""
    values = Values(stage.world, cursors_of(stage))
    seeds = SEEDS if request.config.getoption("every_engine") else FEW_SEEDS
    generated = [(query.text, query.variables(0)) for query in generate(stage.schema, values, seeds)]
    written = [*QUERIES, *asking_for_everything(stage.world), *agendas(stage.world)]
    whole = list(whole_rows(stage.schema, stage.world))
    answers = []
    longest = dict.fromkeys(LIST_SIZES, 0)
    for seed, (text, variables) in enumerate([*generated, *written, *whole]):
        data = stage.ask(random.Random(seed).choice(CALLERS), text, variables)
        document = parse(text)
        answers.append((document, variables, answered(data, document)))
        for name, length in lengths(document, data).items():
            longest[name] = max(longest.get(name, 0), length)
    for shapes in (Shapes(MODEL, LIST_SIZES), Shapes(MODEL, longest)):
        for document, variables, found in answers:
            assert found <= cost(document, shapes, variables), (found, print_ast(document), variables)
    # They are large enough to say something.
    assert max(found for _, _, found in answers) > 500
    assert sum(longest[name] > 1 for name in LIST_SIZES) > 20


def test_every_list_of_rows_has_a_size() -> None:
    shapes = Shapes(MODEL, dict.fromkeys(LIST_SIZES, -1))
    found = {
        f"{kind.name}.{name}"
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if shapes.of(kind, name).size == -1 and is_list_type(get_nullable_type(field.type))
    }
    assert found == set(LIST_SIZES)
    assert not set(MAXIMUM) & set(ASSUMED)
    rows = {
        f"{kind}.{name}"
        for kind, mapped in MODEL.types.items()
        for name, how in mapped.fields.items()
        if isinstance(how, Many)
    }
    assert rows == set(LIST_SIZES)


def test_the_sizes_of_lists_are_those_of_the_rules() -> None:
    assert MAXIMUM["PublishReadiness.blockers"] == len(CHECKLIST)
    assert all(size <= 50 for size in MAXIMUM.values())
    assert all(assumed.size < assumed.maximum for assumed in ASSUMED.values())


def test_the_lists_that_may_be_longer_than_they_count_are_documented() -> None:
    page = (Path(__file__).parent.parent.parent / "docs/limits.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+\.\w+)` \| (\d+) \| ([\d,]+) \|$", page, re.MULTILINE)
    found = {name: (int(size), int(maximum.replace(",", ""))) for name, size, maximum in listed}
    assert found == {name: (assumed.size, assumed.maximum) for name, assumed in ASSUMED.items()}


@pytest.mark.parametrize("document", [EVENT_PAGE, FIFTY_EVENTS, TINY, UPDATE_EVENT, PAGE, AGENDA])
def test_the_queries_of_a_store_are_within_the_default_limits(document: str) -> None:
    found = DocumentValidator(MODEL, DocumentSettings()).validate(document, introspection=False)
    assert found.errors == ()
