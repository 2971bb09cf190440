"""How many objects a field adds to an answer, by the schema and its mappings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from app.graph.limits.list_sizes import IN_PAYLOAD, LIST_SIZES
from app.graph.reading.mapping import EmbeddedList
from app.graph.reading.model import Model

# The price of counting a list, in objects.
TOTAL = 10
# How many items the lists of introspection types have, apart from the longest ones.
OF_SCHEMA = 10


class Kind(Enum):
    """How the objects of an answer are counted for a field."""

    LEAF = auto()
    TOTAL = auto()
    # `size` objects.
    OBJECTS = auto()
    # As many as an argument has items.
    LISTED = auto()
    # One object, and its items by the size of the page.
    PAGE = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of one field. `argument`: the one whose items are counted."""

    kind: Kind
    target: GraphQLNamedType | None = None
    size: int = 1
    argument: str = ""


LEAF = Shape(Kind.LEAF)
SHOWING_SCHEMA = ("__schema", "__type")


class Shapes:
    """The shapes of a schema's fields. Each is made when it is first needed."""

    def __init__(self, model: Model, list_sizes: Mapping[str, int] = LIST_SIZES) -> None:
        self._model = model
        self._list_sizes = list_sizes
        self._shapes: dict[tuple[str, str], Shape] = {}

    def type(self, name: str) -> GraphQLNamedType | None:
        return self._model.core.type_map.get(name)

    def root(self, operation: str) -> GraphQLNamedType | None:
        core = self._model.core
        return {"query": core.query_type, "mutation": core.mutation_type, "subscription": core.subscription_type}[
            operation
        ]

    def of(self, parent: GraphQLNamedType | None, field: str) -> Shape:
        """The shape of a field. A field that does not exist has no objects: validation reports it."""
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            # `__typename`, which also unions have, is a leaf.
            return LEAF
        key = (parent.name, field)
        found = self._shapes.get(key)
        if found is None:
            definition = self._definition(parent, field)
            if definition is None:
                return LEAF
            found = self._shapes[key] = self._made(parent, field, definition)
        return found

    def _definition(self, parent: GraphQLObjectType | GraphQLInterfaceType, field: str) -> GraphQLField | None:
        core = self._model.core
        return core.get_field(parent, field) if field in SHOWING_SCHEMA else parent.fields.get(field)

    def _made(self, parent: GraphQLNamedType, field: str, definition: GraphQLField) -> Shape:
        target = get_named_type(definition.type)
        paged = is_page(parent)
        if not is_composite_type(target):
            return Shape(Kind.TOTAL) if paged and field == "totalCount" else LEAF
        if is_page(target):
            return Shape(Kind.PAGE, target)
        if not is_list_type(get_nullable_type(definition.type)):
            return Shape(Kind.OBJECTS, target, TOTAL if paged and field == "countUpTo" else 1)
        if paged:
            return Shape(Kind.ITEM, target)
        if parent.name.startswith("__"):
            return Shape(Kind.OBJECTS, target, len(self._model.core.type_map) if field == "types" else OF_SCHEMA)
        for name, argument in definition.args.items():
            if is_non_null_type(argument.type) and is_list_type(argument.type.of_type):
                return Shape(Kind.LISTED, target, argument=name)
        mapped = self._model.types.get(parent.name)
        how = mapped.fields.get(field) if mapped else None
        if isinstance(how, EmbeddedList):
            return Shape(Kind.OBJECTS, target, len(how.items))
        return Shape(Kind.OBJECTS, target, self._list_sizes.get(f"{parent.name}.{field}", IN_PAYLOAD))


def is_page(kind: GraphQLOutputType | GraphQLNamedType | None) -> bool:
    """Whether the type is a page: a Relay connection, or a page of changes."""
    if not isinstance(kind, GraphQLObjectType):
        return False
    return ("pageInfo" in kind.fields and "edges" in kind.fields) or "hasMore" in kind.fields
