"""Random valid queries, made from the schema alone: each seed has its query, the same in every run."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from tests.reading.found_dates import FOUND, place_for
from tests.reading.plain.lists import ORDERS
from tests.reading.plain.world import ENTITIES
from tests.reading.selected import Selected
from tests.reading.values import Values

# The reader refuses more; the operation's own selection counts.
DEEPEST = 15
# How many rows an object of the answer may come to stand for, estimated.
ROWS = 120
ABSENT = object()
# Where most begin; the others begin with anything.
ROOTS = ("event", "eventBySlug", "organisation", "occurrences", *("event", "events", "node", "nodes") * 2)
PAGING = ("first", "last", "after", "before")

Draw = Callable[[random.Random], Any]


@dataclass(frozen=True)
class Query:
    """A document, and how to draw values for its variables: any draw is valid."""

    text: str
    draws: dict[str, Draw]

    def variables(self, seed: int) -> dict[str, Any]:
        rng = random.Random(seed)
        drawn = {name: draw(rng) for name, draw in self.draws.items()}
        return {name: value for name, value in drawn.items() if value is not ABSENT}


@dataclass(frozen=True)
class At:
    """Where in the document something is written: how deep, and for how many rows. `apart`: every field an alias."""

    depth: int = 1
    rows: int = 1
    apart: bool = False

    def down(self, times: int = 1, *, apart: bool = False) -> "At":
        return At(self.depth + 1, self.rows * times, apart)


def generate(schema: GraphQLSchema, values: Values, seeds: int) -> Iterator[Query]:
    """The query of each seed; every fourth goes as deep as the reader allows. What is new comes first."""
    selected = Selected(schema)
    for seed in range(seeds):
        selected.look()
        yield _Writer(schema, values, random.Random(seed), selected, deep=seed % 4 == 0).query()


class _Writer:
    """Writes one document."""

    def __init__(
        self, schema: GraphQLSchema, values: Values, rng: random.Random, selected: Selected, *, deep: bool
    ) -> None:
        self.schema = schema
        self.selected = selected
        self.values = values
        self.rng = rng
        self.deep = deep
        self.left = 90
        self.names = 0
        self.declared: list[str] = []
        self.draws: dict[str, Draw] = {}
        self.fragments: list[str] = []

    def query(self) -> Query:
        kind = self.schema.query_type
        assert kind is not None
        many = self.rng.choice((1, 1, 2, 3))
        fields = list(kind.fields)
        roots = [
            self.rng.choice(ROOTS) if self.chance(0.8) else self.selected.some(self.rng, kind.name, fields, 1)[0]
            for _ in range(many)
        ]
        written = [self.field(kind, name, kind.fields[name], At(apart=len(roots) > 1)) for name in roots]
        if self.chance(0.1):
            written.append("__typename")
        head = f"query Generated({', '.join(self.declared)}) " if self.declared else self.rng.choice(("", "query Q "))
        return Query("\n".join([f"{head}{{ {' '.join(written)} }}", *self.fragments]), self.draws)

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"

    # --- selections

    def selection(self, kind: GraphQLObjectType, at: At) -> str:
        """Fields of an object, here and there inside a fragment. Never empty."""
        leaves = [name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))]
        inner = [name for name in kind.fields if name not in leaves and self.fits(kind.fields[name], at)]
        few = 2 if self.deep else 4
        number = min(len(leaves), self.rng.randint(0 if inner else 1, few))
        chosen = self.selected.some(self.rng, kind.name, leaves, number)
        self.left -= len(chosen)
        if inner and (self.left > 0 or not leaves):
            chosen += self.inner(kind, inner)
        self.rng.shuffle(chosen)
        written = [self.field(kind, name, kind.fields[name], at) for name in chosen]
        if not written or self.chance(0.2):
            written.append(f"{self.name('t')}: __typename" if self.chance(0.5) else "__typename")
        if self.chance(0.15):
            written = [self.fragment(kind, written)]
        if self.chance(0.1) and self.left > 0:
            # The same object once more: its fields merge with those above.
            self.left -= 5
            written.append(self.fragment(kind, [self.selection(kind, at)[1:-1]]))
        return f"{{ {' '.join(written)} }}"

    def inner(self, kind: GraphQLObjectType, names: list[str]) -> list[str]:
        """Which objects to go into: on the way down those from which it goes on."""
        if self.deep:
            onward = [name for name in names if get_named_type(kind.fields[name].type).name in FAR]
            return [self.rng.choice(onward or names)]
        return self.selected.some(self.rng, kind.name, names, min(len(names), self.rng.choice((0, 1, 1, 2, 3))))

    def fits(self, field: GraphQLField, at: At) -> bool:
        kind = get_named_type(field.type)
        own = 2 if kind.name.endswith("Connection") else 1
        many = 5 if is_list_type(get_nullable_type(field.type)) and kind.name in ENTITIES.values() else 1
        return at.depth + own <= DEEPEST and at.rows * many <= ROWS

    def fragment(self, kind: GraphQLObjectType, written: list[str]) -> str:
        body = f"{{ {' '.join(written)} }}"
        condition = self.rng.choice((kind.name, *(interface.name for interface in kind.interfaces)))
        if condition == "Node":
            body = f"{{ ... on {kind.name} {body} }}"
        form = self.rng.choice(("named", "inline", "bare"))
        if form == "named":
            name = self.name("F")
            self.fragments.append(f"fragment {name} on {condition} {body}")
            return f"...{name}{self.directives()}"
        if form == "bare" and condition != "Node":
            return f"...{self.directives()} {body}"
        return f"... on {condition}{self.directives()} {body}"

    def node(self, at: At) -> str:
        """Fields of whatever is found: inside, every field is aliased, as types disagree about what a name means."""
        written = self.rng.sample(["id", "__typename", "... on Node { again: id }"], self.rng.randrange(3))
        for name in self.selected.kinds(self.rng, list(ENTITIES.values()), self.rng.randint(2, 5)):
            kind = self.schema.type_map[name]
            assert isinstance(kind, GraphQLObjectType)
            written.append(f"... on {name}{self.directives()} {self.selection(kind, At(at.depth, at.rows, True))}")
        return f"{{ {' '.join(written)} }}"

    def directives(self) -> str:
        found = ""
        for name in ("skip", "include"):
            if self.chance(0.05):
                literal = self.rng.choice(("true", "false"))
                condition = literal if self.chance(0.2) else self.variable("Boolean!", lambda rng: rng.random() < 0.5)
                found += f" @{name}(if: {condition})"
        return found

    # --- fields

    def field(self, parent: GraphQLObjectType, name: str, field: GraphQLField, at: At) -> str:
        kind = get_named_type(field.type)
        self.selected.note(parent.name, name)
        arguments, size = self.arguments((parent.name, name), field, at)
        alias = f"{self.name('a')}: " if arguments or at.apart or self.chance(0.1) else ""
        head = f"{alias}{name}{arguments}{self.directives()}"
        if isinstance(kind, GraphQLInterfaceType):
            return f"{head} {self.node(at.down(size))}"
        if not isinstance(kind, GraphQLObjectType):
            return head
        return f"{head} {self.selection(kind, at.down(size))}"

    def arguments(self, path: tuple[str, str], field: GraphQLField, at: At) -> tuple[str, int]:
        """The arguments as text, and how many rows the field stands for."""
        about = get_named_type(field.type).name
        given, size = [], 5 if is_list_type(get_nullable_type(field.type)) and about in ENTITIES.values() else 1
        if about.endswith("Connection"):
            kind = about.removesuffix("Connection")
            paging, size = self.paging(field.args, kind, at)
            given += [*paging, *place_for(self, field.args, paging)]
        there = {written.partition(":")[0] for written in given}
        for name, argument in field.args.items():
            wanted = is_required_argument(argument) or self.chance(0.9 if self.selected.lacks(*path, name) else 0.35)
            if name not in (*PAGING, "orderBy", *there) and wanted:
                given.append(f"{name}: {self.value(name, argument.type, about.removesuffix('Connection'))}")
        for written in given:
            self.selected.note(*path, written.partition(":")[0])
        self.rng.shuffle(given)
        return (f"({', '.join(given)})" if given else ""), size

    def paging(self, arguments: dict[str, GraphQLArgument], kind: str, at: At) -> tuple[list[str], int]:
        """A page, mostly small. A cursor is one of the order that is selected for."""
        room = max(1, ROWS // at.rows)
        size = min(1 if self.deep else self.rng.choice((1, 2, 3, 5, 25)), room)
        given = []
        if room < 20 or self.chance(0.7):
            backward = self.chance(0.4)
            given.append(f"{'last' if backward else 'first'}: {self.size(size, loose=room >= 20 and not backward)}")
            if self.chance(0.1):
                given.append(f"{'first' if backward else 'last'}: null")
        else:
            size = 20
        if self.chance(0.5):
            if self.chance(0.4):
                given.append(f"orderBy: {self.value('orderBy', arguments['orderBy'].type, kind)}")
            return given, size
        order = self.rng.choice(list(ORDERS[kind]))
        direction = self.variable("OrderDirection!", lambda rng: rng.choice(("ASC", "DESC")))
        given.append(f"orderBy: {{field: {order}, direction: {direction}}}")
        for name in self.rng.choice((("after",), ("before",), ("after", "before"))):
            cursor = self.variable("String", self.perhaps(self.values.cursor(kind, order)))
            given.append(f"{name}: {cursor}")
        return given, size

    def size(self, most: int, *, loose: bool) -> str:
        if self.chance(0.4):
            return str(self.rng.randint(1, most))

        def draw(rng: random.Random) -> int:
            return rng.randint(1, most)

        return self.variable("Int", self.perhaps(draw)) if loose else self.variable("Int!", draw)

    # --- values

    def value(self, name: str, kind: GraphQLInputType, about: str) -> str:
        """A literal, a variable, or an object some of whose parts are variables."""
        draw = self.values.drawn(name, kind, about)
        bare = get_nullable_type(kind)
        how = self.rng.random()
        if how < 0.45:
            optional = not is_non_null_type(kind)
            return self.variable(str(kind), self.perhaps(draw) if optional else draw)
        if how < 0.75 and isinstance(bare, GraphQLInputObjectType):
            drawn = draw(self.rng)
            parts = [f"{key}: {self.part(key, bare.fields[key].type, about, drawn[key])}" for key in drawn]
            return f"{{{', '.join(parts)}}}"
        return self.literal(draw(self.rng), kind)

    def part(self, name: str, kind: GraphQLInputType, about: str, drawn: Any) -> str:
        # A place and a radius are drawn together, and an order by distance needs them.
        together = name == "near" or (name == "field" and about == FOUND)
        return self.literal(drawn, kind) if together else self.value(name, kind, about)

    def perhaps(self, draw: Draw) -> Draw:
        """Sometimes null, sometimes not there."""
        return lambda rng: rng.choice((ABSENT, None)) if rng.random() < 0.25 else draw(rng)

    def variable(self, kind: str, draw: Draw) -> str:
        name = self.name("v")
        self.declared.append(f"${name}: {kind}")
        self.draws[name] = draw
        return f"${name}"

    def literal(self, value: Any, kind: GraphQLInputType) -> str:
        bare: Any = get_nullable_type(kind)
        if value is None:
            return "null"
        if isinstance(value, list):
            return f"[{', '.join(self.literal(item, bare.of_type) for item in value)}]"
        if isinstance(value, dict):
            fields = (f"{key}: {self.literal(item, bare.fields[key].type)}" for key, item in value.items())
            return f"{{{', '.join(fields)}}}"
        return str(value) if is_enum_type(get_named_type(bare)) else json.dumps(value, ensure_ascii=False)


# Types from which a query can go on and on.
FAR = {*ENTITIES.values(), *(f"{kind}{part}" for kind in ORDERS for part in ("Connection", "Edge"))}
