"""Valid documents that select much of an event, all different, so that each is compiled."""

import random
from collections.abc import Iterator

from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from app.schema import schema

DEPTH = 6
# How many objects and lists a document selects.
OBJECTS = 100
LEAVES = 0.8


def wide_documents(event: str, number: int) -> Iterator[str]:
    kind = schema._schema.type_map["Event"]
    assert isinstance(kind, GraphQLObjectType)
    for seed in range(number):
        writer = _Writer(random.Random(seed))
        yield f'{{ event(uuid: "{event}") {{ {writer.selection(kind, DEPTH)} }} }}'


class _Writer:
    """Writes one document."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left = OBJECTS

    def selection(self, kind: GraphQLObjectType, depth: int) -> str:
        fields = [
            (name, get_named_type(field.type))
            for name, field in kind.fields.items()
            if not any(is_required_argument(argument) for argument in field.args.values())
        ]
        self._rng.shuffle(fields)
        selected = [self._field(name, target, depth) for name, target in fields]
        return " ".join(filter(None, selected)) or "__typename"

    def _field(self, name: str, target: object, depth: int) -> str:
        if is_leaf_type(target):
            return name if self._rng.random() < LEAVES else ""
        if not isinstance(target, GraphQLObjectType) or depth == 0 or self._left == 0:
            return ""
        self._left -= 1
        if not target.name.endswith("Connection"):
            return f"{name} {{ {self.selection(target, depth - 1)} }}"
        node = get_named_type(target.fields["nodes"].type)
        assert isinstance(node, GraphQLObjectType)
        return f"{name}(first: 1) {{ nodes {{ {self.selection(node, depth - 1)} }} }}"
