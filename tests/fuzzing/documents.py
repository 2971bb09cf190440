"""What schemathesis makes of the schema: documents for each root field, the same in every run."""

import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure
from schemathesis.specs.graphql.schemas import GraphQLSchema
from schemathesis.specs.openapi.checks import response_schema_conformance

from app.schema import sdl
from tests.fuzzing.scalars import register

Operation = APIOperation[Any, Any, Any, Any]


@dataclass(frozen=True)
class Generated:
    """A document for one root field; `valid` unless it was made with a fault."""

    operation: Operation
    text: str
    valid: bool

    def faults(self, response: Response) -> list[str]:
        """What schemathesis finds wrong with the answer: a server's failure, or one that breaks the schema."""
        case = self.operation.Case(body=self.text, media_type="application/json")
        try:
            case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])
        except Failure as failure:
            return [str(failure)]
        return []


@cache
def _published() -> GraphQLSchema:
    # Kept, as it keeps what it has worked out about the schema, and that takes seconds.
    register()
    return schemathesis.graphql.from_file(sdl())


@cache
def root_fields() -> tuple[str, ...]:
    """`Query.event` and so on."""
    return tuple(f"{root}.{name}" for root in _published() for name in _published()[root])


@cache
def generated(label: str, number: int, *, valid: bool = True, start: int = 0) -> tuple[Generated, ...]:
    """So many documents for one root field; another `start`, other documents."""
    root, name = label.split(".")
    operation: Operation = _published()[root][name]
    found: list[Generated] = []

    # All that a failure could be shrunk by is asking again, of a store that is no longer the same.
    @seed(zlib.crc32(label.encode()) + start)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE))
    def collect(case: Any) -> None:
        # There is no way to ask wrongly for a field without arguments: that is made valid.
        found.append(Generated(operation, case.body, case.meta.generation.mode.is_positive))

    collect()
    return tuple(found)
