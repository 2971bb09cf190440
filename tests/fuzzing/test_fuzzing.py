"""Documents that schemathesis makes from the schema: none makes the service fail, and every answer is as published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import orjson
import pytest
from graphql import DocumentNode, GraphQLSchema, parse, print_ast, validate
from httpx2 import Response

from app.schema import sdl
from tests.fuzzing.aim import Aim
from tests.fuzzing.conformance import published, violations
from tests.fuzzing.counted_population import settled
from tests.fuzzing.documents import Generated, generated, root_fields
from tests.gateway import Gateway
from tests.reading.plain.world import World

# For each root field, with --every-engine and without it: making them takes most of the time.
EXAMPLES, FEW_EXAMPLES = 5, 2
# Refused without a token before anything is looked at: tests/sight/test_mutations.py.
NOT_ANONYMOUS = {"Query.previewOccurrences", "Query.changes"}
MEDIA_TYPE = "application/graphql-response+json"


@cache
def as_published() -> GraphQLSchema:
    return published(sdl())


def ask(gateway: Gateway, text: str, token: str | None = None) -> Response:
    headers = {"content-type": "application/json", "accept": MEDIA_TYPE}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return gateway.post(content=orjson.dumps({"query": text}), headers=headers)


@dataclass(frozen=True)
class Fuzz:
    """A populated service, and a token that may do everything for one of its organisations."""

    gateway: Gateway
    aim: Aim
    token: str
    examples: int
    answered: set[str] = field(default_factory=set)

    def attack(self, root: str, *, anonymous: bool = False) -> None:
        """Ask all that is generated for the fields of a root type, in turns: what one deletes others may need."""
        for number in range(self.examples):
            for label in root_fields():
                made = generated(label, self.examples)
                if anonymous and label in NOT_ANONYMOUS:
                    continue
                if label.startswith(f"{root}.") and number < len(made):
                    self._try(made[number], self.aim.at(made[number].text, number), anonymous=anonymous)

    def _try(self, made: Generated, document: DocumentNode, *, anonymous: bool) -> None:
        text = print_ast(document)
        response = ask(self.gateway, text, None if anonymous else self.token)
        found = [*self._faults(response, document), *made.faults(response)]
        assert found == [], f"{text}\n{response.text}"
        label = made.operation.label
        if (response.json().get("data") or {}).get(label.partition(".")[2]) is not None:
            self.answered.add(label)

    def _faults(self, response: Response, document: DocumentNode) -> Iterator[str]:
        """Why an answer to a valid document is none that may be given; nothing, as it should be."""
        if response.status_code not in (200, 400):
            yield f"status {response.status_code}"
            return
        if response.headers["content-type"] != f"{MEDIA_TYPE}; charset=utf-8":
            yield f"content-type {response.headers['content-type']}"
        body = orjson.loads(response.content)
        yield from violations(as_published(), document, body)
        if response.status_code != (200 if "data" in body else 400):
            yield f"status {response.status_code} with {list(body)}"
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        if not codes <= {"BAD_USER_INPUT"}:
            yield f"codes {codes}"


@pytest.fixture
def fuzz(gateway: Gateway, request: pytest.FixtureRequest) -> Fuzz:
    acme = settled(gateway)[0]
    examples = EXAMPLES if request.config.getoption("every_engine") else FEW_EXAMPLES
    return Fuzz(gateway, Aim(as_published(), World(gateway), acme.uuid), gateway.token(acme), examples)


def test_generated_documents_are_answered_as_the_schema_says(fuzz: Fuzz) -> None:
    fuzz.attack("Query", anonymous=True)
    fuzz.answered.clear()
    # Queries first: mutations delete what they would find.
    fuzz.attack("Query")
    fuzz.attack("Mutation")
    assert set(root_fields()) - fuzz.answered == set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_generated_documents_that_break_the_schema_are_refused(gateway: Gateway) -> None:
    broken = 0
    for label in root_fields():
        for made in generated(label, 1, valid=False):
            if made.valid:
                assert label == "Query.viewer"
                continue
            broken += 1
            assert validate(as_published(), parse(made.text)), made.text
            response = ask(gateway, made.text)
            body = response.json()
            codes = {error["extensions"]["code"] for error in body["errors"]}
            assert (response.status_code, list(body), codes) == (400, ["errors"], {"GRAPHQL_VALIDATION_FAILED"})
    assert broken == len(root_fields()) - 1
