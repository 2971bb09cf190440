"""The deepest documents that our limits admit are statements that each engine takes, and runs from index to index.

SQLite 3.40, which Python 3.11 brings on Debian 12, has a parser with 100 places on its stack: what nests deeper is
an error there. Newer ones have more room, so this test says most on that version.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_required_argument,
)
from sqlalchemy.engine import make_url

from app.graph.reading.selection import MAX_DEPTH
from app.schema import schema
from tests.gateway import Gateway
from tests.reading.plain.lists import DEFAULTS
from tests.reading.published import make_published, make_sessions

UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
PAGES = ["(first: 3)", "(last: 3)", '(last: 2, before: "{}")', '(first: 2, after: "{}")']
# What a cursor holds of its row; connections are read in their default order.
PLACES = {"STARTS_ON": "2026-01-01T00:00:00Z", "CREATED_ON": "2026-01-01T00:00:00Z", "NAME": "x"}
INFO = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
DOCUMENTS = 100
CHANGES = ("ChangePage", "ChangedObject")


def is_page(kind: Any) -> bool:
    return str(kind.name).endswith("Connection")


def leads_on(kind: Any) -> bool:
    """Whether everything can be reached from an object of this type."""
    return is_page(kind) or kind.name in CHANGES or is_interface_type(kind) or bool(kind.interfaces)


def called(name: str, field: GraphQLField) -> str:
    """The field with the arguments it needs, each of which names something by its uuid."""
    if name == "changes":
        return 'changes(since: "00000000.0", first: 3)'
    given = [f'{key}: "{UNKNOWN}"' for key, argument in field.args.items() if is_required_argument(argument)]
    return f"{name}({', '.join(given)})" if given else name


def cursor(listed: str) -> str:
    """One of a list of this type, in its default order."""
    order = DEFAULTS[listed]
    return f"{order}~{PLACES[order]}~{UNKNOWN}".encode().hex()


class Writer:
    """Writes one random document whose innermost fields stand on the last level allowed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.wide = self.random.random() < 0.3
        self.left = 1_500

    def document(self) -> str:
        # Fields of `event` stand on level 2, those of a node in `events` on level 4.
        if self.random.random() < 0.5:
            return f'{{ event(uuid: "{UNKNOWN}") {{ {self.object("Event", 2)} }} }}'
        return f"{{ events(first: 3) {{ {INFO} edges {{ cursor node {{ {self.object('Event', 4)} }} }} }} }}"

    def object(self, name: str, level: int) -> str:
        """The selection of an object whose fields are on this level."""
        kind = schema._schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        single = {key: field for key, field in kind.fields.items() if not is_composite_type(get_named_type(field.type))}
        leaves = [called(key, field) for key, field in single.items()]
        chosen = self.random.sample(leaves, min(3, len(leaves))) or ["__typename"]
        if self.wide and self.left > 500 and self.random.random() < 0.3:
            chosen += [f"wide{number}: {chosen[0]}" for number in range(self.random.choice((57, 58, 130)))]
        self.left -= len(chosen)
        chosen += self.children(kind, level)
        self.random.shuffle(chosen)
        return " ".join(chosen)

    def children(self, kind: GraphQLObjectType, level: int) -> Iterator[str]:
        """One of the objects below from which the way leads on, and perhaps another one."""
        fields = {key: get_named_type(field.type) for key, field in kind.fields.items()}
        below = [key for key, target in fields.items() if is_composite_type(target) and level < MAX_DEPTH]
        onward = [key for key in below if leads_on(fields[key]) and (level < MAX_DEPTH - 3 or not is_page(fields[key]))]
        chosen = self.random.sample(onward or below, 1) if below else []
        if below and self.random.random() < 0.3:
            chosen += [key for key in self.random.sample(below, 1) if key not in chosen]
        for key in chosen:
            name = fields[key].name
            if is_interface_type(fields[key]):
                found = self.random.choice(("Event", "Session", "Ticket", "Speaker", "Occurrence", "Organisation"))
                yield f"{key} {{ id ... on {found} {{ {self.object(found, level + 1)} }} }}"
            elif not is_page(fields[key]):
                if self.left > 0:
                    yield f"{called(key, kind.fields[key])} {{ {self.object(name, level + 1)} }}"
            elif level + 3 <= MAX_DEPTH and self.left > 0:
                self.left -= 8
                listed = name.removesuffix("Connection")
                arguments = self.random.choice(PAGES).format(cursor(listed))
                node = self.object(listed.removeprefix("Found"), level + 3)
                yield f"{key}{arguments} {{ {INFO} edges {{ cursor node {{ {node} }} }} }}"


@pytest.mark.parametrize("part", range(4))
def test_each_engine_takes_the_deepest_documents(gateway: Gateway, part: int, own_share: Callable[[int], bool]) -> None:
    token = gateway.token(gateway.organisation())
    for number, seed in enumerate(range(part, DOCUMENTS, 4)):
        document = Writer(seed).document()
        for turn, caller in enumerate((None, token)):
            if not own_share(number + turn):
                continue
            data = gateway.gql(document, caller)
            assert data.get("event") is None, seed
            assert data.get("events", {"edges": []})["edges"] == [], seed


def test_the_documents_of_this_test_are_as_deep_and_as_wide_as_they_should_be() -> None:
    documents = [Writer(seed).document() for seed in range(DOCUMENTS)]
    depths = [max(_depths(document)) for document in documents]
    assert max(depths) == MAX_DEPTH
    assert sum(depth >= MAX_DEPTH - 2 for depth in depths) > DOCUMENTS / 2
    assert sum("wide60" in document for document in documents) > DOCUMENTS / 10


def _depths(document: str) -> Iterator[int]:
    # An inline fragment is no level of its own.
    levels = [0]
    for fragment, char in re.findall(r"(\.\.\. on \w+ )?([{}])", document):
        if char == "}":
            levels.pop()
        else:
            levels.append(levels[-1] + (not fragment))
        yield levels[-1]


DEEP = """query($u: UUID!) { event(uuid: $u) { sessions(first: 2) { nodes { tickets { session { speakers { sessions {
    nodes { event { occurrences { nodes { tickets { prices { price { amount } } } } } } } } } } } } } } }"""


def plan(gateway: Gateway, document: str, **variables: Any) -> list[str]:
    """What SQLite says it does for a document's one statement."""
    with gateway.statements() as seen:
        gateway.gql(document, **variables)
    (sql,) = seen
    connection = sqlite3.connect(make_url(gateway.settings.database_url).database or "")
    try:
        values = [None] * max((int(number) for number in re.findall(r"\?(\d+)", sql)), default=0)
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    finally:
        connection.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_deep_document_reads_only_the_rows_it_needs(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 2)
    for document in (DEEP, *(Writer(seed).document() for seed in range(20))):
        steps = plan(gateway, document, **({"u": event.id} if document == DEEP else {}))
        # A part of the statement that is written out first would hold every row of its table.
        assert not [step for step in steps if step.startswith("MATERIALIZE")], document


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_deep_document_of_this_test_is_written_in_parts(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    with gateway.statements() as seen:
        gateway.gql(DEEP, u=event.id)
    assert seen[0].startswith("WITH ")
    assert not [step for step in plan(gateway, DEEP, u=event.id) if step.startswith(("SCAN event", "SCAN session"))]
