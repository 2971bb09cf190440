"""The root fields of a federation's subgraph: the schema as text, and entities by their key."""

from collections.abc import Callable, Iterator
from json import JSONDecoder
from typing import Annotated, Any, NewType, TypeAlias
from uuid import UUID

import orjson
import strawberry
from graphql.utilities import value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from app.core.problems import BadInput
from app.events.types import Event
from app.graph.context import Info
from app.graph.node import split_id
from app.graph.reading.entries import NodesCompile
from app.occurrences.types import Occurrence
from app.organisations.types import Organisation
from app.sessions.types import Session
from app.tickets.types import Ticket
from app.users.types import User

MAX_REPRESENTATIONS = 1_000
ENTITIES = ("Event", "Occurrence", "Organisation", "Session", "Ticket", "User")

Reference: TypeAlias = tuple[str, str]
Representation = NewType("Representation", object)
Entity = Annotated[
    Event | Occurrence | Organisation | Session | Ticket | User,
    strawberry.union("_Entity", description="An object that other subgraphs refer to by its uuid."),
]
Representations = Annotated[
    list[Representation],
    strawberry.argument(description=f"The representations, at most {MAX_REPRESENTATIONS:,}."),
]

_JSON = JSONDecoder()


def representation_scalar() -> ScalarDefinition:
    """`_Any`, by its Python type in a map of scalars."""
    return strawberry.scalar(
        name="_Any",
        description='An entity\'s type and key, `{"__typename": "Event", "uuid": "…"}`. Other fields are ignored.',
        serialize=lambda value: value,
        parse_value=lambda value: value,
        parse_literal=value_from_ast_untyped,
    )


@strawberry.type(name="_Service", description="This service as a subgraph of a federation.")
class Service:
    sdl: str = strawberry.field(description="The schema, with the directives of the federation.")


async def _entities(info: Info, representations: Representations) -> list[Entity | None]:
    if len(representations) > MAX_REPRESENTATIONS:
        raise BadInput(f"At most {MAX_REPRESENTATIONS:,} representations; these are {len(representations):,}.")
    found = [reference_of(each, f"representations[{place}]") for place, each in enumerate(representations)]
    asked = [None if isinstance(each, BadInput) else each for each in found]
    types = tuple(sorted({each[0] for each in asked if each}))
    answer: Any = [None] * len(found)
    if types:
        answer = await info.context.answer(info, compile_=NodesCompile(types), key=types, result=asked)
    if None in asked:
        rows = _items(orjson.dumps(answer).decode()) if types else answer
        answer = [each if isinstance(each, BadInput) else row for each, row in zip(found, rows, strict=True)]
    return answer  # type: ignore[no-any-return]


def subgraph_queries(sdl: Callable[[], str]) -> type:
    """The root fields of a subgraph whose schema is this text."""

    def _service() -> Service:
        return Service(sdl=sdl())

    @strawberry.type
    class SubgraphQueries:
        service: Service = strawberry.field(
            name="_service",
            resolver=_service,
            description="The subgraph's schema, which a router composes.",
        )
        entities: list[Entity | None] = strawberry.field(
            name="_entities",
            resolver=_entities,
            description="The entities of these representations, in order; null for an unknown or invisible one.",
        )

    return SubgraphQueries


def reference_of(representation: object, place: str) -> Reference | BadInput:
    """Type and uuid. A type without the key is a fault between schemas, and raised; a wrong uuid is one row's, and
    returned.
    """
    given = representation if isinstance(representation, dict) else {}
    name, key = given.get("__typename"), given.get("uuid")
    if name not in ENTITIES:
        raise BadInput(f"{place}.__typename must be one of {', '.join(ENTITIES)}.")
    # A variable within a literal has been parsed already.
    found = split_id(f"{name}_{key}") if isinstance(key, str | UUID) else None
    return found or BadInput(f"{place}.uuid must be a UUID, 36 characters.")


def _items(text: str) -> Iterator[orjson.Fragment | None]:
    """The items of a JSON list, each as its text."""
    end = 0
    while text[end] != "]":
        start = end + 1
        value, end = _JSON.raw_decode(text, start)
        yield None if value is None else orjson.Fragment(text[start:end])
